"""A task: what was asked for, how far it has come, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from tierline.rights.model import ActorKind
from tierline.wording import Text


class State(StrEnum):
    """Where a task stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (State.QUEUED, State.RUNNING)

LOST_AFTER = timedelta(seconds=30)
"""A worker of which nothing was heard for so long has ended, however that came."""


@dataclass(frozen=True)
class Task:
    """A task as it stands; `asked` and `result` are in the terms of its kind, and fit into JSON.

    `done` of `whole` says how far it has come, in units of its kind; `whole` is 0 while that is unknown.
    `worker_heard_at` is when its worker was last heard of; in the queue, any that has another task in hand.
    """

    id: str
    kind: str
    asked: Mapping[str, Any]
    state: State
    site: str
    asked_by: str
    asked_by_name: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    done: int
    whole: int
    stage: str
    result: Mapping[str, Any] | None
    problem: Text | None
    is_cancel_asked: bool
    asked_by_kind: ActorKind = ActorKind.PERSON
    worker_heard_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """True until it has ended, in whatever way."""
        return self.state in OPEN

    @property
    def waits_for_another(self) -> bool:
        """True in the queue while a worker has another task in hand."""
        return self.state is State.QUEUED and self.worker_heard_at is not None

    @property
    def attended_at(self) -> datetime:
        """The last moment at which a worker was heard of, or could not have been yet."""
        return max(self.asked_at, self.worker_heard_at or self.asked_at)

    def is_neglected(self, now: datetime) -> bool:
        """True where nobody seems to work on it, nor on any other before it."""
        return self.is_open and now - self.attended_at > LOST_AFTER


@dataclass(frozen=True)
class Backlog:
    """What waits: tasks in the queue, and since when the oldest of them does."""

    queued: int
    oldest_asked_at: datetime | None
