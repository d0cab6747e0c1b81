"""Jobs for tests that leave an effect in the database, so that each can be counted."""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, select

from tierline.database.connect import Database
from tierline.database.types import RowNumber
from tierline.jobs import service as jobs
from tierline.jobs.model import Context, Handler, Job

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)

effects = Table(
    "test_effects",
    MetaData(),
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("key", String(80), nullable=False),
    Column("process", String(20), nullable=False),
)


def leave(connection: Connection, job: Job, context: Context) -> None:
    """Leave an effect."""
    connection.execute(insert(effects).values(key=job.key, process=str(os.getpid())))


def leave_and_die(connection: Connection, job: Job, context: Context) -> None:
    """Leave an effect and be killed before it is committed."""
    leave(connection, job, context)
    os.kill(os.getpid(), signal.SIGKILL)


def leave_slowly(connection: Connection, job: Job, context: Context) -> None:
    """Leave an effect a while after the job was begun, and say when it was."""
    print("begun", flush=True)
    time.sleep(0.5)
    leave(connection, job, context)


def fail(connection: Connection, job: Job, context: Context) -> None:
    """Leave an effect that is taken back, and tell a secret that nobody may read later."""
    leave(connection, job, context)
    raise ValueError("18600000001")


HANDLERS: dict[str, Handler] = {"test.effect": leave, "test.deadly": leave, "test.slow": leave_slowly}
DEADLY: dict[str, Handler] = {**HANDLERS, "test.deadly": leave_and_die}


def make_table(database: Database) -> None:
    """Make the table of effects."""
    with database.write() as connection:
        effects.create(connection)


def add_jobs(database: Database, count: int, kind: str = "test.effect", first: int = 0) -> None:
    """Jobs numbered from `first`, due a second after each other, the last of them long ago."""
    with database.write() as connection:
        for number in range(first, first + count):
            due_at = NOW - timedelta(days=1) + timedelta(seconds=number)
            jobs.schedule(connection, kind, f"{number:03}", due_at, {}, now=NOW)


def left(database: Database) -> list[str]:
    """The keys of the effects, in the order in which they were left."""
    with database.read() as connection:
        return list(connection.execute(select(effects.c.key).order_by(effects.c.id)).scalars())


def processes(database: Database) -> set[str]:
    """The processes that left effects."""
    with database.read() as connection:
        return set(connection.execute(select(effects.c.process)).scalars())
