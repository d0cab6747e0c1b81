"""Contacts fall due on their mornings, and group customers without a plan get one each night."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from sqlalchemy import Connection

from tierline.contacts import planning, service
from tierline.jobs.model import Context, Handler, Job
from tierline.jobs.service import schedule


def fall_due(connection: Connection, job: Job, context: Context) -> None:
    """Mark a contact as due."""
    service.fall_due(connection, job.payload["contact"], now=context.now)


def plan_groups(connection: Connection, job: Job, context: Context) -> None:
    """Look through some lines of group customers, and have the rest follow."""
    day, after = job.payload["day"], job.payload.get("after", 0)
    last = planning.plan_next_groups(connection, context.settings, after, now=context.now)
    if last is not None:
        payload = {"day": day, "after": last}
        schedule(connection, job.kind, f"{job.kind}:{day}:{last}", job.due_at, payload, now=context.now)


HANDLERS: Mapping[str, Handler] = {"contacts.fall_due": fall_due, "contacts.plan_groups": plan_groups}

DAILY: Mapping[str, time] = {"contacts.plan_groups": time(4, 30)}
