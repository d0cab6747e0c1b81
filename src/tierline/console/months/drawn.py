"""The small pictures of a month, as numbers for SVG; their figures stand beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tierline.grading.months import month_number

YEAR = 12

SPARK_LEFT, SPARK_RIGHT = 2.0, 92.0
SPARK_TOP, SPARK_BOTTOM = 4.0, 20.0

TOP, HEIGHT, LEAST_SIDE = 20.0, 92.0, 12.0
"""Of the chart of rises and falls, in pixels: where bars begin, the room of both sides, the least of one."""

LEAST = 6
"""Fewer months leave places empty: two bars as wide as the page would say too much."""

BAR_SHARE = 0.7
"""Of the place of a month, its bar."""

LEAST_SPAN = 0.05
"""A course that stays within so little of its count is drawn as little: one line more of fifty is no rise."""


@dataclass(frozen=True)
class Spark:
    """A line over twelve months; `path` is "" for a single month, whose point alone is drawn."""

    path: str
    x: float
    y: float


def spark(series: Sequence[tuple[date, int]], month: date) -> Spark:
    """The course of a count up to `month`; months that were not graded are passed over."""
    counts = [count for _, count in series]
    middle = (max(counts) + min(counts)) / 2
    span = max(max(counts) - min(counts), LEAST_SPAN * max(counts)) or 1
    step = (SPARK_RIGHT - SPARK_LEFT) / (YEAR - 1)

    def point(at: date, count: int) -> tuple[float, float]:
        x = SPARK_RIGHT - step * (month_number(month) - month_number(at))
        share = 0.5 + (count - middle) / span
        return round(x, 1), round(SPARK_BOTTOM - share * (SPARK_BOTTOM - SPARK_TOP), 1)

    points = [point(at, count) for at, count in series]
    path = "M" + " ".join(f"{x} {y}" for x, y in points) if len(points) > 1 else ""
    return Spark(path, *points[-1])


@dataclass(frozen=True)
class Column:
    """Rises above and falls below the line in one month; None where it was not graded. x is in percent."""

    month: date
    risen: int | None
    fallen: int | None
    x: float
    width: float
    middle: float
    up: float
    down: float
    top: float
    """Where the upper bar begins."""


@dataclass(frozen=True)
class Chart:
    """Rises and falls by month; `axis` is where the line between them lies."""

    columns: Sequence[Column]
    axis: float


def year(risen: Mapping[date, int], fallen: Mapping[date, int], months: Sequence[date]) -> Chart:
    """A column for each of the months; both sides have one scale, and the room that they need.

    The months of a first half-year stand at the left, with the places of the others empty.
    """
    step = 100 / max(len(months), LEAST)
    most_up, most_down = max([*risen.values(), 1]), max([*fallen.values(), 1])
    of_rises = HEIGHT * most_up / (most_up + most_down)
    of_rises = min(max(of_rises, LEAST_SIDE), HEIGHT - LEAST_SIDE)
    scale = min(of_rises / most_up, (HEIGHT - of_rises) / most_down)
    axis = round(TOP + of_rises, 1)
    columns = [
        Column(
            month=month,
            risen=risen.get(month),
            fallen=fallen.get(month),
            x=round((number + (1 - BAR_SHARE) / 2) * step, 2),
            width=round(BAR_SHARE * step, 2),
            middle=round((number + 0.5) * step, 2),
            up=round(risen.get(month, 0) * scale, 1),
            down=round(fallen.get(month, 0) * scale, 1),
            top=round(axis - risen.get(month, 0) * scale, 1),
        )
        for number, month in enumerate(months)
    ]
    return Chart(columns, axis)


def widths(shares: Sequence[float | None], most: float) -> list[float]:
    """Shares as widths, the largest of them as wide as `most`."""
    largest = max([share for share in shares if share] or [1.0])
    return [round((share or 0) / largest * most, 2) for share in shares]
