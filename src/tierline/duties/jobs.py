"""Duties are carried out when a run was published, and once a day where something kept them waiting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from sqlalchemy import Connection

from tierline.duties import service
from tierline.jobs.model import Context, Handler, Job
from tierline.jobs.service import schedule


def carry_out(connection: Connection, job: Job, context: Context) -> None:
    """Carry out some duties of a range, and have the rest follow."""
    first, last = job.payload["first"], job.payload["last"]
    _, rest = service.carry_out_next(connection, context.settings, first, last, now=context.now)
    if rest is not None and rest <= last:
        service.go_on(connection, rest, last, due_at=job.due_at, now=context.now)


def carry_out_waiting(connection: Connection, job: Job, context: Context) -> None:
    """Try again what waited for a day or for room with an account manager."""
    day, first = job.payload["day"], job.payload.get("first", 0)
    _, rest = service.carry_out_next(connection, context.settings, first, None, now=context.now)
    if rest is not None:
        payload = {"day": day, "first": rest}
        key = f"{job.kind}:{day}:{rest}"
        schedule(connection, job.kind, key, job.due_at, payload, now=context.now)


HANDLERS: Mapping[str, Handler] = {
    service.CARRY_OUT: carry_out,
    "duties.carry_out_waiting": carry_out_waiting,
}

DAILY: Mapping[str, time] = {"duties.carry_out_waiting": time(6, 0)}
