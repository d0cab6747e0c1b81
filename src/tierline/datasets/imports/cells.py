"""Cells of a mapping carried out on one row of the source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tierline.datasets.contract import Column, Kind
from tierline.datasets.imports.mapping import Cell, Constant, FromColumn, RowNumber, SourceForm, Value
from tierline.datasets.imports.values import (
    Unreadable,
    expectation,
    joined_before,
    joined_in,
    moved_by_years,
    value,
)
from tierline.wording import Text

_NOT_LISTED = Text(en="a text that `values` of the mapping lists", zh="映射中 values 已列出的文字")
_NO_PREFIX = Text(en="a text that begins with the prefix of the mapping", zh="以映射所写前缀开头的文字")
_NO_TENURE = Text(en="a whole number of months on the network, at least 1", zh="在网月数,为不小于 1 的整数")
_NO_DAYS = Text(en="a whole number of days on the network", zh="在网天数,为整数")


@dataclass(frozen=True)
class Row:
    """One data row: its number, from 1 under the header, and its texts by column, None where blank.

    `fields` is the whole row as it is written, columns that no mapping reads included.
    """

    number: int
    texts: Mapping[str, str | None]
    fields: Sequence[str] = ()


class ValueRefused(Exception):
    """A text of the row has no place in the contract's column; `expected` says what would have."""

    def __init__(self, expected: Text) -> None:
        super().__init__(expected)
        self.expected = expected


Reader = Callable[[Row], Value | None]
"""What a cell holds in a row; None where it is blank. Raises ValueRefused."""


def reader(cell: Cell, column: Column, source: SourceForm) -> Reader:
    """The cell as a function of the row."""
    readers = [_origin_reader(origin, column, source) for origin in cell]
    if len(readers) == 1:
        return readers[0]

    def first_that_is_not_blank(row: Row) -> Value | None:
        for read in readers:
            found = read(row)
            if found is not None:
                return found
        return None

    return first_that_is_not_blank


def _origin_reader(origin: FromColumn | Constant | RowNumber, column: Column, source: SourceForm) -> Reader:
    match origin:
        case Constant(value=constant):
            return lambda row: constant
        case RowNumber(first=first) if column.kind is Kind.VARCHAR:
            return lambda row: str(row.number - 1 + first)
        case RowNumber(first=first):
            return lambda row: row.number - 1 + first
        case FromColumn(values=None):
            return _text_reader(origin, column, source)
        case FromColumn():
            return _translation_reader(origin)


def _translation_reader(origin: FromColumn) -> Reader:
    values = origin.values or {}

    def translated(row: Row) -> Value | None:
        text = _text(origin, row)
        if text is None or text in values:
            return values[text] if text is not None else None
        if origin.listed_only:
            raise ValueRefused(_NOT_LISTED)
        return origin.otherwise

    return translated


def _text_reader(origin: FromColumn, column: Column, source: SourceForm) -> Reader:
    dates = origin.dates or source.dates
    # A unit of the cell replaces that of the source, factor included: both say what 1 is worth.
    money = source.money if origin.fen is None else replace(source.money, fen=origin.fen)
    moved = source.moved
    expected = expectation(column, dates)
    if origin.tenure_at or origin.days_before:
        expected = _NO_TENURE if origin.tenure_at else _NO_DAYS

    def typed(row: Row) -> Value | None:
        text = _text(origin, row)
        if text is None:
            return None
        try:
            if origin.tenure_at is not None:
                return joined_in(text, origin.tenure_at)
            if origin.days_before is not None:
                return joined_before(text, origin.days_before)
            found = value(text, column, money, dates)
            return moved_by_years(found, moved.years) if moved and isinstance(found, date) else found
        except Unreadable:
            raise ValueRefused(expected) from None

    return typed


def _text(origin: FromColumn, row: Row) -> str | None:
    text = row.texts[origin.column]
    if text is None or not origin.prefix:
        return text
    if not text.startswith(origin.prefix):
        raise ValueRefused(_NO_PREFIX)
    return text.removeprefix(origin.prefix)
