"""The stage on which the demo's scenes are played: a clock that goes on, and what falls due in between.

A scene is a generator that yields the moments at which it goes on; what it does at each, it does through the
use cases of the rooms, at `stage.now`. Scenes are played together, in the order of their moments.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Connection

from tierline.audit.sealing import seal
from tierline.database.connect import Database
from tierline.demo.sms_centre import SmsCentre
from tierline.jobs import service as jobs
from tierline.jobs.model import Context
from tierline.messages import service as messages
from tierline.messages.delivery import deliver_due
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.worker.handlers import HANDLERS

Scene = Generator[datetime]

WAITING = timedelta(minutes=3)
"""What is written in the last minutes is not sent any more, so that the reader finds messages that wait."""


class Stage:
    """The demo's service while it is filled.

    The last run is published at `published_at`; at `ends_at` the reader comes in.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        actors: Mapping[str, Actor],
        switched_off: Collection[int],
        *,
        begins_at: datetime,
        published_at: datetime,
        ends_at: datetime,
    ) -> None:
        self.database, self.settings, self._actors = database, settings, actors
        self._centre = SmsCentre(switched_off)
        self.now, self.published_at, self.ends_at = begins_at, published_at, ends_at

    def who(self, account: str) -> Actor:
        """Who acts under an account."""
        return self._actors[account]

    def before_end(self, **parts: float) -> datetime:
        """The moment that lies so many days, hours, minutes before the end."""
        return self.ends_at - timedelta(**parts)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction for what is done now."""
        with self.database.write() as connection:
            yield connection

    def play(self, scenes: Iterable[Scene]) -> None:
        """Play scenes to their ends, and let fall due what does until the end of the demo."""
        waiting: list[tuple[datetime, int, Scene]] = []
        for place, scene in enumerate(scenes):
            heapq.heappush(waiting, (next(scene), place, scene))
        while waiting:
            at, place, scene = heapq.heappop(waiting)
            self.go_on(at)
            following = next(scene, None)
            if following is not None:
                heapq.heappush(waiting, (following, place, scene))
        self.go_on(self.ends_at)

    def go_on(self, until: datetime) -> None:
        """Let the clock go on, and carry out and send what falls due, each at its moment."""
        before = None
        while (due := self._next_due(until)) is not None and due != before:
            self.now = max(self.now, due)
            before = None if self._carry_out() or self._send() else due
        self.now = max(self.now, until)

    def seal(self) -> None:
        """Seal the audit trail as far as it goes."""
        made = True
        while made:
            with self.write() as connection:
                made = seal(connection, self.now) is not None

    def _next_due(self, until: datetime) -> datetime | None:
        sent_until = min(until, self.before_end(seconds=WAITING.total_seconds()))
        with self.database.read() as connection:
            moments = (
                jobs.backlog(connection, now=until).oldest_due_at,
                messages.backlog(connection, sent_until).oldest_due_at,
            )
        return min((moment for moment in moments if moment is not None), default=None)

    def _carry_out(self) -> bool:
        """Carry out the job that is due first; False where none is. Errors are raised: none is expected."""
        with self.database.read() as connection:
            if not jobs.is_due(connection, HANDLERS.keys(), now=self.now):
                return False
        with self.write() as connection:
            job = jobs.claim(connection, HANDLERS.keys(), now=self.now)
            assert job is not None
            HANDLERS[job.kind](connection, job, Context(self.now, self.settings))
            jobs.mark_done(connection, job, now=self.now)
        return True

    def _send(self) -> bool:
        return deliver_due(self.database, self.settings, [self._centre], lambda: self.now).total > 0
