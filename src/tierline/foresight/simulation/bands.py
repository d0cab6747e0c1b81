"""The bands by which movers are told: how long a line is on the network, and what it spends a month."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from tierline.policy.model import Rounding, Version, WindowMeasure
from tierline.policy.vocabulary import MONEY_COLUMNS
from tierline.wording import Text

if TYPE_CHECKING:
    import ibis

TENURE_YEARS = (1, 2, 3, 5, 10)
SPEND_YUAN = (30, 60, 100, 150, 300, 500)


def titles(bounds: tuple[int, ...], unit: Text) -> tuple[Text, ...]:
    """What the bands between bounds are called, the lowest first. A bound belongs to the band above it."""
    first, last = bounds[0], bounds[-1]
    inner = [
        Text(f"{low} to {high} {unit.en}", f"{low} 至 {high} {unit.zh}") for low, high in pairwise(bounds)
    ]
    return (
        Text(f"under {first} {_one(unit.en, first)}", f"不足 {first} {unit.zh}"),
        *inner,
        Text(f"{last} {unit.en} and over", f"{last} {unit.zh}及以上"),
    )


def _one(unit: str, number: int) -> str:
    return unit.removesuffix("s") if number == 1 else unit


TENURE_TITLES = titles(TENURE_YEARS, Text("years", "年"))
SPEND_TITLES = titles(SPEND_YUAN, Text("yuan a month", "元/月"))


def tenure_band(tenure_months: ibis.Value) -> ibis.Value:
    """The number of the band of full years, from 0."""
    return _band([tenure_months - 1 >= 12 * years for years in TENURE_YEARS])


def spend_band(table: ibis.Table, measure: WindowMeasure | None) -> ibis.Value:
    """The number of the band of the monthly mean of a measure's window, from 0; NULL without a measure."""
    import ibis

    from tierline.grading.numbers import measure_column

    if measure is None:
        return ibis.null("int8")
    mean = measure_column(replace(measure, is_mean=True, rounding=Rounding.NONE), table, {})
    below = mean.denominator * mean.unit
    return _band([mean.numerator >= below * yuan for yuan in SPEND_YUAN])


def spend_measure(*versions: Version) -> WindowMeasure | None:
    """The first money of a limited window that the versions look at, means before sums; None without one."""
    found = [
        measure
        for version in versions
        for measure in version.measures
        if isinstance(measure, WindowMeasure) and measure.column in MONEY_COLUMNS and measure.last_months
    ]
    return next((measure for measure in found if measure.is_mean), found[0] if found else None)


def _band(reached: list[ibis.Value]) -> ibis.Value:
    import ibis

    highest_first = [
        (condition, ibis.literal(number, "int8")) for number, condition in enumerate(reached, start=1)
    ][::-1]
    return ibis.cases(*highest_first, else_=ibis.literal(0, "int8"))
