"""Customers are reminded a day ahead, and who did not come has missed the appointment."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from tierline.appointments import following, service
from tierline.jobs.model import Context, Handler, Job


def remind(connection: Connection, job: Job, context: Context) -> None:
    """Remind of one appointment."""
    service.remind(connection, context.settings, job.payload["appointment"], now=context.now)


def miss(connection: Connection, job: Job, _context: Context) -> None:
    """Mark one appointment as missed, at the end of its slot however late that is noticed."""
    service.miss(connection, job.payload["appointment"], at=job.due_at)


HANDLERS: Mapping[str, Handler] = {following.REMIND: remind, following.MISS: miss}
