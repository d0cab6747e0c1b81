"""How the runs of the demo come into its service: first without duties, a month later with them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from tierline.demo.installation import Installation
from tierline.demo.months import STAR, folder_of
from tierline.demo.stage import Scene, Stage
from tierline.publishing.publisher import Publisher

DAY, AT = 6, time(7, 30)
"""Rated on the 5th, published the morning after."""

OPERATIONS = "zhou.wei"


def published_at(month: date, zone: ZoneInfo) -> datetime:
    """When the run of a month was published."""
    return datetime.combine(month.replace(day=DAY), AT, zone).astimezone(UTC)


def publish(stage: Stage, demo: Installation, month: date, *schemes: str, with_duties: bool) -> None:
    """Publish the runs of a month, as operations."""
    publisher = Publisher(
        stage.database, stage.settings, stage.who(OPERATIONS), lambda: stage.now, with_duties=with_duties
    )
    for scheme in schemes:
        publisher.publish(folder_of(demo.runs, month) / scheme)


def last_run(stage: Stage, demo: Installation, month: date) -> Scene:
    """The stars of the last month: their duties are carried out at once."""
    yield stage.published_at
    publish(stage, demo, month, STAR, with_duties=True)
