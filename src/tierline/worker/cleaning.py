"""A daily job of the worker itself: it forgets what nobody needs any longer, and looks for late entries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta

from sqlalchemy import Connection

from tierline.audit.sealing import seal
from tierline.jobs import service as jobs
from tierline.jobs.model import Context, Handler, Job
from tierline.web.service import forget_answers

ANSWERS_KEPT = timedelta(days=7)
"""A call is repeated within minutes, not weeks; until then its Idempotency-Key gets the same answer."""

LATE = timedelta(days=7)
"""The sealing of every minute looks back an hour; once a day it looks back so far."""

ANSWERS_AT_ONCE = 2000
"""So few that other writers hardly wait."""

KIND = "worker.clean"


def clean(connection: Connection, job: Job, context: Context) -> None:
    """Remove a part of what is old, and have the rest follow in a transaction of its own."""
    now = context.now
    removed = forget_answers(connection, now - ANSWERS_KEPT, ANSWERS_AT_ONCE)
    removed_jobs = jobs.forget(connection, ANSWERS_AT_ONCE, now=now)
    seal(connection, now, late=LATE)
    if ANSWERS_AT_ONCE in (removed, removed_jobs):
        day, again = job.payload["day"], job.payload.get("round", 1)
        payload = {"day": day, "round": again + 1}
        jobs.schedule(connection, KIND, f"{KIND}:{day}:{again}", job.due_at, payload, now=now)


HANDLERS: Mapping[str, Handler] = {KIND: clean}

DAILY: Mapping[str, time] = {KIND: time(3, 30)}
