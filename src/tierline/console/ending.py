"""When a sign-in ends by itself, as an open page has to know it to say so in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tierline.people.service import idle_life
from tierline.settings import Settings

SOON = timedelta(minutes=5)
"""So long before the end it is told; a quarter of the time where sign-ins end soon when idle."""


@dataclass(frozen=True)
class Ending:
    """What the page counts from: moments in milliseconds, spans in seconds.

    The page was made at `now` by our clock, since the reader's may be wrong. With nothing done it ends
    `idle` after that, is told `before` its end, and at `until` in any case (0 where that is not known).
    """

    now: int
    idle: int
    before: int
    until: int
    zone: str


def ending(settings: Settings, until: datetime | None, now: datetime) -> Ending:
    """The end of the sign-in of a page that is made now."""
    idle = idle_life(settings)
    return Ending(
        _milliseconds(now),
        int(idle.total_seconds()),
        int(min(SOON, idle / 4).total_seconds()),
        _milliseconds(until) if until else 0,
        settings.time_zone.key,
    )


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
