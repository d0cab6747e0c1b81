"""A publication: a run of one scheme brought into the service, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """How far a publication has come."""

    UNDER_WAY = "under_way"
    DONE = "done"
    SUPERSEDED = "superseded"
    """Another content of its month was published after it, or another run before it was done."""


@dataclass(frozen=True)
class Counts:
    """What a publication has changed so far. `lines_left` were not among the run's subscribers."""

    lines_new: int = 0
    lines_changed: int = 0
    memberships_begun: int = 0
    memberships_changed: int = 0
    memberships_removed: int = 0
    duties_owed: int = 0
    lines_left: int = 0
    overrides_begun: int = 0
    overrides_changed: int = 0
    overrides_removed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{name: value + getattr(other, name) for name, value in vars(self).items()})


@dataclass(frozen=True)
class Publication:
    """A publication. `cursor` is the id of the last line that is done, None before the first.

    `digest` is that of everything that is published, so that equal ones hold the same rows.
    """

    id: int
    scheme: str
    month: date
    rated_on: date
    digest: str
    folder: str
    state: State
    cursor: int | None
    owes_duties: bool
    counts: Counts
    begun_by: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Identity:
    """What tells runs apart: of which scheme and month, and what they hold."""

    scheme: str
    month: date
    rated_on: date
    digest: str


class Step(StrEnum):
    """What is to be done about a run."""

    BEGIN = "begin"
    CARRY_ON = "carry_on"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Decision:
    """What is to be done about a run: `publication` is the one to carry on, or the one that did it already.

    `unfinished` is one of another run that was never done and that this one takes the place of.
    """

    step: Step
    owes_duties: bool = False
    publication: Publication | None = None
    unfinished: Publication | None = None
    is_correction: bool = False


@dataclass(frozen=True)
class Published:
    """What came of publishing one run."""

    identity: Identity
    decision: Decision
    counts: Counts
    seconds: float
