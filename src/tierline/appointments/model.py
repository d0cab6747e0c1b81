"""Slots of a hall and the appointments booked in them. Clauses: ENT-10, CHN-02."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from tierline.wording import Text


class Counter(StrEnum):
    """Where those who booked are served."""

    VIP = "vip"
    """An area or counter of their own. Clause: CHN-02."""
    GENERAL = "general"


@dataclass(frozen=True)
class Slot:
    """A stretch of time at a hall, with places of which some are taken."""

    id: str
    site: str
    starts_at: datetime
    ends_at: datetime
    counter: Counter
    capacity: int
    taken: int
    version: int

    @property
    def free(self) -> int:
        """Places that can still be booked."""
        return max(self.capacity - self.taken, 0)


@dataclass(frozen=True)
class Series:
    """Slots of one day to be opened, one after the other while the hall is open, in the operator's zone."""

    site: str
    day: date
    opens: time
    closes: time
    minutes: int
    capacity: int
    counter: Counter


class State(StrEnum):
    """Where an appointment stands."""

    BOOKED = "booked"
    KEPT = "kept"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Appointment:
    """A place in a slot, for one owner of a line. `ended_at` is when it was kept, missed or cancelled."""

    id: str
    slot_id: str
    line_id: int
    owner_no: int
    site: str
    service: str
    starts_at: datetime
    ends_at: datetime
    state: State
    booked_at: datetime
    booked_by: str
    ended_at: datetime | None
    version: int

    @property
    def waited_minutes(self) -> int | None:
        """Whole minutes from the time booked until served; None where it was not kept. Clause: CHN-02."""
        if self.state is not State.KEPT or self.ended_at is None:
            return None
        return max(int((self.ended_at - self.starts_at).total_seconds()) // 60, 0)


class Reason(StrEnum):
    """Why a place is not booked, beside those of the service standards."""

    SLOT_PAST = "slot_past"
    SLOT_FULL = "slot_full"
    BOOKED_ALREADY = "booked_already"


@dataclass(frozen=True)
class Refusal:
    """A booking that is refused: why, by which clause, and what is said of it."""

    reason: str
    clause: str
    says: Text
