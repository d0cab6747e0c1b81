"""What a table gives where just these rules hold, as far as two such results can be told apart."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tierline.tables.linting.search import bits
from tierline.tables.model import Aggregation, DecisionTable, HitPolicy, Multiple

CONFLICT = "conflict"
"""No answer, whichever the rules are that contradict each other."""

IN_ORDER = (HitPolicy.FIRST, HitPolicy.PRIORITY)
"""Policies under which one rule is taken, and those behind it count for nothing."""


def best_first(table: DecisionTable) -> tuple[int, ...]:
    """The rules in the order in which one is taken, counted from 0."""
    if table.hit_policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        place = {value: number for number, value in enumerate(table.ranking)}
        return tuple(
            sorted(range(len(table.rules)), key=lambda number: place[str(table.rules[number].outputs[0])])
        )
    return tuple(range(len(table.rules)))


def result(table: DecisionTable, order: tuple[int, ...], rules: int) -> object:
    """Equal results give the same to every reader; `order` is that of `best_first`.

    Multiples are the same only if they are written the same.
    """
    holding = [number for number in order if rules >> number & 1]
    outputs = [table.rules[number].outputs for number in holding]
    if table.aggregation is not None:
        return _aggregated(table, table.aggregation, bits(rules))
    if not holding:
        return table.default
    match table.hit_policy:
        case HitPolicy.FIRST | HitPolicy.PRIORITY:
            return outputs[0]
        case HitPolicy.UNIQUE:
            return outputs[0] if len(outputs) == 1 else CONFLICT
        case HitPolicy.ANY:
            found = frozenset(outputs)
            return outputs[0] if len(found) == 1 else CONFLICT
    return ("list", *outputs)


def _aggregated(table: DecisionTable, aggregation: Aggregation, rules: tuple[int, ...]) -> object:
    if aggregation is Aggregation.COUNT:
        return len(rules)
    outputs = [table.rules[number].outputs[0] for number in rules]
    numbers = [Fraction(output) for output in outputs if isinstance(output, Decimal)]
    multiples = [(each.of, each.by) for each in outputs if isinstance(each, Multiple)]
    if not numbers and not multiples:
        return table.default
    if aggregation is Aggregation.SUM:
        return sum(numbers), tuple(sorted(multiples))
    best = (min if aggregation is Aggregation.MIN else max)(numbers) if numbers else None
    return best, frozenset(multiples)
