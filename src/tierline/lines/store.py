"""Tables of lines, of what they hold and of line events, and the queries over several lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    or_,
    select,
    text,
    update,
)

from tierline.database.append_only import append_only
from tierline.database.paging import Listing, Page, page
from tierline.database.schema import metadata
from tierline.database.types import Moment, RowNumber, SitePath
from tierline.lines.model import Line, LinesWanted, Status, Suspension
from tierline.rights.model import Actor, ActorKind
from tierline.sites.conditions import within
from tierline.wording import Language

OF_GROUPS = "segment = 'group'"
"""Written out: SQLite does not see that an index with a condition fits where the value is an argument."""

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
    Column("is_barred", Boolean, nullable=False, server_default=text("false")),
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
    # Group customers are few, and looked through each day for those whom nobody contacts yet.
    Index(
        "ix_lines_group",
        "id",
        sqlite_where=text(OF_GROUPS),
        postgresql_where=text(OF_GROUPS),
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

# Apart from the rated ones, which go on underneath and may begin on the same day. Reason and people are
# personal: they never reach a log.
overrides = Table(
    "overrides",
    metadata,
    Column("line_id", BigInteger, primary_key=True, autoincrement=False),
    Column("scheme", String(64), primary_key=True),
    Column("since", Date, primary_key=True),
    Column("tier", String(64), nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("reason", String(500), nullable=False),
    Column("set_by", String(80), nullable=False),
    Column("approved_by", String(80), nullable=False),
)

# No personal data: what an event says of a number is kept in the line alone.
line_events = Table(
    "line_events",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("source", String(80), nullable=False),
    Column("event_id", String(80), nullable=False),
    Column("line_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("concern", String(16), nullable=False),
    Column("happened_at", Moment, nullable=False, index=True),
    Column("received_at", Moment, nullable=False),
    Column("is_applied", Boolean, nullable=False),
    Column("facts", JSON, nullable=False),
    UniqueConstraint("source", "event_id"),
    Index("ix_line_events_line", "line_id", "concern", "happened_at"),
)
append_only(line_events)


COLUMNS = tuple(column.name for column in lines.columns)


def line_of(values: Iterable[Any]) -> Line:
    """The line of a whole row, its values in the order of the table."""
    facts = dict(zip(COLUMNS, values, strict=True))
    facts["status"] = Status(facts["status"])
    facts["suspended_for"] = Suspension(facts["suspended_for"]) if facts["suspended_for"] else None
    facts["language"] = Language(facts["language"])
    return Line(**facts)


def visible(actor: Actor) -> ColumnElement[bool]:
    """True for the lines that an actor may see: the site's, or a customer's own. Clauses: CHN-11, GOV-01."""
    if actor.kind is ActorKind.CUSTOMER:
        return and_(lines.c.id == actor.line_id, lines.c.owner_no == actor.owner_no)
    return within(lines.c.site, actor.site)


def lock(connection: Connection, line_id: int) -> Line | None:
    """The line, which no other transaction changes until this one ends."""
    found = connection.execute(_LOCKED, {"id": line_id}).one_or_none()
    return line_of(found) if found else None


_LOCKED = select(lines).where(lines.c.id == bindparam("id")).with_for_update()


def by_ids(connection: Connection, line_ids: Collection[int], *, locked: bool = False) -> dict[int, Line]:
    """The lines of these ids; locked ones in the order of their ids, so that two transactions never cross."""
    statement = select(lines).where(lines.c.id.in_(line_ids)).order_by(lines.c.id)
    if locked:
        statement = statement.with_for_update()
    return {row.id: line_of(row) for row in connection.execute(statement)}


def with_birthday(
    connection: Connection, days: Collection[tuple[int, int]], after: int, limit: int
) -> list[Line]:
    """Lines in use whose owner's birthday is one of `days` (month, day), by id from the one after `after`."""
    month, day = lines.c.birthday_month, lines.c.birthday_day
    born = or_(*(and_(month == wanted_month, day == wanted_day) for wanted_month, wanted_day in days))
    statement = (
        select(lines)
        .where(born, lines.c.status != Status.CLOSED.value, lines.c.id > after)
        .order_by(lines.c.id)
        .limit(limit)
    )
    return [line_of(row) for row in connection.execute(statement)]


def of_groups(connection: Connection, after: int, limit: int) -> list[Line]:
    """Lines in use of group customers, by id from the one after `after`."""
    statement = (
        select(lines)
        .where(text(OF_GROUPS), lines.c.status != Status.CLOSED.value, lines.c.id > after)
        .order_by(lines.c.id)
        .limit(limit)
    )
    return [line_of(row) for row in connection.execute(statement)]


def suspended_for_arrears(connection: Connection, site: str, after: int, limit: int) -> list[Line]:
    """Lines at a site and below it that are suspended for arrears, by id from the one after `after`."""
    statement = (
        select(lines)
        .where(
            lines.c.suspended_for == Suspension.ARREARS.value,
            lines.c.status == Status.SUSPENDED.value,
            within(lines.c.site, site),
            lines.c.id > after,
        )
        .order_by(lines.c.id)
        .limit(limit)
    )
    return [line_of(row) for row in connection.execute(statement)]


def change(connection: Connection, line_id: int, **values: object) -> None:
    """Set columns of a line; its version counts on."""
    changed = update(lines).where(lines.c.id == line_id).values(version=lines.c.version + 1, **values)
    connection.execute(changed)


def change_version(connection: Connection, line_id: int, version: int, **values: object) -> bool:
    """Set columns of a line where it still has that version; False where it has not."""
    still = (lines.c.id == line_id) & (lines.c.version == version)
    changed = update(lines).where(still).values(version=version + 1, **values)
    return connection.execute(changed).rowcount == 1


def list_lines(
    connection: Connection, limit: ColumnElement[bool], wanted: LinesWanted, listing: Listing
) -> Page[Line]:
    """A page of lines within a limit, whatever tier they hold."""
    asked = [
        column == value
        for column, value in ((lines.c.product, wanted.product), (lines.c.status, wanted.status))
        if value is not None
    ]
    if wanted.site is not None:
        asked.append(within(lines.c.site, wanted.site))
    sorts = {"id": lines.c.id, "joined_on": lines.c.joined_on, "site": lines.c.site}
    found = page(connection, select(lines).where(limit, *asked), listing, sorts=sorts, key=lines.c.id)
    return Page([line_of(row.values()) for row in found.items], found.next)
