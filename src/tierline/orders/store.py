"""The table of orders, and the queries that keep to an actor's limit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Date,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    and_,
    insert,
    select,
    update,
)

from tierline.database.paging import Listing, Page, page
from tierline.database.schema import metadata
from tierline.database.types import Moment, SitePath
from tierline.orders.model import OPEN, Order, OrderKind, OrderState
from tierline.rights.model import Actor, ActorKind
from tierline.service_passwords.model import Channel
from tierline.sites.conditions import within

orders = Table(
    "orders",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("line_id", BigInteger, nullable=False),
    Column("owner_no", Integer, nullable=False),
    # The line's site when it was placed: where the order was taken does not move with the line.
    Column("site", SitePath, nullable=False),
    Column("code", String(40)),
    Column("state", String(16), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("identity", String(20)),
    Column("placed_by", String(80), nullable=False),
    Column("placed_at", Moment, nullable=False),
    Column("effective_on", Date, nullable=False),
    Column("answered_at", Moment),
    Column("reason", String(40)),
    Column("version", Integer, nullable=False),
    Index("ix_orders_line_id", "line_id", "placed_at"),
    Index("ix_orders_site", "site", "placed_at"),
    Index("ix_orders_placed_at", "placed_at", "id"),
)


def _order(row: RowMapping) -> Order:
    facts: dict[str, Any] = dict(row)
    facts["kind"] = OrderKind(facts["kind"])
    facts["state"] = OrderState(facts["state"])
    facts["channel"] = Channel(facts["channel"])
    return Order(**facts)


def visible(actor: Actor) -> ColumnElement[bool]:
    """True for the orders that an actor may see: the site's, or a customer's own. Clauses: CHN-11, GOV-01."""
    if actor.kind is ActorKind.CUSTOMER:
        return and_(orders.c.line_id == actor.line_id, orders.c.owner_no == actor.owner_no)
    return within(orders.c.site, actor.site)


def add(connection: Connection, order: Order) -> None:
    """Add an order."""
    row = {column.name: getattr(order, column.name) for column in orders.columns}
    states = {"kind": order.kind.value, "state": order.state.value, "channel": order.channel.value}
    connection.execute(insert(orders).values({**row, **states}))


def find(connection: Connection, order_id: str, limit: ColumnElement[bool]) -> Order | None:
    """The order of that id."""
    row = connection.execute(select(orders).where(orders.c.id == order_id, limit)).mappings().one_or_none()
    return _order(row) if row else None


def open_of(connection: Connection, line_id: int, owner_no: int) -> list[Order]:
    """The orders of a line's owner that are under way."""
    under_way = orders.c.state.in_([state.value for state in OPEN])
    mine = (orders.c.line_id == line_id) & (orders.c.owner_no == owner_no)
    rows = connection.execute(select(orders).where(mine, under_way).order_by(orders.c.placed_at)).mappings()
    return [_order(row) for row in rows]


def of_owner(line_id: int, owner_no: int) -> ColumnElement[bool]:
    """True for the orders of a line's owner."""
    return and_(orders.c.line_id == line_id, orders.c.owner_no == owner_no)


def of_kind(kind: OrderKind | None, state: OrderState | None) -> ColumnElement[bool]:
    """True for the orders of that kind and state; None stands for all."""
    wanted = {orders.c.kind: kind, orders.c.state: state}
    return and_(True, *(column == one.value for column, one in wanted.items() if one is not None))


def list_orders(connection: Connection, *conditions: ColumnElement[bool], listing: Listing) -> Page[Order]:
    """A page of the orders that meet the conditions, in the order of their placing."""
    sorts = {"placed_at": orders.c.placed_at}
    found = page(connection, select(orders).where(*conditions), listing, sorts=sorts, key=orders.c.id)
    return Page([_order(row) for row in found.items], found.next)


def move(
    connection: Connection,
    order: Order,
    state: OrderState,
    *,
    reason: str | None = None,
    answered_at: datetime | None = None,
) -> bool:
    """Bring an order into another state; False where it no longer has the version of `order`."""
    still = (orders.c.id == order.id) & (orders.c.version == order.version)
    values = {
        "state": state.value,
        "reason": reason,
        "answered_at": answered_at,
        "version": order.version + 1,
    }
    return connection.execute(update(orders).where(still).values(values)).rowcount == 1
