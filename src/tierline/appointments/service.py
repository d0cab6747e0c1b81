"""Booking, keeping, missing and cancelling appointments."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, true

from tierline.appointments import following, rules, slots, store
from tierline.appointments.errors import AppointmentOver, AppointmentUnknown, NotMissedYet, TooEarly
from tierline.appointments.model import Appointment, Reason, Refusal, Slot, State
from tierline.appointments.titles import STATES
from tierline.audit import service as audit
from tierline.database.errors import ChangedMeanwhile
from tierline.database.ids import new_id
from tierline.database.paging import Listing, Page
from tierline.entitlements import service as entitlements
from tierline.entitlements.model import Decision
from tierline.jobs import service as jobs
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.rights.model import Actor
from tierline.settings import Settings

SERVICE = "appointment"


def book(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    msisdn: str,
    slot_id: str,
    service: str,
    *,
    now: datetime,
) -> Appointment | Refusal:
    """Book a place for a line, or say why not; nothing is changed by a refusal.

    The line is entitled by what it holds now. Raises LineUnknown and SlotUnknown. Clauses: ENT-10, CHN-02.
    """
    actor.require("appointment:book")
    line = lines.lock(connection, lines.find(connection, actor, msisdn).id)
    slot = slots.seen(connection, actor, slot_id)
    decision = entitlements.check_one(connection, actor, line, SERVICE, now, settings)
    if not decision.is_granted:
        return _by_standard(decision)
    has_same_time = store.has_booking_at(connection, line.id, slot.starts_at)
    refused = rules.refusal(slot, has_same_time=has_same_time, now=now)
    if refused is None and not store.take_place(connection, slot.id):
        # Somebody else took the last place since it was read.
        refused = Refusal(Reason.SLOT_FULL, "ENT-10", rules.NO_PLACE)
    if refused:
        return refused
    appointment = booking(actor, line, slot, service, now)
    store.add(connection, appointment)
    facts = {"appointment": appointment.id}
    entitlements.take(connection, actor, line, SERVICE, now=now, settings=settings, facts=facts)
    following.follow(connection, settings, line, "appointment_booked", appointment, now)
    audit.record(connection, actor, "appointment.book", ("appointment", appointment.id), now=now)
    return appointment


def of_line(connection: Connection, actor: Actor, msisdn: str, listing: Listing) -> Page[Appointment]:
    """A page of the appointments of a line's present owner. Raises LineUnknown."""
    actor.require("appointment:read")
    line = lines.find(connection, actor, msisdn)
    return store.of_owner(connection, line.id, line.owner_no, listing)


def at_site(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    site: str,
    day: date,
    listing: Listing,
    *,
    has_cancelled: bool = True,
    now: datetime,
) -> Page[Appointment]:
    """A page of the appointments of a day at a site and below it. Raises SiteUnknown."""
    actor.require("appointment:read")
    span = rules.day_bounds(slots.checked_day(settings, day, now), settings.time_zone)
    there = slots.checked_site(actor, site)
    visible = store.visible(actor)
    return store.at_site(connection, visible, there, span, listing, has_cancelled=has_cancelled)


def count_waiting(connection: Connection, actor: Actor, settings: Settings, *, now: datetime) -> int:
    """How many booked appointments are still to begin today at the actor's site and below it."""
    actor.require("appointment:read")
    _, ends = rules.day_bounds(now.astimezone(settings.time_zone).date(), settings.time_zone)
    there = slots.limit_of(actor)
    return store.count_booked(connection, store.visible(actor), there, (now, ends))


def get(connection: Connection, actor: Actor, appointment_id: str) -> Appointment:
    """One appointment. Raises AppointmentUnknown where the actor may not see it."""
    actor.require("appointment:read")
    appointment = store.find(connection, appointment_id, store.visible(actor))
    if appointment is None:
        raise AppointmentUnknown()
    return appointment


