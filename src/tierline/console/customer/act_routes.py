"""What is done for a customer: `reconnection`, `uses/{service}`, `orders/{kind}` below the page."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.console.customer import outcome
from tierline.console.customer.identity import Identified, askers_of
from tierline.console.customer.lines import line_of
from tierline.console.customer.routes import LineId
from tierline.console.customer.rows import consequence, row_of
from tierline.console.forms import Filled, Form
from tierline.console.visit import KnownVisit, Visit
from tierline.entitlements import service as entitlements
from tierline.entitlements.model import Handling
from tierline.lines import service as lines
from tierline.orders import service as orders
from tierline.orders.model import Asked, OrderKind
from tierline.reconnections import service as reconnections
from tierline.reconnections.model import SERVICE as RECONNECTION

router = APIRouter()

ServiceName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
OwnOrder = Annotated[Literal["suspend", "resume"], Path()]


class UseForm(BaseModel):
    """A service to be used: with its place for a visit, with `is_on` for a switch."""

    model_config = ConfigDict(extra="forbid")

    place: str = Field(default="", max_length=60, examples=["urumqi"])
    is_on: bool | None = None


# ---------------------------------------------------------------- reconnection


@router.get("/customers/{line_id}/reconnection")
def show_reconnection(visit: KnownVisit, line_id: LineId) -> Response:
    """The form that asks who the customer is before the line is reconnected."""
    return _reconnection_form(visit, line_id, Form())


@router.post("/customers/{line_id}/reconnection")
def reconnect(visit: KnownVisit, line_id: LineId) -> Response:
    """Reconnect a line, once who asks is made sure of; a refusal says why. Clauses: ENT-04 to ENT-07."""
    found = _identified(visit)
    body = found.body
    if body is None:
        return _reconnection_form(visit, line_id, found.form, 422)

    def use_case(connection: Connection) -> outcome.Facts:
        number = line_of(connection, visit.actor, line_id).msisdn
        answer = reconnections.request(
            connection, visit.settings, visit.actor, number, body.shown(number), now=visit.now
        )
        return outcome.of_reconnection(answer)

    return visit.carried_out(
        found.form,
        use_case,
        f"/customers/{line_id}",
        lambda form, status: _reconnection_form(visit, line_id, form, status),
    )


def _reconnection_form(visit: Visit, line_id: int, form: Form, status: int = 200) -> Response:
    visit.actor.require("reconnection:request")
    with visit.read() as connection:
        line = line_of(connection, visit.actor, line_id)
        decision = entitlements.check_one(
            connection, visit.actor, line, RECONNECTION, visit.now, visit.settings
        )
        foreseen = reconnections.foreseen(connection, visit.actor, line, decision)
    return visit.act(
        "customer/reconnect.html",
        status,
        form=form,
        line_id=line_id,
        number=lines.shown_number(line),
        foreseen=foreseen,
        askers=askers_of(visit.actor),
    )


# ---------------------------------------------------------------- services that are used


@router.get("/customers/{line_id}/uses/{service}")
def show_use(visit: KnownVisit, line_id: LineId, service: ServiceName) -> Response:
    """What using a service comes to, and what there is to choose."""
    return _use_form(visit, line_id, service, Form())


@router.post("/customers/{line_id}/uses/{service}")
def use(visit: KnownVisit, line_id: LineId, service: ServiceName) -> Response:
    """Use a service, or learn why not; a refusal uses nothing. Clauses: ENT-08, ENT-09, ENT-11, ENT-14."""
    found = visit.filled(UseForm)
    body = found.body
    if body is None:
        return _use_form(visit, line_id, service, found.form, 422)

    def use_case(connection: Connection) -> outcome.Facts:
        line = line_of(connection, visit.actor, line_id)
        offer = entitlements.offer(connection, visit.actor, line, service, visit.now, visit.settings)
        taken = entitlements.use(
            connection,
            visit.actor,
            line,
            service,
            now=visit.now,
            settings=visit.settings,
            place=body.place,
            is_on=body.is_on,
        )
        place = next((one.title for one in offer.places if one.name == body.place), None)
        return outcome.of_use(taken, offer.decision.title, place)

    return visit.carried_out(
        found.form,
        use_case,
        f"/customers/{line_id}",
        lambda form, status: _use_form(visit, line_id, service, form, status),
    )


def _use_form(visit: Visit, line_id: int, service: str, form: Form, status: int = 200) -> Response:
    visit.actor.require("entitlement:use")
    with visit.read() as connection:
        line = line_of(connection, visit.actor, line_id)
        offer = entitlements.offer(connection, visit.actor, line, service, visit.now, visit.settings)
    return visit.act(
        "customer/use.html",
        status,
        form=form,
        line_id=line_id,
        number=lines.shown_number(line),
        offer=offer,
        places=[(one.name, one.title) for one in offer.places],
        row=row_of(offer.decision),
        consequence=consequence(offer.decision),
        is_switch=offer.decision.handling is Handling.SWITCH,
    )


# ---------------------------------------------------------------- orders of the line itself


@router.get("/customers/{line_id}/orders/{kind}")
def show_order(visit: KnownVisit, line_id: LineId, kind: OwnOrder) -> Response:
    """The form that asks who the customer is before the line is suspended or resumed at their wish."""
    return _order_form(visit, line_id, kind, Form())


@router.post("/customers/{line_id}/orders/{kind}")
def place_order(visit: KnownVisit, line_id: LineId, kind: OwnOrder) -> Response:
    """Suspend or resume a line at its customer's wish. Clauses: CHN-06, ENT-07."""
    found = _identified(visit)
    body = found.body
    if body is None:
        return _order_form(visit, line_id, kind, found.form, 422)

    def use_case(connection: Connection) -> outcome.Facts:
        number = line_of(connection, visit.actor, line_id).msisdn
        asked = Asked(OrderKind(kind), body.shown(number))
        placed = orders.place(connection, visit.actor, visit.settings, number, asked, now=visit.now)
        return outcome.of_order(placed)

    return visit.carried_out(
        found.form,
        use_case,
        f"/customers/{line_id}",
        lambda form, status: _order_form(visit, line_id, kind, form, status),
    )


def _order_form(visit: Visit, line_id: int, kind: str, form: Form, status: int = 200) -> Response:
    visit.actor.require("order:place")
    with visit.read() as connection:
        line = line_of(connection, visit.actor, line_id)
    return visit.act(
        "customer/order.html",
        status,
        form=form,
        line_id=line_id,
        number=lines.shown_number(line),
        kind=kind,
        askers=askers_of(visit.actor),
    )


# ---------------------------------------------------------------- both


def _identified(visit: Visit) -> Filled[Identified]:
    """Who the customer is, as far as the form says; what it lacks stands at its field, and counts no try."""
    found = visit.filled(Identified)
    lacking = found.body.lacking() if found.body else None
    if lacking is None:
        return found
    name, said = lacking
    return Filled(replace(found.form, problems={name: said.read(visit.language)}), None)
