"""Functions that make one kind of value out of another: strings, numbers, days, durations."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

from tierline.tables.expressions.functions.signature import Signature, function, whole
from tierline.tables.expressions.temporal import (
    parsed_date,
    parsed_date_and_time,
    parsed_duration,
    parsed_time,
    temporal_text,
)
from tierline.tables.expressions.values import NUMBERS, MonthsDuration, Range, Value, equal, number

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SEPARATORS = (" ", ",", ".")
_DAYS_OF_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_OF_YEAR = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def string_of(value: Value) -> str | None:
    """A value as text: a string is itself, and null stays null."""
    match value:
        case None:
            return None
        case str():
            return value
    return shown(value)


def shown(value: Value) -> str:
    """A value as FEEL writes it: strings in quotation marks."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return number_text(value)
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        case date() | time() | timedelta() | MonthsDuration():
            return temporal_text(value)
        case tuple():
            return "[" + ", ".join(map(shown, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{name}: {shown(inner)}" for name, inner in value.items()) + "}"
        case Range(low, high, includes_low, includes_high):
            ends = ("[" if includes_low else "(", "]" if includes_high else ")")
            return f"{ends[0]}{shown(low)}..{shown(high)}{ends[1]}"
        case None:
            return "null"
    return "function"


def number_text(value: Decimal) -> str:
    """A number in plain digits, without zeros that say nothing."""
    if value == 0:
        return "0"
    plain = value.normalize(NUMBERS) if len(value.as_tuple().digits) <= NUMBERS.prec else value
    return format(plain, "f") if -NUMBERS.prec <= plain.adjusted() <= NUMBERS.prec else str(plain)


def _date(first: Value, month: Value = None, day: Value = None) -> Value:
    match first:
        case str() if month is None:
            return parsed_date(first)
        case datetime():
            return first.date()
        case date():
            return first
    parts = whole(first), whole(month), whole(day)
    try:
        return None if None in parts else date(*parts)  # type: ignore[arg-type]
    except ValueError:
        return None


def _time(first: Value, minute: Value = None, second: Value = None, offset: Value = None) -> Value:
    match first:
        case str() if minute is None:
            return parsed_time(first)
        case datetime():
            return first.timetz()
        case date():
            return time(tzinfo=UTC)
        case time():
            return first
    hour, minutes = whole(first), whole(minute)
    if hour is None or minutes is None or not isinstance(second, Decimal) or not 0 <= second < 60:
        return None
    if not (offset is None or isinstance(offset, timedelta)):
        return None
    try:
        seconds = int(second)
        microseconds = int((second - seconds).scaleb(6))
        zone = None if offset is None else timezone(offset)
        return time(hour, minutes, seconds, microseconds, zone)
    except ValueError:
        return None


def _date_and_time(first: Value, at: Value = None) -> Value:
    match first, at:
        case str(), None:
            return parsed_date_and_time(first)
        case datetime(), None:
            return first
        case datetime(), time():
            return datetime.combine(first.date(), at)
        case date(), time():
            return datetime.combine(first, at)
    return None


def _duration(text: Value) -> Value:
    if isinstance(text, timedelta | MonthsDuration):
        return text
    return parsed_duration(text) if isinstance(text, str) else None


def _months_between(start: Value, end: Value) -> Value:
    if not isinstance(start, date) or not isinstance(end, date):
        return None
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return MonthsDuration(months)


def _number(text: Value, grouping: Value = None, point: Value = None) -> Value:
    if isinstance(text, Decimal):
        return text
    if not isinstance(text, str) or grouping == point is not None:
        return None
    if grouping is not None:
        if grouping not in _SEPARATORS:
            return None
        text = text.replace(str(grouping), "")
    if point is not None:
        if point not in (",", "."):
            return None
        text = text.replace(str(point), ".")
    return number(NUMBERS.create_decimal(text)) if _NUMBER.fullmatch(text) else None


def _not(negand: Value) -> Value:
    return not negand if isinstance(negand, bool) else None


def _is(one: Value, other: Value) -> bool:
    """Whether two values are the same, of one kind and, for moments, with one offset from UTC."""
    offsets = [value.utcoffset() if isinstance(value, time | datetime) else None for value in (one, other)]
    return equal(one, other) is True and offsets[0] == offsets[1]


def _of_day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


def _day_of_year(value: Value) -> Value:
    day = _of_day(value)
    return None if day is None else Decimal(day.timetuple().tm_yday)


def _day_of_week(value: Value) -> Value:
    day = _of_day(value)
    return None if day is None else _DAYS_OF_WEEK[day.weekday()]


def _month_of_year(value: Value) -> Value:
    day = _of_day(value)
    return None if day is None else _MONTHS_OF_YEAR[day.month - 1]


def _week_of_year(value: Value) -> Value:
    day = _of_day(value)
    return None if day is None else Decimal(day.isocalendar().week)


CONVERSION: dict[str, Signature] = {
    "date": Signature(("year", "month", "day"), _date, 1, converts=True),
    "time": Signature(("hour", "minute", "second", "offset"), _time, 1, converts=True),
    "date and time": Signature(("date", "time"), _date_and_time, 1, converts=True),
    "duration": function(_duration, "from"),
    "years and months duration": function(_months_between, "from", "to"),
    "number": function(_number, "from", "grouping separator", "decimal separator", least=1),
    "string": function(string_of, "from"),
    "not": function(_not, "negand"),
    "is": function(_is, "value1", "value2"),
    "day of year": function(_day_of_year, "date"),
    "day of week": function(_day_of_week, "date"),
    "month of year": function(_month_of_year, "date"),
    "week of year": function(_week_of_year, "date"),
}
