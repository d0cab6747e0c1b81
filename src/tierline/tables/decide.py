"""The reader for one case: every hit policy, exact numbers, plain Python."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tierline.tables.errors import Conflict, MissingInput, NotANumber
from tierline.tables.model import (
    Aggregation,
    AnyOf,
    Anything,
    Comparison,
    DecisionTable,
    Equal,
    HitPolicy,
    Interval,
    Kind,
    Multiple,
    Not,
    Operator,
    Output,
    Test,
)
from tierline.wording import Text

_COMPARE: dict[Operator, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

Value = Fraction | Decimal | int | str | bool | date | None
Outcome = Fraction | Decimal | str | bool | date | None


@dataclass(frozen=True)
class Decision:
    """What a table gives for one case; rules are counted from 0, in the order of the table.

    `matched` are all rules that hold, `chosen` those whose outputs the result is made of. `outputs` is
    - one tuple, a value for each output column, for unique, any, first and priority: of the rule, else the
      default, else None;
    - a list of such tuples for collect without aggregation, rule_order and output_order;
    - an exact number (a count is an int) for an aggregation, None where nothing is left to aggregate.
    A constant output is as the table has it; a Multiple is a Fraction.
    """

    matched: tuple[int, ...]
    chosen: tuple[int, ...]
    outputs: tuple[Outcome, ...] | list[tuple[Outcome, ...]] | Fraction | int | None


def kind_of(value: Value) -> Kind:
    """The kind of a value. A float and a moment are refused with TypeError: neither is exact here."""
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    match value:
        case None:
            return Kind.NULL
        case bool():
            return Kind.BOOLEAN
        case int() | Decimal() | Fraction():
            return Kind.NUMBER
        case str():
            return Kind.STRING
        case date() if not isinstance(value, datetime):
            return Kind.DATE
    raise TypeError(f"a {type(value).__name__} is no value of a decision table: {value!r}")


_KINDS: Mapping[type, Kind] = {
    type(None): Kind.NULL,
    bool: Kind.BOOLEAN,
    **dict.fromkeys((int, Decimal, Fraction), Kind.NUMBER),
    str: Kind.STRING,
    date: Kind.DATE,
}
"""The kinds of values by their very type, which is asked for thousands of times for one line explained."""


def holds(test: Test, value: Value) -> bool | None:
    """Whether a test holds for a value; None where that is unknown, as model.py says."""
    match test:
        case Anything():
            return True
        case Equal(expected):
            return kind_of(expected) is kind_of(value) and expected == value
        case Comparison(op, bound):
            return _compares(value, op, bound)
        case Interval(low, high, includes_low, includes_high):
            above = _compares(value, ">=" if includes_low else ">", low)
            below = _compares(value, "<=" if includes_high else "<", high)
            return None if above is None or below is None else above and below
        case Not(inner):
            held = holds(inner, value)
            return None if held is None else not held
        case AnyOf(tests):
            answers = [holds(part, value) for part in tests]
            if any(answers):
                return True
            return None if None in answers else False


def decide(table: DecisionTable, case: Mapping[str, Value]) -> Decision:
    """What a table gives for one case.

    Raises MissingInput where the case lacks an input of the table, Conflict where a unique table has two
    rules that hold or an any table two that differ, NotANumber where a Multiple meets something else.
    """
    for name in table.inputs:
        if name not in case:
            raise MissingInput(table=table.name, column=name, known=", ".join(case))
    matched = tuple(
        index
        for index, rule in enumerate(table.rules)
        if all(holds(test, case[name]) is True for name, test in rule.tests.items())
    )
    found = {index: _outputs(table, index, case) for index in matched}
    match table.hit_policy:
        case HitPolicy.UNIQUE | HitPolicy.ANY | HitPolicy.FIRST | HitPolicy.PRIORITY:
            return _single(table, matched, found)
        case HitPolicy.COLLECT | HitPolicy.RULE_ORDER | HitPolicy.OUTPUT_ORDER:
            return _several(table, matched, found)


def _compares(value: Value, op: Operator, bound: Decimal | date) -> bool | None:
    if kind_of(value) is not kind_of(bound):
        return None
    # Python compares a Decimal with a Fraction exactly, without the rounding of a decimal context.
    return bool(_COMPARE[op](value, bound))


def _outputs(table: DecisionTable, index: int, case: Mapping[str, Value]) -> tuple[Outcome, ...]:
    return tuple(_outcome(table, index, output, case) for output in table.rules[index].outputs)


def _outcome(table: DecisionTable, index: int, output: Output, case: Mapping[str, Value]) -> Outcome:
    if not isinstance(output, Multiple):
        return output
    value = case[output.of]
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        where = Text(en=f"rule {index + 1}, input {output.of}", zh=f"规则 {index + 1} 输入 {output.of}")
        raise NotANumber(table=table.name, where=where, found=repr(value))
    return Fraction(output.by) * Fraction(value)


def _single(
    table: DecisionTable, matched: tuple[int, ...], found: Mapping[int, tuple[Outcome, ...]]
) -> Decision:
    if not matched:
        return Decision((), (), table.default)
    if table.hit_policy is HitPolicy.UNIQUE and len(matched) > 1:
        expected = Text(en="at most one rule to hold", zh="至多一条规则成立")
        raise _conflict(table, matched, expected)
    if table.hit_policy is HitPolicy.ANY:
        # With its kind beside each value, true and 1 are two results.
        results = {tuple((kind_of(value), value) for value in outputs) for outputs in found.values()}
        if len(results) > 1:
            expected = Text(en="all rules that hold to give the same", zh="同时成立的规则给出相同结果")
            raise _conflict(table, matched, expected)
        return Decision(matched, matched, found[matched[0]])
    best = _best_first(table, matched)[0] if table.hit_policy is HitPolicy.PRIORITY else matched[0]
    return Decision(matched, (best,), found[best])


def _several(
    table: DecisionTable, matched: tuple[int, ...], found: Mapping[int, tuple[Outcome, ...]]
) -> Decision:
    if table.aggregation is Aggregation.COUNT:
        return Decision(matched, matched, len(matched))
    if table.aggregation is not None:
        return _aggregated(table, table.aggregation, matched, found)
    if not matched:
        return Decision((), (), [] if table.default is None else [table.default])
    chosen = _best_first(table, matched) if table.hit_policy is HitPolicy.OUTPUT_ORDER else matched
    return Decision(matched, chosen, [found[index] for index in chosen])


def _aggregated(
    table: DecisionTable,
    aggregation: Aggregation,
    matched: tuple[int, ...],
    found: Mapping[int, tuple[Outcome, ...]],
) -> Decision:
    numbers: dict[int, Fraction] = {}
    for index in matched:
        (value,) = found[index]
        if isinstance(value, Decimal | Fraction):
            numbers[index] = Fraction(value)
    if not numbers:
        default = table.default[0] if table.default is not None else None
        return Decision(matched, (), Fraction(default) if isinstance(default, Decimal) else None)
    if aggregation is Aggregation.SUM:
        return Decision(matched, tuple(numbers), sum(numbers.values(), Fraction()))
    result = (min if aggregation is Aggregation.MIN else max)(numbers.values())
    return Decision(matched, tuple(i for i, number in numbers.items() if number == result), result)


def _best_first(table: DecisionTable, matched: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(matched, key=lambda index: table.rank(table.rules[index])))


def _conflict(table: DecisionTable, matched: tuple[int, ...], expected: Text) -> Conflict:
    numbers = ", ".join(str(index + 1) for index in matched)
    return Conflict(table=table.name, hit_policy=table.hit_policy.value, rules=numbers, expected=expected)
