"""Tests as expressions over columns, for a whole base at once. Nothing is divided and nothing is rounded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, TypeAlias

import ibis

from tierline.tables.decide import kind_of
from tierline.tables.errors import NotCompilable
from tierline.tables.model import AnyOf, Anything, Comparison, Equal, Interval, Kind, Not, Operator, Test
from tierline.tables.notation import scalar_text
from tierline.wording import Text

_LOWEST, _HIGHEST = -(2**63), 2**63 - 1

A_TEST = Text(en="A test", zh="条件")
_KINDS = {
    Kind.NUMBER: Text(en="numbers", zh="数字"),
    Kind.STRING: Text(en="strings", zh="字符串"),
    Kind.BOOLEAN: Text(en="true or false", zh="布尔值"),
    Kind.DATE: Text(en="dates", zh="日期"),
}


@dataclass(frozen=True)
class Ratio:
    """A column of exact numbers: numerator / (denominator * unit), all whole. NULL where the numerator is.

    Yuan held as whole fen are Ratio(fen, 100); their mean over n months is Ratio(sum_of_fen, n, unit=100),
    with a column n or a constant. A denominator is above 0, and not NULL where its numerator is not.
    A `unit` beside a column joins the bounds of tests, where Ratio(sum, 100 * n) would multiply every row.
    """

    numerator: ibis.Value
    denominator: ibis.Value | int
    unit: int = 1


Column: TypeAlias = "ibis.Value | Ratio"


def compile_test(test: Test, column: Column, place: Text = A_TEST) -> ibis.Value:
    """True, false or NULL for each row, as model.py says for one value.

    Raises NotCompilable, beginning with `place`, where the test asks for another kind than the column holds,
    or its numbers do not fit 64 bits.
    """
    return _compiled(test, as_column(column, place), place, null_is_false=False)


def compile_condition(test: Test, column: Column, place: Text) -> ibis.Value:
    """True where the test is true; false or NULL elsewhere, whichever is cheaper: for a branch of a CASE."""
    return _compiled(test, as_column(column, place), place, null_is_false=True)


def as_column(column: Column, place: Text) -> Column:
    """The column, a plain whole number as a Ratio over 1. Raises NotCompilable for any other type."""
    if isinstance(column, Ratio):
        return column
    if column.type().is_integer():
        return Ratio(column, 1)
    column_kind(column, place)
    return column


def column_kind(column: Column, place: Text) -> Kind:
    """What the values of a column are."""
    if isinstance(column, Ratio):
        return Kind.NUMBER
    dtype = column.type()
    if dtype.is_string():
        return Kind.STRING
    if dtype.is_boolean():
        return Kind.BOOLEAN
    if dtype.is_date():
        return Kind.DATE
    found = Text(en=f"a column of type {dtype}", zh=f"类型为 {dtype} 的列")
    expected = Text(
        en="strings, true or false, dates, or whole numbers over whole numbers",
        zh="字符串、布尔值、日期,或整数与整数之比",
    )
    raise NotCompilable(place=place, found=found, expected=expected)


def whole(number: int, place: Text) -> int:
    """The number itself, which has to fit 64 bits."""
    if _LOWEST <= number <= _HIGHEST:
        return number
    found = Text(en=f"the number {number}", zh=f"数值 {number}")
    expected = Text(en="a number that fits 64 bits in its unit", zh="换算到所用单位后不超过 64 位的数值")
    raise NotCompilable(place=place, found=found, expected=expected)


def joined(
    combine: Callable[[ibis.Value, ibis.Value], ibis.Value], parts: Sequence[ibis.Value]
) -> ibis.Value:
    """The parts combined in pairs, so that a thousand of them nest ten deep and not a thousand."""
    while len(parts) > 1:
        pairs = [combine(*parts[i : i + 2]) for i in range(0, len(parts) - 1, 2)]
        parts = pairs + list(parts[len(pairs) * 2 :])
    return parts[0]


def _compiled(test: Test, column: Column, place: Text, *, null_is_false: bool) -> ibis.Value:
    match test:
        case Anything():
            return ibis.literal(True)
        case Not(inner):
            return ~_compiled(inner, column, place, null_is_false=False)
        case AnyOf(tests):
            return _any_of(tests, column, place, null_is_false=null_is_false)
        case Equal(None):
            return (column.numerator if isinstance(column, Ratio) else column).isnull()
        case Equal():
            return _among([test], column, place, null_is_false=null_is_false)
        case Comparison(op, bound):
            return _compare(column, op, bound, place)
        case Interval(low, high, includes_low, includes_high):
            above = _compare(column, ">=" if includes_low else ">", low, place)
            return above & _compare(column, "<=" if includes_high else "<", high, place)


def _any_of(tests: Sequence[Test], column: Column, place: Text, *, null_is_false: bool) -> ibis.Value:
    values = [test for test in tests if isinstance(test, Equal) and test.value is not None]
    others = [test for test in tests if not (isinstance(test, Equal) and test.value is not None)]
    parts = [_among(values, column, place, null_is_false=null_is_false)] if values else []
    parts += [_compiled(test, column, place, null_is_false=null_is_false) for test in others]
    return joined(lambda one, other: one | other, parts)


def _among(tests: Sequence[Equal], column: Column, place: Text, *, null_is_false: bool) -> ibis.Value:
    """True where the column has one of the values, else false; for a branch of a CASE, NULL is let be."""
    for test in tests:
        _check_kind(test.value, column, place)
    if isinstance(column, Ratio):
        found = _number_among([_fraction(test.value) for test in tests], column, place)
        if found is None:
            return ibis.literal(False)
        nullable = column.numerator.type().nullable
    elif column_kind(column, place) is Kind.BOOLEAN:
        wanted = {test.value for test in tests}
        found = column.notnull() if len(wanted) == 2 else column if True in wanted else ~column
        nullable = column.type().nullable and len(wanted) == 1
    else:
        values = list(dict.fromkeys(test.value for test in tests))
        found = column == ibis.literal(values[0]) if len(values) == 1 else column.isin(values)
        nullable = column.type().nullable
    return found if null_is_false or not nullable else found.fill_null(False)


def _number_among(values: Sequence[Fraction], column: Ratio, place: Text) -> ibis.Value | None:
    """True where the column has one of the values, false or NULL elsewhere; None where it never can."""
    numerator, denominator = column.numerator, column.denominator
    values = [value * column.unit for value in values]
    if isinstance(denominator, int):
        # A numerator is whole, so it can only be equal to what is whole in its unit.
        scaled = dict.fromkeys(value * denominator for value in values)
        wholes = [_literal(int(value), place) for value in scaled if value.denominator == 1]
        if not wholes:
            return None
        return numerator == wholes[0] if len(wholes) == 1 else numerator.isin(wholes)
    parts = [
        _times(numerator, v.denominator, place) == _times(denominator, v.numerator, place) for v in values
    ]
    return joined(lambda one, other: one | other, parts)


def _compare(column: Column, op: Operator, bound: Decimal | date, place: Text) -> ibis.Value:
    _check_kind(bound, column, place)
    if not isinstance(column, Ratio):
        return _ordered(column, op, ibis.literal(bound))
    value = _fraction(bound) * column.unit
    if isinstance(column.denominator, int):
        # A whole numerator reaches 7/2 where it reaches 4, and stays under it where it stays at most 3.
        edge = value * column.denominator
        nearest = ceil(edge) if op in (">=", "<") else floor(edge)
        return _ordered(column.numerator, op, _literal(nearest, place))
    left = _times(column.numerator, value.denominator, place)
    return _ordered(left, op, _times(column.denominator, value.numerator, place))


def _ordered(left: ibis.Value, op: Operator, right: ibis.Value) -> ibis.Value:
    match op:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right


def _times(column: ibis.Value, factor: int, place: Text) -> ibis.Value:
    if factor == 0:
        return _literal(0, place)
    return column if factor == 1 else column.cast("int64") * _literal(factor, place)


def _literal(number: int, place: Text) -> ibis.Value:
    return ibis.literal(whole(number, place), "int64")


def _fraction(value: Any) -> Fraction:
    return Fraction(value)


def _check_kind(value: Decimal | str | bool | date | None, column: Column, place: Text) -> None:
    kind = column_kind(column, place)
    if kind_of(value) is not kind:
        found = Text(en=f"a test for {scalar_text(value)}", zh=f"针对 {scalar_text(value)} 的条件")
        held = _KINDS[kind]
        expected = Text(
            en=f"a test for {held.en}, which the column holds", zh=f"针对{held.zh}的条件,即该列的类型"
        )
        raise NotCompilable(place=place, found=found, expected=expected)
