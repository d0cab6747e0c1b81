"""A decision table in the words of a pack: the best tier wins, points add up, the first figure counts.

Every hit policy that gives one value is first-hit in another order, and a first-hit table is one whose rules
have been cut out of each other. So the pack says exactly what the table does, or the table is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from itertools import combinations

from tierline.interchange.errors import OutputWanted, TableUnfit
from tierline.tables.cutting import cut
from tierline.tables.exclusion import rules_exclude
from tierline.tables.model import Aggregation, DecisionTable, HitPolicy, Multiple, Output, Rule
from tierline.wording import Text


class Wins(Enum):
    """What becomes of the outcomes of a part of a pack where several rules hold."""

    BEST = "best"
    SUM = "sum"
    FIRST = "first"


GIVES_LISTS = Text(
    "its hit policy {policy} gives a list, and a part of a pack gives one value. Choose unique, any, first,"
    " priority, or collect with sum, min or max",
    "其命中策略 {policy} 给出列表，而政策包的一部分只给出一个值。请改用 unique、any、first、priority，"
    "或带 sum、min、max 的 collect",
)
NOT_ADDED = Text(
    "it adds its outputs up, which only the score of a pack does",
    "它把输出相加，而政策包中只有得分如此",
)
COUNTED = Text(
    "it counts rules; give each rule the output 1 and the aggregation sum instead",
    "它统计规则条数；请给每条规则输出 1 并用聚合 sum",
)
MEET = Text(
    "its hit policy is {policy}, but rules {one} and {other} may hold together. Let them exclude each other,"
    " or choose first, so that the earlier one counts",
    "其命中策略为 {policy}，但规则 {one} 与 {other} 可能同时成立。请让两者互斥，或改用 first（以先者为准）",
)
NOT_CONSTANT = Text(
    "rule {rule} gives a multiple of an input, which cannot be put in order with the others",
    "规则 {rule} 给出输入的倍数，无法与其他规则排出先后",
)
A_DEFAULT = Text(
    "its default is {default} where no rule holds, and a score is 0 then. Drop the default",
    "其默认值为 {default}，而无规则成立时得分为 0。请去掉默认值",
)


def with_one_output(table: DecisionTable, output: str | None) -> DecisionTable:
    """The table with the one output that was asked for, or that it has. Raises OutputWanted."""
    if output is None and len(table.outputs) == 1:
        return table
    if output not in table.outputs:
        raise OutputWanted(table=table.name, known=", ".join(table.outputs))
    at = table.outputs.index(output)
    rules = tuple(replace(rule, outputs=(rule.outputs[at],)) for rule in table.rules)
    default = None if table.default is None else (table.default[at],)
    return replace(table, outputs=(output,), rules=rules, default=default)


def translated(table: DecisionTable, wins: Wins, ranking: Sequence[str]) -> tuple[Rule, ...]:
    """The rules of a table of one output, as a part of a pack has them. Raises TableUnfit, TooEntangled.

    `ranking` are the tiers of the pack, best first, where the best wins.
    """
    if table.aggregation is Aggregation.SUM:
        return _added_up(table, wins)
    if wins is Wins.BEST and _ranks_alike(table, ranking):
        return table.rules
    rules = _first_hit(table)
    match wins:
        case Wins.BEST:
            order = [*ranking, None]

            def is_better(earlier: Rule, rule: Rule) -> bool:
                return order.index(_tier(rule)) < order.index(_tier(earlier))

            return cut(table.name, rules, is_better, apart=False)
        case Wins.SUM:
            return cut(table.name, rules, lambda earlier, rule: True, apart=True)
        case Wins.FIRST:
            # A rule that gives no figure cannot be said, only cut out of those behind it.
            return cut(table.name, rules, lambda earlier, rule: earlier.outputs[0] is None, apart=False)


def is_cut(table: DecisionTable, rules: Sequence[Rule]) -> bool:
    """True where rules were cut out of others, so that they read otherwise than in the table."""
    whole = {frozenset(rule.tests.items()) for rule in table.rules}
    return any(rule.tests and frozenset(rule.tests.items()) not in whole for rule in rules)


def _ranks_alike(table: DecisionTable, ranking: Sequence[str]) -> bool:
    """True where the best wins in the table too, in the order of the pack: its rules stay as they are."""
    used = [tier for tier in table.ranking if any(rule.outputs[0] == tier for rule in table.rules)]
    is_best_wins = table.hit_policy is HitPolicy.PRIORITY and table.default is None
    return is_best_wins and used == [tier for tier in ranking if tier in used]


def _tier(rule: Rule) -> str | None:
    tier = rule.outputs[0]
    return tier if tier is None else str(tier)


def _added_up(table: DecisionTable, wins: Wins) -> tuple[Rule, ...]:
    if wins is not Wins.SUM:
        raise TableUnfit(table=table.name, problem=NOT_ADDED)
    if table.default not in (None, (None,), (Decimal(0),)):
        assert table.default is not None
        raise _unfit(table, A_DEFAULT, default=table.default[0])
    return tuple(rule for rule in table.rules if rule.outputs[0] is not None)


def _first_hit(table: DecisionTable) -> tuple[Rule, ...]:
    """The rules in an order in which the first that holds gives what the table gives, its default last."""
    match table.hit_policy:
        case HitPolicy.UNIQUE | HitPolicy.ANY:
            _check_apart(table)
            rules = list(table.rules)
        case HitPolicy.FIRST:
            rules = list(table.rules)
        case HitPolicy.PRIORITY:
            rules = sorted(table.rules, key=lambda rule: table.ranking.index(str(rule.outputs[0])))
        case HitPolicy.COLLECT if table.aggregation in (Aggregation.MIN, Aggregation.MAX):
            rules = _by_value(table)
        case HitPolicy.COLLECT if table.aggregation is Aggregation.COUNT:
            raise _unfit(table, COUNTED)
        case _:
            raise _unfit(table, GIVES_LISTS, policy=table.hit_policy.value)
    if table.default is not None:
        rules.append(Rule({}, table.default))
    return tuple(rules)


def _check_apart(table: DecisionTable) -> None:
    """Raises TableUnfit where two rules may hold together that the hit policy has not do so."""
    numbered = enumerate(table.rules, start=1)
    for (one, rule), (other, another) in combinations(numbered, 2):
        agree = table.hit_policy is HitPolicy.ANY and _same(rule.outputs[0], another.outputs[0])
        if not agree and not rules_exclude(rule, another):
            raise _unfit(table, MEET, policy=table.hit_policy.value, one=one, other=other)


def _same(one: Output, other: Output) -> bool:
    return type(one) is type(other) and one == other


def _by_value(table: DecisionTable) -> list[Rule]:
    """The rules of a minimum from the lowest, of a maximum from the highest; a null counts for nothing."""
    values: list[tuple[Decimal, Rule]] = []
    for number, rule in enumerate(table.rules, start=1):
        output = rule.outputs[0]
        if isinstance(output, Multiple):
            raise _unfit(table, NOT_CONSTANT, rule=number)
        if isinstance(output, Decimal):
            values.append((output, rule))
    is_highest = table.aggregation is Aggregation.MAX
    return [rule for _, rule in sorted(values, key=lambda pair: pair[0], reverse=is_highest)]


def _unfit(table: DecisionTable, problem: Text, **facts: object) -> TableUnfit:
    return TableUnfit(table=table.name, problem=Text(problem.en.format(**facts), problem.zh.format(**facts)))
