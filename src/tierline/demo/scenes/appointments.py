"""Scenes of the halls: days opened ahead, and appointments in each state. Clauses: ENT-10, CHN-02."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from tierline.appointments import service, slots
from tierline.appointments.model import Appointment, Counter, Slot
from tierline.database.paging import Listing
from tierline.demo.cast import CastLine
from tierline.demo.halls import HALLS, KASHGAR, OPENS, TIANSHAN, XINSHI, open_day
from tierline.demo.stage import Scene, Stage

AGENT, CLERK = "li.na", "zhao.min"
OPENED_BY = {TIANSHAN: CLERK, XINSHI: "chen.gang", KASHGAR: "ma.hong"}
DAYS_BEFORE, DAYS_AHEAD = 3, 5


def opening(stage: Stage) -> Scene:
    """All halls open their days, a week at a time."""
    yield stage.before_end(days=DAYS_BEFORE, hours=1)
    first = _local(stage, -DAYS_BEFORE).date()
    with stage.write() as connection:
        for hall in HALLS:
            for place in range(1, DAYS_BEFORE + DAYS_AHEAD):
                day = first + timedelta(days=place)
                by = stage.who(OPENED_BY[hall.path])
                open_day(connection, stage.settings, by, hall.path, day, now=stage.now)


def booked_and_kept(stage: Stage, line: CastLine) -> Scene:
    """Came yesterday, and was served."""
    yield stage.before_end(days=2)
    booked = book(stage, line, TIANSHAN, _local(stage, -1))
    yield booked.starts_at + timedelta(minutes=3)
    with stage.write() as connection:
        clerk = stage.who(CLERK)
        service.keep(connection, clerk, stage.settings, booked.id, _version(stage, booked), now=stage.now)


def booked_and_missed(stage: Stage, line: CastLine) -> Scene:
    """Did not come yesterday."""
    yield stage.before_end(days=2, hours=-1)
    book(stage, line, TIANSHAN, _local(stage, -1))


def booked_today(stage: Stage, line: CastLine) -> Scene:
    """Comes later today, or tomorrow first where the halls are about to close."""
    yield stage.before_end(hours=2)
    soon = stage.ends_at.astimezone(stage.settings.time_zone) + timedelta(minutes=30)
    book(stage, line, TIANSHAN, soon)


def booked_tomorrow(stage: Stage, line: CastLine) -> Scene:
    """Comes tomorrow, to another hall."""
    yield stage.before_end(hours=5)
    book(stage, line, XINSHI, _local(stage, 1))


def booked_and_cancelled(stage: Stage, line: CastLine) -> Scene:
    """Booked for tomorrow, and called it off."""
    yield stage.before_end(hours=21)
    booked = book(stage, line, TIANSHAN, _local(stage, 1))
    yield stage.before_end(hours=4)
    agent = stage.who(AGENT)
    with stage.write() as connection:
        service.cancel(connection, agent, stage.settings, booked.id, _version(stage, booked), now=stage.now)


def kashgar_booked(stage: Stage, line: CastLine) -> Scene:
    """Comes to the hall of another city."""
    yield stage.before_end(hours=3)
    book(stage, line, KASHGAR, _local(stage, 2))


def book(stage: Stage, line: CastLine, hall: str, not_before: datetime) -> Appointment:
    """The first free place at the VIP counter of a hall from a moment on."""
    agent = stage.who(AGENT)
    with stage.write() as connection:
        slot = _first_free(stage, hall, not_before)
        booked = service.book(
            connection, agent, stage.settings, line.msisdn, slot.id, "sim_replacement", now=stage.now
        )
    assert isinstance(booked, Appointment)
    return booked


def _first_free(stage: Stage, hall: str, not_before: datetime) -> Slot:
    day = not_before.date()
    while True:
        with stage.database.read() as connection:
            found = slots.list_slots(
                connection,
                stage.who(AGENT),
                stage.settings,
                hall,
                day,
                Listing(200),
                has_free=True,
                now=stage.now,
            )
        for slot in found.items:
            if slot.counter is Counter.VIP and slot.starts_at >= not_before:
                return slot
        day += timedelta(days=1)


def _version(stage: Stage, booked: Appointment) -> int:
    with stage.database.read() as connection:
        return service.get(connection, stage.who(AGENT), booked.id).version


def _local(stage: Stage, days: int) -> datetime:
    """When the halls open, so many days after the last day of the demo."""
    day = stage.ends_at.astimezone(stage.settings.time_zone).date() + timedelta(days=days)
    return datetime.combine(day, time(OPENS.hour, OPENS.minute), stage.settings.time_zone)


SCENES: Mapping[str, Callable[[Stage, CastLine], Scene]] = {
    scene.__name__: scene
    for scene in (
        booked_and_kept,
        booked_and_missed,
        booked_today,
        booked_tomorrow,
        booked_and_cancelled,
        kashgar_booked,
    )
}
"""By the part of the line that plays it."""
