"""The table of tasks, and how a worker takes one."""

from __future__ import annotations

from collections.abc import Collection
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
    Select,
    String,
    Table,
    and_,
    func,
    select,
    text,
    update,
)

from tierline.database.not_sought import NotSought
from tierline.database.paging import Listing, Page, page
from tierline.database.schema import metadata
from tierline.database.types import Moment, SitePath
from tierline.database.upsert import insert_new
from tierline.rights.model import ActorKind
from tierline.sites.conditions import within
from tierline.tasks.model import Backlog, State, Task
from tierline.wording import Text

tasks = Table(
    "tasks",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("kind", String(60), nullable=False),
    # What it is about: of one kind and key, one task at a time is open.
    Column("key", String(160), nullable=False),
    Column("asked", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("site", SitePath, nullable=False),
    Column("asked_by", String(80), nullable=False),
    Column("asked_by_name", String(200), nullable=False),
    Column("asked_by_kind", String(20), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("done", BigInteger, nullable=False),
    Column("whole", BigInteger, nullable=False),
    Column("stage", String(60), nullable=False),
    Column("result", JSON(none_as_null=True)),
    Column("problem", JSON(none_as_null=True)),
    Column("is_cancel_asked", Boolean, nullable=False),
    # Who carries it out, when that one was last alive, and how often it was begun.
    Column("runner", String(36), nullable=False),
    Column("alive_at", Moment),
    Column("attempts", Integer, nullable=False),
    Index("ix_tasks_kind", "kind", "key", "asked_at"),
    Index("ix_tasks_asked_at", "asked_at", "id"),
    Index(
        "uq_tasks_open",
        "kind",
        "key",
        unique=True,
        sqlite_where=text("state IN ('queued', 'running')"),
        postgresql_where=text("state IN ('queued', 'running')"),
    ),
    # Workers ask for these alone, which are few beside those that have ended.
    Index(
        "ix_tasks_open",
        "state",
        "asked_at",
        sqlite_where=text("state IN ('queued', 'running')"),
        postgresql_where=text("state IN ('queued', 'running')"),
    ),
)

OPEN = tasks.c.state.in_((State.QUEUED.value, State.RUNNING.value))
QUEUED = tasks.c.state == State.QUEUED.value
RUNNING = tasks.c.state == State.RUNNING.value
others = tasks.alias("others")
OTHERS_HEARD_AT = (
    select(func.max(others.c.alive_at)).where(others.c.state == State.RUNNING.value).scalar_subquery()
)
SHOWN = [
    *(column for column in tasks.c if column.name not in ("key", "runner", "alive_at", "attempts")),
    func.coalesce(tasks.c.alive_at, OTHERS_HEARD_AT).label("worker_heard_at"),
]


def _task(row: RowMapping) -> Task:
    problem = Text(**row["problem"]) if row["problem"] else None
    facts = {column.name: row[column.name] for column in SHOWN}
    kind = ActorKind(row["asked_by_kind"])
    return Task(**{**facts, "state": State(row["state"]), "problem": problem, "asked_by_kind": kind})


def add(connection: Connection, task: Task, key: str) -> bool:
    """Add a task; False where one of its kind and key is open."""
    names = {"state": task.state.value, "asked_by_kind": task.asked_by_kind.value}
    row = {**vars(task), **names, "asked": dict(task.asked)}
    return insert_new(connection, tasks, {**row, "key": key, "runner": "", "attempts": 0})


def find(connection: Connection, task_id: str, site: str, *, lock: bool = False) -> Task | None:
    """The task of that id, if one at `site` may see it. Clause: CHN-11."""
    statement = select(*SHOWN).where(tasks.c.id == task_id, within(tasks.c.site, site))
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().one_or_none()
    return _task(row) if row else None


def last(connection: Connection, kind: str, key: str, states: Collection[State]) -> Task | None:
    """The task of that kind and key that was asked for last, of those in one of the states."""
    statement = (
        select(*SHOWN)
        .where(tasks.c.kind == kind, tasks.c.key == key, tasks.c.state.in_([one.value for one in states]))
        .order_by(tasks.c.asked_at.desc(), tasks.c.id.desc())
        .limit(1)
    )
    row = connection.execute(statement).mappings().one_or_none()
    return _task(row) if row else None


def listed(connection: Connection, kinds: Collection[str], site: str, listing: Listing) -> Page[Task]:
    """Tasks of these kinds at a site and below it, by when they were asked for. Clause: CHN-11."""
    is_of_kind = NotSought(tasks.c.kind).in_(sorted(kinds))
    statement = select(*SHOWN).where(is_of_kind, within(tasks.c.site, site))
    found = page(connection, statement, listing, sorts={"asked_at": tasks.c.asked_at}, key=tasks.c.id)
    return Page([_task(row) for row in found.items], found.next)


def change(connection: Connection, wanted: ColumnElement[bool], **values: object) -> int:
    """Set columns of the tasks wanted; return how many they were."""
    return connection.execute(update(tasks).where(wanted).values(**values)).rowcount


# ---------------------------------------------------------------- what a worker asks


def lost(kinds: Collection[str], before: datetime) -> ColumnElement[bool]:
    """Tasks under way of which nothing was heard since a moment."""
    return and_(RUNNING, tasks.c.kind.in_(sorted(kinds)), tasks.c.alive_at < before)


def held(task_id: str, runner: str) -> ColumnElement[bool]:
    """The task of that id while this runner carries it out."""
    return and_(RUNNING, tasks.c.id == task_id, tasks.c.runner == runner)


def _first(kinds: Collection[str]) -> Select[Any]:
    wanted = select(tasks.c.id).where(QUEUED, tasks.c.kind.in_(sorted(kinds)))
    return wanted.order_by(tasks.c.asked_at, tasks.c.id).limit(1)


def is_waiting(connection: Connection, kinds: Collection[str], lost_before: datetime) -> bool:
    """True where a worker has something to take or to clear up; asking it holds nobody up."""
    if connection.execute(_first(kinds)).first():
        return True
    return connection.execute(select(tasks.c.id).where(lost(kinds, lost_before)).limit(1)).first() is not None


def take(connection: Connection, kinds: Collection[str], runner: str, now: datetime) -> Task | None:
    """The first task in the queue, which is now this runner's; None where no other is left."""
    task_id = connection.execute(_first(kinds).with_for_update(skip_locked=True)).scalar_one_or_none()
    if task_id is None:
        return None
    taken = {"runner": runner, "started_at": now, "alive_at": now, "attempts": tasks.c.attempts + 1}
    anew = {"done": 0, "whole": 0, "stage": ""}
    change(connection, tasks.c.id == task_id, state=State.RUNNING.value, **taken, **anew)
    return of_runner(connection, task_id, runner)


def of_runner(connection: Connection, task_id: str, runner: str) -> Task | None:
    """The task of that id while this runner carries it out."""
    row = connection.execute(select(*SHOWN).where(held(task_id, runner))).mappings().one_or_none()
    return _task(row) if row else None


def ended_state(connection: Connection, task_id: str, runner: str) -> State | None:
    """The state in which the runner of a task has left it; None while it is open."""
    wanted = select(tasks.c.state).where(tasks.c.id == task_id, tasks.c.runner == runner, ~OPEN)
    found = connection.execute(wanted).scalar_one_or_none()
    return State(found) if found else None


def backlog(connection: Connection) -> Backlog:
    """What waits in the queue."""
    waiting = select(func.count(), func.min(tasks.c.asked_at)).where(QUEUED)
    count, oldest = connection.execute(waiting).one()
    return Backlog(count, oldest)
