"""What is done with work orders: raised and closed by other rooms, passed on and answered by people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.errors import ChangedMeanwhile
from tierline.database.ids import new_id
from tierline.database.paging import Listing, Page
from tierline.lines.model import Line
from tierline.people import service as people
from tierline.rights.model import Actor
from tierline.sites.model import HEADQUARTERS, checked, is_within
from tierline.work_orders import rules, store, titles
from tierline.work_orders.errors import (
    ActionNotPossible,
    NotYourStep,
    PersonUnknown,
    SiteOutside,
    WorkOrderUnknown,
)
from tierline.work_orders.model import (
    Action,
    Kind,
    Outcome,
    OutcomeByHand,
    Person,
    Result,
    Sites,
    State,
    Step,
    Wanted,
    WorkOrder,
)

SYSTEM = "system"
"""Stands in the history for what the service did by itself."""

TO_REPORT = (Action.REPORT, Action.HAND_BACK)


def raise_order(
    connection: Connection,
    kind: Kind,
    line: Line,
    subject_id: str,
    due_by: datetime,
    *,
    by: str,
    now: datetime,
    key: str,
) -> str:
    """Raise an order to the city of a line; its id, or that of the order which has this key already.

    `by` is the id of the actor whose doing calls for it. Clause: ENT-06.
    """
    sites = rules.sites_of(line.site)
    at_site = rules.holder(Action.RAISE, sites, sites.province)
    order = WorkOrder(
        id=new_id(),
        kind=kind,
        subject_id=subject_id,
        line_id=line.id,
        owner_no=line.owner_no,
        sites=sites,
        at_site=at_site,
        assignee=None,
        state=State.RAISED,
        raised_at=now,
        raised_by=by,
        due_by=due_by,
        closed_at=None,
        outcome=None,
        version=1,
    )
    if not store.add(connection, order, key):
        return store.id_of_key(connection, key)
    step = Step(now, by, Action.RAISE, None, State.RAISED, sites.province, at_site, "", None, "")
    store.add_step(connection, order.id, step)
    return order.id


def conclude(
    connection: Connection, order_id: str, outcome: Outcome, *, by: str = SYSTEM, at: datetime
) -> None:
    """Close an order because what it is about has ended; one that is closed already stays as it is."""
    order = store.find(connection, order_id, HEADQUARTERS, lock=True)
    if order and order.is_open:
        _close(connection, order, outcome, by, "", at)


def postpone(connection: Connection, order_id: str, due_by: datetime, *, by: str, now: datetime) -> None:
    """Give an open order more time; one that is closed stays as it is."""
    order = store.find(connection, order_id, HEADQUARTERS, lock=True)
    if order and order.is_open:
        store.change(connection, order, due_by=due_by)
        _add_step(connection, order, Action.POSTPONE, order.at_site, by, now)


def get(connection: Connection, actor: Actor, order_id: str) -> tuple[WorkOrder, list[Step]]:
    """An order with its whole history. Raises WorkOrderUnknown. Clause: CHN-11."""
    actor.require("work_order:read")
    order = store.find(connection, order_id, actor.site)
    if order is None:
        raise WorkOrderUnknown()
    return order, store.steps_of(connection, order.id)


def listed(connection: Connection, actor: Actor, wanted: Wanted, listing: Listing) -> Page[WorkOrder]:
    """A page of the orders of the actor's site and of those below it. Clause: CHN-11."""
    actor.require("work_order:read")
    return store.listed(connection, wanted, actor.site, listing)


def pass_on(
    connection: Connection,
    actor: Actor,
    order_id: str,
    version: int,
    person_id: str,
    *,
    site: str | None = None,
    note: str,
    now: datetime,
) -> None:
    """Pass an order from the city to the county of its line, or to `site` below the city, to a named person.

    Only the city that directs it may, or a site above. Raises SiteOutside, PersonUnknown,
    NotYourStep, WorkOrderUnknown, ChangedMeanwhile and ActionNotPossible. Clause: ENT-06.
    """
    order = _to_change(connection, actor, order_id, version, Action.PASS_ON)
    _require_site(actor, order.sites.city)
    person = _person(connection, person_id)
    sites = order.sites
    if site is not None:
        if not is_within(checked(site), sites.city):
            raise SiteOutside(field="site", city=sites.city)
        sites = Sites(sites.province, sites.city, site)
    to_site = rules.holder(Action.PASS_ON, sites, order.at_site)
    store.change(
        connection,
        order,
        county=sites.county,
        at_site=to_site,
        state=State.PASSED_ON.value,
        assignee_id=person.id,
        assignee_name=person.name,
    )
    _add_step(connection, order, Action.PASS_ON, to_site, actor.id, now, assignee=person.name, note=note)
    _audit(connection, actor, order, Action.PASS_ON, now)


