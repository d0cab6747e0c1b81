"""One job: taken, carried out and marked as done in one transaction, so that it takes effect once."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from tierline.api.logs import cause_of
from tierline.database.connect import Database
from tierline.jobs import service as jobs
from tierline.jobs.model import Context, Handler, Job
from tierline.settings import Settings
from tierline.worker.metrics import JOBS, SECONDS

if TYPE_CHECKING:
    from tierline.web.call import Clock

log = structlog.get_logger("tierline.worker")


@dataclass(frozen=True)
class Carrier:
    """What carries jobs out: the database, the clock, and what each kind of job does."""

    database: Database
    settings: Settings
    clock: Clock
    handlers: Mapping[str, Handler]

    @property
    def kinds(self) -> Collection[str]:
        """The kinds that it knows. Others wait for a worker that knows them, as a newer one may."""
        return self.handlers.keys()

    def next_job(self, until: datetime | None = None) -> Job | None:
        """Carry out the job that is due first and return it, done or not; None where none is due.

        An error of the job takes its effect back and is noted; one of the database is raised, and the job
        stays as it was.
        """
        now = self.clock()
        with self.database.read() as connection:
            if not jobs.is_due(connection, self.kinds, now=now, until=until):
                return None
        job: Job | None = None
        began = time.perf_counter()
        try:
            with self.database.write() as connection:
                job = jobs.claim(connection, self.kinds, now=now, until=until)
                if job is None:
                    return None
                self.handlers[job.kind](connection, job, Context(now, self.settings))
                jobs.mark_done(connection, job, now=now)
        except Exception as error:  # Whatever a job meets, the others must go on.
            if job is None:
                raise
            self._failed(job, error)
            return job
        seconds = time.perf_counter() - began
        JOBS.labels(job.kind, "done").inc()
        SECONDS.labels(job.kind).observe(seconds)
        log.info("job_done", **_named(job), late_seconds=_late(job, now), seconds=round(seconds, 3))
        return job

    def _failed(self, job: Job, error: Exception) -> None:
        now = self.clock()
        with self.database.write() as connection:
            goes_on = jobs.mark_failed(connection, job, type(error).__name__, now=now)
        outcome = "failed" if goes_on else "given_up"
        JOBS.labels(job.kind, outcome).inc()
        log.error(
            "job_not_done",
            **_named(job),
            outcome=outcome,
            failures=job.attempts + 1,
            cause=cause_of(error),
        )


def _named(job: Job) -> dict[str, object]:
    return {"job": job.id, "kind": job.kind}


def _late(job: Job, now: datetime) -> float:
    return round((now - job.due_at).total_seconds(), 3)
