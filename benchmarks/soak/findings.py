"""What a check of a soak looks at, and what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

LATE = timedelta(seconds=10)
"""Workers ask about every second; what fell due within that time may still stand open."""


@dataclass(frozen=True)
class Finding:
    """A promise, how much was looked at, and where it was not kept."""

    promise: str
    looked_at: int
    violations: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """What a check may look at: one state of the database, the moment, the operator's zone."""

    connection: Connection
    now: datetime
    zone: ZoneInfo


def finding(promise: str, looked_at: int, violations: Iterable[str]) -> Finding:
    """What came of a check."""
    return Finding(promise, looked_at, tuple(violations))
