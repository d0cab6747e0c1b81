"""Scheduling what falls due, in the transaction of what makes it fall due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from tierline.database.upsert import insert_new
from tierline.jobs.store import jobs


def schedule(
    connection: Connection,
    kind: str,
    key: str,
    due_at: datetime,
    payload: Mapping[str, Any],
    *,
    now: datetime,
) -> bool:
    """Have `kind` carried out at `due_at`; False where a job of that key stands already, done or not.

    The key makes it happen once: a daily job has its day in the key, and a clock set back repeats nothing.
    """
    row = {
        "kind": kind,
        "key": key,
        "due_at": due_at,
        "payload": dict(payload),
        "attempts": 0,
        "next_attempt_at": due_at,
        "created_at": now,
    }
    return insert_new(connection, jobs, row)


def postpone(connection: Connection, key: str, due_at: datetime) -> bool:
    """Move an open job to another moment; False where none of that key is open."""
    still_open = (jobs.c.key == key) & jobs.c.done_at.is_(None)
    moved = connection.execute(
        update(jobs).where(still_open).values(due_at=due_at, next_attempt_at=due_at, given_up_at=None)
    )
    return moved.rowcount == 1


def call_off(connection: Connection, key: str, *, now: datetime) -> bool:
    """Mark an open job as done without carrying it out; False where none of that key is open."""
    still_open = (jobs.c.key == key) & jobs.c.done_at.is_(None)
    return connection.execute(update(jobs).where(still_open).values(done_at=now)).rowcount == 1
