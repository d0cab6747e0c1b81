"""What reconnections do when something falls due: expire."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from tierline.jobs.model import Context, Handler, Job
from tierline.reconnections import endings, store


def expire(connection: Connection, job: Job, context: Context) -> None:
    """Suspend a line again whose reconnection ran out unpaid, at the instant at which it did. Clause: ENT-06.

    One that was paid, ended or extended meanwhile stays as it is.
    """
    reconnection = store.find(connection, str(job.payload["reconnection_id"]))
    if reconnection is not None and reconnection.is_active:
        # A clock that was set back does not make what fell due undone.
        at = max(context.now, job.due_at)
        endings.locked(connection, context.settings, reconnection.line_id, at, now=context.now)


HANDLERS: Mapping[str, Handler] = {"reconnection.expire": expire}
