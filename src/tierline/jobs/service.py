"""Scheduling what falls due, in the transaction of what makes it fall due, and taking it when it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.paging import Listing, Page
from tierline.database.upsert import insert_new
from tierline.jobs import rules, store
from tierline.jobs.errors import JobNotGivenUp
from tierline.jobs.model import Backlog, Job, Record, State
from tierline.jobs.store import GIVEN_UP, OPEN, jobs
from tierline.rights.model import Actor

KEPT = timedelta(days=400)
"""How long a job that is done is remembered: within that time, its key cannot take effect again."""


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

    The key makes it happen once: a daily job has its day in the key, so that a clock set back repeats
    nothing. Jobs are taken in the order of `due_at`; several workers carry them out side by side.
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


def schedule_daily(connection: Connection, kind: str, at: time, zone: tzinfo, *, now: datetime) -> None:
    """Schedule a daily job for today and for the days missed since the last one."""
    today = now.astimezone(zone).date()
    before = store.last_due_before(connection, kind, rules.moment_of(today, time(0), zone))
    last = before.astimezone(zone).date() if before else None
    for day in rules.days_due(last, today):
        due_at = rules.moment_of(day, at, zone)
        schedule(connection, kind, f"{kind}:{day}", due_at, {"day": day.isoformat()}, now=now)


def postpone(connection: Connection, key: str, due_at: datetime) -> bool:
    """Move a job that is not done to another moment, and have it tried anew; False where there is none."""
    not_done = (jobs.c.key == key) & jobs.c.done_at.is_(None)
    anew = {"attempts": 0, "problem": None, "given_up_at": None}
    return store.change(connection, not_done, due_at=due_at, next_attempt_at=due_at, **anew) == 1


def call_off(connection: Connection, key: str, *, now: datetime) -> bool:
    """Mark a job as done without carrying it out; False where none of that key is left to do."""
    not_done = (jobs.c.key == key) & jobs.c.done_at.is_(None)
    return store.change(connection, not_done, done_at=now) == 1


# ---------------------------------------------------------------- what a worker does


def claim(
    connection: Connection, kinds: Collection[str], *, now: datetime, until: datetime | None = None
) -> Job | None:
    """Take the job of these kinds that is due first; it is nobody else's until the transaction ends.

    `until` leaves out what falls due after it. On SQLite the transaction must be one that writes.
    """
    return store.claim(connection, kinds, now, min(now, until or now))


def is_due(
    connection: Connection, kinds: Collection[str], *, now: datetime, until: datetime | None = None
) -> bool:
    """True where `claim` might find a job; asked first, because a claim holds up other writers on SQLite."""
    return store.is_due(connection, kinds, now, min(now, until or now))


def mark_done(connection: Connection, job: Job, *, now: datetime) -> None:
    """Mark a job as done, in the transaction of its effect."""
    store.change(connection, jobs.c.id == job.id, done_at=now, problem=None)


def mark_failed(connection: Connection, job: Job, problem: str, *, now: datetime) -> bool:
    """Note that a job failed and when it is tried again; False where it is given up now.

    `problem` is the kind of error and nothing of its message, which may hold personal data.
    """
    failures = job.attempts + 1
    wait = rules.wait_after(failures)
    noted = {"attempts": failures, "problem": problem[:400]}
    still = (jobs.c.id == job.id) & (jobs.c.attempts == job.attempts) & OPEN
    if wait is None:
        store.change(connection, still, given_up_at=now, **noted)
        return False
    store.change(connection, still, next_attempt_at=now + wait, **noted)
    return True


def backlog(connection: Connection, *, now: datetime) -> Backlog:
    """What waits at a moment."""
    return store.backlog(connection, now)


def forget(connection: Connection, most: int, *, now: datetime) -> int:
    """Remove jobs that were done long ago, at most so many; return how many they were."""
    return store.forget(connection, now - KEPT, most)


# ---------------------------------------------------------------- what people do


def list_jobs(
    connection: Connection,
    state: State | None = None,
    kind: str | None = None,
    listing: Listing | None = None,
) -> Page[Record]:
    """Jobs with what has become of them, those due first in front."""
    return store.list_records(connection, state, kind, listing or Listing())


def retry(connection: Connection, actor: Actor, job_id: int | None, *, now: datetime) -> int:
    """Have a job that was given up, or all of them, tried again now; return how many they are.

    Raises JobNotGivenUp where `job_id` is none of them.
    """
    wanted = GIVEN_UP if job_id is None else (jobs.c.id == job_id) & GIVEN_UP
    count = store.change(connection, wanted, given_up_at=None, attempts=0, next_attempt_at=now)
    if job_id is not None and not count:
        raise JobNotGivenUp(job=job_id)
    subject = ("job", "all" if job_id is None else job_id)
    audit.record(connection, actor, "job.retry", subject, now=now, facts={"count": count})
    return count
