"""The tables of account managers and of who looks after which line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    insert,
    select,
    text,
    update,
)

from tierline.account_managers.model import AccountManager, Assignment, Kind
from tierline.database.paging import Listing, Page, page
from tierline.database.schema import metadata
from tierline.database.types import Moment, RowNumber, SitePath
from tierline.database.upsert import insert_new
from tierline.sites.conditions import within

managers = Table(
    "account_managers",
    metadata,
    Column("person_id", String(80), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("site", SitePath, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("cap", Integer, nullable=False),
    # Counted along with each assignment, so that a cap holds whoever else assigns at the same time.
    Column("lines", Integer, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

assignments = Table(
    "manager_assignments",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("line_id", BigInteger, nullable=False),
    Column("owner_no", Integer, nullable=False),
    Column("manager", String(80), nullable=False),
    Column("since", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_manager_assignments_manager", "manager", "id"),
    Index(
        "uq_manager_assignments_present",
        "line_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)


def _manager(row: RowMapping) -> AccountManager:
    return AccountManager(**{**row, "kind": Kind(row["kind"])})


# ---------------------------------------------------------------- managers


def add(connection: Connection, manager: AccountManager) -> bool:
    """Add an account manager; False where the person is one already."""
    return insert_new(connection, managers, asdict(manager))


def find(connection: Connection, person_id: str, limit: str) -> AccountManager | None:
    """An account manager at `limit` or below it."""
    found = select(managers).where(managers.c.person_id == person_id, within(managers.c.site, limit))
    row = connection.execute(found).mappings().one_or_none()
    return _manager(row) if row else None


def list_managers(
    connection: Connection, limit: str, kind: Kind | None, listing: Listing
) -> Page[AccountManager]:
    """A page of the account managers at `limit` and below it."""
    statement = select(managers).where(within(managers.c.site, limit))
    if kind:
        statement = statement.where(managers.c.kind == kind.value)
    sorts = {"person_id": managers.c.person_id, "site": managers.c.site, "lines": managers.c.lines}
    found = page(connection, statement, listing, sorts=sorts, key=managers.c.person_id)
    return Page([_manager(row) for row in found.items], found.next)


def change(connection: Connection, person_id: str, version: int, **values: object) -> bool:
    """Set columns of a manager who still has that version; False where they have not."""
    still = (managers.c.person_id == person_id) & (managers.c.version == version)
    changed = update(managers).where(still).values(version=managers.c.version + 1, **values)
    return connection.execute(changed).rowcount == 1


def locked(statement: Select[Any], connection: Connection) -> list[AccountManager]:
    """The managers of a statement, locked always in the same order, so that two transactions never cross."""
    ordered = statement.order_by(managers.c.site, managers.c.person_id).with_for_update()
    return [_manager(row) for row in connection.execute(ordered).mappings()]


def lock_on_path(connection: Connection, sites: Collection[str], kind: Kind) -> list[AccountManager]:
    """The active managers of a kind at any of these sites, locked."""
    statement = select(managers).where(managers.c.site.in_(sites), managers.c.kind == kind.value)
    return locked(statement.where(managers.c.is_active), connection)


def lock_some(connection: Connection, person_ids: Collection[str]) -> list[AccountManager]:
    """The managers of these ids, locked."""
    return locked(select(managers).where(managers.c.person_id.in_(person_ids)), connection)


def away_with_lines(connection: Connection) -> Sequence[str]:
    """The managers who are not active and still have lines, by id."""
    away = select(managers.c.person_id).where(~managers.c.is_active, managers.c.lines > 0)
    return connection.execute(away.order_by(managers.c.person_id)).scalars().all()


# ---------------------------------------------------------------- assignments


def present(connection: Connection, line_id: int) -> Assignment | None:
    """Who looks after a line now."""
    found = select(assignments).where(assignments.c.line_id == line_id, assignments.c.ended_at.is_(None))
    row = connection.execute(found).mappings().one_or_none()
    return Assignment(**row) if row else None


def line_ids_of(manager: str) -> Select[tuple[int]]:
    """The ids of the lines that a manager looks after now, as a part of another query."""
    mine = (assignments.c.manager == manager) & assignments.c.ended_at.is_(None)
    return select(assignments.c.line_id).where(mine)


def lines_of(connection: Connection, manager: str, listing: Listing) -> Page[Assignment]:
    """A page of the lines that a manager looks after now."""
    found = page(connection, _present_of(manager), listing, sorts=_SORTS, key=assignments.c.id)
    return Page([Assignment(**row) for row in found.items], found.next)


def next_of(connection: Connection, manager: str, after: int, limit: int) -> list[Assignment]:
    """The next present assignments of a manager, by id from the one after `after`."""
    statement = _present_of(manager).where(assignments.c.id > after).order_by(assignments.c.id).limit(limit)
    return [Assignment(**row) for row in connection.execute(statement).mappings()]


def next_present(connection: Connection, after: int, limit: int) -> list[Assignment]:
    """The next present assignments of anybody, by id from the one after `after`."""
    statement = select(assignments).where(assignments.c.ended_at.is_(None), assignments.c.id > after)
    rows = connection.execute(statement.order_by(assignments.c.id).limit(limit)).mappings()
    return [Assignment(**row) for row in rows]


_SORTS = {"since": assignments.c.since, "line_id": assignments.c.line_id}


def _present_of(manager: str) -> Select[Any]:
    return select(assignments).where(assignments.c.manager == manager, assignments.c.ended_at.is_(None))


def start(connection: Connection, line_id: int, owner_no: int, manager: str, now: datetime) -> bool:
    """Give a line to a manager, and count it; False, and nothing done, where they have no room."""
    with_room = (managers.c.person_id == manager) & managers.c.is_active & (managers.c.lines < managers.c.cap)
    counted = update(managers).where(with_room).values(lines=managers.c.lines + 1)
    if connection.execute(counted).rowcount == 0:
        return False
    row = {"line_id": line_id, "owner_no": owner_no, "manager": manager, "since": now}
    connection.execute(insert(assignments).values(row))
    return True


def end(connection: Connection, assignment: Assignment, now: datetime) -> None:
    """End a present assignment, and count it off."""
    ended = update(assignments).where(assignments.c.id == assignment.id, assignments.c.ended_at.is_(None))
    if connection.execute(ended.values(ended_at=now)).rowcount == 1:
        theirs = update(managers).where(managers.c.person_id == assignment.manager)
        connection.execute(theirs.values(lines=managers.c.lines - 1))
