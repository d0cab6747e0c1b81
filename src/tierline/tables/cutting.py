"""Rules without those before them: what a first-hit table means, in rules whose order says nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tierline.tables.decide import holds, kind_of
from tierline.tables.errors import TooEntangled
from tierline.tables.exclusion import excludes, rules_exclude
from tierline.tables.model import AnyOf, Anything, Comparison, Equal, Interval, Not, Operator, Rule, Test
from tierline.tables.notation import normalised

MOST_PIECES = 1_000
"""A table that falls into more pieces is read by nobody any more."""

CONTRARY: dict[Operator, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def cut(
    table: str, rules: Sequence[Rule], cuts: Callable[[Rule, Rule], bool], *, apart: bool
) -> tuple[Rule, ...]:
    """The rules, each without the cases of those earlier ones of which `cuts(earlier, rule)` says so.

    A rule whose one output is null only takes cases away, and is left out itself. With `apart` the pieces of
    a rule exclude each other, as they must where outputs are added up. Raises TooEntangled.
    """
    found: list[Rule] = []
    for number, rule in enumerate(rules):
        pieces = [rule]
        for earlier in rules[:number]:
            if cuts(earlier, rule):
                pieces = [part for piece in pieces for part in _without(piece, earlier, apart=apart)]
                if len(found) + len(pieces) > MOST_PIECES:
                    raise TooEntangled(table=table, rule=number + 1, most=MOST_PIECES)
        if rule.outputs[0] is not None:
            found += pieces
    return tuple(found)


def _without(rule: Rule, other: Rule, *, apart: bool) -> list[Rule]:
    """The cases of a rule in which another one does not hold: a piece for each test that can fail."""
    if rules_exclude(rule, other):
        return [rule]
    pieces = []
    kept = dict(rule.tests)
    for name, test in other.tests.items():
        if isinstance(test, Anything):
            continue
        here = kept.get(name, Anything())
        left = both(here, contrary(test))
        if left is not None:
            pieces.append(replace(rule, tests={**kept, name: left}))
        if apart:
            shared = both(here, test)
            if shared is None:
                break
            kept[name] = shared
    return pieces


def contrary(test: Test) -> Test:
    """True for every value for which a test is not true: where it is false, and where it is unknown."""
    match test:
        case Not(inner):
            turned: Test = inner
        case Comparison(op, bound):
            turned = Comparison(CONTRARY[op], bound)
        case _:
            turned = Not(test)
    if holds(test, None) is None and holds(turned, None) is not True:
        turned = AnyOf((turned, Equal(None)))
    return normalised(turned)


def both(one: Test, other: Test) -> Test | None:
    """True for every value for which both tests are true; None where there evidently is none."""
    if isinstance(one, Anything):
        return other
    if isinstance(other, Anything):
        return one
    if excludes(one, other):
        return None
    choices = _choices(one), _choices(other)
    for found, test in ((choices[0], other), (choices[1], one)):
        if found is not None:
            return _any_of([Equal(value) for value in found if holds(test, value) is True])
    one, other = _without_null(one, other), _without_null(other, one)
    interval = _interval(one, other)
    if interval is not None:
        return interval
    # Not true together is what one or the other fails to be.
    refused = AnyOf((*_refused(one), *_refused(other)))
    return normalised(Not(refused))


def _choices(test: Test) -> list[Any] | None:
    """The single values that a test is true for; None where they cannot be counted."""
    if isinstance(test, Equal):
        return [test.value]
    if isinstance(test, AnyOf) and all(isinstance(part, Equal) for part in test.tests):
        return [part.value for part in test.tests if isinstance(part, Equal)]
    return None


def _any_of(tests: list[Test]) -> Test | None:
    return normalised(AnyOf(tuple(tests))) if tests else None


def _without_null(test: Test, beside: Test) -> Test:
    """The test without its `null`, where that beside it does not allow null."""
    if isinstance(test, AnyOf) and Equal(None) in test.tests and holds(beside, None) is not True:
        return _any_of([part for part in test.tests if part != Equal(None)]) or test
    return test


def _interval(one: Test, other: Test) -> Test | None:
    """Two comparisons, the one from below and the other from above, as the interval between them."""
    if not isinstance(one, Comparison) or not isinstance(other, Comparison):
        return None
    if kind_of(one.bound) is not kind_of(other.bound):
        return None
    lower, upper = (one, other) if one.op in (">", ">=") else (other, one)
    if lower.op not in (">", ">=") or upper.op not in ("<", "<="):
        return None
    return Interval(lower.bound, upper.bound, lower.op == ">=", upper.op == "<=")


def _refused(test: Test) -> tuple[Test, ...]:
    """What must not be true for a test to be: the parts of a `not`, or the contrary of anything else."""
    if isinstance(test, Not):
        return test.test.tests if isinstance(test.test, AnyOf) else (test.test,)
    return (Not(test),)
