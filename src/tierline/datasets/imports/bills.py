"""Bills of an import: the figures of a mapping worked out to the fen, from one row or from many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tierline.datasets.contract import BILLS, Column, Kind
from tierline.datasets.imports.cells import Reader, Row, ValueRefused, reader
from tierline.datasets.imports.mapping import (
    Average,
    Cell,
    ChargedBills,
    Constant,
    Figure,
    OfMonth,
    Remainder,
    SameAs,
    SourceForm,
    Total,
    Value,
    WideBills,
)
from tierline.datasets.imports.output import Gathered
from tierline.datasets.imports.problems import Problems
from tierline.datasets.imports.values import Unreadable, expectation, half_up, in_domain, spread
from tierline.wording import Text

_AMOUNTS = tuple(column for column in BILLS.columns if column.name not in BILLS.key)
_NOT_BLANK = Text(
    en="a figure, because other figures of the same line and month are there; or end its list with a "
    "constant",
    zh="有值,因为同一线路同月的其他列有值;或在其列表末尾写一个 constant",
)
_JOINED_TOO_LATE = Text(
    en="no total of months that all lie before the day of joining", zh="不应有全部早于入网日期的月份的合计"
)
_MONTH_MISSING = Text(en="a day in every row", zh="每行都有日期")


def whole(found: Fraction | int, column: Column) -> int:
    """A figure in whole fen (or times), rounded once. Raises ValueRefused outside the contract's domain."""
    try:
        rounded = half_up(found) if isinstance(found, Fraction) else found
        return int(in_domain(rounded, column))
    except Unreadable:
        raise ValueRefused(expectation(column)) from None


def is_stated(figure: Figure) -> bool:
    """True where the mapping alone gives the figure, so the source may not have the month at all."""
    return not isinstance(figure, SameAs) and all(isinstance(origin, Constant) for origin in figure.cell)


def _exact(found: Value) -> Fraction | int:
    # A reader of an amount gives a Fraction, one of a count an int; nothing else stands in bills.
    assert isinstance(found, (Fraction, int))
    return found


class BillTables:
    """The rows of bills by month, and how many amounts lie below zero."""

    def __init__(self) -> None:
        self.by_month: dict[date, Gathered] = {}
        self.below_zero = {column.name: 0 for column in _AMOUNTS if column.kind is Kind.MONEY}

    def add(self, subscriber_id: int, month: date, figures: Mapping[str, int]) -> None:
        """Keep one bill."""
        table = self.by_month.get(month)
        if table is None:
            table = self.by_month[month] = Gathered(BILLS)
        for name in self.below_zero:
            self.below_zero[name] += figures[name] < 0
        table.add((subscriber_id, month, *(figures[column.name] for column in _AMOUNTS)))


class WideReading:
    """Bills out of rows that each hold all months of a line."""

    def __init__(self, bills: WideBills, source: SourceForm) -> None:
        self._bills = bills
        self._parts = {column.name: _parts(column, bills.figures[column.name], source) for column in _AMOUNTS}
        self._measured = {
            month: [
                name
                for name, by_month in bills.figures.items()
                if not isinstance(by_month[month], SameAs) and not is_stated(by_month[month])
            ]
            for month in bills.months
        }

    def read(
        self, subscriber_id: int, joined_on: Value | None, row: Row, into: BillTables, problems: Problems
    ) -> None:
        """Add the bills of one row: none for a month of which the source has no figure at all."""
        first = date.min
        if self._bills.since_joining and isinstance(joined_on, date):
            first = joined_on.replace(day=1)
        found = {column.name: self._column(column, row, first, problems) for column in _AMOUNTS}
        for name, by_month in self._bills.figures.items():
            for month, figure in by_month.items():
                if isinstance(figure, SameAs):
                    found[name][month] = found[figure.column][month]
        for month in self._bills.months:
            if month < first:
                continue
            measured = self._measured[month]
            if measured and all(found[name][month] is None for name in measured):
                continue
            bill = {name: of_month[month] for name, of_month in found.items()}
            blank = [name for name, figure in bill.items() if figure is None]
            for name in blank:
                problems.add("bills", name, row.number, _NOT_BLANK)
            if not blank:
                into.add(subscriber_id, month, {name: figure or 0 for name, figure in bill.items()})

    def _column(self, column: Column, row: Row, first: date, problems: Problems) -> dict[date, int | None]:
        by_month = self._bills.figures[column.name]
        found: dict[date, int | None] = dict.fromkeys(by_month)
        try:
            for part in self._parts[column.name]:
                part.fill(found, row, first)
        except ValueRefused as refused:
            problems.add("bills", column.name, row.number, refused.expected)
            # Zeros keep the row going, so that its other columns are checked too; nothing is written now.
            return dict.fromkeys(by_month, 0)
        return found


