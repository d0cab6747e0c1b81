"""What follows from a booking, and how a booking ends before its time: messages, jobs, the place."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from tierline.appointments import rules, store
from tierline.appointments.model import Appointment, State
from tierline.database.errors import ChangedMeanwhile
from tierline.jobs import service as jobs
from tierline.lines.model import Line
from tierline.messages import service as messages
from tierline.settings import Settings
from tierline.site_directory import service as site_directory
from tierline.wording import Text

REMIND, MISS = "appointments.remind", "appointments.miss"


def follow(
    connection: Connection,
    settings: Settings,
    line: Line,
    template: str,
    appointment: Appointment,
    now: datetime,
) -> None:
    """What follows: it is confirmed by a template, brought to mind, and missed if nobody comes."""
    tell(connection, settings, line, template, appointment, now)
    payload = {"appointment": appointment.id}
    reminder_at = rules.reminder_at(appointment.starts_at, now)
    if reminder_at:
        jobs.schedule(connection, REMIND, f"{REMIND}:{appointment.id}", reminder_at, payload, now=now)
    jobs.schedule(connection, MISS, f"{MISS}:{appointment.id}", appointment.ends_at, payload, now=now)


def give_up(connection: Connection, appointment: Appointment, now: datetime) -> None:
    """End a booking, whose place is free from then on. Raises ChangedMeanwhile."""
    if not store.end(connection, appointment, State.CANCELLED, now):
        raise ChangedMeanwhile(held=appointment.version)
    store.free_place(connection, appointment.slot_id)
    for kind in (REMIND, MISS):
        jobs.call_off(connection, f"{kind}:{appointment.id}", now=now)


def tell(
    connection: Connection,
    settings: Settings,
    line: Line,
    template: str,
    appointment: Appointment,
    now: datetime,
) -> None:
    """Tell the customer of an appointment."""
    title = site_directory.title(connection, appointment.site)
    facts: dict[str, Text | datetime] = {"site": title, "at": appointment.starts_at}
    key = f"{template}:{appointment.id}"
    messages.tell(connection, settings, line, template, facts, now=now, key=key)
