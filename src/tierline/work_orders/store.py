"""The tables of work orders and their steps; a step is only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    case,
    func,
    insert,
    select,
    text,
    update,
)

from tierline.database import paging
from tierline.database.append_only import append_only
from tierline.database.paging import Listing, Page
from tierline.database.schema import metadata
from tierline.database.types import Moment, RowNumber, SitePath
from tierline.database.upsert import insert_new
from tierline.sites.conditions import within, within_in_order
from tierline.work_orders.model import (
    Action,
    Kind,
    Outcome,
    Person,
    Result,
    Sites,
    State,
    Step,
    Tally,
    Wanted,
    WorkOrder,
)

OPEN = text("closed_at IS NULL")
"""The condition of the index of open orders, said in the same words by queries that are to use it."""

work_orders = Table(
    "work_orders",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("key", String(160), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("subject_id", String(80), nullable=False),
    Column("line_id", BigInteger, nullable=False, index=True),
    Column("owner_no", Integer, nullable=False),
    Column("province", SitePath, nullable=False),
    Column("city", SitePath, nullable=False),
    # An order is seen by the sites on this path: its county, its city, its province.
    Column("county", SitePath, nullable=False),
    Column("at_site", SitePath, nullable=False),
    Column("assignee_id", String(80), nullable=False),
    Column("assignee_name", String(120), nullable=False),
    Column("state", String(32), nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("raised_by", String(80), nullable=False),
    Column("due_by", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("outcome", String(32)),
    Column("version", Integer, nullable=False),
    Index("ix_work_orders_county", "county", "due_by"),
    # Long lists in their order. The site is part of it, so that rows of other sites are passed over unread.
    Index("ix_work_orders_due_by", "due_by", "county"),
    Index("ix_work_orders_open", "due_by", "county", sqlite_where=OPEN, postgresql_where=OPEN),
)

steps = Table(
    "work_order_steps",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("work_order_id", String(36), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("actor_id", String(80), nullable=False),
    Column("action", String(32), nullable=False),
    Column("from_state", String(32)),
    Column("to_state", String(32), nullable=False),
    Column("from_site", SitePath, nullable=False),
    Column("to_site", SitePath, nullable=False),
    Column("assignee_name", String(120), nullable=False),
    Column("result", String(32)),
    Column("note", String(400), nullable=False),
)
append_only(steps)

OPEN_STATES = {state for state in State if state is not State.CLOSED}
SORTS = {"due_by": work_orders.c.due_by, "raised_at": work_orders.c.raised_at}


def _order(row: RowMapping) -> WorkOrder:
    facts: dict[str, Any] = {
        name: row[name]
        for name in (
            "id",
            "subject_id",
            "line_id",
            "owner_no",
            "at_site",
            "raised_at",
            "raised_by",
            "due_by",
            "closed_at",
            "version",
        )
    }
    return WorkOrder(
        kind=Kind(row["kind"]),
        sites=Sites(row["province"], row["city"], row["county"]),
        assignee=Person(row["assignee_id"], row["assignee_name"]) if row["assignee_id"] else None,
        state=State(row["state"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        **facts,
    )


def add(connection: Connection, order: WorkOrder, key: str) -> bool:
    """Add an order; False where one of that key stands already."""
    row = {
        "id": order.id,
        "key": key,
        "kind": order.kind.value,
        "subject_id": order.subject_id,
        "line_id": order.line_id,
        "owner_no": order.owner_no,
        "province": order.sites.province,
        "city": order.sites.city,
        "county": order.sites.county,
        "at_site": order.at_site,
        "assignee_id": "",
        "assignee_name": "",
        "state": order.state.value,
        "raised_at": order.raised_at,
        "raised_by": order.raised_by,
        "due_by": order.due_by,
        "version": order.version,
    }
    return insert_new(connection, work_orders, row)


def id_of_key(connection: Connection, key: str) -> str:
    """The id of the order of that key, which is there."""
    return str(connection.execute(select(work_orders.c.id).where(work_orders.c.key == key)).scalar_one())


def find(connection: Connection, order_id: str, site: str, *, lock: bool = False) -> WorkOrder | None:
    """The order of that id, if one at `site` may see it. Clause: CHN-11."""
    statement = select(work_orders).where(work_orders.c.id == order_id, within(work_orders.c.county, site))
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().one_or_none()
    return _order(row) if row else None


def change(connection: Connection, order: WorkOrder, **values: object) -> None:
    """Set columns of a locked order; its version counts on."""
    changed = update(work_orders).where(work_orders.c.id == order.id)
    connection.execute(changed.values(version=order.version + 1, **values))


def add_step(connection: Connection, order_id: str, step: Step) -> None:
    """Append a step to the history of an order."""
    row = {
        "work_order_id": order_id,
        "at": step.at,
        "actor_id": step.actor_id,
        "action": step.action.value,
        "from_state": step.from_state.value if step.from_state else None,
        "to_state": step.to_state.value,
        "from_site": step.from_site,
        "to_site": step.to_site,
        "assignee_name": step.assignee,
        "result": step.result.value if step.result else None,
        "note": step.note,
    }
    connection.execute(insert(steps).values(row))


def steps_of(connection: Connection, order_id: str) -> list[Step]:
    """The whole history of an order, the first step first."""
    rows = connection.execute(select(steps).where(steps.c.work_order_id == order_id).order_by(steps.c.id))
    return [
        Step(
            row["at"],
            row["actor_id"],
            Action(row["action"]),
            State(row["from_state"]) if row["from_state"] else None,
            State(row["to_state"]),
            row["from_site"],
            row["to_site"],
            row["assignee_name"],
            Result(row["result"]) if row["result"] else None,
            row["note"],
        )
        for row in rows.mappings()
    ]


def _narrowed(wanted: Wanted, site: str) -> Select[Any]:
    orders = work_orders.c
    is_open = bool(wanted.states) and OPEN_STATES.issuperset(wanted.states)
    # Where an order lies is on the way to its county, by which the indexes find it.
    limit = within_in_order if wanted.line_id is None else within
    statement = select(work_orders).where(limit(orders.county, site), limit(orders.county, wanted.site))
    if is_open:
        statement = statement.where(OPEN)
    if wanted.states and OPEN_STATES.difference(wanted.states):
        statement = statement.where(orders.state.in_([state.value for state in wanted.states]))
    if wanted.kind:
        statement = statement.where(orders.kind == wanted.kind.value)
    if wanted.site:
        statement = statement.where(within(orders.at_site, wanted.site))
    if wanted.assignee_id:
        statement = statement.where(orders.assignee_id == wanted.assignee_id)
    if wanted.due_from:
        statement = statement.where(orders.due_by >= wanted.due_from)
    if wanted.due_before:
        statement = statement.where(orders.due_by < wanted.due_before)
    if wanted.line_id is not None:
        statement = statement.where(orders.line_id == wanted.line_id)
    return statement


def listed(connection: Connection, wanted: Wanted, site: str, listing: Listing) -> Page[WorkOrder]:
    """A page of the orders that one at `site` may see. Clause: CHN-11."""
    page = paging.page(connection, _narrowed(wanted, site), listing, sorts=SORTS, key=work_orders.c.id)
    return Page([_order(row) for row in page.items], page.next)


def count_followed(connection: Connection, person_id: str, site: str) -> int:
    """How many open orders name a person, among those that one at `site` may see."""
    named = _narrowed(Wanted(tuple(OPEN_STATES), assignee_id=person_id), site).subquery()
    return int(connection.execute(select(func.count()).select_from(named)).scalar_one())


def tally(connection: Connection, site: str, *, limit: str, at: datetime, soon: datetime) -> Tally:
    """How many open orders lie at a site and below it, among those that one at `limit` may see."""
    orders = work_orders.c
    there = (within_in_order(orders.county, limit), within_in_order(orders.county, site))
    counted = select(
        func.count(),
        func.count(case((orders.due_by < at, 1))),
        func.count(case(((orders.due_by >= at) & (orders.due_by < soon), 1))),
    ).where(OPEN, *there, within(orders.at_site, site))
    return Tally(*connection.execute(counted).one())
