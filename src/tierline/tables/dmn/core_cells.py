"""Cells of FEEL in the form that packs have: tests of constants; outputs that are constants or multiples."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tierline.tables.dmn.errors import NoCoreForm
from tierline.tables.errors import EmptyInterval, MixedInterval
from tierline.tables.expressions.evaluate import evaluated
from tierline.tables.expressions.functions.conversion import shown
from tierline.tables.expressions.syntax import (
    AnyValue,
    BuiltIn,
    Call,
    CellTest,
    Chain,
    Constant,
    Expression,
    ListOf,
    Matches,
    Name,
    Negative,
    NotTests,
    Ordered,
    RangeOf,
    Tests,
)
from tierline.tables.expressions.values import Value
from tierline.tables.expressions.work import Work
from tierline.tables.model import (
    AnyOf,
    Anything,
    Bound,
    Comparison,
    Equal,
    Interval,
    Multiple,
    Not,
    Output,
    Scalar,
    Test,
)
from tierline.tables.notation import normalised
from tierline.wording import Text

_A_CONSTANT = Text(
    "a number, a string, true, false, a date or null written out",
    "直接写出的数字、字符串、true、false、日期或 null",
)
_A_BOUND = Text("a comparison with a number or a date written out", "与直接写出的数字或日期的比较")
_A_MULTIPLE = Text("a constant, or a number times an input", "常量，或数字与输入的乘积")
_CALCULATION = Text("a calculated value", "计算得出的值")


def core_test(tests: Tests, place: Text) -> Test:
    """The test of a cell. Raises NoCoreForm where it is no test of constants."""
    return normalised(AnyOf(tuple(_one_test(test, place) for test in tests.tests)))


def _one_test(test: CellTest, place: Text) -> Test:
    match test:
        case AnyValue():
            return Anything()
        case NotTests(inner):
            return Not(core_test(inner, place))
        case Ordered("=", bound):
            return Equal(core_constant(bound, place))
        case Ordered("!=", bound):
            return Not(Equal(core_constant(bound, place)))
        case Ordered(operator, bound):
            return Comparison(operator, _bound(bound, place))  # type: ignore[arg-type]
        case Matches(RangeOf(low, high, includes_low, includes_high), False):
            return _interval(_bound(low, place), _bound(high, place), (includes_low, includes_high), place)
        case Matches(ListOf(items), False) if items:
            return AnyOf(tuple(Equal(core_constant(item, place)) for item in items))
        case Matches(expression, False):
            return Equal(core_constant(expression, place))
    raise NoCoreForm(place=place, found=Text("a condition with ?", "含 ? 的条件"), expected=_A_BOUND)


def core_output(
    expression: Expression, inputs: tuple[str, ...], numbers: frozenset[str], place: Text
) -> Output:
    """An output; `numbers` are the inputs of which a value can be one, by itself. Raises NoCoreForm."""
    match expression:
        case Chain(Name(name), (("*", factor),)) | Chain(factor, (("*", Name(name)),)) if name in inputs:
            by = core_constant(factor, place)
            if isinstance(by, Decimal):
                return Multiple(name, by)
            raise NoCoreForm(place=place, found=_CALCULATION, expected=_A_MULTIPLE)
        case Name(name) if name in numbers:
            return Multiple(name, Decimal(1))
    if _is_constant(expression):
        return core_constant(expression, place)
    raise NoCoreForm(place=place, found=_CALCULATION, expected=_A_MULTIPLE)


def core_constant(expression: Expression, place: Text) -> Scalar:
    """The value of an expression that names nothing. Raises NoCoreForm."""
    if not _is_constant(expression):
        raise NoCoreForm(place=place, found=_CALCULATION, expected=_A_CONSTANT)
    return core_scalar(evaluated(expression, {}, Work(place)), place)


def core_scalar(value: Value, place: Text) -> Scalar:
    """A value that packs have too. Raises NoCoreForm for lists, times, durations and the like."""
    if value is None or (isinstance(value, Decimal | str | bool | date) and not isinstance(value, datetime)):
        return value
    found = Text(f"the value {shown(value)}", f"值 {shown(value)} ")
    raise NoCoreForm(place=place, found=found, expected=_A_CONSTANT)


def _interval(low: Bound, high: Bound, includes: tuple[bool, bool], place: Text) -> Interval:
    try:
        return Interval(low, high, *includes)
    except (EmptyInterval, MixedInterval) as error:
        found = Text("an interval without a value in it", "不含任何值的区间")
        raise NoCoreForm(place=place, found=found, expected=_A_BOUND) from error


def _bound(expression: Expression, place: Text) -> Bound:
    value = core_constant(expression, place)
    if isinstance(value, Decimal | date):
        return value
    found = Text(f"the end {shown(value)}", f"端点 {shown(value)} ")
    raise NoCoreForm(place=place, found=found, expected=_A_BOUND)


def _is_constant(expression: Expression) -> bool:
    """Whether an expression names nothing: `date("2026-11-01")` and `-3` are constants too."""
    match expression:
        case Constant():
            return True
        case Negative(operand):
            return _is_constant(operand)
        case Call(BuiltIn("date"), arguments):
            return all(map(_is_constant, arguments))
    return False
