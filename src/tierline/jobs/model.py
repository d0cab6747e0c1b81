"""A job: something that falls due at a moment and takes effect once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from tierline.settings import Settings


@dataclass(frozen=True)
class Job:
    """A job as its handler gets it. `due_at` is the instant of its effect, however late it is carried out."""

    id: int
    kind: str
    key: str
    due_at: datetime
    payload: Mapping[str, Any]
    attempts: int


class State(StrEnum):
    """Where a job stands."""

    OPEN = "open"
    GIVEN_UP = "given_up"
    """Failed too often; it waits for somebody to look and to have it tried again."""
    DONE = "done"


@dataclass(frozen=True)
class Record:
    """A job with what has become of it; `problem` is the kind of error of its last failure."""

    job: Job
    state: State
    next_attempt_at: datetime
    problem: str | None


@dataclass(frozen=True)
class Backlog:
    """What waits: jobs that are due, the moment since which the oldest of them is, and those given up."""

    due: int
    oldest_due_at: datetime | None
    given_up: int


@dataclass(frozen=True)
class Context:
    """What a handler may know beside its job: the clock's moment, and the settings."""

    now: datetime
    settings: Settings


Handler = Callable[[Connection, Job, Context], None]
"""Carries a job out in the transaction that also marks it done; an error takes both back."""
