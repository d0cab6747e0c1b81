"""`/appointments`, those of a line and those of a hall."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.appointments import moving, service
from tierline.appointments.model import Appointment, Refusal, State
from tierline.appointments.slot_routes import ID, Day, IdInPath, SiteInPath
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.web.call import Call, SignedIn, Writing
from tierline.web.etags import VersionHeld, tag
from tierline.web.paging import ListingAsked, PageOf

router = APIRouter(tags=["appointments"])

Msisdn = Annotated[str, Path(max_length=30, examples=["18600000001"])]


class Booking(BaseModel):
    """A place in a slot, for what is to be done there."""

    model_config = ConfigDict(extra="forbid")

    slot_id: str = Field(pattern=ID, examples=["8c5f7f4e-0b1e-4a55-9c3b-0d6f4a1f2b3c"])
    service: str = Field(default="any", pattern=r"^[a-z][a-z0-9_]{0,59}$", examples=["sim_replacement"])


class Moving(BaseModel):
    """The slot to which an appointment is moved."""

    model_config = ConfigDict(extra="forbid")

    slot_id: str = Field(pattern=ID, examples=["8c5f7f4e-0b1e-4a55-9c3b-0d6f4a1f2b3c"])


class AppointmentShown(BaseModel):
    """An appointment; who has one is served at `starts_at` without waiting (CHN-02).

    `waited_minutes` says how it was, once it was kept. `version` goes into If-Match, in quotes.
    """

    id: str = Field(examples=["1f2b3c4d-0b1e-4a55-9c3b-0d6f4a1f2b3c"])
    slot_id: str = Field(examples=["8c5f7f4e-0b1e-4a55-9c3b-0d6f4a1f2b3c"])
    line_id: int = Field(examples=[1])
    msisdn: str = Field(examples=["186****0001"])
    site: str = Field(examples=["65.6501.650102.H1"])
    service: str = Field(examples=["sim_replacement"])
    starts_at: datetime
    ends_at: datetime
    state: State
    booked_at: datetime
    ended_at: datetime | None
    waited_minutes: int | None = Field(examples=[None])
    version: int = Field(examples=[1])


class RefusalShown(BaseModel):
    """Why a place is not booked."""

    reason: str = Field(examples=["tier_not_entitled"])
    clause: str = Field(examples=["ENT-10"])
    says: str


class BookingAnswer(BaseModel):
    """Either the appointment that was booked, or why it was refused."""

    outcome: Literal["booked", "refused"]
    appointment: AppointmentShown | None
    refusal: RefusalShown | None


def _shown(appointment: Appointment, line: Line | None) -> AppointmentShown:
    facts: dict[str, Any] = {
        name: getattr(appointment, name) for name in AppointmentShown.model_fields if name != "msisdn"
    }
    is_theirs = line is not None and line.owner_no == appointment.owner_no
    return AppointmentShown(**facts, msisdn=lines.shown_number(line) if line and is_theirs else "")


def _shown_now(connection: Connection, appointment: Appointment) -> AppointmentShown:
    return _shown(appointment, lines.of_id(connection, appointment.line_id))


def _answer(call: Call, connection: Connection, booked: Appointment | Refusal) -> BookingAnswer:
    if isinstance(booked, Appointment):
        return BookingAnswer(outcome="booked", appointment=_shown_now(connection, booked), refusal=None)
    says = booked.says.read(call.language)
    refusal = RefusalShown(reason=booked.reason, clause=booked.clause, says=says)
    return BookingAnswer(outcome="refused", appointment=None, refusal=refusal)


@router.get("/sites/{path}/appointments", summary="Appointments at a hall 营业厅预约列表")
def list_at_site(
    call: SignedIn, path: SiteInPath, day: Day, listing: ListingAsked
) -> PageOf[AppointmentShown]:
    """The appointments of a day at a site and below it; sorted by starts_at."""
    with call.read() as connection:
        found = service.at_site(connection, call.actor, call.settings, path, day, listing, now=call.now)
        known = lines.of_ids(connection, {one.line_id for one in found.items})
    return PageOf(items=[_shown(one, known.get(one.line_id)) for one in found.items], next=found.next)


@router.get("/lines/{msisdn}/appointments", summary="Appointments of a line 查看线路预约")
def list_of_line(call: SignedIn, msisdn: Msisdn, listing: ListingAsked) -> PageOf[AppointmentShown]:
    """The appointments of the line's present owner; sorted by starts_at."""
    with call.read() as connection:
        found = service.of_line(connection, call.actor, msisdn, listing)
        known = lines.of_ids(connection, {one.line_id for one in found.items})
    return PageOf(items=[_shown(one, known.get(one.line_id)) for one in found.items], next=found.next)


