"""One line graded in plain Python gives what golden cases and an independent reading of the rules give."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest

from tests.grading import reference_policy as policy
from tests.grading.explain.one_case import lines_of, rating_of, version_of
from tests.grading.golden import Case as Golden
from tests.grading.golden import cases, differences
from tests.grading.operator import Operator, random_operator
from tests.grading.test_reference import RUNS, run
from tierline.grading.explain.case import Case, grade_line

GOLDEN = [case for case in cases() if not case.refused]


def graded(scheme: str, operator: Operator) -> list[Case]:
    version = version_of(scheme, operator.rated_on)
    return [grade_line(version, rating_of(operator), line) for line in lines_of(operator)]


def membership_rows(case: Case) -> list[dict[str, Any]]:
    return [{"subscriber_id": case.line.subscriber_id, **asdict(one)} for one in case.memberships]


def event_rows(case: Case) -> list[dict[str, Any]]:
    if case.outcome.change in ("none", "kept"):
        return []
    before = case.standing.running
    return [{**case.row(), "previous_tier": before.tier if before else None}]


@pytest.mark.parametrize(
    "golden", [pytest.param(one, id=one.name, marks=pytest.mark.clause(*one.clauses)) for one in GOLDEN]
)
def test_one_line_keeps_the_golden_case(golden: Golden) -> None:
    (case,) = graded(golden.scheme, golden.operator)
    # What becomes of memberships whose lines are not among the subscribers is the run's affair.
    own = [row for row in golden.memberships or () if row["subscriber_id"] == golden.subscriber_id]
    of_one = replace(golden, memberships=None if golden.memberships is None else own)

    assert differences(of_one, [case.row()], membership_rows(case), event_rows(case)) == []


@pytest.mark.parametrize(("scheme", "month", "rated_on"), RUNS)
@pytest.mark.parametrize("seed", range(2))
def test_one_line_is_graded_as_an_independent_reading_of_the_rules_does(
    scheme: str, month: date, rated_on: date, seed: int
) -> None:
    operator = random_operator(100 + seed, 400, month, rated_on=rated_on, scheme=scheme)
    expected = run(scheme, operator)

    found = sorted(graded(scheme, operator), key=lambda case: case.line.subscriber_id)

    known = {row["subscriber_id"] for row in operator.subscribers}
    assert [case.row() for case in found] == expected.grades
    assert [list(case.row()) for case in found[:1]] == [list(expected.grades[0])]
    held = [row for row in expected.memberships if row["subscriber_id"] in known]
    assert [row for case in found for row in membership_rows(case)] == held


def test_every_scheme_is_compared() -> None:
    assert {scheme for scheme, _, _ in RUNS} == set(policy.RANK)
