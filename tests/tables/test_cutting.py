from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tables.strategies import DATES, INPUTS, NUMBERS, STRINGS, TESTS, TIERS, tables
from tierline.tables.cutting import both, contrary, cut
from tierline.tables.decide import decide, holds
from tierline.tables.errors import TooEntangled
from tierline.tables.model import (
    Aggregation,
    AnyOf,
    Anything,
    Comparison,
    DecisionTable,
    Equal,
    HitPolicy,
    Interval,
    Not,
    Rule,
)

VALUES = {
    **{
        name: [*(number + step for number in NUMBERS for step in (-1, 0, 1)), None]
        for name in ("spend", "mean", "months")
    },
    "brand": [*STRINGS, "easyown", None],
    "secured": [True, False, None],
    "joined": [*DATES, DATES[0] - timedelta(1), DATES[-1] + timedelta(1), None],
}
cases = st.fixed_dictionaries({name: st.sampled_from(VALUES[name]) for name in INPUTS})
several_cases = st.lists(cases, min_size=5, max_size=20)


@given(data=st.data())
def test_the_contrary_is_true_exactly_where_a_test_is_not(data):
    name = data.draw(st.sampled_from(INPUTS))
    test = data.draw(TESTS[name])
    for value in VALUES[name]:
        assert (holds(contrary(test), value) is True) is (holds(test, value) is not True)


@given(data=st.data())
def test_both_is_true_exactly_where_two_tests_are(data):
    name = data.draw(st.sampled_from(INPUTS))
    one, other = data.draw(TESTS[name]), data.draw(TESTS[name])
    found = both(one, other)
    for value in VALUES[name]:
        together = holds(one, value) is True and holds(other, value) is True
        assert (found is not None and holds(found, value) is True) is together


def _rank(rule: Rule) -> int:
    return len(TIERS) if rule.outputs[0] is None else TIERS.index(str(rule.outputs[0]))


def _tier_table(rules: tuple[Rule, ...], policy: HitPolicy) -> DecisionTable:
    ranking = TIERS if policy is HitPolicy.PRIORITY else ()
    return DecisionTable("t", INPUTS, ("tier",), rules, policy, ranking=ranking)


tier_rules = tables(HitPolicy.PRIORITY).flatmap(
    lambda table: st.lists(
        st.sampled_from([*TIERS, None]), min_size=len(table.rules), max_size=len(table.rules)
    ).map(
        lambda tiers: tuple(
            replace(rule, outputs=(tier,)) for rule, tier in zip(table.rules, tiers, strict=True)
        )
    )
)


@settings(max_examples=200)
@given(rules=tier_rules, cases=several_cases)
def test_the_best_of_cut_rules_is_what_the_first_of_the_whole_ones_gave(rules, cases):
    first = _tier_table(rules, HitPolicy.FIRST)
    found = cut("t", rules, lambda earlier, rule: _rank(rule) < _rank(earlier), apart=False)
    best = _tier_table(found, HitPolicy.PRIORITY)
    for case in cases:
        expected = decide(first, case).outputs
        # Where the first that holds gives nothing, and where none holds, no tier is given.
        assert decide(best, case).outputs == (None if expected == (None,) else expected)


@settings(max_examples=200)
@given(
    table=tables(HitPolicy.COLLECT, Aggregation.SUM).map(lambda t: replace(t, default=(Decimal(0),))),
    cases=several_cases,
)
def test_the_sum_of_rules_cut_apart_is_what_the_first_of_the_whole_ones_gave(table, cases):
    first = replace(table, hit_policy=HitPolicy.FIRST, aggregation=None)
    found = cut("t", table.rules, lambda earlier, rule: True, apart=True)
    apart = replace(table, rules=found)
    for case in cases:
        (expected,) = decide(first, case).outputs or (None,)
        assert decide(apart, case).outputs == (expected or 0)
        assert len(decide(apart, case).matched) <= 1


def test_a_ladder_written_from_above_becomes_bands():
    rules = [Rule({"spend": Comparison(">=", Decimal(bound))}, (Decimal(1),)) for bound in (450, 300)]
    found = cut("t", rules, lambda earlier, rule: True, apart=True)
    assert [rule.tests["spend"] for rule in found] == [
        Comparison(">=", Decimal(450)),
        Interval(Decimal(300), Decimal(450), True, False),
    ]


def test_an_exception_before_a_better_rule_is_a_not():
    rules = [
        Rule({"brand": Equal("m_zone")}, ("silver",)),
        Rule({"spend": Comparison(">=", Decimal(450)), "brand": Anything()}, ("gold",)),
    ]
    found = cut("t", rules, lambda earlier, rule: True, apart=False)
    assert found[1].tests == {"spend": Comparison(">=", Decimal(450)), "brand": Not(Equal("m_zone"))}


def test_a_value_that_is_not_known_falls_to_the_later_rule():
    rules = [Rule({"spend": Comparison("<", Decimal(5))}, ("silver",)), Rule({}, ("gold",))]
    found = cut("t", rules, lambda earlier, rule: True, apart=False)
    assert found[1].tests == {"spend": AnyOf((Comparison(">=", Decimal(5)), Equal(None)))}


def test_a_table_that_falls_into_thousands_of_pieces_is_refused():
    names = [f"input_{number}" for number in range(12)]
    rules = [
        Rule({name: Equal(Decimal(10 * number + place)) for place, name in enumerate(names)}, ("silver",))
        for number in range(6)
    ]
    with pytest.raises(TooEntangled, match="rule 7"):
        cut("t", [*rules, Rule({}, ("gold",))], lambda earlier, rule: rule.outputs == ("gold",), apart=False)
