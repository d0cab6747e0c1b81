"""What expressions come to, for the values in scope. Anything that FEEL does not define comes to null."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from tierline.tables.expressions.arithmetic import calculated, negative
from tierline.tables.expressions.functions.registry import FUNCTIONS
from tierline.tables.expressions.functions.signature import whole
from tierline.tables.expressions.loops import at_index, counted, filtered, items_of, listed, with_partial
from tierline.tables.expressions.members import member_of
from tierline.tables.expressions.reader import VALUE
from tierline.tables.expressions.syntax import (
    AnyValue,
    BuiltIn,
    Call,
    CellTest,
    Chain,
    Compare,
    Constant,
    ContextOf,
    Every,
    Expression,
    Filter,
    For,
    FunctionOf,
    If,
    InstanceOf,
    ListOf,
    Loop,
    Matches,
    Name,
    Negative,
    NotTests,
    Ordered,
    Path,
    Quantified,
    RangeOf,
    Some,
    Tests,
    Within,
)
from tierline.tables.expressions.values import (
    FeelKind,
    Function,
    Range,
    Value,
    compare,
    equal,
    every,
    in_range,
    kind_of,
    some,
)
from tierline.tables.expressions.work import Scope, Work


def evaluated(expression: Expression, scope: Scope, work: Work) -> Value:
    """What an expression comes to. Raises TooMuchWork."""
    match expression:
        case Constant(value):
            return value
        case Name(name):
            return scope.get(name)
        case Chain(first, rest):
            total = evaluated(first, scope, work)
            for sign, operand in rest:
                total = work.checked(calculated(sign, total, evaluated(operand, scope, work)))
            return total
        case Compare(operator, left, right):
            return _compared(operator, evaluated(left, scope, work), evaluated(right, scope, work))
        case Every(operands):
            return every(_truth(operand, scope, work) for operand in operands)
        case Some(operands):
            return some(_truth(operand, scope, work) for operand in operands)
        case If(condition, then, otherwise):
            holds = evaluated(condition, scope, work) is True
            return evaluated(then if holds else otherwise, scope, work)
        case Negative(operand):
            return negative(evaluated(operand, scope, work))
        case Path(source, member):
            return member_of(evaluated(source, scope, work), member)
        case Call(function, arguments, names):
            return _called(function, arguments, names, scope, work)
        case Within(value, tests):
            return fulfils(tests, evaluated(value, scope, work), scope, work)
        case ListOf(items):
            return tuple(evaluated(item, scope, work) for item in items)
        case ContextOf(entries):
            return _context(entries, scope, work)
        case RangeOf(low, high, includes_low, includes_high):
            ends = evaluated(low, scope, work), evaluated(high, scope, work)
            return Range(*ends, includes_low, includes_high)
        case Filter(source, condition):
            return _filtered(evaluated(source, scope, work), condition, scope, work)
        case For(loops, result, sees_partial):
            turns = _turns(loops, scope, work)
            if sees_partial:
                return with_partial(turns, lambda inner: evaluated(result, inner, work), work)
            return tuple(evaluated(result, inner, work) for inner in turns)
        case Quantified(is_every, loops, condition):
            answers = (_truth(condition, inner, work) for inner in _turns(loops, scope, work))
            return every(answers) if is_every else some(answers)
        case FunctionOf(parameters, body):
            return _closure(parameters, body, scope, work)
        case InstanceOf(value, type_name):
            return _is_instance(evaluated(value, scope, work), type_name)
        case BuiltIn():
            return None


def fulfils(tests: Tests, value: Value, scope: Scope, work: Work) -> bool | None:
    """Whether a value fulfils one of the tests of a cell."""
    return some(_holds(test, value, scope, work) for test in tests.tests)


def _compared(operator: str, left: Value, right: Value) -> Value:
    if operator in ("=", "!="):
        same = equal(left, right)
        return same if same is None or operator == "=" else not same
    return compare(operator, left, right)


def _truth(expression: Expression, scope: Scope, work: Work) -> bool | None:
    value = evaluated(expression, scope, work)
    return value if isinstance(value, bool) else None


def _holds(test: CellTest, value: Value, scope: Scope, work: Work) -> bool | None:
    match test:
        case AnyValue():
            return True
        case NotTests(inner):
            held = fulfils(inner, value, scope, work)
            return None if held is None else not held
        case Ordered(operator, bound):
            found = _compared(operator, value, evaluated(bound, {**scope, VALUE: value}, work))
            return found if isinstance(found, bool) else None
        case Matches(Constant(expected), _):
            return equal(value, expected)
        case Matches(expression, asks_value):
            expected = evaluated(expression, {**scope, VALUE: value}, work)
            return _matches(value, expected, is_condition=asks_value)


def _matches(value: Value, expected: Value, *, is_condition: bool) -> bool | None:
    if isinstance(expected, bool) and (is_condition or not isinstance(value, bool | None)):
        return expected
    if is_condition and expected is None:
        return None
    match expected:
        case Range():
            return in_range(value, expected)
        case tuple() if not isinstance(value, tuple):
            return some(_matches(value, one, is_condition=False) for one in expected)
        case tuple():
            same = equal(value, expected)
            return True if same else some(equal(value, one) for one in expected)
    return equal(value, expected)


def _called(
    function: Expression, arguments: Sequence[Expression], names: Sequence[str], scope: Scope, work: Work
) -> Value:
    values = tuple(evaluated(argument, scope, work) for argument in arguments)
    if isinstance(function, BuiltIn):
        return work.checked(FUNCTIONS[function.name].asked(values, names))
    found = evaluated(function, scope, work)
    work.step()
    return asked(found, values, names)


def asked(function: Value, values: Sequence[Value], names: Sequence[str]) -> Value:
    """What a function of the model gives; null for something else, and for arguments that do not fit."""
    if not isinstance(function, Function):
        return None
    if names:
        if len(names) != len(set(names)) or set(names) - set(function.parameters):
            return None
        named = dict(zip(names, values, strict=True))
        return function.answer(tuple(named.get(parameter) for parameter in function.parameters))
    return function.answer(tuple(values)) if len(values) == len(function.parameters) else None


def _closure(parameters: tuple[str, ...], body: Expression, scope: Scope, work: Work) -> Function:
    def answer(values: tuple[Value, ...]) -> Value:
        return evaluated(body, {**scope, **dict(zip(parameters, values, strict=True))}, work)

    return Function(parameters, answer)


def _context(entries: Sequence[tuple[str, Expression]], scope: Scope, work: Work) -> Value:
    found: dict[str, Value] = {}
    for name, expression in entries:
        if name in found:
            return None
        found[name] = evaluated(expression, {**scope, **found}, work)
    return found


def _filtered(source: Value, condition: Expression, scope: Scope, work: Work) -> Value:
    if isinstance(condition, Constant) and isinstance(condition.value, Decimal):
        return at_index(listed(source), condition.value)
    return filtered(source, lambda inner: evaluated(condition, inner, work), scope, work)


def _turns(loops: Sequence[Loop], scope: Scope, work: Work) -> Iterator[Scope]:
    if not loops:
        yield scope
        return
    first, *rest = loops
    for value in _run(first, scope, work):
        work.step()
        yield from _turns(rest, {**scope, first.variable: value}, work)


def _run(loop: Loop, scope: Scope, work: Work) -> Iterator[Value]:
    values = evaluated(loop.values, scope, work)
    if loop.last is None or isinstance(values, Range):
        yield from items_of(values)
        return
    low, high = whole(values), whole(evaluated(loop.last, scope, work))
    if low is not None and high is not None:
        yield from counted(low, high)


def _is_instance(value: Value, type_name: str) -> bool:
    if type_name == "Any":
        return value is not None
    return kind_of(value) is FeelKind(type_name)
