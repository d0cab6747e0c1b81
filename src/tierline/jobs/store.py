"""The table of jobs, and how a worker takes one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    and_,
    delete,
    func,
    select,
    update,
)

from tierline.database.paging import Listing, Page, page
from tierline.database.schema import metadata
from tierline.database.types import Moment, RowNumber
from tierline.jobs.model import Backlog, Job, Record, State

jobs = Table(
    "jobs",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("kind", String(60), nullable=False),
    Column("key", String(160), nullable=False, unique=True),
    Column("due_at", Moment, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("given_up_at", Moment),
    Column("problem", String(400)),
    Index("ix_jobs_kind", "kind", "due_at"),
)

OPEN = and_(jobs.c.done_at.is_(None), jobs.c.given_up_at.is_(None))
GIVEN_UP = and_(jobs.c.done_at.is_(None), jobs.c.given_up_at.is_not(None))
CONDITIONS = {State.OPEN: OPEN, State.GIVEN_UP: GIVEN_UP, State.DONE: jobs.c.done_at.is_not(None)}

# Workers ask for the open ones alone, which are few beside those done.
Index("ix_jobs_open", jobs.c.due_at, jobs.c.id, sqlite_where=OPEN, postgresql_where=OPEN)
Index("ix_jobs_given_up", jobs.c.given_up_at, sqlite_where=GIVEN_UP, postgresql_where=GIVEN_UP)


def first_due(kinds: Collection[str], now: datetime, until: datetime) -> Select[Any]:
    """The statement for the job of these kinds that is due first."""
    return (
        select(jobs)
        .where(OPEN, jobs.c.due_at <= until, jobs.c.next_attempt_at <= now, jobs.c.kind.in_(sorted(kinds)))
        .order_by(jobs.c.due_at, jobs.c.id)
        .limit(1)
    )


def claim(connection: Connection, kinds: Collection[str], now: datetime, until: datetime) -> Job | None:
    """The job that is due first and that no other worker has in hand; held until the transaction ends."""
    statement = first_due(kinds, now, until).with_for_update(skip_locked=True)
    row = connection.execute(statement).mappings().one_or_none()
    return job(row) if row else None


def is_due(connection: Connection, kinds: Collection[str], now: datetime, until: datetime) -> bool:
    """True where `claim` might find a job; asking it holds nobody up."""
    return connection.execute(first_due(kinds, now, until)).first() is not None


def job(row: RowMapping) -> Job:
    """The job of a row."""
    return Job(row["id"], row["kind"], row["key"], row["due_at"], row["payload"], row["attempts"])


def record(row: RowMapping) -> Record:
    """The job of a row with what has become of it."""
    state = State.DONE if row["done_at"] else State.GIVEN_UP if row["given_up_at"] else State.OPEN
    return Record(job(row), state, row["next_attempt_at"], row["problem"])


def change(connection: Connection, wanted: ColumnElement[bool], **values: object) -> int:
    """Set columns of the jobs wanted; return how many they were."""
    return connection.execute(update(jobs).where(wanted).values(**values)).rowcount


def list_records(
    connection: Connection, state: State | None, kind: str | None, listing: Listing
) -> Page[Record]:
    """Jobs in a state, of a kind, by when they are due."""
    statement = select(jobs)
    if state is not None:
        statement = statement.where(CONDITIONS[state])
    if kind is not None:
        statement = statement.where(jobs.c.kind == kind)
    found = page(connection, statement, listing, sorts={"due_at": jobs.c.due_at}, key=jobs.c.id)
    return Page([record(row) for row in found.items], found.next)


def backlog(connection: Connection, now: datetime) -> Backlog:
    """What waits at a moment."""
    due = select(func.count(), func.min(jobs.c.due_at)).where(OPEN, jobs.c.due_at <= now)
    given_up = select(func.count()).select_from(jobs).where(GIVEN_UP)
    count, oldest = connection.execute(due).one()
    return Backlog(count, oldest, connection.execute(given_up).scalar_one())


def last_due_before(connection: Connection, kind: str, moment: datetime) -> datetime | None:
    """The latest moment before `moment` at which a job of that kind was or is due."""
    latest = select(func.max(jobs.c.due_at)).where(jobs.c.kind == kind, jobs.c.due_at < moment)
    found: datetime | None = connection.execute(latest).scalar_one()
    return found


def forget(connection: Connection, done_before: datetime, most: int) -> int:
    """Remove jobs that were done before a moment, at most so many; return how many they were."""
    old = select(jobs.c.id).where(jobs.c.done_at < done_before).limit(most)
    return connection.execute(delete(jobs).where(jobs.c.id.in_(old))).rowcount
