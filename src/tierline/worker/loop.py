"""The worker's loop: jobs while there are any, and between them what comes again and again."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from datetime import time as time_of_day
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from tierline.api.logs import cause_of
from tierline.audit.sealing import seal
from tierline.database.connect import Database
from tierline.database.errors import DatabaseUnreachable
from tierline.jobs import service as jobs
from tierline.jobs.model import Handler
from tierline.settings import Settings
from tierline.worker.carrying_out import Carrier
from tierline.worker.metrics import FAULTS, SEALED

if TYPE_CHECKING:
    from tierline.web.call import Clock

log = structlog.get_logger("tierline.worker")

IDLE_SECONDS = 0.7
"""A job is at most about so late where workers have nothing else to do."""

AFTER_FAULT_SECONDS = 5.0
SEALING_SECONDS = 15.0
DAILY_SECONDS = 30.0


class Worker:
    """Carries out what is due in one process; others may do the same at the same time."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        handlers: Mapping[str, Handler],
        daily: Mapping[str, time_of_day],
    ) -> None:
        self._database, self._settings, self._clock = database, settings, clock
        self._carrier = Carrier(database, settings, clock, handlers)
        self._daily = daily
        self._daily_again_at = self._sealing_again_at = 0.0

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; the job in hand is finished first."""
        while not stop.is_set():
            try:
                self._what_comes_again()
                if self._carrier.next_job() is not None:
                    continue
                pause = IDLE_SECONDS
            except (SQLAlchemyError, DatabaseUnreachable) as error:
                FAULTS.inc()
                log.error("worker_fault", cause=cause_of(error))
                pause = AFTER_FAULT_SECONDS
            # Workers that were started together do not go on asking together.
            stop.wait(pause * random.uniform(0.7, 1.3))

    def run_once(self, stop: threading.Event) -> None:
        """Carry out what is due at this moment, and seal what was recorded.

        What jobs themselves schedule for this moment is done too. Errors of the database are raised.
        """
        until = self._clock()
        self._what_comes_again()
        while not stop.is_set() and self._carrier.next_job(until) is not None:
            pass
        self._seal(self._clock())

    def _what_comes_again(self) -> None:
        now, elapsed = self._clock(), time.monotonic()
        if elapsed >= self._daily_again_at:
            self._schedule_daily(now)
            self._daily_again_at = elapsed + DAILY_SECONDS
        if elapsed >= self._sealing_again_at:
            self._seal(now)
            self._sealing_again_at = elapsed + SEALING_SECONDS

    def _schedule_daily(self, now: datetime) -> None:
        zone = self._settings.time_zone
        with self._database.write() as connection:
            for kind, at in self._daily.items():
                jobs.schedule_daily(connection, kind, at, zone, now=now)

    def _seal(self, now: datetime) -> None:
        while True:
            with self._database.write() as connection:
                made = seal(connection, now)
            if made is None:
                return
            SEALED.inc(made.count)
