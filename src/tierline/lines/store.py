"""The tables of lines and memberships, and the queries that find a line within an actor's limit."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Index,
    Integer,
    RowMapping,
    SmallInteger,
    String,
    Table,
    and_,
    or_,
    select,
    text,
    update,
)

from tierline.database.schema import metadata
from tierline.database.types import Moment, SitePath
from tierline.lines.model import Line, Membership, Status, Suspension
from tierline.rights.model import Actor, ActorKind
from tierline.sites.conditions import within
from tierline.wording import Language

lines = Table(
    "lines",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("msisdn", String(20), nullable=False),
    Column("segment", String(32), nullable=False),
    Column("product", String(32), nullable=False),
    Column("payment", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("suspended_for", String(16)),
    Column("joined_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("site", SitePath, nullable=False, index=True),
    Column("owner_no", Integer, nullable=False, server_default="1"),
    Column("language", String(2), nullable=False, server_default="zh"),
    Column("do_not_disturb", Boolean, nullable=False, server_default=text("false")),
    Column("birthday_month", SmallInteger),
    Column("birthday_day", SmallInteger),
    Column("arrears_months", Integer, nullable=False, server_default="0"),
    Column("arrears_fen", BigInteger, nullable=False, server_default="0"),
    Column("changed_at", Moment),
    Column("version", Integer, nullable=False, server_default="1"),
    # Not unique: a number may be on its way from one line to another within a run.
    Index("ix_lines_msisdn", "msisdn"),
    Index(
        "ix_lines_birthday",
        "birthday_month",
        "birthday_day",
        sqlite_where=text("birthday_month IS NOT NULL"),
        postgresql_where=text("birthday_month IS NOT NULL"),
    ),
)

memberships = Table(
    "memberships",
    metadata,
    Column("line_id", BigInteger, primary_key=True, autoincrement=False),
    Column("scheme", String(64), primary_key=True),
    Column("since", Date, primary_key=True),
    Column("tier", String(64), nullable=False),
    Column("ends_on", Date),
    Column("source", String(16), nullable=False),
)


def _line(row: RowMapping) -> Line:
    facts: dict[str, Any] = {column.name: row[column.name] for column in lines.columns}
    facts["status"] = Status(facts["status"])
    facts["suspended_for"] = Suspension(facts["suspended_for"]) if facts["suspended_for"] else None
    facts["language"] = Language(facts["language"])
    return Line(**facts)


def visible(actor: Actor) -> ColumnElement[bool]:
    """True for the lines that an actor may see: the site's, or a customer's own. Clauses: CHN-11, GOV-01."""
    if actor.kind is ActorKind.CUSTOMER:
        return and_(lines.c.id == actor.line_id, lines.c.owner_no == actor.owner_no)
    return within(lines.c.site, actor.site)


def by_number(connection: Connection, msisdn: str, limit: ColumnElement[bool]) -> Line | None:
    """The line that has the number now; of several, as in the middle of a run, the one that joined last."""
    found = (
        select(lines)
        .where(lines.c.msisdn == msisdn, lines.c.status != Status.CLOSED.value, limit)
        .order_by(lines.c.joined_on.desc(), lines.c.id.desc())
        .limit(1)
    )
    row = connection.execute(found).mappings().one_or_none()
    return _line(row) if row else None


def by_id(connection: Connection, line_id: int, limit: ColumnElement[bool]) -> Line | None:
    """The line of that id, closed ones too."""
    row = connection.execute(select(lines).where(lines.c.id == line_id, limit)).mappings().one_or_none()
    return _line(row) if row else None


def lock(connection: Connection, line_id: int) -> Line | None:
    """The line, which no other transaction changes until this one ends."""
    row = connection.execute(select(lines).where(lines.c.id == line_id).with_for_update()).mappings()
    found = row.one_or_none()
    return _line(found) if found else None


def change(connection: Connection, line_id: int, **values: object) -> None:
    """Set columns of a line; its version counts on."""
    changed = update(lines).where(lines.c.id == line_id).values(version=lines.c.version + 1, **values)
    connection.execute(changed)


def change_version(connection: Connection, line_id: int, version: int, **values: object) -> bool:
    """Set columns of a line where it still has that version; False where it has not."""
    still = (lines.c.id == line_id) & (lines.c.version == version)
    changed = update(lines).where(still).values(version=version + 1, **values)
    return connection.execute(changed).rowcount == 1


def memberships_of(connection: Connection, line_id: int, on: date | None = None) -> list[Membership]:
    """The memberships of a line, all or those that hold on a day, by scheme and first day."""
    statement = select(memberships).where(memberships.c.line_id == line_id)
    if on is not None:
        ends_on = memberships.c.ends_on
        statement = statement.where(memberships.c.since <= on, or_(ends_on.is_(None), ends_on >= on))
    rows = connection.execute(statement.order_by(memberships.c.scheme, memberships.c.since)).mappings()
    return [Membership(**row) for row in rows]
