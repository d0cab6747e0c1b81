"""`/work-orders`, and `/work-orders/{id}` with its acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.forms import Form
from tierline.console.named import names_of, numbers_of
from tierline.console.queue import ROWS, After, Asked
from tierline.console.site_choice import SiteAsked, site_choice, titles_of
from tierline.console.visit import KnownVisit, Visit
from tierline.console.work_orders import view
from tierline.console.work_orders.forms import AssignForm, CloseForm, PassOnForm, ReportForm
from tierline.console.work_orders.view import Act, Shown
from tierline.database.paging import Listing
from tierline.work_orders import queue, service
from tierline.work_orders.model import Action, Outcome, WorkOrder
from tierline.work_orders.titles import OUTCOMES, RESULTS

router = APIRouter()

PATH = "/work-orders"
Id = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
PersonAsked = Annotated[str, Query(pattern=r"^([0-9a-f-]{36})?$")]
"""Who follows the orders of the list; "" for whoever does."""


def _asked(
    state: Shown = Shown.OPEN, site: SiteAsked = "", after: After = "", person: PersonAsked = ""
) -> Asked[Shown]:
    return Asked(state, site, after, Shown.OPEN, person)


AskedFor = Annotated[Asked[Shown], Depends(_asked)]


@router.get(PATH)
def show_queue(visit: KnownVisit, asked: AskedFor) -> Response:
    """What is due first."""
    with visit.read() as connection:
        facts = _queue(connection, visit, asked)
    return visit.page("work_orders/queue.html", **facts)


@router.get(f"{PATH}/{{order_id}}")
def show_one(visit: KnownVisit, order_id: Id, asked: AskedFor) -> Response:
    """One order, beside the queue where there is room."""
    with visit.read() as connection:
        facts = _one(connection, visit, order_id)
        facts |= _queue(connection, visit, asked)
        facts["said"] = visit.answer(connection)
    return visit.page("work_orders/queue.html", **facts)


@router.get(f"{PATH}/{{order_id}}/{{act}}")
def show_act(visit: KnownVisit, order_id: Id, act: Act, asked: AskedFor) -> Response:
    """The form of an act."""
    return _act_page(visit, act, order_id, asked, Form())


@router.post(f"{PATH}/{{order_id}}/pass-on")
def post_pass_on(visit: KnownVisit, order_id: Id, asked: AskedFor) -> Response:
    """Pass an order on to the county and a named person. Clause: ENT-06."""
    found = visit.filled(PassOnForm)
    body = found.body
    if body is None:
        return _act_page(visit, Act.PASS_ON, order_id, asked, found.form, 422)

    def change(connection: Connection) -> None:
        service.pass_on(
            connection,
            visit.actor,
            order_id,
            body.version,
            body.person_id,
            site=body.site,
            note=body.note,
            now=visit.now,
        )

    return _carried_out(visit, Act.PASS_ON, order_id, asked, found.form, change)


@router.post(f"{PATH}/{{order_id}}/assign")
def post_assign(visit: KnownVisit, order_id: Id, asked: AskedFor) -> Response:
    """Name another person to follow. Clause: ENT-06."""
    found = visit.filled(AssignForm)
    body = found.body
    if body is None:
        return _act_page(visit, Act.ASSIGN, order_id, asked, found.form, 422)

    def change(connection: Connection) -> None:
        service.assign(
            connection, visit.actor, order_id, body.version, body.person_id, note=body.note, now=visit.now
        )

    return _carried_out(visit, Act.ASSIGN, order_id, asked, found.form, change)


@router.post(f"{PATH}/{{order_id}}/report")
def post_report(visit: KnownVisit, order_id: Id, asked: AskedFor) -> Response:
    """Record what came of a contact, and hand the order back with the last. Clause: ENT-06."""
    found = visit.filled(ReportForm)
    body = found.body
    if body is None:
        return _act_page(visit, Act.REPORT, order_id, asked, found.form, 422)

    def change(connection: Connection) -> None:
        service.report(
            connection,
            visit.actor,
            order_id,
            body.version,
            body.result,
            is_last=body.is_last,
            note=body.note,
            now=visit.now,
        )

    return _carried_out(visit, Act.REPORT, order_id, asked, found.form, change)


@router.post(f"{PATH}/{{order_id}}/close")
def post_close(visit: KnownVisit, order_id: Id, asked: AskedFor) -> Response:
    """Close an order by hand. Clause: ENT-06."""
    found = visit.filled(CloseForm)
    body = found.body
    if body is None:
        return _act_page(visit, Act.CLOSE, order_id, asked, found.form, 422)

    def change(connection: Connection) -> None:
        service.close(
            connection, visit.actor, order_id, body.version, body.outcome, note=body.note, now=visit.now
        )

    return _carried_out(visit, Act.CLOSE, order_id, asked, found.form, change)


def _carried_out(
    visit: Visit,
    act: Act,
    order_id: str,
    asked: Asked[Shown],
    form: Form,
    change: Callable[[Connection], None],
) -> Response:
    def use_case(connection: Connection) -> Mapping[str, Any]:
        change(connection)
        return {"done": act.value}

    def shown_again(form: Form, status: int) -> Response:
        return _act_page(visit, act, order_id, asked, form, status)

    return visit.carried_out(form, use_case, f"{PATH}/{order_id}{asked.query}", shown_again)


def _act_page(
    visit: Visit, act: Act, order_id: str, asked: Asked[Shown], form: Form, status: int = 200
) -> Response:
    with visit.read() as connection:
        facts = _one(connection, visit, order_id)
        order: WorkOrder = facts["row"].order
        people = []
        if act in (Act.PASS_ON, Act.ASSIGN):
            action = Action.PASS_ON if act is Act.PASS_ON else Action.ASSIGN
            people = queue.followers(connection, visit.actor, order, action)
    facts |= {
        "form": form,
        "act": act,
        "may": any(offer.act is act for offer in facts["offers"]),
        "people": [(person.id, person.name) for person in people],
        "results": [(result.value, title) for result, title in RESULTS.items()],
        "outcomes": [(one.value, OUTCOMES[one]) for one in (Outcome.HANDLED, Outcome.WITHDRAWN)],
        "back": f"{PATH}/{order_id}{asked.query}",
        "to": f"{PATH}/{order_id}/{act.value}{asked.query}",
    }
    return visit.act("work_orders/act.html", status, **facts)


def _queue(connection: Connection, visit: Visit, asked: Asked[Shown]) -> dict[str, Any]:
    choice = site_choice(connection, visit.actor, asked.site)
    wanted, sort = view.wanted(asked, choice.path, visit.actor, visit.now)
    page = service.listed(connection, visit.actor, wanted, Listing(ROWS, asked.after, sort))
    tally = queue.tally(connection, visit.actor, choice.path, soon=view.SOON, now=visit.now)
    return {
        "asked": asked,
        "choice": choice,
        "rows": rows_of(connection, page.items),
        "next": page.next,
        "counts": view.counts(tally),
        "shown_titles": [(shown.value, title) for shown, title in view.TITLES.items()],
    }


def rows_of(connection: Connection, found: Sequence[WorkOrder]) -> list[view.Row]:
    """The rows of a queue, in its order."""
    numbers = numbers_of(connection, {(one.line_id, one.owner_no) for one in found})
    titles = titles_of(connection, {one.at_site for one in found})
    return [view.row(one, numbers[one.line_id, one.owner_no], titles[one.at_site]) for one in found]


def _one(connection: Connection, visit: Visit, order_id: str) -> dict[str, Any]:
    order, steps = service.get(connection, visit.actor, order_id)
    names = names_of(connection, {step.actor_id for step in steps})
    sites = {site for step in steps for site in (step.from_site, step.to_site)}
    sites |= {order.sites.province, order.sites.city, order.sites.county, order.at_site}
    titles = titles_of(connection, sites)
    return {
        "row": rows_of(connection, [order])[0],
        "way": view.way(order, titles),
        "history": view.history(steps, names, titles),
        "offers": view.offers(order, visit.actor),
        "said": None,
    }
