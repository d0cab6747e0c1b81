"""A work order, the states that it goes through, and the steps that are its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    """What a work order is about."""

    RECONNECTION = "reconnection"
    """A postpaid line that was reconnected: its payment is to be chased. Clause: ENT-06."""


class State(StrEnum):
    """Where a work order stands."""

    RAISED = "raised"
    """The province has raised it; it lies with the city."""
    PASSED_ON = "passed_on"
    """The city has passed it to the county, and named who follows it."""
    REPORTED = "reported"
    """The county has handed it back to the city with what came of it."""
    CLOSED = "closed"


class Action(StrEnum):
    """What is done with a work order."""

    RAISE = "raise"
    PASS_ON = "pass_on"
    ASSIGN = "assign"
    REPORT = "report"
    HAND_BACK = "hand_back"
    POSTPONE = "postpone"
    CLOSE = "close"


class Outcome(StrEnum):
    """How a work order ended."""

    SETTLED = "settled"
    """What was owed has been paid."""
    SUSPENDED = "suspended"
    """The time was up unpaid, and the city suspended the line."""
    ENDED = "ended"
    """What it was about was ended by hand, or with the line."""
    HANDLED = "handled"
    """People closed it as done."""
    WITHDRAWN = "withdrawn"
    """People closed it as raised by mistake."""


OutcomeByHand = Literal[Outcome.HANDLED, Outcome.WITHDRAWN]
"""The outcomes that people give; the others follow from what the order is about."""


class Result(StrEnum):
    """What came of a contact with the customer."""

    PROMISED = "promised"
    CLAIMS_PAID = "claims_paid"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"
    OTHER = "other"


@dataclass(frozen=True)
class Sites:
    """The sites that an order goes through: raised at `province`, directed by `city`, worked at `county`.

    Where a line belongs to a site further up, what is missing falls to the nearest site above.
    """

    province: str
    city: str
    county: str


@dataclass(frozen=True)
class Person:
    """Who follows an order, by the id of the account and by name."""

    id: str
    name: str


@dataclass(frozen=True)
class WorkOrder:
    """An order as it stands; `at_site` has it now. `subject_id` is the id of what it is about."""

    id: str
    kind: Kind
    subject_id: str
    line_id: int
    owner_no: int
    sites: Sites
    at_site: str
    assignee: Person | None
    state: State
    raised_at: datetime
    raised_by: str
    due_by: datetime
    closed_at: datetime | None
    outcome: Outcome | None
    version: int

    @property
    def is_open(self) -> bool:
        """True until it is closed."""
        return self.state is not State.CLOSED


@dataclass(frozen=True)
class Step:
    """One thing done with an order: when, by whom, from which state and site to which."""

    at: datetime
    actor_id: str
    action: Action
    from_state: State | None
    to_state: State
    from_site: str
    to_site: str
    assignee: str
    result: Result | None
    note: str


@dataclass(frozen=True)
class Wanted:
    """Which orders a list is to hold; None and "" do not narrow it. `site` takes in what lies below it."""

    states: tuple[State, ...] = ()
    kind: Kind | None = None
    site: str = ""
    assignee_id: str = ""
    due_from: datetime | None = None
    due_before: datetime | None = None
    line_id: int | None = None


@dataclass(frozen=True)
class Tally:
    """How many orders are open at a site and below it, and how many of them are late, or due soon."""

    open: int
    late: int
    due_soon: int