@dataclass(frozen=True)
class _Part:
    """One figure of a column of bills, with the months that it fills."""

    column: Column
    figure: OfMonth | Average | Total | Remainder
    months: tuple[date, ...]
    read: Reader

    def fill(self, found: dict[date, int | None], row: Row, first: date) -> None:
        """Set its months in `found`; they stay None where the figure is blank. Raises ValueRefused.

        A total belongs to the months from `first` on alone, an average to each of its months.
        """
        read = self.read(row)
        if read is None:
            return
        exact = _exact(read)
        match self.figure:
            case OfMonth():
                for month in self.months:
                    found[month] = whole(exact, self.column)
            case Average(months=over):
                self._share_out(Fraction(exact * len(over)), over, found)
            case Total(months=over):
                known = [month for month in over if month >= first]
                if not known:
                    raise ValueRefused(_JOINED_TOO_LATE)
                self._share_out(Fraction(exact), known, found)
            case Remainder(less=less):
                taken = [found[month] for month in less if month >= first]
                rest = half_up(Fraction(exact)) - sum(amount for amount in taken if amount is not None)
                if None not in taken:
                    for month in self.months:
                        found[month] = whole(rest, self.column)

    def _share_out(self, total: Fraction, months: Sequence[date], found: dict[date, int | None]) -> None:
        for month, share in zip(months, spread(half_up(total), len(months)), strict=True):
            found[month] = whole(share, self.column)


def _parts(column: Column, by_month: Mapping[date, Figure], source: SourceForm) -> list[_Part]:
    """The figures of a column that are read from the row; remainders last, because they need the others."""
    parts: list[_Part] = []
    # An average or a total stands under several months but is one figure: they are told apart by identity.
    for figure in {id(one): one for one in by_month.values()}.values():
        if not isinstance(figure, SameAs):
            months = tuple(month for month, one in by_month.items() if one is figure)
            parts.append(_Part(column, figure, months, reader(figure.cell, column, source)))
    return sorted(parts, key=lambda part: isinstance(part.figure, Remainder))


class ChargeReading:
    """Bills out of dated rows: exact sums by line and month, rounded once at the end."""

    def __init__(self, bills: ChargedBills, source: SourceForm) -> None:
        self._bills = bills
        self._month_of = reader(bills.month_of, BILLS.column("month"), source)
        self._summed: dict[str, Reader] = {}
        self._stated: dict[str, Fraction | int] = {}
        for column in _AMOUNTS:
            figure = bills.figures[column.name]
            if isinstance(figure, SameAs):
                continue
            if is_stated(figure):
                self._stated[column.name] = _stated(figure.cell)
            else:
                self._summed[column.name] = reader(figure.cell, column, source)
        # For each line and month: the sums in the order of `_summed`, then the first row's number.
        self._sums: dict[tuple[int, date], tuple[list[Fraction | int], int]] = {}

    def read(self, subscriber_id: int, row: Row, problems: Problems) -> None:
        """Add one row to the sums of its line and month; a blank amount adds nothing."""
        try:
            day = self._month_of(row)
            if not isinstance(day, date):
                raise ValueRefused(_MONTH_MISSING)
        except ValueRefused as refused:
            problems.add("bills", "month", row.number, refused.expected)
            return
        key = (subscriber_id, day.replace(day=1))
        sums, _ = self._sums.setdefault(key, ([0] * len(self._summed), row.number))
        for place, (name, read) in enumerate(self._summed.items()):
            try:
                found = read(row)
                if found is not None:
                    sums[place] += _exact(found)
            except ValueRefused as refused:
                problems.add("bills", name, row.number, refused.expected)

    def finish(self, into: BillTables, problems: Problems) -> None:
        """Add the finished bills of all lines."""
        for (subscriber_id, month), (sums, row_number) in self._sums.items():
            exact = dict(zip(self._summed, sums, strict=True)) | self._stated
            bill: dict[str, int] = {}
            for column in _AMOUNTS:
                figure = self._bills.figures[column.name]
                name = figure.column if isinstance(figure, SameAs) else column.name
                try:
                    bill[column.name] = whole(exact[name], column)
                except ValueRefused as refused:
                    problems.add("bills", column.name, row_number, refused.expected)
                    bill[column.name] = 0
            into.add(subscriber_id, month, bill)


def _stated(cell: Cell) -> Fraction | int:
    (constant,) = cell[:1]
    assert isinstance(constant, Constant)
    return _exact(constant.value)
