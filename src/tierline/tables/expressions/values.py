"""The values of FEEL: their kinds, when two are equal, and which comes first. Unknown is None throughout."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import Enum
from typing import Any

NUMBERS = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])
"""decimal128, in which DMN calculates. What has no value is NaN or infinite here, and null outside."""


class FeelKind(Enum):
    """The types of FEEL, by the names that it has for them."""

    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATE_AND_TIME = "date and time"
    DAYS = "days and time duration"
    MONTHS = "years and months duration"
    LIST = "list"
    CONTEXT = "context"
    RANGE = "range"
    FUNCTION = "function"
    NULL = "Null"


@dataclass(frozen=True)
class MonthsDuration:
    """A duration of years and months, in months."""

    months: int


@dataclass(frozen=True)
class Range:
    """What lies between two ends. Whether anything lies beyond an end that is null is unknown."""

    low: Value
    high: Value
    includes_low: bool
    includes_high: bool


@dataclass(frozen=True)
class Function:
    """Something that can be asked with arguments in the order of its parameters."""

    parameters: tuple[str, ...]
    answer: Callable[[tuple[Value, ...]], Value]


# Any: a value holds values, which a type alias cannot say of dict and tuple at once.
Value = (
    Decimal
    | str
    | bool
    | date
    | time
    | timedelta
    | MonthsDuration
    | Range
    | Function
    | tuple[Any, ...]
    | dict[str, Any]
    | None
)

_ORDERED = {
    FeelKind.NUMBER,
    FeelKind.STRING,
    FeelKind.DATE,
    FeelKind.TIME,
    FeelKind.DATE_AND_TIME,
    FeelKind.DAYS,
}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def kind_of(value: Value) -> FeelKind:
    """The kind of a value."""
    match value:
        case None:
            return FeelKind.NULL
        case bool():
            return FeelKind.BOOLEAN
        case Decimal():
            return FeelKind.NUMBER
        case str():
            return FeelKind.STRING
        case datetime():
            return FeelKind.DATE_AND_TIME
        case date():
            return FeelKind.DATE
        case time():
            return FeelKind.TIME
        case timedelta():
            return FeelKind.DAYS
        case MonthsDuration():
            return FeelKind.MONTHS
        case tuple():
            return FeelKind.LIST
        case dict():
            return FeelKind.CONTEXT
        case Range():
            return FeelKind.RANGE
        case Function():
            return FeelKind.FUNCTION


def number(value: Decimal) -> Decimal | None:
    """A number that was calculated; None where there is none."""
    return value if value.is_finite() else None


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values are equal; null is equal to null only, and kinds that differ cannot be compared."""
    if left is None or right is None:
        return left is right
    if kind_of(left) is not kind_of(right):
        return None
    match left, right:
        case tuple(), tuple():
            if len(left) != len(right):
                return False
            return every(equal(one, other) for one, other in zip(left, right, strict=True))
        case dict(), dict():
            if left.keys() != right.keys():
                return False
            return every(equal(value, right[name]) for name, value in left.items())
        case Range(), Range():
            return _same_range(left, right)
        case Function(), _:
            return None
    return bool(left == right)


def compare(order: str, left: Value, right: Value) -> bool | None:
    """Whether `left` stands before or after `right`; None for null and for what has no order."""
    if left is None or right is None or kind_of(left) is not kind_of(right):
        return None
    if isinstance(left, MonthsDuration) and isinstance(right, MonthsDuration):
        return bool(_COMPARE[order](left.months, right.months))
    if kind_of(left) not in _ORDERED:
        return None
    try:
        return bool(_COMPARE[order](left, right))
    except TypeError:
        # Of two moments, one knows its offset and one does not.
        return None


def in_range(value: Value, span: Range) -> bool | None:
    """Whether a value lies in a range."""
    above = compare(">=" if span.includes_low else ">", value, span.low)
    below = compare("<=" if span.includes_high else "<", value, span.high)
    return every((above, below))


def every(answers: Any) -> bool | None:
    """False where one is, else None where one is unknown, else true."""
    unknown = False
    for answer in answers:
        if answer is False:
            return False
        unknown = unknown or answer is not True
    return None if unknown else True


def some(answers: Any) -> bool | None:
    """True where one is, else None where one is unknown, else false."""
    unknown = False
    for answer in answers:
        if answer is True:
            return True
        unknown = unknown or answer is not False
    return None if unknown else False


def _same_range(left: Range, right: Range) -> bool | None:
    if (left.includes_low, left.includes_high) != (right.includes_low, right.includes_high):
        return False
    return every((equal(left.low, right.low), equal(left.high, right.high)))