def assign(
    connection: Connection,
    actor: Actor,
    order_id: str,
    version: int,
    person_id: str,
    *,
    note: str,
    now: datetime,
) -> None:
    """Name another person to follow an order where it lies. Raises as pass_on does. Clause: ENT-06."""
    order = _to_change(connection, actor, order_id, version, Action.ASSIGN)
    _require_site(actor, order.at_site)
    person = _person(connection, person_id)
    store.change(connection, order, assignee_id=person.id, assignee_name=person.name)
    _add_step(connection, order, Action.ASSIGN, order.at_site, actor.id, now, assignee=person.name, note=note)
    _audit(connection, actor, order, Action.ASSIGN, now)


def report(
    connection: Connection,
    actor: Actor,
    order_id: str,
    version: int,
    result: Result,
    *,
    is_last: bool,
    note: str,
    now: datetime,
) -> None:
    """Record what came of a contact; the last report hands the order back to the city.

    Whoever is named to follow the order may, also without the permission to handle orders. Clause: ENT-06.
    """
    action = Action.HAND_BACK if is_last else Action.REPORT
    order = _to_change(connection, actor, order_id, version, action)
    _require_site(actor, order.at_site)
    to_site = rules.holder(action, order.sites, order.at_site)
    to_state = State.REPORTED if is_last else order.state
    store.change(connection, order, at_site=to_site, state=to_state.value)
    _add_step(connection, order, action, to_site, actor.id, now, result=result, note=note)
    _audit(connection, actor, order, action, now)


def close(
    connection: Connection,
    actor: Actor,
    order_id: str,
    version: int,
    outcome: OutcomeByHand,
    *,
    note: str,
    now: datetime,
) -> None:
    """Close an order by hand, which the city that directs it may, or a site above. Clause: ENT-06."""
    order = _to_change(connection, actor, order_id, version, Action.CLOSE)
    _require_site(actor, order.sites.city)
    _close(connection, order, outcome, actor.id, note, now)
    _audit(connection, actor, order, Action.CLOSE, now)


def _to_change(
    connection: Connection, actor: Actor, order_id: str, version: int, action: Action
) -> WorkOrder:
    actor.require("work_order:read")
    order = store.find(connection, order_id, actor.site, lock=True)
    if order is None:
        raise WorkOrderUnknown()
    if not (action in TO_REPORT and order.assignee and order.assignee.id == actor.id):
        actor.require("work_order:handle")
    if order.version != version:
        raise ChangedMeanwhile(held=version)
    if rules.after(order.state, action) is None:
        raise ActionNotPossible(
            action=titles.ACTIONS[action],
            state=titles.STATES[order.state],
            possible=titles.listed(rules.possible(order.state)),
        )
    return order


def _person(connection: Connection, person_id: str) -> Person:
    name = people.names_of(connection, [person_id]).get(person_id)
    if name is None:
        raise PersonUnknown(field="person_id")
    return Person(person_id, name)


def _require_site(actor: Actor, site: str) -> None:
    if not is_within(site, actor.site):
        raise NotYourStep(site=site)


def _close(
    connection: Connection, order: WorkOrder, outcome: Outcome, by: str, note: str, at: datetime
) -> None:
    store.change(connection, order, state=State.CLOSED.value, closed_at=at, outcome=outcome.value)
    _add_step(connection, order, Action.CLOSE, order.at_site, by, at, note=note)


def _add_step(
    connection: Connection,
    order: WorkOrder,
    action: Action,
    to_site: str,
    by: str,
    at: datetime,
    *,
    assignee: str = "",
    result: Result | None = None,
    note: str = "",
) -> None:
    to_state = rules.after(order.state, action)
    assert to_state is not None
    step = Step(at, by, action, order.state, to_state, order.at_site, to_site, assignee, result, note)
    store.add_step(connection, order.id, step)


def _audit(connection: Connection, actor: Actor, order: WorkOrder, action: Action, now: datetime) -> None:
    audit.record(connection, actor, f"work_order.{action.value}", ("work_order", order.id), now=now)
