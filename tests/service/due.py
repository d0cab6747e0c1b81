"""Carrying out what falls due in one room, in the worker's way but without its process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update

from tierline.database.connect import Database
from tierline.jobs.model import Context, Handler, Job
from tierline.jobs.store import jobs
from tierline.settings import Settings

FIELDS = ("id", "kind", "key", "due_at", "payload", "attempts")


def carry_out(
    database: Database, settings: Settings, handlers: Mapping[str, Handler], now: datetime
) -> list[str]:
    """Carry out the open jobs of these kinds that are due by `now`, and those that they leave; their keys."""
    keys = []
    due = (
        select(jobs)
        .where(jobs.c.done_at.is_(None), jobs.c.kind.in_(handlers), jobs.c.due_at <= now)
        .order_by(jobs.c.due_at, jobs.c.id)
        .limit(1)
    )
    while True:
        with database.write() as connection:
            row = connection.execute(due).mappings().one_or_none()
            if row is None:
                return keys
            job = Job(**{name: row[name] for name in FIELDS})
            handlers[job.kind](connection, job, Context(now, settings))
            connection.execute(update(jobs).where(jobs.c.id == job.id).values(done_at=now))
        keys.append(job.key)
