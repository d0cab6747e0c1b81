"""A time in a hall: `booking` and `appointments/{id}` below the page of a customer. Clause: ENT-10."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.appointments import service as appointments
from tierline.appointments import slots
from tierline.appointments.errors import AppointmentUnknown
from tierline.appointments.model import Appointment, Slot
from tierline.appointments.routes import ID
from tierline.console.customer import outcome
from tierline.console.customer.lines import line_of
from tierline.console.customer.places import LOOKED_AHEAD, places_of
from tierline.console.customer.routes import LineId
from tierline.console.forms import Form
from tierline.console.visit import KnownVisit, Visit
from tierline.database.paging import MOST_ROWS, Listing
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.rights.model import Actor
from tierline.site_directory import service as site_directory
from tierline.web.value_problems import NOT_A_DAY
from tierline.wording import Text

router = APIRouter()

AppointmentId = Annotated[str, Path(pattern=ID)]
MOST_SHOWN = 60
AHEAD = timedelta(days=366)


class BookingForm(BaseModel):
    """A time in a hall, and where and when it was looked for."""

    model_config = ConfigDict(extra="forbid")

    slot_id: str = Field(pattern=ID, examples=["8c5f7f4e-0b1e-4a55-9c3b-0d6f4a1f2b3c"])
    site: str = Field(default="", max_length=120)
    day: str = Field(default="", max_length=20)


@dataclass(frozen=True)
class Times:
    """The free times of a day at a site and below it, with the titles of the halls."""

    site: str
    day: date
    today: date
    places: Sequence[tuple[str, Text]]
    slots: Sequence[Slot]
    halls: dict[str, Text]


@router.get("/customers/{line_id}/booking")
def show_booking(
    visit: KnownVisit,
    line_id: LineId,
    site: Annotated[str, Query(max_length=120)] = "",
    day: Annotated[str, Query(max_length=600)] = "",
) -> Response:
    """The free times of a day; of the next that has any where none was named."""
    asked = {name: [value] for name, value in (("site", site), ("day", day)) if value}
    is_wrong = bool(day.strip()) and _day_of(day) is None
    form = Form(asked, {"day": NOT_A_DAY.read(visit.language)} if is_wrong else {})
    return _booking_form(visit, line_id, form, 422 if is_wrong else 200)


@router.post("/customers/{line_id}/booking")
def book(visit: KnownVisit, line_id: LineId) -> Response:
    """Book a time, or learn why not."""
    found = visit.filled(BookingForm)
    body = found.body
    if body is None:
        return _booking_form(visit, line_id, found.form, 422)

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


def _booking_form(visit: Visit, line_id: int, form: Form, status: int = 200) -> Response:
    visit.actor.require("appointment:book")
    with visit.read() as connection:
        line = line_of(connection, visit.actor, line_id)
        times = _times(connection, visit, line, form.value("site"), _day_of(form.value("day")))
    facts = {"form": form, "line_id": line_id, "number": lines.shown_number(line), "times": times}
    if visit.wants_part:
        return visit.part("customer/book.html", "act", status, **facts)
    return visit.page("customer/book.html", status, **facts)


def _times(connection: Connection, visit: Visit, line: Line, site: str, day: date | None) -> Times:
    """The free times of the day that is asked for, else of the first day that has one."""
    today = visit.now.astimezone(visit.settings.time_zone).date()
    places = places_of(visit.actor, line)
    there = site if site in places else places[0]
    if day is None or not today <= day <= today + AHEAD:
        slot = slots.next_free(connection, visit.actor, there, ahead=LOOKED_AHEAD, now=visit.now)
        day = slot.starts_at.astimezone(visit.settings.time_zone).date() if slot else today
    ahead = _ahead(connection, visit, there, day)
    named = {*places, *(one.site for one in ahead)}
    titles = {path: site_directory.title(connection, path) for path in named}
    return Times(there, day, today, [(path, titles[path]) for path in places], ahead, titles)


def _ahead(connection: Connection, visit: Visit, site: str, day: date) -> list[Slot]:
    """The free times of a day that have not begun."""
    listing = Listing(MOST_ROWS)
    found = slots.list_slots(
        connection, visit.actor, visit.settings, site, day, listing, has_free=True, now=visit.now
    )
    return [slot for slot in found.items if slot.starts_at > visit.now][:MOST_SHOWN]


def _day_of(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _cancelling_form(
    visit: Visit, line_id: int, appointment_id: str, form: Form, status: int = 200
) -> Response:
    visit.actor.require("appointment:book")
    with visit.read() as connection:
        found = _of_line(connection, visit.actor, line_id, appointment_id)
        line = lines.get(connection, visit.actor, line_id)
        hall = site_directory.title(connection, found.site)
    facts = {"form": form, "line_id": line_id, "number": lines.shown_number(line)}
    if visit.wants_part:
        return visit.part("customer/cancel.html", "act", status, appointment=found, hall=hall, **facts)
    return visit.page("customer/cancel.html", status, appointment=found, hall=hall, **facts)


def _of_line(connection: Connection, actor: Actor, line_id: int, appointment_id: str) -> Appointment:
    """An appointment of the line's present owner. Raises AppointmentUnknown for any other."""
    line = lines.get(connection, actor, line_id)
    found = appointments.get(connection, actor, appointment_id)
    if (found.line_id, found.owner_no) != (line.id, line.owner_no):
        raise AppointmentUnknown()
    return found
