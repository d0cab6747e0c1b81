"""The reader for a whole base: a decision table becomes one expression for each of its outputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from operator import and_, or_

import ibis

from tierline.tables.branches import Branch, aggregated, count, exclusive_groups, first_case
from tierline.tables.columns import Column, Ratio, as_column, compile_condition, compile_test, joined
from tierline.tables.errors import MissingInput, NotCompilable
from tierline.tables.exclusion import rules_exclude
from tierline.tables.model import Anything, DecisionTable, HitPolicy, Multiple, Rule
from tierline.tables.outcomes import OutcomeColumn, outcome_column
from tierline.wording import Text

__all__ = ["Column", "Compiled", "Ratio", "compile_table", "compile_test"]


@dataclass(frozen=True)
class Compiled:
    """A table as expressions, with the meaning that `decide` has for one case.

    `outcomes` has one column for each output of the table: numbers as a Ratio with a constant denominator,
    NULL where nothing holds and there is no default. `conflict` is true in the rows for which `decide`
    raises Conflict, never NULL; what the outcomes hold there means nothing.
    """

    outcomes: tuple[Column, ...]
    conflict: ibis.Value


def compile_table(table: DecisionTable, columns: Mapping[str, Column]) -> Compiled:
    """The table over columns, of which each input of the table needs one.

    Raises MissingInput, and NotCompilable for hit policies that give lists, for tests and outputs of
    another kind than their column, for numbers beyond 64 bits, and for a Multiple of a Ratio
    whose denominator is a column.
    """
    inputs: dict[str, Column] = {}
    for name in table.inputs:
        if name not in columns:
            raise MissingInput(table=table.name, column=name, known=", ".join(columns))
        place = Text(en=f"Table {table.name}, input {name}", zh=f"决策表 {table.name} 输入 {name}")
        inputs[name] = as_column(columns[name], place)
    branches = [
        Branch(rule, _condition(table, number, rule, inputs))
        for number, rule in enumerate(table.rules, start=1)
    ]
    if table.aggregation is not None:
        return Compiled((aggregated(table, table.aggregation, branches, inputs),), ibis.literal(False))
    match table.hit_policy:
        case HitPolicy.UNIQUE | HitPolicy.ANY | HitPolicy.FIRST:
            ordered = branches
        case HitPolicy.PRIORITY:
            ordered = sorted(branches, key=lambda branch: table.rank(branch.rule))
        case HitPolicy.COLLECT | HitPolicy.RULE_ORDER | HitPolicy.OUTPUT_ORDER:
            raise _gives_lists(table)
    outputs = [outcome_column(table, position, inputs) for position in range(len(table.outputs))]
    outcomes = tuple(
        output.finished(_first(table, ordered, output, position)) for position, output in enumerate(outputs)
    )
    return Compiled(outcomes, _conflict(table, branches, outputs))


def _condition(
    table: DecisionTable, number: int, rule: Rule, inputs: Mapping[str, Column]
) -> ibis.Value | None:
    tests = [(name, test) for name, test in rule.tests.items() if not isinstance(test, Anything)]
    conditions = []
    for name, test in tests:
        place = Text(
            en=f"Table {table.name}, rule {number}, input {name}",
            zh=f"决策表 {table.name} 规则 {number} 输入 {name}",
        )
        conditions.append(compile_condition(test, inputs[name], place))
    return joined(and_, conditions) if conditions else None


def _first(
    table: DecisionTable, branches: Iterable[Branch], output: OutcomeColumn, position: int
) -> ibis.Value:
    default = None if table.default is None else table.default[position]
    cases = [(branch.condition, output.value(branch.rule.outputs[position])) for branch in branches]
    return first_case(cases, output.value(default))


def _conflict(
    table: DecisionTable, branches: Sequence[Branch], outputs: Sequence[OutcomeColumn]
) -> ibis.Value:
    if table.hit_policy is HitPolicy.UNIQUE:
        groups = exclusive_groups(branches)
        return ibis.literal(False) if len(groups) < 2 else count(groups) > 1
    if table.hit_policy is HitPolicy.ANY:
        return _contradiction(branches, outputs)
    return ibis.literal(False)


def _contradiction(branches: Sequence[Branch], outputs: Sequence[OutcomeColumn]) -> ibis.Value:
    """True where two rules hold that give different outputs."""
    pairs = []
    for one, other in combinations(branches, 2):
        differs = _differ(one.rule, other.rule, outputs)
        if differs is False or rules_exclude(one.rule, other.rule):
            continue
        parts = [part for part in (one.condition, other.condition) if part is not None]
        if differs is not True:
            parts.append(differs)
        pairs.append(joined(and_, parts) if parts else ibis.literal(True))
    return joined(or_, pairs).fill_null(False) if pairs else ibis.literal(False)


def _differ(one: Rule, other: Rule, outputs: Sequence[OutcomeColumn]) -> ibis.Value | bool:
    """Whether the outputs of two rules differ; an expression where that depends on an input."""
    parts = []
    for output, left, right in zip(outputs, one.outputs, other.outputs, strict=True):
        if left == right:
            continue
        if not isinstance(left, Multiple) and not isinstance(right, Multiple):
            return True
        parts.append(~output.value(left).identical_to(output.value(right)))
    return joined(or_, parts) if parts else False


def _gives_lists(table: DecisionTable) -> NotCompilable:
    policy = table.hit_policy.value
    return NotCompilable(
        place=Text(en=f"Table {table.name}", zh=f"决策表 {table.name}"),
        found=Text(en=f"the hit policy {policy}, which gives lists,", zh=f"命中策略 {policy}(结果为列表)"),
        expected=Text(
            en="unique, any, first, priority, or collect with sum, min, max or count",
            zh="unique、any、first、priority,或带 sum、min、max、count 聚合的 collect",
        ),
    )
