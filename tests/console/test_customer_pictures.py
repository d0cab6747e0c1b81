"""Where bars and marks stand: terms on the time line, values on a ruler."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tierline.console.customer.read_out import ruler_of
from tierline.console.customer.timeline import timeline_of
from tierline.explanations.model import Bound, Ruler
from tierline.lines.model import Membership
from tierline.wording import Text

TODAY = date(2012, 7, 1)
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


def test_days_before_an_owner_are_not_said_to_be_without_a_tier() -> None:
    (track,) = timeline_of([term(date(2012, 1, 1), None)], TODAY, None).tracks
    assert [bar.kind for bar in track.bars] == ["now"]


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