@router.post(
    "/lines/{msisdn}/appointments", response_model=BookingAnswer, summary="Book an appointment 预约办理"
)
def book(call: Writing, msisdn: Msisdn, body: Booking) -> Response:
    """Book a place, or learn why not; a refusal is an answer too, and takes no place."""

    def use_case(connection: Connection) -> BookingAnswer:
        booked = service.book(
            connection, call.actor, call.settings, msisdn, body.slot_id, body.service, now=call.now
        )
        return _answer(call, connection, booked)

    return call.once(use_case, body)


@router.get("/appointments/{appointment_id}", summary="One appointment 查看预约")
def get_appointment(call: SignedIn, appointment_id: IdInPath, response: Response) -> AppointmentShown:
    """One appointment, with the ETag that a change of it needs."""
    with call.read() as connection:
        appointment = service.get(connection, call.actor, appointment_id)
        shown = _shown_now(connection, appointment)
    tag(response, appointment.version)
    return shown


@router.post(
    "/appointments/{appointment_id}/move",
    response_model=BookingAnswer,
    summary="Move an appointment to another time 预约改期",
)
def move(call: Writing, appointment_id: IdInPath, body: Moving, version: VersionHeld) -> Response:
    """Book another time and give the first up, or learn why not; the answer has the new appointment."""

    def use_case(connection: Connection) -> BookingAnswer:
        moved = moving.move(
            connection, call.actor, call.settings, appointment_id, version, body.slot_id, now=call.now
        )
        return _answer(call, connection, moved)

    return call.once(use_case, body)


@router.post(
    "/appointments/{appointment_id}/cancel",
    response_model=AppointmentShown,
    summary="Cancel an appointment 取消预约",
)
def cancel(call: Writing, appointment_id: IdInPath, version: VersionHeld) -> Response:
    """Cancel a booked appointment; its place is free again."""

    def use_case(connection: Connection) -> AppointmentShown:
        cancelled = service.cancel(
            connection, call.actor, call.settings, appointment_id, version, now=call.now
        )
        return _shown_now(connection, cancelled)

    return call.once(use_case)


@router.post(
    "/appointments/{appointment_id}/keep",
    response_model=AppointmentShown,
    summary="Mark an appointment as kept 登记到场",
)
def keep(call: Writing, appointment_id: IdInPath, version: VersionHeld) -> Response:
    """Record that the customer came and is being served."""

    def use_case(connection: Connection) -> AppointmentShown:
        kept = service.keep(connection, call.actor, call.settings, appointment_id, version, now=call.now)
        return _shown_now(connection, kept)

    return call.once(use_case)


@router.post(
    "/appointments/{appointment_id}/miss",
    response_model=AppointmentShown,
    summary="Mark an appointment as missed 登记未到场",
)
def miss(call: Writing, appointment_id: IdInPath, version: VersionHeld) -> Response:
    """Record that the customer has not come; possible from the time booked on."""

    def use_case(connection: Connection) -> AppointmentShown:
        missed = service.mark_missed(
            connection, call.actor, call.settings, appointment_id, version, now=call.now
        )
        return _shown_now(connection, missed)

    return call.once(use_case)
