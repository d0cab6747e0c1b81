"""Greetings go out once a day, on the day itself and some lines at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from sqlalchemy import Connection

from tierline.greetings import service
from tierline.jobs.model import Context, Handler, Job
from tierline.jobs.service import schedule


def greet(connection: Connection, job: Job, context: Context) -> None:
    """Greet some of the day's birthdays, and have the rest follow; a day that is over is not made up for."""
    day, after = job.payload["day"], job.payload.get("after", 0)
    if context.now.astimezone(context.settings.time_zone).date() != date.fromisoformat(day):
        return
    last = service.greet_next(connection, context.settings, date.fromisoformat(day), after, now=context.now)
    if last is not None:
        payload = {"day": day, "after": last}
        schedule(connection, job.kind, f"{job.kind}:{day}:{last}", job.due_at, payload, now=context.now)


HANDLERS: Mapping[str, Handler] = {"greetings.birthday": greet}

DAILY: Mapping[str, time] = {"greetings.birthday": time(9, 0)}
