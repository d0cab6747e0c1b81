"""Opening the slots of a hall's day, and giving one more places or fewer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.appointments import slots
from tierline.appointments.model import Counter, Series
from tierline.appointments.titles import COUNTERS
from tierline.console.appointments import view
from tierline.console.appointments.forms import OpenForm, PlacesForm
from tierline.console.appointments.hall import PATH, Hall, HallAsked
from tierline.console.forms import Form
from tierline.console.site_choice import site_choice, titles_of
from tierline.console.visit import KnownVisit, Visit

router = APIRouter()

Id = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]


@router.get(f"{PATH}/slots/open")
def show_open(visit: KnownVisit, hall: HallAsked) -> Response:
    """The form that opens the slots of a day."""
    return _open_page(visit, hall, Form())


@router.post(f"{PATH}/slots/open")
def post_open(visit: KnownVisit, hall: HallAsked) -> Response:
    """Open the slots of a day; what is open already stays."""
    found = visit.filled(OpenForm)
    body = found.body
    if body is None:
        return _open_page(visit, hall, found.form, 422)
    series = Series(hall.site or visit.actor.site, **body.model_dump())

    def use_case(connection: Connection) -> Mapping[str, Any]:
        return {
            "done": "opened",
            "added": slots.open_slots(connection, visit.actor, visit.settings, series, now=visit.now),
        }

    def shown_again(form: Form, status: int) -> Response:
        return _open_page(visit, hall, form, status)

    return visit.carried_out(found.form, use_case, PATH + hall.on(body.day).query, shown_again)


@router.get(f"{PATH}/slots/{{slot_id}}")
def show_places(visit: KnownVisit, slot_id: Id, hall: HallAsked) -> Response:
    """The form for the places of a slot."""
    return _places_page(visit, slot_id, hall, Form())


@router.post(f"{PATH}/slots/{{slot_id}}")
def post_places(visit: KnownVisit, slot_id: Id, hall: HallAsked) -> Response:
    """Give a slot more places or fewer; none closes it."""
    found = visit.filled(PlacesForm)
    body = found.body
    if body is None:
        return _places_page(visit, slot_id, hall, found.form, 422)

    def use_case(connection: Connection) -> Mapping[str, Any]:
        slots.set_capacity(connection, visit.actor, slot_id, body.version, body.capacity, now=visit.now)
        return {"done": "places"}

    def shown_again(form: Form, status: int) -> Response:
        return _places_page(visit, slot_id, hall, form, status)

    return visit.carried_out(found.form, use_case, PATH + hall.query, shown_again)


def _open_page(visit: Visit, hall: Hall, form: Form, status: int = 200) -> Response:
    visit.actor.require("slot:manage")
    with visit.read() as connection:
        choice = site_choice(connection, visit.actor, hall.site)
    day = hall.day(visit.now.astimezone(visit.settings.time_zone).date())
    facts = {
        "choice": choice,
        "form": form,
        "day": day.isoformat() if day else hall.typed,
        "counters": [(counter.value, COUNTERS[counter]) for counter in Counter],
        "to": f"{PATH}/slots/open{hall.query}",
        "back": PATH + hall.query,
    }
    return visit.act("appointments/open.html", status, **facts)


def _places_page(visit: Visit, slot_id: str, hall: Hall, form: Form, status: int = 200) -> Response:
    visit.actor.require("slot:manage")
    with visit.read() as connection:
        slot = slots.seen(connection, visit.actor, slot_id)
        site = titles_of(connection, {slot.site})[slot.site]
    facts = {
        "slot": view.slot_row(slot, site, visit.actor, visit.now),
        "form": form,
        "to": f"{PATH}/slots/{slot_id}{hall.query}",
        "back": PATH + hall.query,
    }
    return visit.act("appointments/places.html", status, **facts)
