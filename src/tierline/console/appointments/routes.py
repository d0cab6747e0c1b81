"""`/appointments`: a hall's day, booking a place, cancelling it, and whether the customer came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.appointments import service, slots
from tierline.appointments.errors import SlotsWrong
from tierline.appointments.model import Appointment
from tierline.console.appointments import view
from tierline.console.appointments.forms import BookForm, VersionForm
from tierline.console.appointments.hall import PATH, Hall, HallAsked
from tierline.console.forms import Form
from tierline.console.named import numbers_of
from tierline.console.site_choice import site_choice, titles_of
from tierline.console.visit import KnownVisit, Visit
from tierline.database.paging import Listing
from tierline.entitlements import standards
from tierline.lines import service as lines
from tierline.sites.model import HEADQUARTERS, Rank, rank
from tierline.web.value_problems import NOT_A_DAY

router = APIRouter()

ROWS, SLOT_ROWS = 40, 40

Id = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
SlotAsked = Annotated[str, Query(alias="slot", pattern=r"^[0-9a-f-]{36}$")]


@router.get(PATH)
def show_day(visit: KnownVisit, hall: HallAsked) -> Response:
    """Who comes when, and which places are free."""
    today = visit.now.astimezone(visit.settings.time_zone).date()
    day = hall.day(today)
    form = Form({"day": [hall.typed]} if hall.typed else {})
    if day is None:
        form = Form(form.typed, {"day": NOT_A_DAY.read(visit.language)})
    with visit.read() as connection:
        try:
            facts = _day(connection, visit, hall, day or today)
        except SlotsWrong as error:
            form = form.refused(error, visit.language)
            facts = _day(connection, visit, hall, today)
        facts["said"] = visit.answer(connection)
    return visit.page("appointments/day.html", 422 if form.is_wrong else 200, form=form, **facts)


@router.get(f"{PATH}/book")
def show_book(visit: KnownVisit, hall: HallAsked, slot_id: SlotAsked) -> Response:
    """The form that books a place of a slot."""
    return _book_page(visit, hall, slot_id, Form())


@router.post(f"{PATH}/book")
def post_book(visit: KnownVisit, hall: HallAsked, slot_id: SlotAsked) -> Response:
    """Book a place for a number, or say why not. Clauses: ENT-10, CHN-02."""
    found = visit.filled(BookForm)
    body = found.body
    if body is None:
        return _book_page(visit, hall, slot_id, found.form, 422)

    def use_case(connection: Connection) -> Mapping[str, Any]:
        booked = service.book(
            connection, visit.actor, visit.settings, body.msisdn, body.slot_id, body.service, now=visit.now
        )
        if isinstance(booked, Appointment):
            return {"done": "booked"}
        # A sentence in both languages: the reader may turn to the other one before the page is read.
        says = {"en": booked.says.en, "zh": booked.says.zh}
        return {"done": "refused", "clause": booked.clause, "says": says}

    def shown_again(form: Form, status: int) -> Response:
        return _book_page(visit, hall, slot_id, form, status)

    return visit.carried_out(found.form, use_case, PATH + hall.query, shown_again)


@router.get(f"{PATH}/{{appointment_id}}/cancel")
def show_cancel(visit: KnownVisit, appointment_id: Id, hall: HallAsked) -> Response:
    """The question whether to cancel."""
    return _act_page(visit, "cancel", appointment_id, hall, Form())


@router.post(f"{PATH}/{{appointment_id}}/cancel")
def post_cancel(visit: KnownVisit, appointment_id: Id, hall: HallAsked) -> Response:
    """Cancel it, which frees its place."""
    return _changed(visit, "cancel", service.cancel, appointment_id, hall)


@router.get(f"{PATH}/{{appointment_id}}/keep")
def show_keep(visit: KnownVisit, appointment_id: Id, hall: HallAsked) -> Response:
    """The question whether the customer came."""
    return _act_page(visit, "keep", appointment_id, hall, Form())


@router.post(f"{PATH}/{{appointment_id}}/keep")
def post_keep(visit: KnownVisit, appointment_id: Id, hall: HallAsked) -> Response:
    """Record that the customer came and is being served. Clause: CHN-02."""
    return _changed(visit, "keep", service.keep, appointment_id, hall)


@router.get(f"{PATH}/{{appointment_id}}/miss")
def show_miss(visit: KnownVisit, appointment_id: Id, hall: HallAsked) -> Response:
    """The question whether the customer stayed away."""
    return _act_page(visit, "miss", appointment_id, hall, Form())


@router.post(f"{PATH}/{{appointment_id}}/miss")
def post_miss(visit: KnownVisit, appointment_id: Id, hall: HallAsked) -> Response:
    """Record that the customer has not come. Clause: CHN-02."""
    return _changed(visit, "miss", service.mark_missed, appointment_id, hall)


def _changed(
    visit: Visit, act: str, change: Callable[..., Appointment], appointment_id: str, hall: Hall
) -> Response:
    found = visit.filled(VersionForm)
    body = found.body
    if body is None:
        return _act_page(visit, act, appointment_id, hall, found.form, 422)

    def use_case(connection: Connection) -> Mapping[str, Any]:
        change(connection, visit.actor, visit.settings, appointment_id, body.version, now=visit.now)
        return {"done": act}

    def shown_again(form: Form, status: int) -> Response:
        return _act_page(visit, act, appointment_id, hall, form, status)

    return visit.carried_out(found.form, use_case, PATH + hall.query, shown_again)


def _book_page(visit: Visit, hall: Hall, slot_id: str, form: Form, status: int = 200) -> Response:
    visit.actor.require("appointment:book")
    with visit.read() as connection:
        slot = slots.seen(connection, visit.actor, slot_id)
        site = titles_of(connection, {slot.site})[slot.site]
        day = slot.starts_at.astimezone(visit.settings.time_zone).date()
        services = standards.services(connection, day, slot.site, visit.settings)
    facts = {
        "slot": view.slot_row(slot, site, visit.actor, visit.now),
        "form": form,
        "services": view.bookable(services),
        "to": f"{PATH}/book{hall.with_slot(slot_id)}",
        "back": PATH + hall.query,
    }
    return visit.act("appointments/book.html", status, **facts)


def _act_page(
    visit: Visit, act: str, appointment_id: str, hall: Hall, form: Form, status: int = 200
) -> Response:
    with visit.read() as connection:
        one = service.get(connection, visit.actor, appointment_id)
        (row,) = _rows(connection, visit, [one], one.starts_at.astimezone(visit.settings.time_zone).date())
    facts = {
        "row": row,
        "act": act,
        "may": {"keep": row.may_keep, "miss": row.may_miss, "cancel": row.may_cancel}[act],
        "form": form,
        "to": f"{PATH}/{appointment_id}/{act}{hall.query}",
        "back": PATH + hall.query,
    }
    return visit.act("appointments/act.html", status, **facts)


def _day(connection: Connection, visit: Visit, hall: Hall, day: date) -> dict[str, Any]:
    actor, settings, now = visit.actor, visit.settings, visit.now
    actor.require("appointment:read")
    choice = site_choice(connection, actor, hall.site)
    slots.checked_day(settings, day, now)
    facts = {
        "hall": hall,
        "choice": choice,
        "day": day,
        "beside": view.days_beside(day),
        "today": now.astimezone(settings.time_zone).date(),
        "is_far_above": rank(choice.path) < Rank.CITY,
        "may_open": actor.may("slot:manage") and not choice.has_below,
    }
    if facts["is_far_above"]:
        # A province has a hundred thousand places a day, of which nobody reads a list.
        return facts
    places = slots.list_slots(
        connection,
        actor,
        settings,
        choice.path,
        day,
        Listing(SLOT_ROWS, hall.slots_after),
        has_free=False,
        now=now,
    )
    listing = Listing(ROWS, hall.after)
    # Who has cancelled, or moved to another time, does not come.
    comes = service.at_site(
        connection, actor, settings, choice.path, day, listing, has_cancelled=False, now=now
    )
    titles = titles_of(connection, {slot.site for slot in places.items})
    return facts | {
        "slots": [view.slot_row(slot, titles[slot.site], actor, now) for slot in places.items],
        "slots_next": places.next,
        "rows": _rows(connection, visit, comes.items, day),
        "next": comes.next,
    }


def _rows(connection: Connection, visit: Visit, items: Any, day: date) -> list[view.Row]:
    numbers = numbers_of(connection, {(one.line_id, one.owner_no) for one in items})
    titles = titles_of(connection, {one.site for one in items})
    ids = {one.line_id for one in items}
    held = lines.in_force_of_all(connection, ids, day)
    seen = lines.seen_among(connection, visit.actor, ids) if visit.actor.may("line:find") else frozenset()
    known = standards.services(connection, day, HEADQUARTERS, visit.settings)
    services = {view.ANY: view.ANY_SERVICE} | {service.name: service.title for service in known}
    return [
        view.row(
            one,
            numbers[one.line_id, one.owner_no],
            titles[one.site],
            services,
            held.get(one.line_id, ()),
            seen,
            visit.actor,
            visit.now,
            visit.settings.time_zone,
        )
        for one in items
    ]
