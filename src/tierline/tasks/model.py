"""A task: what was asked for, how far it has come, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True)
class Task:
    """A task as it stands; `asked` and `result` are in the terms of its kind, and fit into JSON.

    `done` of `whole` says how far it has come, in units of its kind; `whole` is 0 while that is unknown.
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

    @property
    def is_open(self) -> bool:
        """True until it has ended, in whatever way."""
        return self.state in OPEN


@dataclass(frozen=True)
class Backlog:
    """What waits: tasks in the queue, and since when the oldest of them does."""

    queued: int
    oldest_asked_at: datetime | None
