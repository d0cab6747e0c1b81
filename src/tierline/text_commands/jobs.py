"""What is done with a message of a customer soon after it came."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from tierline.jobs.model import Context, Handler, Job
from tierline.text_commands import service


def handle(connection: Connection, job: Job, context: Context) -> None:
    """Carry out the command in a message, at the moment it is looked at: what it starts begins then."""
    service.handle(connection, context.settings, str(job.payload["id"]), now=max(context.now, job.due_at))


HANDLERS: Mapping[str, Handler] = {service.KIND: handle}
