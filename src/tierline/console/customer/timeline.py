"""Tiers and terms as bars over three years, a row for each scheme and one for the line itself. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from tierline.console.customer.possible import Possible
from tierline.console.customer.state import Span
from tierline.lines.model import Membership
from tierline.policy.titles import scheme_title, tier_title
from tierline.wording import Text

TOP, STEP, BAR = 28, 32, 24
NARROW = 12.0
"""A bar of fewer percent of the width has no room for its end beside its name."""

END = 11.0
"""Percent of the width that the end of a bar takes; where today falls into it, it stands before today."""

A_SPECK = timedelta(days=21)
"""What began less long ago would be a speck in a picture of years: the line itself has no row for it."""

LINE = Text("The line itself", "线路状态")
POSSIBLE = Text("possible, not promised", "可能达到，并非承诺")
STATES = {"off": Text("suspended", "停机"), "on": Text("reconnected", "紧急开机")}
NOTHING = Text("", "")


@dataclass(frozen=True)
class Bar:
    """A stretch of a row; places are in percent.

    `kind` is past, now, next or hand for a term, none without one, possible, off or on. `since` is told of
    what is possible, and `ends_on` where there is room for it, up to `end_x` of the bar's own width.
    """

    kind: str
    x: str
    width: str
    title: Text
    ends_on: date | None
    is_wide: bool
    since: date | None = None
    end_x: str = "100%"


@dataclass(frozen=True)
class Track:
    """A row; `y` is where its bars begin. `kind` is terms, possible for what stands below them, or state."""

    title: Text
    y: int
    bars: tuple[Bar, ...]
    kind: str = "terms"


@dataclass(frozen=True, eq=False)
class Scale:
    """The years that are shown, with the places of their first days and of the months between, in percent.

    Compared by identity: what is drawn of it is kept by it.
    """

    first: date
    days: int
    years: tuple[tuple[str, int], ...]
    months: tuple[str, ...]

    def place(self, day: date, share: float = 0.0) -> float:
        """Where a day begins, or a share of it is over, in percent of the width, kept within it."""
        return min(max(((day - self.first).days + share) / self.days, 0.0), 1.0) * 100

    def place_of(self, local: datetime) -> float:
        """Where a moment stands, by the operator's clocks."""
        return self.place(local.date(), (local.hour * 60 + local.minute) / (24 * 60))


@dataclass(frozen=True)
class TimeLine:
    """The whole picture. `kinds` are those of its bars, for the key beneath."""

    scale: Scale
    tracks: tuple[Track, ...]
    today: str
    height: int
    kinds: frozenset[str]


@lru_cache(maxsize=16)
def scale_of(year: int) -> Scale:
    """Last year, this year and the next."""
    first, after = date(year - 1, 1, 1), date(year + 2, 1, 1)
    scale = Scale(first, (after - first).days, (), ())
    starts = [date(year - 1 + number // 12, number % 12 + 1, 1) for number in range(36)]
    years = tuple((_written(scale.place(day)), day.year) for day in starts if day.month == 1)
    months = tuple(_written(scale.place(day)) for day in starts if day.month != 1)
    return Scale(first, scale.days, years, months)


def timeline_of(
    terms: Sequence[Membership],
    now: datetime,
    owned_from: date | None,
    possible: Sequence[Possible] = (),
    spans: Sequence[Span] = (),
) -> TimeLine:
    """The picture of all terms; up to today, days without a tier are marked from `owned_from` on.

    Below the terms of a scheme stands what is `possible` in it, and last the line itself, where one of its
    `spans` reaches back so far that it can be seen. `now` is told by the operator's clocks.
    """
    today = now.date()
    scale = scale_of(today.year)
    rows = list(_rows(terms, scale, now, owned_from, possible, spans))
    tracks = tuple(
        Track(title, TOP + number * STEP, bars, kind) for number, (title, kind, bars) in enumerate(rows)
    )
    kinds = frozenset(bar.kind for track in tracks for bar in track.bars)
    return TimeLine(scale, tracks, _written(scale.place(today)), TOP + len(rows) * STEP, kinds)


def _rows(
    terms: Sequence[Membership],
    scale: Scale,
    now: datetime,
    owned_from: date | None,
    possible: Sequence[Possible],
    spans: Sequence[Span],
) -> Iterator[tuple[Text, str, tuple[Bar, ...]]]:
    ahead = {one.scheme: one for one in possible}
    for scheme in sorted({one.scheme for one in terms} | ahead.keys()):
        own = [one for one in terms if one.scheme == scheme]
        if own:
            yield scheme_title(scheme), "terms", tuple(_bars(own, scale, now.date(), owned_from))
        if scheme in ahead:
            bars = (_ahead(ahead[scheme], scale),)
            yield (POSSIBLE, "possible", bars) if own else (ahead[scheme].scheme_title, "terms", bars)
    seen = [(one, bar) for one in spans if (bar := _state(one, scale, now))]
    if any(one.began_at and now - one.began_at >= A_SPECK for one, _ in seen):
        yield LINE, "state", tuple(bar for _, bar in seen)


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
    now = scale.place(today)
    room = (now if until - END < now < until else until) - x
    ends_on = one.ends_on if room >= NARROW else None
    end_x = _written(room / (until - x) * 100) if ends_on else "100%"
    return Bar(kind, _written(x), _written(until - x), title, ends_on, is_wide, end_x=end_x)


def _gap(first: date, after: date, scale: Scale) -> Bar | None:
    x, until = scale.place(first), scale.place(after)
    if until - x < 1:
        return None
    return Bar("none", _written(x), _written(until - x), NOTHING, None, is_wide=until - x >= NARROW)


def _ahead(one: Possible, scale: Scale) -> Bar:
    x = scale.place(one.starts_on)
    # Beside its name stands a day, so that it takes twice the room.
    is_wide = 100 - x >= 2 * NARROW
    return Bar("possible", _written(x), _written(100 - x), one.title, None, is_wide, since=one.starts_on)


def _state(one: Span, scale: Scale, now: datetime) -> Bar | None:
    """The bar of a state. One whose end, or beginning, nobody knows is a mark at the moment that is known."""
    began = one.began_at.astimezone(now.tzinfo) if one.began_at else now
    ended = one.ended_at.astimezone(now.tzinfo) if one.ended_at else began if one.is_over else now
    if ended.date() < scale.first:
        return None
    x, until = scale.place_of(began), scale.place_of(ended)
    return Bar(one.kind, _written(x), _written(until - x), STATES[one.kind], None, until - x >= NARROW)


def _written(percent: float) -> str:
    return f"{percent:.2f}%"
