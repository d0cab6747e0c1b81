"""The tables of this room, and the queries of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    RowMapping,
    SmallInteger,
    String,
    Table,
    Text,
    and_,
    delete,
    func,
    or_,
    select,
    text,
    update,
)

from tierline.database.paging import Listing, Page, page
from tierline.database.schema import metadata
from tierline.database.types import Moment, SitePath
from tierline.database.upsert import insert_new, put
from tierline.messages.model import OPEN, Backlog, Channel, Message, Part, Purpose, Receipt, State
from tierline.rights.model import Actor, ActorKind
from tierline.sites.conditions import within

IS_OPEN = "state IN ('waiting', 'sending')"
HAS_FAILED = "state = 'failed'"
"""Conditions of indexes of what is little beside all that was sent. Queries say them in the same words."""

messages = Table(
    "messages",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("key", String(160), unique=True),
    Column("channel", String(16), nullable=False),
    Column("line_id", BigInteger),
    Column("owner_no", Integer),
    Column("site", SitePath),
    Column("webhook_id", String(36)),
    Column("template", String(80), nullable=False),
    Column("language", String(2), nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("forgets_text", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(80), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claim", String(36)),
    Column("due_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("delivered_at", Moment),
    Index("ix_messages_line", "line_id", "created_at"),
    # The list in its order, with what it is narrowed by, so that other rows are passed over unread.
    Index("ix_messages_created_at", "created_at", "site", "template"),
    Index(
        "ix_messages_failed",
        "created_at",
        "site",
        sqlite_where=text(HAS_FAILED),
        postgresql_where=text(HAS_FAILED),
    ),
    # Workers ask for the open ones alone, which are few beside those sent.
    Index(
        "ix_messages_open",
        "channel",
        "rank",
        "due_at",
        sqlite_where=text(IS_OPEN),
        postgresql_where=text(IS_OPEN),
    ),
)

# The answer of a centre and its receipt come in either order; whichever is first makes the row.
parts = Table(
    "message_parts",
    metadata,
    Column("centre_id", String(80), primary_key=True),
    Column("message_id", String(36), index=True),
    Column("receipt", String(16)),
    Column("reason", String(80), nullable=False, server_default=""),
    Column("receipt_at", Moment),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("url", String(500), nullable=False),
    Column("topics", JSON, nullable=False),
    Column("sealed_secret", String(400), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_by", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
)

FACTS = [column for column in messages.columns if column.name not in ("key", "claim", "rank")]


def _message(row: RowMapping) -> Message:
    facts: dict[str, Any] = {column.name: row[column.name] for column in FACTS}
    facts["channel"] = Channel(facts["channel"])
    facts["purpose"] = Purpose(facts["purpose"])
    facts["state"] = State(facts["state"])
    return Message(**facts)


def visible(actor: Actor) -> ColumnElement[bool]:
    """True for the messages that an actor may see: the site's, or a customer's own. Clause: CHN-11."""
    if actor.kind is ActorKind.CUSTOMER:
        return and_(messages.c.line_id == actor.line_id, messages.c.owner_no == actor.owner_no)
    # An event has no site and is seen at headquarters alone: NULL lies below no other site.
    return within(messages.c.site, actor.site)


def in_state(state: State) -> ColumnElement[bool]:
    """True for the messages in a state; said so that an index of such alone is found where there is one."""
    if state is State.FAILED:
        return and_(text(HAS_FAILED))
    is_it = messages.c.state == state
    return and_(text(IS_OPEN), is_it) if state in OPEN else is_it


# ---------------------------------------------------------------- writing and listing


def add(connection: Connection, row: dict[str, Any]) -> str:
    """Put a message into the outbox unless one of its key stands there; the id of the one that stands."""
    if insert_new(connection, messages, row):
        return str(row["id"])
    before = select(messages.c.id).where(messages.c.key == row["key"])
    return str(connection.execute(before).scalar_one())


def of_key(connection: Connection, key: str) -> Message | None:
    """The message that was written under a key."""
    found = select(*FACTS).where(messages.c.key == key)
    row = connection.execute(found).mappings().one_or_none()
    return _message(row) if row else None


def find(connection: Connection, message_id: str, limit: ColumnElement[bool]) -> Message | None:
    """The message of that id within the limit; no other transaction changes it until this one ends."""
    found = select(*FACTS).where(messages.c.id == message_id, limit).with_for_update()
    row = connection.execute(found).mappings().one_or_none()
    return _message(row) if row else None


def list_page(connection: Connection, listing: Listing, *conditions: ColumnElement[bool]) -> Page[Message]:
    """A page of messages that meet all conditions."""
    found = page(
        connection,
        select(*FACTS).where(*conditions),
        listing,
        sorts={"created_at": messages.c.created_at},
        key=messages.c.id,
    )
    return Page([_message(row) for row in found.items], found.next)


def count_by_state(connection: Connection, *conditions: ColumnElement[bool]) -> dict[State, int]:
    """How many messages that meet all conditions stand in each state that one of them is in."""
    statement = select(messages.c.state, func.count()).where(*conditions).group_by(messages.c.state)
    return {State(state): count for state, count in connection.execute(statement)}


def is_kept() -> ColumnElement[bool]:
    """True for a message that failed and whose text is still there, so that it can go once more."""
    return and_(messages.c.state == State.FAILED, messages.c.text != "")


def release_failed(connection: Connection, now: datetime, *conditions: ColumnElement[bool]) -> int:
    """Let the failed messages that meet all conditions go once more; how many."""
    again = update(messages).where(is_kept(), *conditions)
    fresh = {"state": State.WAITING, "reason": "", "attempts": 0, "due_at": now, "claim": None}
    return connection.execute(again.values(fresh)).rowcount


def latest_events(
    connection: Connection, webhook_ids: Sequence[str], since: datetime, most: int
) -> list[Message]:
    """The latest events of webhooks, at most so many for each, the newest first."""
    newest_first = messages.c.created_at.desc(), messages.c.id.desc()
    place = func.row_number().over(partition_by=messages.c.webhook_id, order_by=newest_first).label("place")
    # Bounded in time, so that a webhook without events does not have the whole table read.
    recent = and_(messages.c.webhook_id.in_(webhook_ids), messages.c.created_at >= since)
    ranked = select(*FACTS, place).where(recent).subquery()
    first = select(ranked).where(ranked.c.place <= most).order_by(ranked.c.created_at.desc(), ranked.c.id)
    return [_message(row) for row in connection.execute(first).mappings()]


def backlog(connection: Connection, now: datetime) -> Backlog:
    """What should have gone by now and is still open."""
    overdue = and_(messages.c.state.in_(OPEN), messages.c.due_at <= now)
    row = connection.execute(select(func.count(), func.min(messages.c.due_at)).where(overdue)).one()
    return Backlog(row[0], row[1])


# ---------------------------------------------------------------- sending


def is_due(connection: Connection, channel: Channel, now: datetime) -> bool:
    """True where a message of the channel is due."""
    due = and_(messages.c.channel == channel, messages.c.state.in_(OPEN), messages.c.due_at <= now)
    return connection.execute(select(messages.c.id).where(due).limit(1)).first() is not None


def claim(
    connection: Connection, channel: Channel, now: datetime, until: datetime, mark: str, most: int
) -> list[Message]:
    """Take at most `most` messages that are due, for the holder of `mark` alone until the moment `until`.

    Those whose holder has let its time pass are among them. What another worker is just taking is left out.
    """
    due = (
        select(messages.c.id)
        .where(messages.c.channel == channel, messages.c.state.in_(OPEN), messages.c.due_at <= now)
        .order_by(messages.c.rank, messages.c.due_at, messages.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = list(connection.execute(due).scalars())
    taken = update(messages).where(messages.c.id.in_(ids))
    connection.execute(
        taken.values(state=State.SENDING, attempts=messages.c.attempts + 1, claim=mark, due_at=until)
    )
    mine = select(*FACTS).where(messages.c.id.in_(ids)).order_by(messages.c.rank, messages.c.created_at)
    return [_message(row) for row in connection.execute(mine).mappings()]


def put_off(connection: Connection, purposes: Sequence[Purpose], now: datetime, until: datetime) -> int:
    """Move waiting messages of these purposes that are due now to another moment; how many."""
    due = and_(messages.c.state == State.WAITING, messages.c.due_at <= now, messages.c.purpose.in_(purposes))
    return connection.execute(update(messages).where(due).values(due_at=until)).rowcount


def settle(connection: Connection, message_id: str, mark: str | None, **values: object) -> bool:
    """Set columns of a message that the holder of `mark` still has (None: anybody); False where not."""
    mine = messages.c.id == message_id
    if mark is not None:
        mine = and_(mine, messages.c.claim == mark)
    changed = connection.execute(update(messages).where(mine).values(claim=None, **values))
    return changed.rowcount == 1


# ---------------------------------------------------------------- parts and receipts


def add_parts(connection: Connection, message_id: str, centre_ids: Sequence[str]) -> None:
    """Record under which ids a centre has taken a message; receipts that came before are kept."""
    earlier_use = and_(parts.c.centre_id.in_(centre_ids), parts.c.message_id.is_not(None))
    connection.execute(delete(parts).where(or_(parts.c.message_id == message_id, earlier_use)))
    put(connection, parts, [{"centre_id": each, "message_id": message_id} for each in sorted(centre_ids)])


def add_receipt(
    connection: Connection, centre_id: str, receipt: Receipt, reason: str, at: datetime
) -> str | None:
    """Record what a centre says of a part; the id of its message, None where that is not known yet."""
    row = {"centre_id": centre_id, "receipt": receipt, "reason": reason, "receipt_at": at}
    put(connection, parts, [row])
    mine = select(parts.c.message_id).where(parts.c.centre_id == centre_id)
    message_id: str | None = connection.execute(mine).scalar_one()
    return message_id


def parts_of(connection: Connection, message_id: str) -> list[Part]:
    """The parts of a message."""
    rows = connection.execute(
        select(parts).where(parts.c.message_id == message_id).order_by(parts.c.centre_id)
    )
    return [
        Part(**{**row, "receipt": Receipt(row["receipt"]) if row["receipt"] else None})
        for row in rows.mappings()
    ]
