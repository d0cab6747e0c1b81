"""The components of values: entries of contexts, parts of days, times, durations and ranges."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from tierline.tables.expressions.values import MonthsDuration, Range, Value


def member_of(value: Value, member: str) -> Value:
    """A component of a value; of a list, that of each item."""
    match value:
        case dict():
            return value.get(member)
        case tuple():
            return tuple(member_of(item, member) for item in value)
        case date() | time():
            return _part_of_moment(value, member)
        case timedelta():
            return _part_of_span(value, member)
        case MonthsDuration(months):
            years, rest = divmod(abs(months), 12)
            parts = {"years": years, "months": rest}
            return Decimal(-parts[member] if months < 0 else parts[member]) if member in parts else None
        case Range():
            return {
                "start": value.low,
                "end": value.high,
                "start included": value.includes_low,
                "end included": value.includes_high,
            }.get(member)
    return None


def _part_of_moment(value: date | time, member: str) -> Value:
    if member == "weekday" and isinstance(value, date):
        return Decimal(value.isoweekday())
    if member in ("year", "month", "day") and isinstance(value, date):
        return Decimal(getattr(value, member))
    if not isinstance(value, datetime | time):
        return None
    match member:
        case "hour" | "minute":
            return Decimal(getattr(value, member))
        case "second":
            return Decimal(value.second) + Decimal(value.microsecond).scaleb(-6)
        case "time offset":
            return value.utcoffset()
        case "timezone":
            return getattr(value.tzinfo, "key", None)
    return None


def _part_of_span(value: timedelta, member: str) -> Value:
    span = abs(value)
    hours, rest = divmod(span.seconds, 3600)
    parts = {
        "days": Decimal(span.days),
        "hours": Decimal(hours),
        "minutes": Decimal(rest // 60),
        "seconds": Decimal(rest % 60) + Decimal(span.microseconds).scaleb(-6),
    }
    part = parts.get(member)
    return -part if part is not None and value < timedelta(0) else part
