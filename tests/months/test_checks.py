"""What stands out, at its limits, told with its figures."""

from __future__ import annotations

import pytest

from tierline.months.checks import of_bills, of_falls, of_lines, of_run
from tierline.months.figures import Figures, SiteCounts, Unbilled
from tierline.months.model import Check, Outcome
from tierline.policy.vocabulary import Change
from tierline.wording import Text

NAMES = {"65": Text("Xinjiang", "新疆")}


def counts(members: int, fallen: int) -> Figures:
    site = SiteCounts({"gold": members, "none": 7}, {Change.FALLEN: fallen})
    return Figures(site, {}, {"65": site})


def only(checks) -> Check:
    (found,) = checks
    return found


@pytest.mark.clause("GOV-03")
@pytest.mark.parametrize(
    ("fallen", "outcome"),
    [
        (60, Outcome.PASSED),  # one and a half times the share of last month is not above it
        (61, Outcome.STANDS_OUT),
        (0, Outcome.PASSED),
    ],
)
def test_a_site_stands_out_where_more_fall_than_half_as_many_again(fallen, outcome):
    found = only(of_falls(counts(10_000, fallen), counts(10_000, 40), NAMES))
    assert (found.key, found.outcome, found.lines) == ("fallen:65", outcome, fallen)
    assert found.limit == pytest.approx(0.006)


def test_a_few_falls_do_not_stand_out_whatever_their_share():
    assert only(of_falls(counts(50, 9), counts(50, 1), NAMES)).outcome is Outcome.PASSED
    assert only(of_falls(counts(50, 10), counts(50, 1), NAMES)).outcome is Outcome.STANDS_OUT


def test_without_a_month_before_there_is_nothing_to_compare_with():
    assert only(of_falls(counts(50, 9), None, NAMES)).outcome is Outcome.NOT_MADE
    assert of_lines(100, None).outcome is Outcome.NOT_MADE


def test_a_fall_that_stands_out_is_told_with_its_figures_in_both_languages():
    said = only(of_falls(counts(1000, 71), counts(1000, 44), NAMES)).sentence
    expected = "7.10% of the members of Xinjiang fall, after 4.40% last month; it stands out above 6.60%."
    assert said == Text(expected, "新疆会员降级 7.10%，上月为 4.40%，提醒线为 6.60%。")


@pytest.mark.parametrize(
    ("last", "before", "outcome"),
    [
        (46, 30, Outcome.STANDS_OUT),
        (45, 30, Outcome.PASSED),  # half as many again is still usual
        (10, 0, Outcome.PASSED),  # one line in a hundred is no file that is missing
        (11, 0, Outcome.STANDS_OUT),
    ],
)
def test_a_site_stands_out_where_more_lines_than_usual_have_no_bill(last, before, outcome):
    found = only(of_bills({"65": Unbilled(1000, last, before)}, "2026-11", "GRD-15", NAMES))
    assert (found.outcome, found.lines, found.clause) == (outcome, last, "GRD-15")
    assert "2026-11" in found.sentence.en


def test_bills_that_were_changed_are_not_judged():
    assert only(of_bills(None, "2026-11", "GRD-15", NAMES)).outcome is Outcome.NOT_MADE


@pytest.mark.parametrize(
    ("now", "outcome"),
    [(110, Outcome.PASSED), (111, Outcome.STANDS_OUT), (90, Outcome.PASSED), (89, Outcome.STANDS_OUT)],
)
def test_a_base_that_moves_by_more_than_a_tenth_stands_out(now, outcome):
    assert of_lines(now, 100).outcome is outcome


def test_rows_of_unknown_lines_and_warnings_of_the_run_stand_out():
    warning = Text("old thresholds (GRD-19)", "阈值已过期（GRD-19）")
    found = {
        one.key: one for one in of_run({"bills": 3, "special_grades": 0, "memberships": None}, [warning])
    }
    assert {key: one.outcome for key, one in found.items()} == {
        "unknown_rows:bills": Outcome.STANDS_OUT,
        "unknown_rows:special_grades": Outcome.PASSED,
        "unknown_rows:memberships": Outcome.NOT_MADE,
        "warning:1": Outcome.STANDS_OUT,
    }
    assert (found["warning:1"].sentence, found["warning:1"].clause) == (warning, "GRD-19")
