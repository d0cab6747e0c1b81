"""What the people room does each day: forgetting tokens and attempts that are long over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta

from sqlalchemy import Connection

from tierline.jobs.model import Context, Handler, Job
from tierline.people import token_store

KEPT_FOR = timedelta(days=30)
"""So long whoever looks into an incident finds which tokens there were."""


def forget(connection: Connection, _job: Job, context: Context) -> None:
    """Remove what was over long ago; the audit trail keeps that it was."""
    token_store.forget(connection, context.now - KEPT_FOR)


HANDLERS: Mapping[str, Handler] = {"people.forget": forget}
DAILY: Mapping[str, time] = {"people.forget": time(3, 40)}
