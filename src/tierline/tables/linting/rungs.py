"""Ladders written as rows: rungs at which the outcome turns against all the others."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tierline.tables.decide import kind_of
from tierline.tables.linting.cut import Cut
from tierline.tables.linting.model import Finding, FindingKind, Severity
from tierline.tables.linting.search import bits
from tierline.tables.model import Comparison, Interval, Test

LEAST_RUNGS = 3
"""Fewer have no direction of which one of them could be out."""


def rungs_out_of_order(cut: Cut) -> Iterator[Finding]:
    """Pairs of neighbouring rungs between which the outcome turns.

    Rows are rungs of one ladder if they bound one input, one way or between two bounds, and are otherwise the
    same. Where as many steps rise as fall, rising is what was meant. Only numbers and ranked values rise.
    """
    for number, column in enumerate(cut.columns):
        ladders: dict[object, list[int]] = {}
        for rule in bits(cut.possible):
            test = cut.table.rules[rule].tests.get(column.name)
            if isinstance(test, Comparison | Interval) and column.bounding >> rule & 1:
                rest = frozenset((key, cells) for key, cells in cut.region(rule).items() if key != number)
                ladders.setdefault((rest, _kind(test)), []).append(rule)
        for rules in ladders.values():
            for output in range(len(cut.table.outputs)):
                yield from _turns(cut, column.name, rules, output)


def _kind(test: Comparison | Interval) -> object:
    return kind_of(test.bound if isinstance(test, Comparison) else test.low)


def _turns(cut: Cut, column: str, rules: list[int], output: int) -> Iterator[Finding]:
    heights = {rule: _height(cut, rule, output) for rule in rules}
    if len(rules) < LEAST_RUNGS or None in heights.values():
        return
    ordered = _in_order(cut, column, rules)
    if ordered is None:
        return
    steps = [(one, other, _sign(heights[other], heights[one])) for one, other in pairwise(ordered)]
    rising = sum(sign > 0 for _, _, sign in steps)
    falling = sum(sign < 0 for _, _, sign in steps)
    against = 1 if falling > rising else -1
    if not rising or not falling:
        return
    for one, other, sign in steps:
        if sign == against:
            region = cut.region(other)
            yield Finding(
                FindingKind.RUNGS,
                Severity.WARNING,
                (one + 1, other + 1),
                (column,),
                cut.case(region),
                (cut.box(region),),
            )


def _height(cut: Cut, rule: int, output: int) -> Any:
    """How high an outcome of a rule stands; None where outcomes of its kind have no order."""
    found = cut.table.rules[rule].outputs[output]
    if isinstance(found, Decimal):
        return found
    if found in cut.table.ranking:
        return Decimal(-cut.table.ranking.index(str(found)))
    return None


def _sign(one: Any, other: Any) -> int:
    return 1 if one > other else -1 if one < other else 0


def _in_order(cut: Cut, column: str, rules: list[int]) -> list[int] | None:
    """The rungs from the lowest up; None where they are open to different sides, or two share a bound."""
    tests = {rule: cut.table.rules[rule].tests[column] for rule in rules}
    for end in (_floor, _ceiling):
        bounds = {rule: end(test) for rule, test in tests.items()}
        missing = [rule for rule, bound in bounds.items() if bound is None]
        if len(missing) > 1:
            continue
        known = [rule for rule in rules if rule not in missing]
        known.sort(key=bounds.__getitem__)
        if any(bounds[one] == bounds[other] for one, other in pairwise(known)):
            return None
        return missing + known if end is _floor else known + missing
    return None


def _floor(test: Test) -> Any:
    match test:
        case Interval(low=low):
            return low
        case Comparison(">=" | ">", bound):
            return bound
    return None


def _ceiling(test: Test) -> Any:
    match test:
        case Interval(high=high):
            return high
        case Comparison("<=" | "<", bound):
            return bound
    return None
