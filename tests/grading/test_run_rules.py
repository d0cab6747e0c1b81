"""The engine against golden cases, and against an independent reading of the rules on hostile operators."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.grading import reference_policy as policy
from tests.grading.engine import graded
from tests.grading.golden import Case, cases, differences, together
from tests.grading.operator import random_operator
from tests.grading.reference import grade
from tierline.errors import TierlineError

Row = dict[str, Any]

CASES = cases()
SCHEMES = tuple(policy.RANK)


@lru_cache(maxsize=1)
def answers() -> dict[int, dict[str, list[Row]]]:
    """The engine's results by the line of each golden case; cases of one rating share a run."""
    found = {}
    for group, operator in together([case for case in CASES if not case.refused]):
        with TemporaryDirectory() as folder:
            results, _ = graded(operator, (group[0].scheme,), Path(folder))
        found.update(dict.fromkeys((case.subscriber_id for case in group), results[group[0].scheme]))
    return found


def marked(case: Case) -> object:
    return pytest.param(case, id=case.name, marks=pytest.mark.clause(*case.clauses))


@pytest.mark.parametrize("case", [marked(case) for case in CASES if not case.refused])
def test_the_engine_keeps_the_golden_case(case: Case) -> None:
    result = answers()[case.subscriber_id]

    assert differences(case, result["grades"], result["memberships"], result["events"]) == []


@pytest.mark.parametrize("case", [marked(case) for case in CASES if case.refused])
def test_the_engine_refuses_what_the_golden_case_refuses(case: Case, tmp_path: Path) -> None:
    with pytest.raises(TierlineError):
        graded(case.operator, (case.scheme,), tmp_path)

    assert not (tmp_path / "out" / "grades").exists()


RATINGS = [
    (date(2012, 3, 1), date(2012, 3, 5)),
    (date(2013, 12, 1), date(2013, 12, 31)),
    (date(2015, 2, 1), date(2015, 2, 8)),
    (date(2016, 2, 1), date(2016, 2, 29)),
    (date(2026, 11, 1), date(2026, 11, 1)),
]
RUNS = [
    *(
        (scheme, month, rated_on)
        for scheme in SCHEMES
        for month, rated_on in RATINGS
        if rated_on >= policy.IN_FORCE_FROM[scheme]
    ),
    ("cmcc-star", date(2020, 2, 1), date(2020, 2, 29)),
    ("ctcc-star", date(2020, 2, 1), date(2020, 2, 29)),
]


@pytest.mark.parametrize(("scheme", "month", "rated_on"), RUNS)
def test_every_cell_is_what_an_independent_reading_of_the_rules_gives(
    scheme: str, month: date, rated_on: date, tmp_path: Path
) -> None:
    operator = random_operator(hash_of(scheme, month), 600, month, rated_on=rated_on, scheme=scheme)

    results, _ = graded(operator, (scheme,), tmp_path, part_lines=150)

    expected = grade(
        scheme,
        month,
        rated_on,
        operator.subscribers,
        operator.bills,
        operator.memberships,
        operator.special_grades,
    )
    found = results[scheme]
    assert found["grades"] == expected.grades
    assert found["memberships"] == expected.memberships
    assert [without_duties(row) for row in found["events"]] == expected.events


@pytest.mark.clause("GRD-24")
def test_schemes_of_one_call_give_what_each_gives_alone(tmp_path: Path) -> None:
    month = date(2020, 3, 1)
    operator = random_operator(7, 300, month)

    together_, _ = graded(operator, SCHEMES, tmp_path / "together")

    for scheme in SCHEMES:
        alone, _ = graded(operator, (scheme,), tmp_path / scheme)
        assert together_[scheme] == alone[scheme]


def hash_of(scheme: str, month: date) -> int:
    return sum(map(ord, scheme)) * 1000 + month.year * 12 + month.month


def without_duties(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "duties"}
