"""A snapshot holds who was a member on its day, and says what has become of them by each later month end."""

from __future__ import annotations

from datetime import date

import pytest

from tests.foresight.statistics.asking import asked, points
from tests.foresight.statistics.scripted import CREDIT, HENAN, STAR, Month, write_series
from tests.foresight.statistics.test_counting import JAN_2012, JAN_2026, moved_to_3g, rated
from tierline.foresight.statistics.model import percent


def outcome(statistics, day):
    """Members then, same or better, lower, gone, on 3G by a day."""
    return [
        (point.members, point.same_or_better, point.lower, point.gone, point.on_3g)
        for point in points(statistics, day)
    ]


@pytest.mark.clause("GRD-12")
def test_who_moved_to_3g_stays_in_the_retention_of_the_2g_snapshot(tmp_path):
    runs = moved_to_3g(tmp_path)

    found = asked(runs, "product", snapshots=(date(2012, 2, 29),))

    assert {point.product for point in points(found, date(2012, 4, 30))} == {"mobile_2g"}
    assert outcome(found, date(2012, 2, 29)) == [(4, 4, 0, 0, 0)]
    assert outcome(found, date(2012, 3, 31)) == [(4, 4, 0, 0, 2)]
    assert [point.percent for point in points(found, date(2012, 4, 30))] == ["100.00"]


@pytest.mark.clause("GOV-03")
def test_members_of_a_snapshot_are_the_same_or_better_lower_or_gone(tmp_path):
    # Star terms from February 2026 to January 2027; what January decides begins on 1 February.
    year = ["three_star"] * 12
    runs = write_series(
        tmp_path,
        STAR,
        JAN_2026,
        {
            1: rated(*year, "two_star", "two_star"),
            2: rated(*year, None, None),
            3: rated(*year, "three_star", "three_star"),
            4: rated(*year[:6], "five_star", *["three_star"] * 7),
            5: [*rated(*year[:8]), *[Month(None, closed_on=date(2026, 8, 20))] * 6],
        },
    )

    found = asked(runs, "tier", snapshots=(date(2026, 7, 15),))

    assert outcome(found, date(2026, 7, 31)) == [(5, 5, 0, 0, 0)]
    assert outcome(found, date(2026, 8, 31)) == [(5, 4, 0, 1, 0)]
    assert outcome(found, date(2027, 1, 31)) == [(5, 4, 0, 1, 0)]
    assert outcome(found, date(2027, 2, 28)) == [(5, 2, 1, 2, 0)]
    assert [point.percent for point in points(found, date(2027, 2, 28))] == ["60.00"]


@pytest.mark.clause("GOV-03")
@pytest.mark.parametrize(
    ("day", "tiers"),
    [
        (date(2012, 3, 4), {"silver": 1}),
        (date(2012, 3, 5), {"gold": 1}),  # a rise starts on the rating day
        (date(2012, 3, 20), {"gold": 1}),
    ],
)
def test_a_snapshot_in_the_middle_of_a_month_holds_what_was_held_on_that_day(day, tiers, tmp_path):
    runs = write_series(tmp_path, HENAN, JAN_2012, {1: rated("silver", "silver", "gold", "gold")})

    found = asked(runs, "tier", snapshots=(day,))

    assert {point.tier: point.members for point in points(found, day)} == tiers


@pytest.mark.clause("GOV-03")
@pytest.mark.parametrize(
    ("day", "tiers"),
    [(date(2013, 1, 8), {"gold": 1}), (date(2013, 1, 9), {"silver": 1}), (date(2012, 12, 31), {"gold": 1})],
)
def test_a_lower_tier_is_held_from_the_day_after_the_days_of_grace(day, tiers, tmp_path):
    runs = write_series(tmp_path, HENAN, JAN_2012, {1: rated(*["gold"] * 11, *["silver"] * 3)})

    found = asked(runs, "tier", snapshots=(day,))

    assert {point.tier: point.members for point in points(found, day)} == tiers


@pytest.mark.clause("GOV-03", "GRD-13")
@pytest.mark.parametrize(("day", "members"), [(date(2026, 1, 31), 0), (date(2026, 2, 1), 1)])
def test_who_begins_next_month_is_no_member_yet_on_the_last_day_of_this(day, members, tmp_path):
    runs = write_series(tmp_path, STAR, JAN_2026, {1: rated("one_star", "one_star")})

    assert sum(point.members for point in points(asked(runs, "tier", snapshots=(day,)), day)) == members


@pytest.mark.clause("GOV-03")
@pytest.mark.parametrize(("day", "members"), [(date(2026, 2, 20), 1), (date(2026, 2, 21), 0)])
def test_a_line_that_closed_is_a_member_to_its_last_day_though_only_the_next_run_knows(
    day, members, tmp_path
):
    closed = Month(None, closed_on=date(2026, 2, 20))
    runs = write_series(tmp_path, STAR, JAN_2026, {1: [*rated("one_star", "one_star"), closed]})

    assert sum(point.members for point in points(asked(runs, "tier", snapshots=(day,)), day)) == members


@pytest.mark.clause("GOV-03")
def test_a_snapshot_of_a_scheme_without_memberships_holds_the_last_rated_tiers(tmp_path):
    runs = write_series(
        tmp_path, CREDIT, JAN_2026, {1: rated("two_star", "one_star"), 2: rated("two_star", None)}
    )

    found = asked(runs, "tier", snapshots=(date(2026, 2, 4),))

    assert outcome(found, date(2026, 2, 4)) == [(2, 2, 0, 0, 0)]
    assert outcome(found, date(2026, 2, 28)) == [(2, 0, 1, 1, 0)]


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 7, "0.00"), (1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (3, 3, "100.00"), (0, 0, "")],
)
def test_a_share_is_rounded_half_up_without_binary_fractions(part, whole, expected):
    assert percent(part, whole) == expected
