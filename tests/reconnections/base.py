"""Lines to reconnect, and what happens to them, for the tests of this room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import select, update

from tests.service.actors import actor, client
from tests.service.base import add_line, add_membership, number
from tierline.database.connect import Database
from tierline.jobs.model import Context, Job
from tierline.jobs.store import jobs
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.reconnections import billing, service, store
from tierline.reconnections.jobs import HANDLERS
from tierline.reconnections.model import Answer, BillingEvent, EventAnswer, EventKind, Reconnection
from tierline.rights.model import Actor
from tierline.service_passwords.model import Channel, Shown
from tierline.settings import Settings

NOON = datetime(2012, 6, 15, 4, 0, tzinfo=UTC)
"""Noon of a Friday in the operator's zone."""

SUSPENDED = {
    "status": "suspended",
    "suspended_for": "arrears",
    "arrears_months": 1,
    "arrears_fen": 12_300,
}


def own_call(line_id: int = 1) -> Shown:
    """A call from the line itself, whose caller the agent has checked."""
    return Shown(Channel.HOTLINE, number(line_id), is_confirmed=True)


@dataclass
class World:
    """A database with suspended lines, and the ways in which things happen to them."""

    database: Database
    settings: Settings

    def __post_init__(self) -> None:
        self.ids = count(1)
        self.agent = actor("agent")

    def add(self, line_id: int = 1, tier: str | None = "gold", **columns: Any) -> Line:
        """A line that is suspended for arrears of a month; `tier` None: it holds none."""
        with self.database.write() as connection:
            line = add_line(connection, line_id, **{**SUSPENDED, **columns})
            if tier:
                add_membership(connection, line_id, tier=tier)
            return line

    def ask(
        self, at: datetime = NOON, shown: Shown | None = None, by: Actor | None = None, line_id: int = 1
    ) -> Answer:
        """Ask for a reconnection."""
        with self.database.write() as connection:
            return service.request(
                connection,
                self.settings,
                by or self.agent,
                number(line_id),
                shown or own_call(line_id),
                now=at,
            )

    def granted(self, at: datetime = NOON, line_id: int = 1) -> Reconnection:
        """A reconnection that is granted."""
        answer = self.ask(at, line_id=line_id)
        assert answer.refusal is None
        return answer.reconnection

    def reported(
        self, kind: EventKind, at: datetime, *, now: datetime | None = None, line_id: int = 1, **facts: int
    ) -> EventAnswer:
        """A report of billing, by default at the moment at which it happens."""
        event = BillingEvent("billing", f"e-{next(self.ids)}", kind, at, line_id=line_id, **facts)
        return self.reported_all([event], now or at)[0]

    def reported_all(self, events: list[BillingEvent], now: datetime) -> list[EventAnswer]:
        """A batch of reports."""
        with self.database.write() as connection:
            return billing.report(connection, self.settings, client("billing_system"), events, now=now)

    def used(self, fen: int, at: datetime, *, now: datetime | None = None) -> EventAnswer:
        """Usage of line 1."""
        return self.reported(EventKind.USAGE, at, now=now, fen=fen)

    def paid(self, at: datetime, left_fen: int = 0, *, now: datetime | None = None) -> EventAnswer:
        """A payment for line 1."""
        facts = {"fen": 5_000, "arrears_fen": left_fen, "arrears_months": 1 if left_fen else 0}
        return self.reported(EventKind.PAYMENT, at, now=now, **facts)

    def work(self, now: datetime) -> int:
        """Carry out what is due, in the order in which it fell due; how much that was."""
        due = (jobs.c.due_at <= now) & jobs.c.done_at.is_(None)
        with self.database.read() as connection:
            rows = connection.execute(select(jobs).where(due).order_by(jobs.c.due_at)).mappings().all()
        for row in rows:
            job = Job(row["id"], row["kind"], row["key"], row["due_at"], row["payload"], 0)
            with self.database.write() as connection:
                HANDLERS[job.kind](connection, job, Context(now, self.settings))
                connection.execute(update(jobs).where(jobs.c.id == job.id).values(done_at=now))
        return len(rows)

    def line(self, line_id: int = 1) -> Line:
        """A line as it stands."""
        with self.database.read() as connection:
            found = lines.of_id(connection, line_id)
        assert found is not None
        return found

    def stored(self, reconnection_id: str) -> Reconnection:
        """A reconnection as it stands."""
        with self.database.read() as connection:
            found = store.find(connection, reconnection_id)
        assert found is not None
        return found

    def do(self, use_case: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Run a use case in a transaction of its own."""
        with self.database.write() as connection:
            return use_case(connection, *arguments, **named)
