"""Which slots a day has, whether one can be booked, and when somebody is reminded; pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from tierline.appointments.model import Reason, Refusal, Series, Slot
from tierline.wording import Text

MOST_SLOTS = 200
"""Most slots that one series can have."""

MOST_DAYS_AHEAD = 366

REMINDED_AHEAD = timedelta(hours=24)
"""Who books later than that before the time is told by the booking itself."""

BOOKABLE_AHEAD = Text(
    "The time has begun already; book one that lies ahead.", "该时段已开始，请预约之后的时段。"
)
NO_PLACE = Text("All places of this time are taken; choose another.", "该时段已约满，请另选时段。")
SAME_TIME = Text("The line has an appointment at that time already.", "该线路在该时间已有预约。")


def slots_of(series: Series, zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """Beginning and end of each slot; what is left before closing and too short for one is left out."""
    length = timedelta(minutes=series.minutes)
    begins = datetime.combine(series.day, series.opens)
    closes = datetime.combine(series.day, series.closes)
    found = []
    while begins + length <= closes:
        found.append((begins.replace(tzinfo=zone), (begins + length).replace(tzinfo=zone)))
        begins += length
    return found


def day_bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The first moment of a day in `zone`, and the first after it."""
    first = datetime.combine(day, time(), zone)
    return first, datetime.combine(day + timedelta(days=1), time(), zone)


def refusal(slot: Slot, *, has_same_time: bool, now: datetime) -> Refusal | None:
    """Why a place in a slot cannot be booked; None where it can. Clause: ENT-10."""
    if slot.starts_at <= now:
        return Refusal(Reason.SLOT_PAST, "ENT-10", BOOKABLE_AHEAD)
    if has_same_time:
        return Refusal(Reason.BOOKED_ALREADY, "ENT-10", SAME_TIME)
    if slot.free == 0:
        return Refusal(Reason.SLOT_FULL, "ENT-10", NO_PLACE)
    return None


def reminder_at(starts_at: datetime, booked_at: datetime) -> datetime | None:
    """When the customer is reminded; None where the booking is reminder enough."""
    reminded_at = starts_at - REMINDED_AHEAD
    return reminded_at if reminded_at > booked_at else None
