"""The syntax tree of FEEL expressions, and of the tests in the cells of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from tierline.tables.expressions.values import Value

Order = OneOf["<", "<=", ">", ">="]
Operator = OneOf["<", "<=", ">", ">=", "=", "!="]
Sign = OneOf["+", "-", "*", "/", "**"]


@dataclass(frozen=True)
class Constant:
    """A value that is written out."""

    value: Value


@dataclass(frozen=True)
class Name:
    """A value by its name; `?`, the value that a cell tests, is one."""

    name: str


@dataclass(frozen=True)
class BuiltIn:
    """A function of FEEL itself."""

    name: str


@dataclass(frozen=True)
class Path:
    """A component of a value: `loan.rate`."""

    source: Expression
    member: str


@dataclass(frozen=True)
class Filter:
    """The items of a list that fulfil a condition, or the one at an index."""

    source: Expression
    condition: Expression


@dataclass(frozen=True)
class Call:
    """A function asked; every argument has a name, or none has."""

    function: Expression
    arguments: tuple[Expression, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Negative:
    """`-x`."""

    operand: Expression


@dataclass(frozen=True)
class Chain:
    """Operations of one precedence, from left to right; flat, so that a long sum does not nest deep."""

    first: Expression
    rest: tuple[tuple[Sign, Expression], ...]


@dataclass(frozen=True)
class Compare:
    """`a <= b`."""

    operator: Operator
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Within:
    """`a in tests`; `a between b and c` is `a in [b..c]`."""

    value: Expression
    tests: Tests


@dataclass(frozen=True)
class Every:
    """`a and b`: three-valued."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class Some:
    """`a or b`: three-valued."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class If:
    """`if a then b else c`."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True)
class ListOf:
    """`[a, b]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True)
class ContextOf:
    """`{a: 1, b: a + 1}`: each entry sees those before it."""

    entries: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True)
class RangeOf:
    """`[a..b)`."""

    low: Expression
    high: Expression
    includes_low: bool
    includes_high: bool


@dataclass(frozen=True)
class Loop:
    """`for`, `some` and `every`: a variable runs through a list, or through whole numbers up to `last`."""

    variable: str
    values: Expression
    last: Expression | None


@dataclass(frozen=True)
class For:
    """`for x in xs return ...`: the last variable runs fastest; `partial` is what earlier turns gave."""

    loops: tuple[Loop, ...]
    result: Expression
    sees_partial: bool = False


@dataclass(frozen=True)
class Quantified:
    """`some x in xs satisfies ...`, or `every`."""

    is_every: bool
    loops: tuple[Loop, ...]
    condition: Expression


@dataclass(frozen=True)
class FunctionOf:
    """`function(a, b) ...`."""

    parameters: tuple[str, ...]
    body: Expression


@dataclass(frozen=True)
class InstanceOf:
    """`x instance of number`."""

    value: Expression
    type: str


Expression = (
    Constant
    | Name
    | BuiltIn
    | Path
    | Filter
    | Call
    | Negative
    | Chain
    | Compare
    | Within
    | Every
    | Some
    | If
    | ListOf
    | ContextOf
    | RangeOf
    | For
    | Quantified
    | FunctionOf
    | InstanceOf
)


@dataclass(frozen=True)
class AnyValue:
    """`-`: always true."""


@dataclass(frozen=True)
class Ordered:
    """`>= 450`; `= x` and `!= x` are tests too."""

    operator: Operator
    bound: Expression


@dataclass(frozen=True)
class Matches:
    """A value to be equal to, a list or a range to be in; with `?` in it, a condition of its own."""

    expression: Expression
    asks_value: bool


@dataclass(frozen=True)
class NotTests:
    """`not(...)`."""

    tests: Tests


@dataclass(frozen=True)
class Tests:
    """What a cell says: true where one of the tests is."""

    tests: tuple[CellTest, ...]


CellTest = AnyValue | Ordered | Matches | NotTests
