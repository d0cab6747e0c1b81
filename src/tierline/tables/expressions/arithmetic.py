"""Arithmetic of FEEL: exact decimals of 34 digits, strings put together, days and durations. Else null."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from tierline.tables.expressions.values import NUMBERS, MonthsDuration, Value, number

_MICROSECOND = timedelta(microseconds=1)


def calculated(sign: str, left: Value, right: Value) -> Value:
    """What an operation gives; null where its operands do not go together or there is no such value."""
    if isinstance(left, bool) or isinstance(right, bool):
        return None
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _numbers(sign, left, right)
    try:
        match sign:
            case "+":
                return _sum(left, right)
            case "-":
                return _difference(left, right)
            case "*":
                return _product(left, right)
            case "/":
                return _quotient(left, right)
    except (OverflowError, ValueError):
        # The calendar ends with the year 9999, and durations after a billion days.
        return None
    return None


def negative(value: Value) -> Value:
    """`-x`."""
    match value:
        case Decimal():
            return value.copy_negate()
        case timedelta():
            return -value
        case MonthsDuration(months):
            return MonthsDuration(-months)
    return None


def after_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(year)
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def _numbers(sign: str, left: Decimal, right: Decimal) -> Decimal | None:
    match sign:
        case "+":
            return number(NUMBERS.add(left, right))
        case "-":
            return number(NUMBERS.subtract(left, right))
        case "*":
            return number(NUMBERS.multiply(left, right))
        case "/":
            return number(NUMBERS.divide(left, right))
    # Decimal leaves 0 to the power of 0 undefined; IEEE 754 has 1.
    return number(NUMBERS.power(left, right)) if right else Decimal(1)


def _sum(left: Value, right: Value) -> Value:
    match left, right:
        case str(), str():
            return left + right
        case MonthsDuration(one), MonthsDuration(other):
            return MonthsDuration(one + other)
        case timedelta(), timedelta():
            return left + right
        case (date() as day, (MonthsDuration() | timedelta()) as span) | (
            (MonthsDuration() | timedelta()) as span,
            date() as day,
        ):
            return _moved(day, span)
        case (time() as at, timedelta() as span) | (timedelta() as span, time() as at):
            return (datetime.combine(date(2000, 1, 2), at) + _of_day(span)).timetz()
    return None


def _difference(left: Value, right: Value) -> Value:
    match left, right:
        case date(), date():
            one, other = _moment(left, right), _moment(right, left)
            if (one.tzinfo is None) is not (other.tzinfo is None):
                return None
            return one - other
        case time(), time():
            if (left.tzinfo is None) is not (right.tzinfo is None):
                return None
            day = date(2000, 1, 2)
            return datetime.combine(day, left) - datetime.combine(day, right)
    opposite = negative(right)
    return None if opposite is None else _sum(left, opposite)


def _product(left: Value, right: Value) -> Value:
    match left, right:
        case (MonthsDuration(months), Decimal() as factor) | (Decimal() as factor, MonthsDuration(months)):
            product = number(NUMBERS.multiply(Decimal(months), factor))
            return None if product is None else MonthsDuration(int(product))
        case (timedelta() as span, Decimal() as factor) | (Decimal() as factor, timedelta() as span):
            product = number(NUMBERS.multiply(Decimal(span // _MICROSECOND), factor))
            return None if product is None else _span(product)
    return None


def _quotient(left: Value, right: Value) -> Value:
    match left, right:
        case MonthsDuration(one), MonthsDuration(other):
            return number(NUMBERS.divide(Decimal(one), Decimal(other)))
        case timedelta(), timedelta():
            return number(NUMBERS.divide(Decimal(left // _MICROSECOND), Decimal(right // _MICROSECOND)))
        case MonthsDuration(months), Decimal():
            quotient = number(NUMBERS.divide(Decimal(months), right))
            return None if quotient is None else MonthsDuration(int(quotient))
        case timedelta(), Decimal():
            quotient = number(NUMBERS.divide(Decimal(left // _MICROSECOND), right))
            return None if quotient is None else _span(quotient)
    return None


def _span(microseconds: Decimal) -> timedelta:
    if microseconds.adjusted() > 20:
        raise OverflowError(microseconds)
    return timedelta(microseconds=int(microseconds))


def _moved(day: date, span: MonthsDuration | timedelta) -> date:
    if isinstance(span, MonthsDuration):
        return after_months(day, span.months)
    if isinstance(day, datetime):
        return day + span
    # A day and six hours is still that day, and six hours before it the day before.
    return (datetime.combine(day, time()) + span).date()


def _of_day(span: timedelta) -> timedelta:
    return span % timedelta(days=1)


def _moment(day: date, beside: date) -> datetime:
    """A day as its beginning, in UTC where what it is held against knows its offset."""
    if isinstance(day, datetime):
        return day
    aware = isinstance(beside, datetime) and beside.tzinfo is not None
    return datetime.combine(day, time(), UTC if aware else None)
