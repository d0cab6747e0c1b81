"""A time in a hall: `booking`, and `appointments/{id}` with its `time`, below a customer. Clause: ENT-10."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.appointments import moving
from tierline.appointments import service as appointments
from tierline.appointments.errors import AppointmentUnknown
from tierline.appointments.model import Appointment
from tierline.appointments.slot_routes import ID
from tierline.console.customer import outcome
from tierline.console.customer.lines import line_of
from tierline.console.customer.routes import LineId
from tierline.console.customer.times import DaySought, SiteSought, TimeChosen, sought, times_of
from tierline.console.forms import Form
from tierline.console.visit import KnownVisit, Visit
from tierline.lines import service as lines
from tierline.rights.model import Actor
from tierline.site_directory import service as site_directory

router = APIRouter()

AppointmentId = Annotated[str, Path(pattern=ID)]


# ---------------------------------------------------------------- booking


@router.get("/customers/{line_id}/booking")
def show_booking(visit: KnownVisit, line_id: LineId, site: SiteSought = "", day: DaySought = "") -> Response:
    """The free times of a day; of the next that has any where none was named."""
    return _booking_form(visit, line_id, sought(visit, site, day))


@router.post("/customers/{line_id}/booking")
def book(visit: KnownVisit, line_id: LineId) -> Response:
    """Book a time, or learn why not."""
    found = visit.filled(TimeChosen)
    body = found.body
    if body is None:
        return _booking_form(visit, line_id, found.form)

    def use_case(connection: Connection) -> outcome.Facts:
        line = line_of(connection, visit.actor, line_id)
        booked = appointments.book(
            connection, visit.actor, visit.settings, line.msisdn, body.slot_id, "any", now=visit.now
        )
        site = booked.site if isinstance(booked, Appointment) else line.site
        return outcome.of_booking(booked, site_directory.title(connection, site))

    return visit.carried_out(
        found.form,
        use_case,
        f"/customers/{line_id}",
        lambda form, status: _booking_form(visit, line_id, form, status),
    )


def _booking_form(visit: Visit, line_id: int, form: Form, status: int = 0) -> Response:
    visit.actor.require("appointment:book")
    with visit.read() as connection:
        line = line_of(connection, visit.actor, line_id)
        times = times_of(connection, visit, line, form)
    return visit.act(
        "customer/book.html",
        status or (422 if form.is_wrong else 200),
        form=form,
        line_id=line_id,
        number=lines.shown_number(line),
        times=times,
        held=None,
        here=f"/customers/{line_id}/booking",
    )


# ---------------------------------------------------------------- another time


@router.get("/customers/{line_id}/appointments/{appointment_id}/time")
def show_moving(
    visit: KnownVisit,
    line_id: LineId,
    appointment_id: AppointmentId,
    site: SiteSought = "",
    day: DaySought = "",
) -> Response:
    """The free times to which an appointment can be moved."""
    return _moving_form(visit, line_id, appointment_id, sought(visit, site, day))


@router.post("/customers/{line_id}/appointments/{appointment_id}/time")
def move(visit: KnownVisit, line_id: LineId, appointment_id: AppointmentId) -> Response:
    """Move an appointment to another time, or learn why not; then it stays as it was."""
    found = visit.filled(TimeChosen)
    body = found.body
    if body is None:
        return _moving_form(visit, line_id, appointment_id, found.form)

    def use_case(connection: Connection) -> outcome.Facts:
        held = _of_line(connection, visit.actor, line_id, appointment_id)
        moved = moving.move(
            connection, visit.actor, visit.settings, held.id, held.version, body.slot_id, now=visit.now
        )
        site = moved.site if isinstance(moved, Appointment) else held.site
        return outcome.of_moving(moved, held, site_directory.title(connection, site))

    return visit.carried_out(
        found.form,
        use_case,
        f"/customers/{line_id}",
        lambda form, status: _moving_form(visit, line_id, appointment_id, form, status),
    )


def _moving_form(visit: Visit, line_id: int, appointment_id: str, form: Form, status: int = 0) -> Response:
    visit.actor.require("appointment:book")
    with visit.read() as connection:
        held = _of_line(connection, visit.actor, line_id, appointment_id)
        line = line_of(connection, visit.actor, line_id)
        times = times_of(connection, visit, line, form, near=held.site)
        hall = site_directory.title(connection, held.site)
    return visit.act(
        "customer/book.html",
        status or (422 if form.is_wrong else 200),
        form=form,
        line_id=line_id,
        number=lines.shown_number(line),
        times=times,
        held=held,
        hall=hall,
        here=f"/customers/{line_id}/appointments/{appointment_id}/time",
    )


# ---------------------------------------------------------------- cancelling


@router.get("/customers/{line_id}/appointments/{appointment_id}")
def show_appointment(visit: KnownVisit, line_id: LineId, appointment_id: AppointmentId) -> Response:
    """An appointment, and the form that cancels it."""
    return _cancelling_form(visit, line_id, appointment_id, Form())


@router.post("/customers/{line_id}/appointments/{appointment_id}")
def cancel(visit: KnownVisit, line_id: LineId, appointment_id: AppointmentId) -> Response:
    """Cancel an appointment, which frees its place for somebody else."""

    def use_case(connection: Connection) -> outcome.Facts:
        found = _of_line(connection, visit.actor, line_id, appointment_id)
        cancelled = appointments.cancel(
            connection, visit.actor, visit.settings, found.id, found.version, now=visit.now
        )
        return outcome.of_cancelling(cancelled, site_directory.title(connection, cancelled.site))

    return visit.carried_out(
        Form(visit.posted),
        use_case,
        f"/customers/{line_id}",
        lambda form, status: _cancelling_form(visit, line_id, appointment_id, form, status),
    )


def _cancelling_form(
    visit: Visit, line_id: int, appointment_id: str, form: Form, status: int = 200
) -> Response:
    visit.actor.require("appointment:book")
    with visit.read() as connection:
        found = _of_line(connection, visit.actor, line_id, appointment_id)
        line = lines.get(connection, visit.actor, line_id)
        hall = site_directory.title(connection, found.site)
    return visit.act(
        "customer/cancel.html",
        status,
        form=form,
        line_id=line_id,
        number=lines.shown_number(line),
        appointment=found,
        hall=hall,
    )


def _of_line(connection: Connection, actor: Actor, line_id: int, appointment_id: str) -> Appointment:
    """An appointment of the line's present owner. Raises AppointmentUnknown for any other."""
    line = lines.get(connection, actor, line_id)
    found = appointments.get(connection, actor, appointment_id)
    if (found.line_id, found.owner_no) != (line.id, line.owner_no):
        raise AppointmentUnknown()
    return found
