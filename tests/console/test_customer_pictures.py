"""Where bars and marks stand: terms on the time line, values on a ruler."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tierline.console.customer.possible import Possible, possible_of
from tierline.console.customer.read_out import ruler_of
from tierline.console.customer.state import Span, state_of
from tierline.console.customer.timeline import timeline_of
from tierline.explanations.model import Approach, Bound, Rated, Ruler, Told, Way
from tierline.lines.model import Membership, Outage, StateRecord, Suspension
from tierline.wording import Text

TODAY = datetime(2012, 7, 1, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
JOINED = date(2011, 1, 1)


def term(since: date, ends_on: date | None) -> Membership:
    return Membership(1, "unicom-vip", "gold", since, ends_on, "rated")


@pytest.mark.parametrize(
    ("since", "ends_on", "expected"),
    [
        (date(2011, 1, 1), date(2013, 12, 31), [("now", "0.00%", "100.00%")]),
        (date(2012, 1, 1), None, [("none", "0.00%", "33.30%"), ("now", "33.30%", "66.70%")]),
        (date(1990, 1, 1), date(2010, 12, 31), [("none", "0.00%", "49.91%")]),
        (date(1990, 1, 1), date(2011, 12, 31), [("past", "0.00%", "33.30%"), ("none", "33.30%", "16.61%")]),
        (date(2013, 1, 1), date(2099, 1, 1), [("none", "0.00%", "49.91%"), ("next", "66.70%", "33.30%")]),
    ],
)
def test_terms_stand_on_three_years(
    since: date, ends_on: date | None, expected: list[tuple[str, str, str]]
) -> None:
    (track,) = timeline_of([term(since, ends_on)], TODAY, JOINED).tracks
    assert [(bar.kind, bar.x, bar.width) for bar in track.bars] == expected


@pytest.mark.parametrize(
    ("ends_on", "end_x"),
    [
        (date(2013, 6, 30), "100.00%"),
        (date(2012, 8, 31), "74.59%"),  # today falls into the words: they end before it
        (date(2012, 6, 30), "100.00%"),
        (date(2012, 1, 31), None),
    ],
)
def test_an_end_is_never_written_over_today(ends_on: date, end_x: str | None) -> None:
    (track,) = timeline_of([term(date(2012, 1, 1), ends_on)], TODAY, None).tracks
    bar = next(bar for bar in track.bars if bar.kind in ("past", "now"))
    assert (bar.end_x if bar.ends_on else None) == end_x


def test_days_before_an_owner_are_not_said_to_be_without_a_tier() -> None:
    (track,) = timeline_of([term(date(2012, 1, 1), None)], TODAY, None).tracks
    assert [bar.kind for bar in track.bars] == ["now"]


def at(month: int, day: int, year: int = 2012) -> datetime:
    return datetime(year, month, day, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "x", "width"),
    [
        (Span("off", at(1, 1), at(7, 1), True), "33.35%", "16.61%"),
        (Span("off", at(6, 30), None, False), "49.86%", "0.08%"),  # to this moment, while it lasts
        (Span("off", at(6, 30), None, True), "49.86%", "0.00%"),  # an end that nobody knows is none
        (Span("off", None, None, False), "49.95%", "0.00%"),
        (Span("off", at(1, 1, 2010), at(1, 11, 2011), True), "0.00%", "0.96%"),
        (Span("on", at(7, 1), at(7, 3), False), "49.95%", "0.18%"),
    ],
)
def test_states_stand_at_their_moments_in_a_row_below_the_terms(span: Span, x: str, width: str) -> None:
    earlier = Span("off", at(3, 1), at(3, 2), True)
    tracks = timeline_of([term(date(2012, 1, 1), None)], TODAY, JOINED, spans=[earlier, span]).tracks
    (_, bar) = tracks[-1].bars

    assert [track.kind for track in tracks] == ["terms", "state"]
    assert (bar.kind, bar.x, bar.width) == (span.kind, x, width)


@pytest.mark.parametrize(
    "span",
    [
        Span("off", at(1, 1, 2010), at(2, 1, 2010), True),  # before the years that are shown
        Span("off", at(6, 20), None, False),  # so lately that it would be a speck
    ],
)
def test_a_state_that_would_not_be_seen_has_no_row_of_its_own(span: Span) -> None:
    assert timeline_of([], TODAY, JOINED, spans=[span]).tracks == ()


def test_of_the_states_that_are_known_the_one_of_unknown_beginning_is_the_last() -> None:
    told = Outage(at(1, 1), at(2, 1), (Suspension.ARREARS,), True)
    record = StateRecord((told, Outage(None, None, (), False)), at(1, 1))
    assert [one.began_at for one in state_of(record, []).spans] == [at(1, 1), None]


def way(approach: Approach, tier: str, yuan: int, starts_on: date) -> Way:
    return Way(approach, tier, Text(tier, tier), yuan, 3, date(2012, 7, 1), starts_on)


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ([], None),
        ([way(Approach.CHEAPEST, "gold", 9, date(2012, 10, 1))], ("gold", 9)),
        # Of two ways that lead there on one day, the one that costs nothing; else the one that leads first.
        (
            [
                way(Approach.CHEAPEST, "gold", 9, date(2012, 10, 1)),
                way(Approach.WAITING, "gold", 0, date(2012, 10, 1)),
            ],
            ("gold", 0),
        ),
        (
            [
                way(Approach.WAITING, "gold", 0, date(2012, 11, 1)),
                way(Approach.GENTLEST, "gold", 9, date(2012, 10, 1)),
            ],
            ("gold", 9),
        ),
        # What is past, or no better than what is held, is nothing to come.
        ([way(Approach.CHEAPEST, "gold", 9, date(2012, 7, 1))], None),
        ([way(Approach.CHEAPEST, "silver", 9, date(2012, 10, 1))], None),
    ],
)
def test_what_is_possible_is_the_better_tier_that_comes_first(
    ways: list[Way], expected: tuple[str, int] | None
) -> None:
    rated = Rated(date(2012, 6, 1), date(2012, 7, 1), date(2011, 1, 1), "", None, "silver", ways=tuple(ways))
    titles = {tier: Text(tier, tier) for tier in ("gold", "silver")}
    held = Membership(1, "unicom-vip", "silver", date(2012, 1, 1), None, "rated")
    told = Told("unicom-vip", Text("VIP", "VIP"), titles, held, None, rated, None, ())
    found = possible_of([told], TODAY.date())

    assert [(one.tier, one.yuan) for one in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("starts_on", "x", "is_wide"),
    [
        (date(2012, 10, 1), "58.30%", True),
        (date(2013, 9, 1), "88.87%", False),
        (date(2015, 1, 1), "100.00%", False),
    ],
)
def test_what_is_possible_has_a_row_of_its_own_below_its_scheme(
    starts_on: date, x: str, is_wide: bool
) -> None:
    title = Text("gold", "金卡")
    ahead = Possible("unicom-vip", title, "gold", title, starts_on, 9, 3, date(2012, 7, 1))
    tracks = timeline_of([term(date(2012, 1, 1), None)], TODAY, JOINED, [ahead]).tracks
    (bar,) = tracks[1].bars

    assert [track.kind for track in tracks] == ["terms", "possible"]
    assert (bar.kind, bar.x, bar.is_wide, bar.since) == ("possible", x, is_wide, starts_on)


@pytest.mark.parametrize(
    ("value", "reached", "x"),
    [
        ("140", "four_star", "44.87%"),
        ("139.99", "three_star", "44.87%"),
        ("-5", None, "0.00%"),
        ("400", "five_star", "83.33%"),
    ],
)
def test_a_value_stands_on_its_ruler_with_the_tier_it_reaches(
    value: str, reached: str | None, x: str
) -> None:
    starts = {"three_star": 90, "four_star": 140, "five_star": 260}
    bounds = tuple(
        Bound(at=Decimal(at), tier=tier, title=Text(tier, tier), includes=True) for tier, at in starts.items()
    )
    found = ruler_of(Ruler("score", Text("score", "得分"), Decimal(value), bounds))

    assert next((tick.title.en for tick in found.ticks if tick.is_reached), None) == reached
    assert found.x == x
