"""An account manager with their cap, and who looks after which line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """The three kinds of account managers. Clause: CHN-09."""

    VIP = "vip"
    GROUP = "group"
    COMMUNITY = "community"


@dataclass(frozen=True)
class AccountManager:
    """Somebody who looks after at most `cap` lines of a site and below it; at present after `lines`."""

    person_id: str
    name: str
    site: str
    kind: Kind
    cap: int
    lines: int
    is_active: bool
    version: int

    @property
    def has_room(self) -> bool:
        """True where one more line can be given to them."""
        return self.is_active and self.lines < self.cap


@dataclass(frozen=True)
class Assignment:
    """A line in the care of a manager since a moment; the present one has not ended."""

    id: int
    line_id: int
    owner_no: int
    manager: str
    since: datetime
    ended_at: datetime | None
