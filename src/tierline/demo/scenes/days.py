"""What comes each day, as a worker at work would have done it: yesterday and today."""

from __future__ import annotations

from datetime import timedelta

from tierline.demo.stage import Scene, Stage
from tierline.jobs import service as jobs
from tierline.worker.handlers import DAILY


def days(stage: Stage) -> Scene:
    """The two days begin, and with each what is to be done on it."""
    local = stage.ends_at.astimezone(stage.settings.time_zone)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    for begins_at in (today - timedelta(days=1), today):
        yield begins_at
        with stage.write() as connection:
            for kind, at in DAILY.items():
                jobs.schedule_daily(connection, kind, at, stage.settings.time_zone, now=begins_at)
