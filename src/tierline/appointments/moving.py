"""Another time in place of one that is booked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from tierline.appointments import following, rules, service, slots, store
from tierline.appointments.errors import AppointmentUnknown
from tierline.appointments.model import Appointment, Reason, Refusal
from tierline.audit import service as audit
from tierline.lines import service as lines
from tierline.rights.model import Actor
from tierline.settings import Settings


def move(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    appointment_id: str,
    version: int,
    slot_id: str,
    *,
    now: datetime,
) -> Appointment | Refusal:
    """Book another time for the same business and give the first up, or say why not and change nothing.

    What was once booked is not asked of the service standard again, and counts as one use. Raises
    AppointmentUnknown, AppointmentOver, ChangedMeanwhile and SlotUnknown. Clauses: ENT-10, CHN-02.
    """
    actor.require("appointment:book")
    held = service.booked(connection, actor, appointment_id, version)
    line = lines.lock(connection, held.line_id)
    if line.owner_no != held.owner_no or line.is_closed:
        raise AppointmentUnknown()
    slot = slots.seen(connection, actor, slot_id)
    # At its own hour it may go to another hall or counter.
    is_taken = slot.starts_at != held.starts_at and store.has_booking_at(connection, line.id, slot.starts_at)
    refused = rules.refusal(slot, has_same_time=is_taken or slot.id == held.slot_id, now=now)
    if refused is None and not store.take_place(connection, slot.id):
        refused = Refusal(Reason.SLOT_FULL, "ENT-10", rules.NO_PLACE)
    if refused:
        return refused
    following.give_up(connection, held, now)
    moved = service.booking(actor, line, slot, held.service, now)
    store.add(connection, moved)
    following.follow(connection, settings, line, "appointment_moved", moved, now)
    facts = {"from": held.id}
    audit.record(connection, actor, "appointment.move", ("appointment", moved.id), now=now, facts=facts)
    return moved
