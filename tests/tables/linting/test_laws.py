"""What is found in a table is what going through all its cases finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tables.linting.small_tables import any_table, cases, tables
from tierline.tables.decide import Decision, Value, decide, holds
from tierline.tables.errors import Conflict
from tierline.tables.linting.findings import findings
from tierline.tables.linting.model import Box, Finding, FindingKind, Severity
from tierline.tables.model import Aggregation, DecisionTable, HitPolicy

GAPS = (FindingKind.GAP, FindingKind.NULL_GAP)
few = settings(max_examples=60)


def of_kind(table: DecisionTable, *kinds: FindingKind) -> list[Finding]:
    return [finding for finding in findings(table) if finding.kind in kinds]


def is_in(case: Mapping[str, Value], box: Box) -> bool:
    return all(holds(test, case[name]) is True for name, test in box.items())


def matched(table: DecisionTable, case: Mapping[str, Value]) -> tuple[int, ...]:
    """The rules that hold, counted from 1, whatever the hit policy makes of them."""
    plain = replace(table, hit_policy=HitPolicy.COLLECT, aggregation=None, ranking=())
    return tuple(number + 1 for number in decide(plain, case).matched)


def outcome(table: DecisionTable, case: Mapping[str, Value]) -> object:
    try:
        return decide(table, case).outputs
    except Conflict:
        return Conflict


def decided(table: DecisionTable) -> Iterable[Decision]:
    return (decide(table, case) for case in cases(table))


@given(any_table)
@few
def test_a_case_lies_in_one_gap_exactly_where_no_rule_holds(table):
    boxes = [box for finding in of_kind(table, *GAPS) for box in finding.where]

    for case in cases(table):
        expected = 0 if matched(table, case) or table.aggregation is Aggregation.COUNT else 1
        assert sum(is_in(case, box) for box in boxes) == expected


@given(any_table)
@few
def test_a_gap_of_null_is_told_once_and_no_other_gap_has_it(table):
    told = of_kind(table, FindingKind.NULL_GAP)

    assert len(told) <= 1
    for finding in of_kind(table, *GAPS):
        nulls = [name for name, value in finding.example.items() if value is None]
        assert bool(set(nulls) & set(finding.columns)) is (finding.kind is FindingKind.NULL_GAP)


@given(tables(HitPolicy.UNIQUE) | tables(HitPolicy.ANY))
@few
def test_there_is_an_error_exactly_where_some_case_gets_no_answer(table):
    errors = [finding for finding in findings(table) if finding.severity is Severity.ERROR]
    conflicting = [case for case in cases(table) if outcome(table, case) is Conflict]

    assert bool(errors) is bool(conflicting)
    for case in conflicting:
        assert any(is_in(case, box) for finding in errors for box in finding.where)


@given(tables(HitPolicy.UNIQUE))
@few
def test_under_unique_every_pair_that_meets_is_told(table):
    told = {finding.rules for finding in of_kind(table, FindingKind.OVERLAP)}
    together = [matched(table, case) for case in cases(table)]
    pairs = {(one, other) for rules in together for one in rules for other in rules if one < other}

    assert told == pairs


@given(tables(HitPolicy.FIRST) | tables(HitPolicy.PRIORITY))
@few
def test_a_row_is_told_exactly_where_it_is_never_taken_or_could_go(table):
    never = {finding.rules[0] for finding in of_kind(table, FindingKind.UNREACHABLE)}
    never |= {finding.rules[1] for finding in of_kind(table, FindingKind.DUPLICATE)}
    redundant = {finding.rules[0] for finding in of_kind(table, FindingKind.REDUNDANT)}
    told = never | redundant
    chosen = {number + 1 for decision in decided(table) for number in decision.chosen}
    kept = [number for number in range(1, len(table.rules) + 1) if number not in told]

    assert never == set(range(1, len(table.rules) + 1)) - chosen
    # All of them together can go without a trace, and none of the others alone.
    without = replace(table, rules=tuple(table.rules[number - 1] for number in kept))
    assert all(outcome(table, case) == outcome(without, case) for case in cases(table))
    for number in kept:
        rules = tuple(table.rules[each - 1] for each in kept if each != number)
        fewer = replace(table, rules=rules)
        is_needed = any(outcome(table, case) != outcome(fewer, case) for case in cases(table))
        assert is_needed or table.hit_policy is HitPolicy.FIRST


@given(any_table)
@few
def test_a_row_that_no_case_fulfils_is_unreachable_under_every_hit_policy(table):
    told = {finding.rules[0] for finding in of_kind(table, FindingKind.UNREACHABLE) if not finding.beside}
    fulfilled = {number for case in cases(table) for number in matched(table, case)}

    assert told == set(range(1, len(table.rules) + 1)) - fulfilled


@given(any_table.filter(lambda table: table.aggregation is None and table.hit_policy is not HitPolicy.ANY))
@few
def test_an_input_is_idle_exactly_where_its_tests_change_no_result(table):
    told = {finding.columns[0] for finding in of_kind(table, FindingKind.IDLE_COLUMN)}

    idle = set()
    for name in table.inputs:
        rules = tuple(
            replace(rule, tests={key: test for key, test in rule.tests.items() if key != name})
            for rule in table.rules
        )
        without = replace(table, rules=rules)
        if all(outcome(table, case) == outcome(without, case) for case in cases(table)):
            idle.add(name)
    assert told == idle


@given(any_table, st.data())
@settings(max_examples=150)
def test_the_example_of_every_finding_really_falls_there(table, data):
    for finding in findings(table):
        case = finding.example
        if case is None:
            assert finding.kind in (FindingKind.UNREACHABLE, FindingKind.STOPPED)
            assert not finding.beside
            continue
        assert set(case) == set(table.inputs)
        assert not finding.where or any(is_in(case, box) for box in finding.where)
        held = matched(table, case)
        match finding.kind:
            case FindingKind.GAP | FindingKind.NULL_GAP:
                assert held == ()
            case FindingKind.OVERLAP:
                assert set(finding.rules) <= set(held) or len(finding.where) > 1
                assert (outcome(table, case) is Conflict) is (finding.severity is Severity.ERROR)
            case FindingKind.UNREACHABLE | FindingKind.REDUNDANT:
                assert finding.rules[0] in held
                assert set(finding.beside) & set(held)
            case FindingKind.DUPLICATE:
                assert set(finding.rules) <= set(held)
            case FindingKind.RUNGS:
                assert finding.rules[1] in held


@pytest.mark.parametrize("policy", [HitPolicy.FIRST, HitPolicy.PRIORITY])
def test_a_table_is_found_the_same_every_time(policy):
    @given(tables(policy))
    @settings(max_examples=10)
    def same(table):
        assert findings(table) == findings(table)

    same()
