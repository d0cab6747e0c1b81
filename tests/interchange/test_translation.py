"""The law of importing: what a pack makes of a table is what the table says, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.tables.strategies import DATES, INPUTS, NUMBERS, STRINGS, TIERS, tables
from tierline.interchange.errors import OutputWanted, TableUnfit
from tierline.interchange.translation import Wins, translated, with_one_output
from tierline.tables.decide import decide
from tierline.tables.errors import Conflict
from tierline.tables.model import (
    Aggregation,
    Comparison,
    DecisionTable,
    Equal,
    HitPolicy,
    Multiple,
    Rule,
    Scalar,
)

VALUES: dict[str, list[Any]] = {
    **{
        name: [*(number + step for number in NUMBERS for step in (-1, 0, 1)), None]
        for name in ("spend", "mean", "months")
    },
    "brand": [*STRINGS, "easyown", None],
    "secured": [True, False, None],
    "joined": [*DATES, DATES[0] - timedelta(1), None],
}
cases = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(VALUES[name]) for name in INPUTS}), min_size=5, max_size=15
)
ONE_VALUE = (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY)
RANKING = ("bronze", "gold", "silver")
"""Another order than a table of the strategies has: the pack's tiers need not be ranked as the file's."""


def _with_outputs(table: DecisionTable, outputs: list[Scalar]) -> DecisionTable:
    rules = tuple(
        replace(rule, outputs=(output,)) for rule, output in zip(table.rules, outputs, strict=False)
    )
    return replace(table, outputs=("found",), rules=rules, default=None, aggregation=None)


@st.composite
def one_valued(draw: st.DrawFn, outputs: list[Scalar]) -> DecisionTable:
    """A table of one output that gives one value, under a hit policy that needs no ranking."""
    policy = draw(st.sampled_from([HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST]))
    table = draw(tables(policy))
    values = [draw(st.sampled_from(outputs)) for _ in table.rules]
    default = draw(st.none() | st.sampled_from(outputs))
    return replace(_with_outputs(table, values), default=None if default is None else (default,))


tier_tables = one_valued([*TIERS, None]) | tables(HitPolicy.PRIORITY)
FIGURES: list[Scalar] = [Decimal("1.00"), Decimal("1.50"), Decimal(0), None]
figure_tables = one_valued(FIGURES) | st.sampled_from([Aggregation.MIN, Aggregation.MAX]).flatmap(
    lambda aggregation: tables(HitPolicy.COLLECT, aggregation)
)


def _expected(table: DecisionTable, case: dict[str, Any]) -> Any:
    """What the table gives; nothing is learnt from a case in which it contradicts itself."""
    try:
        found = decide(table, case).outputs
    except Conflict:
        assume(False)
    return found[0] if isinstance(found, tuple) else found


def _translated(table: DecisionTable, wins: Wins) -> tuple[Rule, ...]:
    try:
        return translated(table, wins, RANKING)
    except TableUnfit:
        assume(False)
        raise


@settings(max_examples=150)
@given(table=tier_tables, cases=cases)
def test_the_best_tier_of_a_pack_is_the_tier_of_the_table(table, cases):
    rules = _translated(table, Wins.BEST)
    pack = DecisionTable("t", INPUTS, ("tier",), rules, HitPolicy.PRIORITY, ranking=RANKING)
    for case in cases:
        assert _expected(pack, case) == _expected(table, case)


@settings(max_examples=150)
@given(table=figure_tables, cases=cases)
def test_the_first_figure_of_a_pack_is_the_figure_of_the_table(table, cases):
    assume(not any(isinstance(rule.outputs[0], Multiple) for rule in table.rules))
    pack = DecisionTable("t", INPUTS, ("figure",), _translated(table, Wins.FIRST), HitPolicy.FIRST)
    for case in cases:
        assert _expected(pack, case) == _expected(table, case)


@settings(max_examples=150)
@given(table=figure_tables, cases=cases)
def test_the_points_of_a_pack_are_the_points_of_the_table_and_0_where_it_gives_none(table, cases):
    assume(not any(isinstance(rule.outputs[0], Multiple) for rule in table.rules))
    pack = DecisionTable(
        "t", INPUTS, ("score",), _translated(table, Wins.SUM), HitPolicy.COLLECT, Aggregation.SUM,
        default=(Decimal(0),),
    )  # fmt: skip
    for case in cases:
        assert _expected(pack, case) == (_expected(table, case) or 0)


def _table(policy: HitPolicy, *rules: Rule, **more: Any) -> DecisionTable:
    return DecisionTable("t", ("spend", "brand"), ("tier",), rules, policy, **more)


HIGH = Rule({"spend": Comparison(">=", Decimal(450))}, ("gold",))
LOW = Rule({"spend": Comparison(">=", Decimal(300))}, ("silver",))
OTHER = Rule({"brand": Equal("gotone")}, ("gold",))
ONE = Rule({"brand": Equal("gotone")}, (Decimal(1),))


@pytest.mark.parametrize(
    ("table", "wins", "told"),
    [
        (_table(HitPolicy.UNIQUE, HIGH, LOW), Wins.BEST, "unique, but rules 1 and 2 may hold together"),
        (_table(HitPolicy.ANY, HIGH, OTHER, LOW), Wins.BEST, "any, but rules 1 and 3 may hold together"),
        (_table(HitPolicy.RULE_ORDER, HIGH), Wins.BEST, "its hit policy rule_order gives a list"),
        (_table(HitPolicy.OUTPUT_ORDER, HIGH, ranking=("gold",)), Wins.BEST, "output_order gives a list"),
        (_table(HitPolicy.COLLECT, HIGH), Wins.BEST, "its hit policy collect gives a list"),
        (_table(HitPolicy.COLLECT, ONE, aggregation=Aggregation.COUNT), Wins.SUM, "it counts rules"),
        (
            _table(HitPolicy.COLLECT, ONE, aggregation=Aggregation.SUM),
            Wins.FIRST,
            "it adds its outputs up, which only the score of a pack does",
        ),
        (
            _table(HitPolicy.COLLECT, ONE, aggregation=Aggregation.SUM, default=(Decimal(5),)),
            Wins.SUM,
            "its default is 5 where no rule holds",
        ),
        (
            _table(
                HitPolicy.COLLECT,
                Rule({}, (Multiple("spend", Decimal(2)),)),
                aggregation=Aggregation.MAX,
            ),
            Wins.SUM,
            "rule 1 gives a multiple of an input",
        ),
    ],
)
def test_a_table_that_a_pack_cannot_say_is_refused_with_the_rules_at_fault(table, wins, told):
    with pytest.raises(TableUnfit, match=told):
        translated(table, wins, ("gold", "silver"))


def test_of_several_outputs_one_is_chosen_by_name():
    table = DecisionTable(
        "t", (), ("tier", "points"), (Rule({}, ("gold", Decimal(5))),), HitPolicy.FIRST,
        default=("silver", Decimal(0)),
    )  # fmt: skip
    with pytest.raises(OutputWanted, match="tier, points"):
        with_one_output(table, None)
    chosen = with_one_output(table, "points")
    assert (chosen.outputs, chosen.rules[0].outputs, chosen.default) == (
        ("points",), (Decimal(5),), (Decimal(0),)
    )  # fmt: skip
