"""`/customers/{line_id}`: the page of a customer, and the parts that it loads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.customer.outcome import outcome_of
from tierline.console.customer.possible import possible_of
from tierline.console.customer.read_out import shown
from tierline.console.customer.recent import recent_of
from tierline.console.customer.state import state_of
from tierline.console.customer.terms import TermsShown, terms_of
from tierline.console.customer.view import view_of
from tierline.console.visit import KnownVisit, Visit
from tierline.database.paging import MOST_ROWS, Listing
from tierline.entitlements import service as entitlements
from tierline.explanations import service as explanations
from tierline.explanations.model import Told
from tierline.explanations.sending import PERMISSION as SENDING
from tierline.lines import service as lines
from tierline.lines.model import Line, Suspension
from tierline.reconnections import service as reconnections
from tierline.reconnections.model import GRANTED, Reconnection, Wanted
from tierline.reconnections.model import SERVICE as RECONNECTION
from tierline.wording import Language

router = APIRouter()

LARGEST_ID = 2**63 - 1
LineId = Annotated[int, Path(ge=0, le=LARGEST_ID)]


@router.get("/customers/{line_id}")
def show_customer(visit: KnownVisit, line_id: LineId) -> Response:
    """Who is on the phone, which tier, what state, what may be done."""
    return _customer_page(visit, line_id)


@router.post("/customers/{line_id}/number")
def show_number(visit: KnownVisit, line_id: LineId) -> Response:
    """The page with the whole number, this once; the audit trail has it that it was seen. Clause: GOV-01."""
    with visit.write() as connection:
        line = _line(connection, visit, line_id)
        number = lines.unmask(connection, visit.actor, line, now=visit.now)
    return _customer_page(visit, line_id, number)


@router.get("/customers/{line_id}/read-out")
def show_read_out(
    visit: KnownVisit,
    line_id: LineId,
    language: Annotated[Language | None, Query()] = None,
    first: Annotated[str, Query(max_length=60, pattern=r"^[a-z0-9-]*$")] = "",
) -> Response:
    """Why the line has its tiers, and what comes next, to be read out in either language.

    The scheme `first` stands open before the others.
    """
    with visit.read() as connection:
        line = _line(connection, visit, line_id)
        told = explanations.explain(connection, visit.actor, line, visit.now, visit.settings)
        # The open page has its time line already, in its own language, where only the words are turned.
        is_turned = visit.wants_part and language is not None
        terms = None if is_turned else _terms(connection, visit, line, told)
    spoken = language or visit.language
    facts: dict[str, Any] = {
        "line_id": line.id,
        "schemes": [shown(one) for one in sorted(told, key=lambda one: one.scheme != first)],
        "first": first,
        "spoken": spoken,
        "is_translated": spoken != visit.language,
        "may_send": visit.actor.may(SENDING) and not line.is_closed,
    }
    speaker = replace(visit, reader=replace(visit.reader, language=spoken))
    if visit.wants_part:
        return speaker.part("customer/read_out.html", "read_out", terms=terms, **facts)
    words = speaker.written("customer/read_out.html", "read_out", terms=None, **facts)
    number = lines.shown_number(line)
    return visit.page("customer/read_out_page.html", words=words, number=number, line_id=line.id, terms=terms)


@router.get("/customers/{line_id}/recent")
def show_recent(visit: KnownVisit, line_id: LineId) -> Response:
    """What happened lately, and what is to come."""
    with visit.read() as connection:
        line = _line(connection, visit, line_id)
        facts: dict[str, Any] = {"line": line, "recent": recent_of(connection, visit, line)}
    facts["is_part"] = visit.wants_part
    if visit.wants_part:
        return visit.part("customer/recent.html", "recent", **facts)
    return visit.page("customer/recent.html", number=lines.shown_number(line), **facts)


def _line(connection: Connection, visit: Visit, line_id: int) -> Line:
    visit.actor.require("line:find")
    return lines.get(connection, visit.actor, line_id)


def _terms(connection: Connection, visit: Visit, line: Line, told: Sequence[Told]) -> TermsShown:
    """The time line with all that is known: how the line was, and what is possible."""
    zone = visit.settings.time_zone
    owned_from = lines.owned_from(connection, line, zone=zone)
    granted: Sequence[Reconnection] = ()
    if visit.actor.may("reconnection:read"):
        wanted = Wanted(GRANTED, line_id=line.id, owner_no=line.owner_no)
        listing = Listing(MOST_ROWS, sort="-requested_at")
        granted = reconnections.listed(connection, visit.actor, wanted, listing).items
    local = visit.now.astimezone(zone)
    return terms_of(
        visit.actor,
        lines.memberships_of_owner(connection, line, zone=zone),
        local,
        line.joined_on if line.owner_no == 1 else owned_from,
        possible_of(told, local.date()),
        state_of(lines.state_record(connection, visit.actor, line), granted),
    )


def _customer_page(visit: Visit, line_id: int, whole: str | None = None) -> Response:
    with visit.read() as connection:
        customer = entitlements.customer(connection, visit.actor, line_id, visit.now, visit.settings)
        line, decided = customer.standing.line, customer.standing.decided
        foreseen = None
        # What else is asked for is asked of suspended lines alone: the page is opened while a phone rings.
        if line.suspended_for is Suspension.ARREARS and visit.actor.may("reconnection:request"):
            decision = next((one for one in decided.decisions if one.service == RECONNECTION), None)
            if decision is not None:
                foreseen = reconnections.foreseen(connection, visit.actor, line, decision)
        outcome = outcome_of(visit.answer(connection))
    site = visit.site_name(line.site)
    view = view_of(visit.actor, customer, site, foreseen, visit.now, visit.settings.time_zone, whole)
    return visit.page("customer/customer.html", view=view, outcome=outcome)
