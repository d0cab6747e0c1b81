"""Which tests, and which rules, can never hold together, as far as their text shows."""

from __future__ import annotations

from typing import Any

from tierline.tables.decide import holds, kind_of
from tierline.tables.model import AnyOf, Anything, Bound, Comparison, Equal, Interval, Not, Rule, Test


def rules_exclude(one: Rule, other: Rule) -> bool:
    """True only where no case can fulfil both rules; False also where that is merely not evident."""
    shared = [name for name in one.tests if name in other.tests]
    return any(excludes(one.tests[name], other.tests[name]) for name in shared)


def excludes(one: Test, other: Test) -> bool:
    """True only where no value can fulfil both tests; False also where that is merely not evident."""
    match one, other:
        case (AnyOf(tests), test) | (test, AnyOf(tests)):
            return all(excludes(part, test) for part in tests)
        case (Equal(value), test) | (test, Equal(value)):
            return holds(test, value) is not True
        case (Anything() | Not(), _) | (_, Anything() | Not()):
            return False
        case (Comparison() | Interval(), Comparison() | Interval()):
            if kind_of(_bound(one)) is not kind_of(_bound(other)):
                return True
            return _lies_below(one, other) or _lies_below(other, one)


def _lies_below(one: Comparison | Interval, other: Comparison | Interval) -> bool:
    upper, lower = _upper(one), _lower(other)
    if upper is None or lower is None:
        return False
    # Any: both are of one kind here, which the type checker cannot see.
    high: Any = upper[0]
    low: Any = lower[0]
    return bool(high < low) or (high == low and not (upper[1] and lower[1]))


def _bound(test: Comparison | Interval) -> Bound:
    return test.bound if isinstance(test, Comparison) else test.low


def _upper(test: Comparison | Interval) -> tuple[Bound, bool] | None:
    """The highest value that may fulfil the test, and whether it does; None where there is no such bound."""
    if isinstance(test, Interval):
        return test.high, test.includes_high
    return (test.bound, test.op == "<=") if test.op in ("<", "<=") else None


def _lower(test: Comparison | Interval) -> tuple[Bound, bool] | None:
    if isinstance(test, Interval):
        return test.low, test.includes_low
    return (test.bound, test.op == ">=") if test.op in (">", ">=") else None
