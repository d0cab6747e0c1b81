"""Lines of managers who left are given to others, each day anew where nobody had room; closed ones let go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from sqlalchemy import Connection

from tierline.account_managers import roster, service
from tierline.jobs.model import Context, Handler, Job
from tierline.jobs.service import schedule

LINES_AT_ONCE = 200
"""So few that other writers hardly wait."""


def hand_over(connection: Connection, job: Job, context: Context) -> None:
    """Hand some lines of one manager over, and have the rest follow in a transaction of its own."""
    manager, occasion = job.payload["manager"], job.payload["occasion"]
    last = service.hand_over_next(connection, manager, job.payload["after"], LINES_AT_ONCE, now=context.now)
    if last:
        roster.hand_over(connection, manager, occasion, after=last, now=context.now)


def hand_over_all(connection: Connection, job: Job, context: Context) -> None:
    """The same for everybody who left, once a day."""
    roster.hand_over_all(connection, job.payload["day"], now=context.now)


def look_through(connection: Connection, job: Job, context: Context) -> None:
    """Let go of lines that were closed or have a new owner, some at a time."""
    day, after = job.payload["day"], job.payload.get("after", 0)
    last = service.look_through(connection, after, LINES_AT_ONCE, now=context.now)
    if last:
        schedule(
            connection,
            job.kind,
            f"{job.kind}:{day}:{last}",
            job.due_at,
            {"day": day, "after": last},
            now=context.now,
        )


HANDLERS: Mapping[str, Handler] = {
    "account_managers.hand_over": hand_over,
    "account_managers.hand_over_all": hand_over_all,
    "account_managers.look_through": look_through,
}

DAILY: Mapping[str, time] = {
    "account_managers.look_through": time(4, 0),
    "account_managers.hand_over_all": time(5, 0),
}
