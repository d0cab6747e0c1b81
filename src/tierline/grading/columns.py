"""Dates and exact numbers as column expressions, where an engine's own are not exact or not portable."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from tierline.tables.columns import Ratio


def nothing(dtype: str) -> ibis.Value:
    """NULL of a type."""
    return ibis.null(dtype)


def code_of(word: ibis.Value, words: Sequence[str]) -> ibis.Value:
    """The number that a word has in a list, from 0; NULL for any other. Numbers are cheaper to keep."""
    branches = [(word == known, ibis.literal(number, "int8")) for number, known in enumerate(words)]
    return ibis.cases(*branches, else_=nothing("int8"))


def code(word: str, words: Sequence[str]) -> ibis.Value:
    """The number of a known word."""
    return ibis.literal(list(words).index(word), "int8")


def word_of(code: ibis.Value, words: Sequence[str]) -> ibis.Value:
    """The word that has a number in a list."""
    branches = [(code == number, word) for number, word in enumerate(words)]
    return ibis.cases(*branches, else_=nothing("string"))


def month_of(day: ibis.Value) -> ibis.Value:
    """The number of the month of a day, as months.month_number counts."""
    return day.year().cast("int64") * 12 + day.month() - 1


def day_in_month(month: ibis.Value, day: int) -> ibis.Value:
    """The `day`-th of the month of a number."""
    year = floor_divided(month, 12)
    return ibis.date(year, month - year * 12 + 1, ibis.literal(day, "int64"))


def add_days(day: ibis.Value, days: int) -> ibis.Value:
    """The day `days` later."""
    return (day + ibis.interval(days=days)).cast("date")


def floor_divided(number: ibis.Value, by: ibis.Value | int) -> ibis.Value:
    """The largest whole number not above the quotient of two whole numbers.

    An engine divides binary doubles here and takes the floor. That is exact while |number| < 2**53: a
    quotient that is not whole differs from the next whole number by at least 1/by, which is more than half
    a unit in the last place of the double. A line's bills stay below 2**45 fen.
    """
    return (number // by).cast("int64")


def half_up(ratio: Ratio, parts: int) -> ibis.Value:
    """The exact number in whole `parts` of one (1: yuan, 100: fen), half up: floor(x * parts + 1/2)."""
    numerator, denominator = ratio.numerator, ratio.denominator
    below = denominator * ratio.unit
    if isinstance(below, int) and parts % below == 0:
        return numerator if parts == below else numerator * ibis.literal(parts // below, "int64")
    doubled = numerator * ibis.literal(2 * parts, "int64")
    return floor_divided(doubled + below, below * 2)


def stacked(*tables: ibis.Table) -> ibis.Table:
    """The rows of tables with the same columns, one table after the other.

    Ibis unites tables only where they agree on what may be NULL, so all of it may be.
    """
    return ibis.union(*(_nullable(table) for table in tables))


def _nullable(table: ibis.Table) -> ibis.Table:
    return table.cast({name: dtype(nullable=True) for name, dtype in table.schema().items()})
