"""The reference keeps every golden case, and the random operators reach what they are made for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tests.grading import reference_policy as policy
from tests.grading.golden import Case, cases, differences, together
from tests.grading.operator import Operator, random_operator, write_operator
from tests.grading.reference import Refused, Result, grade

CASES = cases()
IN_FORCE_IN_2012 = [scheme for scheme, day in policy.IN_FORCE_FROM.items() if day.year < 2012]
VIP_CHANGES = {"joined", "risen", "fallen", "renewed", "lapsed", "ended", "kept", "none"}
RUNS = [
    *((scheme, date(2012, 3, 1), date(2012, 3, 5)) for scheme in IN_FORCE_IN_2012),
    ("unicom-star", date(2015, 3, 1), date(2015, 3, 5)),
    ("unicom-star", date(2015, 2, 1), date(2015, 2, 8)),
    ("unicom-vip", date(2015, 2, 1), date(2015, 2, 5)),
    ("unicom-vip-henan", date(2014, 12, 1), date(2014, 12, 31)),
    ("cmcc-star", date(2020, 2, 1), date(2020, 2, 29)),
    ("ctcc-star", date(2026, 12, 1), date(2026, 12, 5)),
]


def run(scheme: str, operator: Operator) -> Result:
    return grade(
        scheme,
        operator.month,
        operator.rated_on,
        operator.subscribers,
        operator.bills,
        operator.memberships,
        operator.special_grades,
    )


def marked(case: Case) -> object:
    # No clause is marked here: what the reference keeps proves nothing of the engine.
    return pytest.param(case, id=case.name)


@pytest.mark.parametrize("case", [marked(case) for case in CASES if not case.refused])
def test_the_reference_keeps_the_golden_case(case: Case) -> None:
    result = run(case.scheme, case.operator)

    assert differences(case, result.grades, result.memberships, result.events) == []


@pytest.mark.parametrize("case", [marked(case) for case in CASES if case.refused])
def test_the_reference_refuses_what_the_golden_case_refuses(case: Case) -> None:
    with pytest.raises(Refused) as refused:
        run(case.scheme, case.operator)

    assert refused.value.code == case.refused


def test_golden_cases_of_one_run_may_be_put_together() -> None:
    found = {
        case.name: differences(case, result.grades, result.memberships, result.events)
        for group, operator in together(case for case in CASES if not case.refused)
        for result in [run(group[0].scheme, operator)]
        for case in group
    }

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_golden_case_that_says_otherwise_is_noticed() -> None:
    case = next(case for case in CASES if case.memberships)
    result = run(case.scheme, case.operator)
    other = [{**row, "rated_tier": "none of these", "change": "kept"} for row in result.grades]

    assert differences(case, other, [], result.events)


def test_golden_cases_are_filed_by_the_policy_day_that_rates_them() -> None:
    def policy_day(case: Case) -> date:
        first = policy.IN_FORCE_FROM[case.scheme]
        later = case.scheme in policy.VIP_SCHEMES and case.operator.month >= policy.NO_NEW_VIP_TERMS_FROM
        return policy.NO_NEW_VIP_TERMS_FROM if later else first

    assert [case.name for case in CASES if case.policy_day != policy_day(case).isoformat()] == []


def test_golden_cases_have_names_of_their_own() -> None:
    assert [
        name for name, count in Counter((case.scheme, case.name) for case in CASES).items() if count > 1
    ] == []


def test_golden_cases_prove_every_clause_of_grading_but_the_rating_of_networks() -> None:
    proved = {clause for case in CASES for clause in case.clauses}

    assert proved == {f"GRD-{number:02}" for number in range(1, 25)} - {"GRD-23"} | {"PUB-01", "PUB-02"}


@pytest.mark.parametrize(("scheme", "month", "rated_on"), RUNS)
def test_random_operators_reach_every_tier_and_every_change(scheme: str, month: date, rated_on: date) -> None:
    operator = random_operator(1, 1500, month, rated_on=rated_on, scheme=scheme)

    rows = run(scheme, operator).grades

    assert {row["rated_tier"] for row in rows} == {*policy.RANK[scheme], None}
    assert {row["change"] for row in rows} == changes(scheme, month)


def changes(scheme: str, month: date) -> set[str]:
    if scheme == "cmcc-credit":
        return {"none"}
    if scheme == "unicom-card":
        return {"joined", "risen", "ended", "kept", "none"}
    if scheme in policy.VIP_SCHEMES and month >= policy.NO_NEW_VIP_TERMS_FROM:
        return {"lapsed", "ended", "kept", "none"}
    return VIP_CHANGES


def test_random_operators_are_the_same_for_the_same_seed() -> None:
    first, again, other = (random_operator(seed, 50, date(2012, 3, 1)) for seed in (3, 3, 4))

    assert first == again
    assert first != other


@pytest.mark.parametrize("seed", range(3))
def test_memberships_of_random_operators_do_not_overlap(seed: int) -> None:
    operator = random_operator(seed, 300, date(2015, 2, 1))
    held = sorted(operator.memberships, key=lambda row: (row["subscriber_id"], row["scheme"], row["since"]))

    for before, after in pairwise(held):
        if (before["subscriber_id"], before["scheme"]) == (after["subscriber_id"], after["scheme"]):
            assert before["ends_on"] is not None
            assert before["ends_on"] < after["since"]
    assert all(row["ends_on"] is None or row["since"] <= row["ends_on"] for row in held)


def test_a_random_operator_is_written_by_the_types_of_the_contract(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    operator = random_operator(5, 40, date(2012, 3, 1))

    written = write_operator(tmp_path, operator)

    assert pq.read_table(written["subscribers"]).to_pylist() == operator.subscribers
    assert pq.read_table(written["memberships"]).to_pylist() == operator.memberships
    months = sorted(written["bills"].iterdir())
    assert [path.stem for path in months] == sorted({f"{row['month']:%Y-%m}" for row in operator.bills})
    assert sum(pq.read_metadata(path).num_rows for path in months) == len(operator.bills)
    assert str(pq.read_schema(months[0]).field("billed").type) == "decimal128(12, 2)"
    assert str(pq.read_schema(written["subscribers"]).field("vanity_class").type) == "int8"


@pytest.mark.parametrize("scheme", IN_FORCE_IN_2012)
@pytest.mark.parametrize("seed", range(3))
def test_what_one_month_gives_the_next_month_takes(scheme: str, seed: int) -> None:
    operator = random_operator(seed, 200, date(2013, 12, 1), scheme=scheme)

    for month in (date(2013, 12, 1), date(2014, 1, 1), date(2014, 2, 1), date(2014, 3, 1)):
        operator = replace(operator, month=month, rated_on=month.replace(day=5))
        result = run(scheme, operator)
        operator = replace(operator, memberships=result.memberships)
        for before, after in pairwise(result.memberships):
            if before["subscriber_id"] == after["subscriber_id"]:
                assert before["ends_on"] is not None
                assert before["ends_on"] < after["since"]

    assert len(result.grades) == len(operator.subscribers)
