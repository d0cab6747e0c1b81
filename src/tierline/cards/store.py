"""The table of cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    select,
    text,
    update,
)

from tierline.cards.model import Card, VoidReason
from tierline.database.schema import metadata
from tierline.database.types import Moment
from tierline.database.upsert import insert_new

cards = Table(
    "cards",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("line_id", BigInteger, nullable=False, index=True),
    Column("owner_no", Integer, nullable=False),
    Column("scheme", String(64), nullable=False),
    Column("tier", String(64), nullable=False),
    Column("number", String(20), nullable=False, unique=True),
    Column("issued_at", Moment, nullable=False),
    Column("voided_at", Moment),
    Column("reason", String(32)),
    Column("version", Integer, nullable=False),
    # The database itself sees to it that one card is valid.
    Index(
        "uq_cards_valid",
        "line_id",
        "scheme",
        unique=True,
        sqlite_where=text("voided_at IS NULL"),
        postgresql_where=text("voided_at IS NULL"),
    ),
)


def _card(row: RowMapping) -> Card:
    facts: dict[str, Any] = dict(row)
    facts["reason"] = VoidReason(row["reason"]) if row["reason"] else None
    return Card(**facts)


def add(connection: Connection, card: Card) -> bool:
    """Add a card; False where its number is taken, or another card of line and scheme is valid."""
    return insert_new(connection, cards, asdict(card))


def valid_ones(connection: Connection, line_id: int) -> Sequence[Card]:
    """The valid cards of a line, by scheme."""
    found = select(cards).where(cards.c.line_id == line_id, cards.c.voided_at.is_(None))
    return [_card(row) for row in connection.execute(found.order_by(cards.c.scheme)).mappings()]


def of_owner(connection: Connection, line_id: int, owner_no: int) -> Sequence[Card]:
    """All cards of one owner of a line, the latest first."""
    found = select(cards).where(cards.c.line_id == line_id, cards.c.owner_no == owner_no)
    rows = connection.execute(found.order_by(cards.c.issued_at.desc(), cards.c.id)).mappings()
    return [_card(row) for row in rows]


def one(connection: Connection, card_id: str, line_id: int, owner_no: int) -> Card | None:
    """A card, if it is one of that owner of the line."""
    mine = (cards.c.id == card_id) & (cards.c.line_id == line_id) & (cards.c.owner_no == owner_no)
    row = connection.execute(select(cards).where(mine)).mappings().one_or_none()
    return _card(row) if row else None


def void(connection: Connection, card: Card, reason: VoidReason, now: datetime) -> bool:
    """Make a card void that is as it was read; False where it is not."""
    still = (cards.c.id == card.id) & (cards.c.version == card.version) & cards.c.voided_at.is_(None)
    values = {"voided_at": now, "reason": reason.value, "version": card.version + 1}
    return connection.execute(update(cards).where(still).values(values)).rowcount == 1