def cancel(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    appointment_id: str,
    version: int,
    *,
    now: datetime,
) -> Appointment:
    """Cancel an appointment, which frees its place for somebody else.

    Raises AppointmentUnknown, AppointmentOver and ChangedMeanwhile.
    """
    actor.require("appointment:book")
    appointment = booked(connection, actor, appointment_id, version)
    following.give_up(connection, appointment, now)
    line = lines.of_id(connection, appointment.line_id)
    if line and line.owner_no == appointment.owner_no and not line.is_closed:
        following.tell(connection, settings, line, "appointment_cancelled", appointment, now)
    audit.record(connection, actor, "appointment.cancel", ("appointment", appointment.id), now=now)
    return get(connection, actor, appointment_id)


def keep(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    appointment_id: str,
    version: int,
    *,
    now: datetime,
) -> Appointment:
    """Record that the customer came and is being served. Clause: CHN-02.

    Raises AppointmentUnknown, AppointmentOver, TooEarly and ChangedMeanwhile.
    """
    actor.require("appointment:keep")
    appointment = booked(connection, actor, appointment_id, version)
    day = appointment.starts_at.astimezone(settings.time_zone).date()
    if now.astimezone(settings.time_zone).date() < day:
        raise TooEarly(day=day)
    return _end(connection, actor, appointment, State.KEPT, "appointment.keep", now)


def mark_missed(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    appointment_id: str,
    version: int,
    *,
    now: datetime,
) -> Appointment:
    """Record that nobody came, from the time booked on; else the end of the slot does. Clause: CHN-02.

    Raises AppointmentUnknown, AppointmentOver, NotMissedYet and ChangedMeanwhile.
    """
    actor.require("appointment:keep")
    appointment = booked(connection, actor, appointment_id, version)
    if now < appointment.starts_at:
        begins = appointment.starts_at.astimezone(settings.time_zone)
        raise NotMissedYet(at=begins.isoformat(" ", "minutes"))
    return _end(connection, actor, appointment, State.MISSED, "appointment.miss", now)


def _end(
    connection: Connection, actor: Actor, appointment: Appointment, state: State, action: str, now: datetime
) -> Appointment:
    """The appointment after the hall has said what became of it."""
    if not store.end(connection, appointment, state, now):
        raise ChangedMeanwhile(held=appointment.version)
    jobs.call_off(connection, f"{following.MISS}:{appointment.id}", now=now)
    audit.record(connection, actor, action, ("appointment", appointment.id), now=now)
    return get(connection, actor, appointment.id)


def remind(connection: Connection, settings: Settings, appointment_id: str, *, now: datetime) -> None:
    """Remind the customer of a booked appointment that lies ahead; where they have left, free its place."""
    appointment = store.find(connection, appointment_id, true())
    if appointment is None or appointment.state is not State.BOOKED or appointment.starts_at <= now:
        return
    line = lines.of_id(connection, appointment.line_id)
    if line is None or line.is_closed or line.owner_no != appointment.owner_no:
        if store.end(connection, appointment, State.CANCELLED, now):
            store.free_place(connection, appointment.slot_id)
            jobs.call_off(connection, f"{following.MISS}:{appointment.id}", now=now)
        return
    following.tell(connection, settings, line, "appointment_reminder", appointment, now)


def miss(connection: Connection, appointment_id: str, *, at: datetime) -> None:
    """Record that nobody came until the end of the slot, which was at `at`."""
    appointment = store.find(connection, appointment_id, true())
    if appointment:
        store.end(connection, appointment, State.MISSED, at)


def _by_standard(decision: Decision) -> Refusal:
    return Refusal(decision.reason, decision.citation.clause, decision.says)


def booking(actor: Actor, line: Line, slot: Slot, service: str, now: datetime) -> Appointment:
    """A place in a slot as it is booked."""
    return Appointment(
        id=new_id(),
        slot_id=slot.id,
        line_id=line.id,
        owner_no=line.owner_no,
        site=slot.site,
        service=service,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        state=State.BOOKED,
        booked_at=now,
        booked_by=actor.id,
        ended_at=None,
        version=1,
    )


def booked(connection: Connection, actor: Actor, appointment_id: str, version: int) -> Appointment:
    """An appointment that is still to come about, as it was read.

    Raises AppointmentUnknown, ChangedMeanwhile and AppointmentOver.
    """
    appointment = get(connection, actor, appointment_id)
    if appointment.version != version:
        raise ChangedMeanwhile(held=version)
    if appointment.state is not State.BOOKED:
        raise AppointmentOver(state=STATES[appointment.state])
    return appointment
