"""Calibrations of whole bases: by hand, against plain readings of rules and definition, part by part."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.foresight.calibration.plain import (
    Row,
    by_shares,
    calibrated,
    counts,
    eligible_rows,
    new_bounds,
    paths_of,
    reaching,
    shares,
)
from tests.grading.operator import Operator, random_operator
from tests.grading.small_base import replaced, write
from tests.policy.harbour import with_change
from tierline.foresight.calibration.draft import draft_of
from tierline.foresight.calibration.model import NEAR_YUAN, Near
from tierline.grading.run import Request, run

MONTH = date(2026, 11, 1)
STARS = {"five_star": "0.02", "four_star": "0.08", "three_star": "0.3"}
FIVE_STARS = {"five_star_diamond": "0.1", "five_star_gold": "0.1", "five_star_silver": "0.2"}
WISHES = {"unicom-star": STARS, "cmcc-credit": STARS, "cmcc-star": FIVE_STARS}


@pytest.fixture(scope="module")
def operators(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Operator, dict[str, list[str]]]]:
    """A hostile operator for each scheme, and where its datasets lie."""
    found = {}
    for seed, scheme in enumerate(WISHES):
        operator = random_operator(seed, 500, MONTH, scheme=scheme)
        found[scheme] = operator, paths_of(operator, tmp_path_factory.mktemp(scheme))
    return found


# ---------------------------------------------------------------- by hand


@pytest.mark.clause("GRD-15", "GRD-16", "GRD-19")
def test_forty_lines_by_hand(tmp_path: Path) -> None:
    # Line i is billed 20 + 8i yuan each month and is in its third year, so that it scores 1.10 times that.
    found = calibrated(write(tmp_path), shares(five_star="0.10", four_star="0.11"), part_lines=16).calibration

    assert found.eligible == 40
    # 4 lines, 37 to 40, are a tenth of them; 8.4 lines are 8, from 33 on: 1.10 x (20 + 8 x 33) = 312.40.
    assert [(tier.tier, tier.bound, tier.reached) for tier in found.wished] == [
        ("five_star", 34_760, 4),
        ("four_star", 31_240, 8),
    ]
    assert [tier.bound for tier in found.tiers[2:]] == [9_000, 3_000, 0]
    # Lines stand 8 yuan apart: with 10 more line 36 is five-star, with 10 less 37 and 38 are not.
    assert found.tiers[0].near == (Near(1, 0, 1), Near(5, 0, 1), Near(10, 1, 2))
    # Before: from 28 on 260 points, 14 on 140; lines 1 to 4 are on the list as loyal customers.
    assert found.rated["five_star"] == (13, 4)
    assert found.rated["loyal"] == (4, 4)


@pytest.mark.clause("GRD-22")
def test_scores_below_zero_are_ranked_like_others(tmp_path: Path) -> None:
    # In each of 12 months a line is suspended i % 3 times, which takes up to 2400 points away.
    paths = write(tmp_path)

    found = calibrated(paths, shares(five_star="0.4", four_star="0.4"), scheme="cmcc-credit").calibration

    # GoTone 50, two full years 150, and by the mean of 100 + i yuan 100 (to 120), else 150.
    scores = sorted((300 + (50 if i > 20 else 0) - 1200 * (i % 3) for i in range(1, 41)), reverse=True)
    assert new_bounds(found) == by_shares([Decimal(score) for score in scores], ["0.4", "0.4"])
    assert new_bounds(found)[1] < 0


@pytest.mark.clause("GRD-22")
def test_lines_near_a_credit_bound_are_those_whose_mean_bill_is_so_near_another_band(tmp_path: Path) -> None:
    # Of the lines that were never suspended, 21 to 39 have a mean over 120 yuan, and 3 to 18 one below.
    found = calibrated(write(tmp_path), shares(five_star="0.175"), scheme="cmcc-credit").calibration

    assert (found.tiers[0].bound, found.tiers[0].reached) == (35_000, 7)
    # 121 yuan less 1, and 118 more 5, change their band; 120 itself belongs to the lower one.
    assert found.tiers[0].near == (Near(1, 0, 1), Near(5, 1, 2), Near(10, 3, 4))


@pytest.mark.clause("GRD-16")
def test_head_counts_are_kept_by_whole_lines(tmp_path: Path) -> None:
    found = calibrated(write(tmp_path), counts(five_star=3, four_star=5)).calibration

    assert [tier.reached for tier in found.wished] == [3, 8]


# ---------------------------------------------------------------- against plain readings


@pytest.mark.clause("GRD-16", "GRD-19", "GRD-21")
@pytest.mark.parametrize("scheme", WISHES)
def test_bounds_are_what_the_definition_gives_for_scores_of_an_independent_reading(
    scheme: str, operators: dict[str, tuple[Operator, dict[str, list[str]]]]
) -> None:
    operator, paths = operators[scheme]
    rows = eligible_rows(scheme, operator)
    scores = [row["score"] for row in rows]

    wishes = WISHES[scheme]
    found = calibrated(paths, shares(**wishes), scheme=scheme, part_lines=150).calibration

    assert found.eligible == len(rows)
    assert new_bounds(found) == by_shares(scores, list(wishes.values()))
    assert [tier.reached for tier in found.tiers] == [
        reaching(scores, Decimal(tier.bound) / 100) for tier in found.tiers
    ]
    by_tier = Counter(row["rated_tier"] for row in rows)
    now = {name: before for name, (before, _) in found.rated.items() if name != "none"}
    assert now == {name: by_tier[name] for name in now}


@pytest.mark.clause("GRD-16")
@pytest.mark.parametrize("part_lines", [40, 170, 10_000])
def test_parts_of_any_size_give_the_same(
    part_lines: int, operators: dict[str, tuple[Operator, dict[str, list[str]]]]
) -> None:
    _, paths = operators["unicom-star"]

    found = calibrated(paths, shares(**STARS), part_lines=part_lines, history=2)

    assert found.calibration == whole(paths)


def whole(paths: dict[str, list[str]]) -> Any:
    key = paths["subscribers"][0]
    if key not in WHOLE:
        WHOLE[key] = calibrated(paths, shares(**STARS), threads=2, part_lines=100, history=2).calibration
    return WHOLE[key]


WHOLE: dict[str, Any] = {}


def test_lines_near_a_star_bound_are_those_whose_arpu_is_so_near(
    operators: dict[str, tuple[Operator, dict[str, list[str]]]],
) -> None:
    operator, paths = operators["unicom-star"]
    rows = eligible_rows("unicom-star", operator)

    found = calibrated(paths, shares(**STARS)).calibration

    for tier in found.tiers:
        bound = Decimal(tier.bound) / 100
        assert tier.near == tuple(
            Near(
                yuan,
                sum(scored(row) < bound <= scored(row, yuan) for row in rows),
                sum(scored(row, -yuan) < bound <= scored(row) for row in rows),
            )
            for yuan in NEAR_YUAN
        )


def scored(row: Row, more: int = 0) -> Decimal:
    return (row["arpu"] + more) * row["tenure_factor"]


# ---------------------------------------------------------------- a measure in place of a score

SPEND = with_change("  - brand: {is: {gotone: white}}\n    where: {tenure_months: {at_least: 60}}\n", "")


@pytest.mark.clause("GRD-04")
def test_a_ladder_over_an_exact_mean_is_cut_where_no_line_is_lost(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs/harbour.yaml").write_text(SPEND, "utf-8")
    # A third of 100.01 + 200 + 200 yuan lies between two fen: 166.6700 for line 39 and 166.6733 for line 40.
    bills = """
        SELECT CAST(i AS BIGINT) AS subscriber_id, CAST(m AS DATE) AS month,
            CAST(CASE WHEN i < 39 THEN i WHEN month(m) = 8 THEN 100.01 + (i - 39) * 0.01 ELSE 200 END
                AS DECIMAL(12,2)) AS billed,
            CAST(0 AS DECIMAL(12,2)) AS mobile_billed, CAST(0 AS DECIMAL(12,2)) AS paid,
            CAST(0 AS SMALLINT) AS suspensions
        FROM range(1, 41) AS r(i), range(DATE '2026-08-01', DATE '2026-11-01', INTERVAL 1 MONTH) AS s(m)"""
    paths = write(tmp_path / "in", {"bills": bills})

    found = calibrated(
        paths, shares(blue="0.05", white="0.05"), scheme="harbour", policies=tmp_path / "packs"
    )

    # Both means are 166.67 and some; a bound of 166.67 is reached by both, and by nobody else.
    assert [(tier.tier, tier.bound, tier.reached) for tier in found.calibration.tiers] == [
        ("blue", 16_667, 2),
        ("white", 3_700, 4),
    ]
    assert found.calibration.tiers[1].near == (Near(1, 1, 1), Near(5, 5, 2), Near(10, 10, 2))


# ---------------------------------------------------------------- the months before


@pytest.mark.clause("GRD-19")
def test_a_past_month_comes_out_as_a_calibration_of_that_month_does(tmp_path: Path) -> None:
    operator = random_operator(3, 300, MONTH, scheme="unicom-star")
    operator.memberships.clear()
    operator.special_grades.clear()
    paths = paths_of(operator, tmp_path)
    # Where the bills begin later, a month before would have half a window.
    wishes = shares(five_star="0.05", four_star="0.2")

    history = calibrated(paths, wishes, history=3, part_lines=100).calibration.history

    assert [past.month for past in history] == [date(2026, 10, 1), date(2026, 9, 1), date(2026, 8, 1)]
    for past in history:
        then = calibrated(paths, wishes, month=past.month).calibration
        assert (past.eligible, past.bounds) == (then.eligible, tuple(tier.bound for tier in then.wished))


def test_lines_that_had_not_joined_then_do_not_count(tmp_path: Path) -> None:
    # Lines 1 to 10 join in October, and would be eligible for credit grades before their first day.
    lines = replaced("subscribers", "subscriber_id <= 10", "joined_on", "DATE '2026-10-31'")
    paths = write(tmp_path, {"subscribers": lines, "bills": f"SELECT * FROM bills {LONGER}"})

    history = calibrated(paths, shares(five_star="0.5"), scheme="cmcc-credit", history=2).calibration.history

    assert [(past.month.month, past.eligible) for past in history] == [(10, 40), (9, 30)]


LONGER = """UNION ALL SELECT CAST(i AS BIGINT), CAST(m AS DATE), 1, 1, 1, 0
    FROM range(1, 41) AS r(i), range(DATE '2025-09-01', DATE '2025-11-01', INTERVAL 1 MONTH) AS s(m)"""


def test_months_for_which_the_bills_do_not_reach_are_left_out(tmp_path: Path) -> None:
    found = calibrated(write(tmp_path), shares(five_star="0.5"), history=12).calibration

    assert (found.history, found.history_asked) == ((), 12)


def test_a_line_that_has_closed_since_counts_in_the_months_before(tmp_path: Path) -> None:
    closed = """SELECT * REPLACE ('closed' AS status, DATE '2026-10-20' AS closed_on) FROM subscribers
        WHERE subscriber_id = 1 UNION ALL SELECT * FROM subscribers WHERE subscriber_id > 1"""
    paths = write(tmp_path, {"subscribers": closed, "bills": f"SELECT * FROM bills {LONGER}"})

    found = calibrated(paths, shares(five_star="0.5"), history=1).calibration

    assert (found.eligible, found.history[0].eligible) == (39, 40)


# ---------------------------------------------------------------- the new version at work


@pytest.mark.clause("GRD-16", "GRD-19", "GRD-24")
@pytest.mark.parametrize("scheme", ["unicom-star", "cmcc-star"])
def test_the_draft_grades_as_many_lines_into_each_tier_as_was_said(scheme: str, tmp_path: Path) -> None:
    operator = random_operator(5, 300, MONTH, scheme=scheme)
    paths = paths_of(operator, tmp_path / "in")
    found = calibrated(paths, shares(**WISHES[scheme]), scheme=scheme, starts_on=date(2026, 11, 1))
    (tmp_path / "packs").mkdir()
    draft = draft_of(found.pack, found.ladder, found.calibration)
    (tmp_path / "packs/star.yaml").write_text(draft.text, "utf-8")

    (summary,) = run(
        Request((scheme,), MONTH, paths, tmp_path / "out", policies=tmp_path / "packs", threads=1)
    )

    assert summary.data["policy"]["version"] == "2026-11-01"
    assert summary.data["by_rated_tier"] == {
        name: after for name, (_, after) in found.calibration.rated.items()
    }
    assert found.calibration.rated != {name: (now, now) for name, (now, _) in found.calibration.rated.items()}
