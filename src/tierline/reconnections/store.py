"""The tables of reconnections, their steps and billing reports; lists and counts are in list_store.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    insert,
    or_,
    select,
    text,
    true,
    update,
)

from tierline.database.append_only import append_only
from tierline.database.schema import metadata
from tierline.database.types import Moment, RowNumber, SitePath
from tierline.reconnections.model import GRANTED, Reconnection, State, Step
from tierline.rights.model import Actor, ActorKind
from tierline.sites.conditions import within

ONE_ACTIVE = text("state = 'active'")
EXPIRED_UNPAID = text("state = 'expired' AND paid_at IS NULL")
"""Conditions of indexes. Queries say them in the same words, by which the database knows the index."""

reconnections = Table(
    "reconnections",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("line_id", BigInteger, nullable=False),
    Column("owner_no", Integer, nullable=False),
    Column("site", SitePath, nullable=False),
    Column("payment", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("clause", String(16), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("means", String(32), nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("requested_by", String(80), nullable=False),
    Column("standard", String(64), nullable=False),
    Column("scheme", String(64), nullable=False),
    Column("tier", String(64), nullable=False),
    Column("credit_fen", BigInteger),
    Column("used_fen", BigInteger, nullable=False),
    Column("arrears_months", Integer, nullable=False),
    Column("arrears_fen", BigInteger, nullable=False),
    Column("granted_at", Moment),
    Column("expires_at", Moment),
    Column("ended_at", Moment),
    Column("paid_at", Moment),
    Column("work_order_id", String(36)),
    Column("version", Integer, nullable=False),
    Index("ix_reconnections_line_id", "line_id", "requested_at"),
    Index("ix_reconnections_site", "site", "requested_at"),
    # Long lists in their order. The site is part of it, so that rows of other sites are passed over unread.
    Index("ix_reconnections_requested_at", "requested_at", "site"),
    Index("ix_reconnections_state", "state", "requested_at", "site"),
    # What people look after: small, however long the history. Of two indexes that serve as well SQLite takes
    # the one made later, so their migration stands after those of the whole ones.
    Index(
        "ix_reconnections_active",
        "state",
        "expires_at",
        "site",
        sqlite_where=ONE_ACTIVE,
        postgresql_where=ONE_ACTIVE,
    ),
    Index(
        "ix_reconnections_unpaid",
        "state",
        "requested_at",
        "site",
        sqlite_where=EXPIRED_UNPAID,
        postgresql_where=EXPIRED_UNPAID,
    ),
    # The lock of the line keeps a second one away; this has the database refuse it as well.
    Index(
        "uq_reconnections_active",
        "line_id",
        unique=True,
        sqlite_where=ONE_ACTIVE,
        postgresql_where=ONE_ACTIVE,
    ),
)

steps = Table(
    "reconnection_steps",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("reconnection_id", String(36), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("actor_id", String(80), nullable=False),
    Column("from_state", String(16)),
    Column("to_state", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("note", String(400), nullable=False),
    Column("expires_at", Moment),
)
append_only(steps)

billing_events = Table(
    "billing_events",
    metadata,
    Column("source", String(40), primary_key=True),
    Column("event_id", String(80), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    # NULL where the report names a line that there is not; the number itself is not kept.
    Column("line_id", BigInteger),
    Column("fen", BigInteger, nullable=False),
    Column("arrears_months", Integer, nullable=False),
    Column("arrears_fen", BigInteger, nullable=False),
    Column("reconnection_id", String(36), index=True),
    Column("outcome", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("received_at", Moment, nullable=False),
    Index("ix_billing_events_line_id", "line_id", "at"),
)
append_only(billing_events)


def reconnection_of(row: RowMapping) -> Reconnection:
    """The reconnection of a row."""
    facts: dict[str, Any] = {column.name: row[column.name] for column in reconnections.columns}
    return Reconnection(**{**facts, "state": State(facts["state"])})


def visible(actor: Actor, limit: Callable[[Any, str], ColumnElement[bool]] = within) -> Any:
    """True for the reconnections that an actor may see, by a limit of their site. Clauses: CHN-11, GOV-01."""
    if actor.kind is ActorKind.CUSTOMER:
        return (reconnections.c.line_id == actor.line_id) & (reconnections.c.owner_no == actor.owner_no)
    return limit(reconnections.c.site, actor.site)


def add(connection: Connection, reconnection: Reconnection) -> None:
    """Add a reconnection."""
    connection.execute(insert(reconnections).values(asdict(reconnection)))


def change(connection: Connection, reconnection_id: str, **values: object) -> None:
    """Set columns of a reconnection whose line is locked; its version counts on."""
    changed = update(reconnections).where(reconnections.c.id == reconnection_id)
    connection.execute(changed.values(version=reconnections.c.version + 1, **values))


def add_usage(connection: Connection, reconnection_id: str, fen: int) -> None:
    """Count usage. Its version stays, so that reports of usage do not stand in the way of people."""
    changed = update(reconnections).where(reconnections.c.id == reconnection_id)
    connection.execute(changed.values(used_fen=reconnections.c.used_fen + fen))


def set_arrears(connection: Connection, reconnection_id: str, *, months: int, fen: int) -> None:
    """Keep in an active reconnection what is overdue on its line."""
    changed = update(reconnections).where(reconnections.c.id == reconnection_id)
    connection.execute(changed.values(arrears_months=months, arrears_fen=fen))


def mark_paid(connection: Connection, line_id: int, at: datetime) -> None:
    """Record in all reconnections granted to a line before `at` that nothing is owed any more."""
    owed = (
        (reconnections.c.line_id == line_id)
        & (reconnections.c.granted_at <= at)
        & reconnections.c.paid_at.is_(None)
    )
    connection.execute(
        update(reconnections).where(owed).values(paid_at=at, version=reconnections.c.version + 1)
    )


def _first(connection: Connection, statement: Any) -> Reconnection | None:
    row = connection.execute(statement.limit(1)).mappings().one_or_none()
    return reconnection_of(row) if row else None


def find(connection: Connection, reconnection_id: str, actor: Actor | None = None) -> Reconnection | None:
    """The reconnection of that id, if the actor may see it; for the service itself without a limit."""
    limit = true() if actor is None else visible(actor)
    return _first(connection, select(reconnections).where(reconnections.c.id == reconnection_id, limit))


def active_of(connection: Connection, line_id: int) -> Reconnection | None:
    """The reconnection that a line is on by; there is one at most."""
    active = (reconnections.c.line_id == line_id) & (reconnections.c.state == State.ACTIVE.value)
    return _first(connection, select(reconnections).where(active))


def last_granted(connection: Connection, line_id: int, owner_no: int) -> Reconnection | None:
    """The last reconnection that an owner of a line was granted."""
    granted = (
        select(reconnections)
        .where(
            reconnections.c.line_id == line_id,
            reconnections.c.owner_no == owner_no,
            reconnections.c.state.in_([state.value for state in GRANTED]),
        )
        .order_by(reconnections.c.granted_at.desc())
    )
    return _first(connection, granted)


def covering(connection: Connection, line_id: int, at: datetime) -> Reconnection | None:
    """The reconnection that a line was on by at a moment, whatever became of it since."""
    row = reconnections.c
    at_that_time = (
        select(reconnections)
        .where(
            row.line_id == line_id,
            row.granted_at <= at,
            row.expires_at > at,
            or_(row.ended_at.is_(None), row.ended_at > at),
        )
        .order_by(row.granted_at.desc())
    )
    return _first(connection, at_that_time)


def add_step(connection: Connection, reconnection_id: str, step: Step) -> None:
    """Append a change to the history of a reconnection."""
    row = {**asdict(step), "reconnection_id": reconnection_id}
    connection.execute(insert(steps).values(row))


def steps_of(connection: Connection, reconnection_id: str) -> list[Step]:
    """The whole history of a reconnection, as it was recorded."""
    which = select(steps).where(steps.c.reconnection_id == reconnection_id).order_by(steps.c.id)
    return [
        Step(
            row["at"],
            row["recorded_at"],
            row["actor_id"],
            State(row["from_state"]) if row["from_state"] else None,
            State(row["to_state"]),
            row["reason"],
            row["note"],
            row["expires_at"],
        )
        for row in connection.execute(which).mappings()
    ]
