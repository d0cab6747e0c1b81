"""Dates, times and durations as FEEL writes them in strings; None for a text that is none."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from tierline.tables.expressions.values import MonthsDuration, Value

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?"
    r"(?:(Z)|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z][\w/+-]*))?"
)
_MONTHS = re.compile(r"(-)?P(?=[0-9])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?")
_DAYS = re.compile(
    r"(-)?P(?=[0-9T])(?:([0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,12})(?:\.([0-9]{1,9}))?S)?)?"
)


def parsed_date(text: str) -> date | None:
    """A day of the calendar, as in 2026-11-01."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def parsed_time(text: str) -> time | None:
    """A time of day, with an offset or the name of a zone or neither."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second, fraction, utc, sign, *offset, zone = found.groups()
    microsecond = _microseconds(fraction)
    if microsecond is None:
        return None
    try:
        place = _zone(utc, sign, offset, zone)
        return time(int(hour), int(minute), int(second), microsecond, place)
    except (ValueError, OSError, KeyError):
        # ZoneInfo says with a KeyError that it does not know a name, and with an OSError that it is a folder.
        return None


def parsed_date_and_time(text: str) -> datetime | None:
    """A moment, as in 2026-11-01T08:30:00; a day alone is its beginning."""
    day, separator, of_day = text.partition("T")
    on = parsed_date(day)
    at = parsed_time(of_day) if separator else time()
    return None if on is None or at is None else datetime.combine(on, at)


def parsed_duration(text: str) -> MonthsDuration | timedelta | None:
    """A duration of years and months, or of days and time."""
    found = _MONTHS.fullmatch(text)
    if found is not None:
        sign, years, months = found.groups()
        total = int(years or 0) * 12 + int(months or 0)
        return MonthsDuration(-total if sign else total)
    found = _DAYS.fullmatch(text)
    if found is None:
        return None
    sign, days, hours, minutes, seconds, fraction = found.groups()
    microseconds = _microseconds(fraction)
    if microseconds is None:
        return None
    try:
        span = timedelta(
            days=int(days or 0),
            hours=int(hours or 0),
            minutes=int(minutes or 0),
            seconds=int(seconds or 0),
            microseconds=microseconds,
        )
    except OverflowError:
        return None
    return -span if sign else span


def parsed_temporal(text: str) -> Value:
    """What `@"..."` means: whichever of the four it is."""
    return parsed_date(text) or _first_not_none(
        parsed_time(text), parsed_date_and_time(text), parsed_duration(text)
    )


def temporal_text(value: date | time | timedelta | MonthsDuration) -> str:
    """The text that FEEL reads as this value."""
    match value:
        case datetime():
            return f"{value.date().isoformat()}T{_time_text(value.timetz())}"
        case date():
            return value.isoformat()
        case time():
            return _time_text(value)
        case MonthsDuration(months):
            return _months_text(months)
        case timedelta():
            return _days_text(value)


def _first_not_none(*values: Value) -> Value:
    return next((value for value in values if value is not None), None)


def _microseconds(fraction: str | None) -> int | None:
    """The fraction of a second; None where it is finer than what is kept."""
    digits = (fraction or "").rstrip("0")
    return None if len(digits) > 6 else int(digits.ljust(6, "0"))


def _zone(utc: str | None, sign: str | None, offset: list[str | None], zone: str | None) -> tzinfo | None:
    if utc:
        return UTC
    if zone:
        return ZoneInfo(zone)
    if not sign:
        return None
    hours, minutes, seconds = (int(part or 0) for part in offset)
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if hours > 14 or minutes > 59 or seconds > 59:
        raise ValueError(sign)
    return timezone(-span if sign == "-" else span)


def _time_text(value: time) -> str:
    zone = value.tzinfo
    plain = value.replace(tzinfo=None).isoformat()
    plain = plain.rstrip("0") if "." in plain else plain
    if zone is None:
        return plain
    if isinstance(zone, ZoneInfo):
        return f"{plain}@{zone.key}"
    offset = value.isoformat()[len(value.replace(tzinfo=None).isoformat()) :]
    return plain + ("Z" if offset == "+00:00" else offset)


def _months_text(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    parts = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return ("-" if months < 0 else "") + "P" + (parts or "0M")


def _days_text(span: timedelta) -> str:
    sign, span = ("-", -span) if span < timedelta(0) else ("", span)
    hours, rest = divmod(span.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    exact = Decimal(seconds) + Decimal(span.microseconds).scaleb(-6)
    second_text = format(exact.normalize(), "f")
    of_day = "".join(
        (f"{hours}H" if hours else "", f"{minutes}M" if minutes else "", f"{second_text}S" if exact else "")
    )
    days = f"{span.days}D" if span.days else ""
    if not days and not of_day:
        return "PT0S"
    return f"{sign}P{days}" + (f"T{of_day}" if of_day else "")
