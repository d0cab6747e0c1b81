"""The explanation of a line as data: every rule as it reads on the line, the ruling, and exact distances."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.grading.explain.explained import explained_golden, golden_cases, some_of_all
from tests.grading.explain.one_case import lines_of, rating_of, version_of
from tests.grading.operator import random_operator
from tests.grading.test_reference import RUNS
from tierline.grading.explain import rule_trace
from tierline.grading.explain.as_json import as_json
from tierline.grading.explain.case import grade_line
from tierline.grading.explain.errors import TierUnknown
from tierline.grading.explain.explanation import Place, Ruling, explain_case, tiers_read
from tierline.grading.explain.json_parts import exact
from tierline.grading.explain.rule_trace import State, read_criteria
from tierline.policy.eligibility import CLOSED
from tierline.policy.load import bundled_packs
from tierline.policy.model import Basis, ScoreSum
from tierline.tables.model import AnyOf, Comparison, Equal, Interval
from tierline.wording import Language

STAR, VIP, HENAN, CREDIT, CARD = (
    "unicom-star",
    "unicom-vip",
    "unicom-vip-henan",
    "cmcc-credit",
    "unicom-card",
)


@pytest.mark.parametrize(("scheme", "month", "rated_on"), RUNS)
def test_the_first_criterion_that_fails_is_the_reason_and_all_are_told(
    scheme: str, month: date, rated_on: date
) -> None:
    operator = random_operator(5, 60, month, rated_on=rated_on, scheme=scheme)
    version = version_of(scheme, rated_on)
    count = 1 + len(version.criteria) + (version.not_running_in is not None)

    for line in lines_of(operator):
        case = grade_line(version, rating_of(operator), line)
        criteria = read_criteria(version, case.values)
        failed = [one.reason for one in criteria if one.state is State.FAIL]
        assert len(criteria) == count
        assert next(iter(failed), None) == case.ineligible_reason


@pytest.mark.parametrize(("scheme", "month", "rated_on"), RUNS)
def test_the_best_tier_whose_rules_hold_is_the_one_that_figures_and_joining_give(
    scheme: str, month: date, rated_on: date
) -> None:
    operator = random_operator(6, 60, month, rated_on=rated_on, scheme=scheme)
    version = version_of(scheme, rated_on)

    for line in lines_of(operator):
        case = grade_line(version, rating_of(operator), line)
        tiers = tiers_read(case)
        given = [one.tier for one in tiers if one.is_given]
        if case.eligible and case.given.source != "special":
            # Tiers further below than the next are not explained.
            shown = [one.tier for one in tiers]
            assert next(iter(given), None) == (case.given.tier if case.given.tier in shown else None)


def test_the_tier_it_has_all_above_and_the_next_below_are_told() -> None:
    explanation = explained_golden(VIP, "inside the term the tier does not fall")

    assert [(one.tier, one.place) for one in explanation.tiers] == [
        ("diamond", Place.ABOVE),
        ("gold", Place.HAS),
        ("silver", Place.BELOW),
    ]


@pytest.mark.parametrize(
    ("value", "test", "short_by", "includes"),
    [
        (Fraction(899, 6), Comparison(">=", Decimal(150)), Fraction(1, 6), True),
        (Fraction(150), Comparison(">=", Decimal(150)), None, True),
        (Fraction(120), Comparison(">", Decimal(120)), Fraction(0), False),
        (6, Comparison(">", Decimal(6)), Fraction(1), True),
        (Fraction(9), Comparison("<", Decimal(8)), Fraction(1), False),
        (Fraction(1), Interval(Decimal(2), Decimal(3), True, False), Fraction(1), True),
        (Fraction(5), Interval(Decimal(2), Decimal(3), True, False), Fraction(2), False),
        ("public", AnyOf((Equal("group"), Equal("group_member"))), None, True),
        (None, Comparison(">=", Decimal(150)), None, True),
    ],
)
def test_the_distance_from_a_bound_is_exact(
    value: Any, test: Any, short_by: Fraction | None, includes: bool
) -> None:
    read = rule_trace.tested("measure", test, value)

    assert (read.short_by, read.includes) == (short_by, includes)


DECIDED = [
    (VIP, "inside the term the tier does not fall", Ruling.INSIDE_TERM, "GRD-07"),
    (VIP, "inside the term a silver member rated gold rises on the rating day", Ruling.RISE, "GRD-07"),
    (VIP, "a change of plan inside the term keeps the tier", Ruling.KEPT_UNRATED, "GRD-20"),
    (
        VIP,
        "rated the same anew in the last month, the new term starts with the next",
        Ruling.RATED_ANEW,
        "GRD-06",
    ),
    (VIP, "rated into no tier in the last month, it lapses and runs to its end", Ruling.LAPSE, "GRD-06"),
    (VIP, "in the days of grace no tier changes nothing more", Ruling.DAYS_OF_GRACE, "GRD-06"),
    (VIP, "closing ends a membership on its day", Ruling.CLOSED, "GRD-08"),
    (STAR, "leaving the network ends a grade at once", Ruling.CLOSED, "GRD-20"),
    (
        STAR,
        "an honoured guest is not rated inside the year, not even up to five stars",
        Ruling.HELD,
        "GRD-18",
    ),
    (VIP, "from February 2015 a rated line joins no VIP scheme", Ruling.NO_NEW_TERMS, "GRD-21"),
    (
        VIP,
        "from February 2015 a term is not renewed but lapses, and runs to its end",
        Ruling.LAST_TERM_ENDS,
        "GRD-21",
    ),
    (VIP, "the day after the grace a rated line joins anew", Ruling.FIRST_TIER, "GRD-07"),
    (CARD, "a card once reached is kept whatever is paid", Ruling.OPEN_KEPT, "GRD-01"),
    (CREDIT, "exactly 400 yuan belong to the band below", Ruling.NO_MEMBERSHIPS, "GRD-22"),
]


@pytest.mark.parametrize(
    ("scheme", "name", "ruling", "clause"),
    [pytest.param(*row, marks=pytest.mark.clause(row[3])) for row in DECIDED],
)
def test_the_change_names_the_rule_and_the_clause_that_decided_it(
    scheme: str, name: str, ruling: Ruling, clause: str
) -> None:
    decided = explained_golden(scheme, name).decided

    assert (decided.ruling, decided.citation.clause) == (ruling, clause)


@pytest.mark.clause("GRD-22")
def test_the_lines_of_a_score_add_up_to_it() -> None:
    goldens = [golden for (scheme, _), golden in golden_cases().items() if scheme == CREDIT]

    assert len(goldens) > 10
    for golden in goldens:
        version = version_of(CREDIT, golden.operator.rated_on)
        (line,) = lines_of(golden.operator)
        case = grade_line(version, rating_of(golden.operator), line)
        assert isinstance(version.score, ScoreSum)
        lines = rule_trace.score_lines(version.score.table, case.values)
        assert sum(points for _, points in lines) == case.values["score"]


def test_a_bound_that_is_no_source_says_so() -> None:
    explanation = explained_golden(STAR, "139 points are three stars")

    assert {rule.basis for tier in explanation.tiers for rule in tier.rules} == {Basis.EXAMPLE.value}


@pytest.mark.clause("GRD-17")
def test_a_grade_that_a_list_alone_gives_is_told_as_such() -> None:
    explanation = explained_golden(STAR, "139 points are three stars")

    from_list = [one.tier for one in explanation.tiers if one.from_list]
    assert from_list == ["honoured_guest", "loyal"]
    assert [ways.tier for ways in explanation.ways] == ["four_star"]


def test_a_tier_that_is_asked_for_is_looked_for_beside_the_next() -> None:
    case = explained_golden(STAR, "139 points are three stars").case
    pack = bundled_packs()[STAR]

    assert [ways.tier for ways in explain_case(pack, case, "five_star").ways] == ["four_star", "five_star"]
    assert [ways.tier for ways in explain_case(pack, case, "one_star").ways] == ["four_star"]
    with pytest.raises(TierUnknown) as refused:
        explain_case(pack, case, "platinum")
    assert "platinum" in refused.value.message(Language.ZH)


def test_nothing_lies_ahead_of_a_closed_line() -> None:
    explanation = explained_golden(STAR, "leaving the network ends a grade at once")

    assert explanation.case.values[CLOSED] is True
    assert (explanation.ways, explanation.anew, explanation.losses, explanation.closing) == (
        (),
        None,
        (),
        None,
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(220, 3), "220/3"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(300), "300"),
        (Fraction(1, 20), "0.05"),
        (Fraction(-220, 3), "-220/3"),
    ],
)
def test_json_rounds_nothing(value: Fraction, written: str) -> None:
    assert exact(value) == written


KEYS = """
subscriber_id product site scheme title month rated_on policy set_by_hand row attributes bills figures score
eligibility tiers rated change memberships duties as_now ways rated_anew if_changed if_closed record
"""


def test_json_has_the_same_keys_for_every_line() -> None:
    keys = {tuple(json.loads(json.dumps(as_json(one)))) for one in some_of_all()}

    assert keys == {tuple(KEYS.split())}
