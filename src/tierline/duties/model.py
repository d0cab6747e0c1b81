"""A duty: one thing that a change of tier obliges the operator to do for one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tierline.policy.vocabulary import Change, Duty


class State(StrEnum):
    """Where a duty stands."""

    OWED = "owed"
    DONE = "done"
    FAILED = "failed"
    """Something stood in the way that should not have; somebody has to look at it."""
    DROPPED = "dropped"
    """There is nothing left to do, as where the line was closed meanwhile."""


OPEN = (State.OWED, State.FAILED)


class Problem(StrEnum):
    """Why a duty is still owed, or was dropped."""

    NO_ROOM = "no_room"
    """Every account manager for the line looks after as many as the cap allows."""
    LINE_UNKNOWN = "line_unknown"
    LINE_CLOSED = "line_closed"
    NEW_OWNER = "new_owner"
    """The change was that of a former owner, whose affairs are not told to the present one."""
    TIER_OVER = "tier_over"
    """The tier that the duty speaks of is held no longer."""


@dataclass(frozen=True)
class NewDuty:
    """A duty as a run hands it in; `month` is the first day of the rating month.

    `tier` is empty for a change that leaves none. Without `due_on` it is owed by the end of the month.
    """

    line_id: int
    scheme: str
    month: date
    change: Change
    tier: str
    previous_tier: str
    duty: Duty
    due_on: date | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwedDuty:
    """A duty as it stands. `try_on` is the first day on which it can be carried out, or tried again.

    `site` and `owner_no` are those of the line when the duty arose.
    """

    id: int
    line_id: int
    owner_no: int
    site: str
    scheme: str
    month: date
    change: Change
    tier: str
    previous_tier: str
    duty: Duty
    notices: tuple[str, ...]
    due_on: date
    try_on: date
    state: State
    done_at: datetime | None
    problem: str
    version: int

    @property
    def is_open(self) -> bool:
        """True until it is done or dropped."""
        return self.state in OPEN

    def is_overdue(self, today: date) -> bool:
        """True where it should have been done before `today`."""
        return self.is_open and self.due_on < today


@dataclass(frozen=True)
class Outcome:
    """What came of carrying a duty out; one that is still owed is tried again on `try_on`."""

    state: State
    problem: str = ""
    try_on: date | None = None


@dataclass(frozen=True)
class Wanted:
    """Which duties a list is asked for; None leaves it open. `overdue_on`: those overdue on that day."""

    state: State | None = None
    duty: Duty | None = None
    site: str | None = None
    line_id: int | None = None
    due_until: date | None = None
    overdue_on: date | None = None
    scheme: str | None = None
    month: date | None = None
    """The first day of the month whose run obliged to them."""


@dataclass(frozen=True)
class Tally:
    """How many duties are owed and have failed, and how many of both are past their day."""

    owed: int
    failed: int
    overdue: int
