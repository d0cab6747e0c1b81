"""`/duties`: what is owed, has failed or is done, and carrying one out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy import Connection

from tierline.console.duties.filters import CHOICES, Filters
from tierline.console.forms import Form
from tierline.console.local_values import Version
from tierline.console.months.words import CHANGES
from tierline.console.named import numbers_of
from tierline.console.rendering import query
from tierline.console.site_choice import site_choice, titles_of
from tierline.console.visit import KnownVisit, Visit
from tierline.database.paging import Listing
from tierline.duties import service
from tierline.duties.model import OwedDuty
from tierline.duties.routes import LARGEST_ID
from tierline.duties.words import DUTIES, STATES, problem
from tierline.policy.titles import scheme_title, tier_title

router = APIRouter()

PATH = "/duties"
ROWS = 50
DUE_FIRST = "due_on"

DutyId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
FiltersAsked = Annotated[Filters, Query()]

WORDS: Mapping[str, Any] = {
    "words": {"duty": DUTIES, "state": STATES, "change": CHANGES},
    "scheme_title": scheme_title,
    "tier_title": tier_title,
    "problem": problem,
}


class CarryOutForm(BaseModel):
    """A duty to be carried out now, made from a version of it."""

    version: Version


@router.get(PATH)
def list_duties(visit: KnownVisit, filters: FiltersAsked) -> Response:
    """The duties of one's site and below it, those due first at the top. Clauses: GRD-18, CHN-11."""
    day = today(visit)
    with visit.read() as connection:
        choice = site_choice(connection, visit.actor, filters.site)
        page = service.list_duties(
            connection, visit.actor, filters.wanted(day), Listing(ROWS, filters.after, DUE_FIRST)
        )
        facts = named(connection, page.items)
        said = visit.answer(connection)
    return visit.page(
        "duties/list.html",
        duties=page.items,
        next=page.next,
        filters=filters,
        choices=CHOICES,
        choice=choice,
        today=day,
        said=said,
        **facts,
        **WORDS,
    )


@router.get(f"{PATH}/{{duty_id}}/carry-out")
def ask_carry_out(visit: KnownVisit, duty_id: DutyId, filters: FiltersAsked) -> Response:
    """What carrying a duty out by hand does, and the button that does it."""
    return _ask(visit, duty_id, filters, Form())


@router.post(f"{PATH}/{{duty_id}}/carry-out")
def carry_out(visit: KnownVisit, duty_id: DutyId, filters: FiltersAsked) -> Response:
    """Carry a duty out now. Clause: GRD-18."""
    found = visit.filled(CarryOutForm)
    body = found.body
    if body is None:
        return _ask(visit, duty_id, filters, found.form, 422)

    def use_case(connection: Connection) -> Mapping[str, Any]:
        done = service.carry_out_one(
            connection, visit.actor, visit.settings, duty_id, body.version, now=visit.now
        )
        return {"state": done.state.value, "problem": done.problem}

    return visit.carried_out(
        found.form,
        use_case,
        PATH + query(filters.asked),
        lambda form, status: _ask(visit, duty_id, filters, form, status),
    )


def _ask(visit: Visit, duty_id: int, filters: Filters, form: Form, status: int = 200) -> Response:
    visit.actor.require("duty:carry_out")
    with visit.read() as connection:
        duty = service.get(connection, visit.actor, duty_id)
        facts = named(connection, [duty])
    place = query(filters.asked)
    to, back = f"{PATH}/{duty_id}/carry-out{place}", PATH + place
    facts |= {"duty": duty, "form": form, "today": today(visit), "to": to, "back": back}
    return visit.act("duties/carry_out.html", status, **facts, **WORDS)


def today(visit: Visit) -> date:
    """The day at the operator's."""
    return visit.now.astimezone(visit.settings.time_zone).date()


def named(connection: Connection, duties: Sequence[OwedDuty]) -> dict[str, Any]:
    """The numbers of duties, by line and owner, and what their sites are called."""
    return {
        "numbers": numbers_of(connection, {(one.line_id, one.owner_no) for one in duties}),
        "sites": titles_of(connection, {one.site for one in duties}),
    }
