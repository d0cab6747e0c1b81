"""The table of messages that customers have sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, String, Table, func, select, update

from tierline.database.schema import metadata
from tierline.database.types import Moment
from tierline.database.upsert import insert_new
from tierline.text_commands.model import Incoming, Outcome

incoming_messages = Table(
    "incoming_messages",
    metadata,
    Column("id", String(150), primary_key=True),
    Column("line_id", BigInteger),
    Column("owner_no", Integer),
    Column("number", String(24), nullable=False),
    Column("text", String(1000), nullable=False),
    Column("command", String(12), nullable=False),
    Column("outcome", String(24), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("handled_at", Moment),
    Index("ix_incoming_messages_line", "line_id", "received_at"),
)


def add(connection: Connection, message: Incoming) -> bool:
    """Record a message; False where one of its id is recorded already."""
    row: dict[str, Any] = {column.name: getattr(message, column.name) for column in incoming_messages.columns}
    return insert_new(connection, incoming_messages, row)


def find(connection: Connection, message_id: str) -> Incoming | None:
    """The message of that id."""
    found = select(incoming_messages).where(incoming_messages.c.id == message_id)
    row = connection.execute(found).mappings().one_or_none()
    return Incoming(**{**row, "outcome": Outcome(row["outcome"])}) if row else None


def settle(
    connection: Connection, message_id: str, command: str, outcome: Outcome, *, handled_at: datetime
) -> None:
    """Record what became of a message."""
    values = {"command": command, "outcome": outcome, "handled_at": handled_at}
    mine = incoming_messages.c.id == message_id
    connection.execute(update(incoming_messages).where(mine).values(**values))


def count_unknown(connection: Connection, line_id: int, since: datetime) -> int:
    """How many messages of a line since a moment were no command."""
    columns = incoming_messages.c
    unknown = columns.outcome.in_((Outcome.UNKNOWN_COMMAND, Outcome.NOT_ANSWERED))
    found = select(func.count()).where(columns.line_id == line_id, columns.received_at >= since, unknown)
    return int(connection.execute(found).scalar_one())
