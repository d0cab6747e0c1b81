"""Tiers and terms as bars over three years, a row for each scheme. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tierline.lines.model import Membership
from tierline.policy.titles import scheme_title, tier_title
from tierline.wording import Text

TOP, STEP, BAR = 28, 40, 24
NARROW = 12.0
"""A bar of fewer percent of the width has no room for its end beside its name."""


@dataclass(frozen=True)
class Bar:
    """A term, or a stretch without one. `kind` is past, now, next, hand or none; places are in percent."""

    kind: str
    x: str
    width: str
    title: Text
    ends_on: date | None
    is_wide: bool


@dataclass(frozen=True)
class Track:
    """The row of a scheme; `y` is where its bars begin."""

    title: Text
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, eq=False)
class Scale:
    """The years that are shown, with the places of their first days and of the months between, in percent.

    Compared by identity: what is drawn of it is kept by it.
    """

    first: date
    days: int
    years: tuple[tuple[str, int], ...]
    months: tuple[str, ...]

    def place(self, day: date) -> float:
        """Where a day begins, in percent of the width, kept within it."""
        return min(max((day - self.first).days / self.days, 0.0), 1.0) * 100


@dataclass(frozen=True)
class TimeLine:
    """The whole picture."""

    scale: Scale
    tracks: tuple[Track, ...]
    today: str
    height: int


@lru_cache(maxsize=16)
def scale_of(year: int) -> Scale:
    """Last year, this year and the next."""
    first, after = date(year - 1, 1, 1), date(year + 2, 1, 1)
    scale = Scale(first, (after - first).days, (), ())
    starts = [date(year - 1 + number // 12, number % 12 + 1, 1) for number in range(36)]
    years = tuple((_written(scale.place(day)), day.year) for day in starts if day.month == 1)
    months = tuple(_written(scale.place(day)) for day in starts if day.month != 1)
    return Scale(first, scale.days, years, months)


def timeline_of(terms: Sequence[Membership], today: date, owned_from: date | None) -> TimeLine:
    """The picture of all terms; up to today, days without a tier are marked from `owned_from` on."""
    scale = scale_of(today.year)
    schemes = sorted({one.scheme for one in terms})
    tracks = tuple(
        Track(
            scheme_title(scheme),
            TOP + number * STEP,
            tuple(_bars([one for one in terms if one.scheme == scheme], scale, today, owned_from)),
        )
        for number, scheme in enumerate(schemes)
    )
    return TimeLine(scale, tracks, _written(scale.place(today)), TOP + len(schemes) * STEP)


def _bars(terms: Sequence[Membership], scale: Scale, today: date, owned_from: date | None) -> list[Bar]:
    """The bars of one scheme; those set by hand come last, over the rated ones whose place they take."""
    bars: list[Bar | None] = []
    # Of an owner's first day the page knows nothing where it is not that of the line.
    begins = owned_from or min(one.since for one in terms)
    free = max(scale.first, begins)
    for one in sorted(terms, key=lambda one: one.since):
        if one.by_hand is not None:
            continue
        if free < one.since <= today or (free < today < one.since):
            bars.append(_gap(free, min(one.since, today), scale))
        free = max(free, one.ends_on + timedelta(days=1)) if one.ends_on else date.max
        bars.append(_bar(one, scale, today))
    if free < today:
        bars.append(_gap(free, today, scale))
    bars += [_bar(one, scale, today) for one in terms if one.by_hand is not None]
    return [bar for bar in bars if bar is not None]


def _bar(one: Membership, scale: Scale, today: date) -> Bar | None:
    if one.ends_on is not None and one.ends_on < scale.first:
        return None
    kind = "now" if one.holds_on(today) else "past" if one.since <= today else "next"
    x = scale.place(one.since)
    until = scale.place(one.ends_on + timedelta(days=1)) if one.ends_on else 100.0
    kind = kind if one.by_hand is None else "hand"
    title = tier_title(one.scheme, one.tier)
    is_wide = until - x >= NARROW
    return Bar(kind, _written(x), _written(until - x), title, one.ends_on if is_wide else None, is_wide)


def _gap(first: date, after: date, scale: Scale) -> Bar | None:
    x, until = scale.place(first), scale.place(after)
    if until - x < 1:
        return None
    return Bar("none", _written(x), _written(until - x), Text("", ""), None, is_wide=until - x >= NARROW)


def _written(percent: float) -> str:
    return f"{percent:.2f}%"
