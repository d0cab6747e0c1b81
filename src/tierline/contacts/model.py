"""A plan of regular contact with the owner of a line, and the contacts that follow. Clause: ENT-16."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """Where a contact stands."""

    PLANNED = "planned"
    DUE = "due"
    MADE = "made"
    DROPPED = "dropped"
    """The plan ended before, as where the line was closed."""


OPEN = (State.PLANNED, State.DUE)


class Outcome(StrEnum):
    """What came of a contact."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    DECLINED = "declined"
    """The customer does not want to be spoken to now."""


@dataclass(frozen=True)
class Plan:
    """Contact with one owner of a line each `interval_days`; `by_standard`: as the service standard says."""

    id: str
    line_id: int
    owner_no: int
    site: str
    interval_days: int
    by_standard: bool
    started_at: datetime
    ended_at: datetime | None
    version: int


@dataclass(frozen=True)
class Contact:
    """One contact of a plan. `note` is for those who serve the customer, and goes nowhere else."""

    id: str
    plan_id: str
    line_id: int
    owner_no: int
    site: str
    due_on: date
    state: State
    outcome: Outcome | None
    note: str
    recorded_at: datetime | None
    recorded_by: str
    version: int

    @property
    def is_open(self) -> bool:
        """True until it is made or dropped."""
        return self.state in OPEN

    def is_overdue(self, today: date) -> bool:
        """True where it should have been made before `today`."""
        return self.is_open and self.due_on < today


@dataclass(frozen=True)
class Wanted:
    """Which contacts a list is asked for; None leaves it open. `manager` looks after the lines."""

    state: State | None = None
    site: str | None = None
    manager: str | None = None
    due_until: date | None = None
    overdue_on: date | None = None
