"""How a kind of task is carried out: a function that is given its course, and tells how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tierline.database.connect import Database
from tierline.errors import TierlineError
from tierline.settings import Settings
from tierline.tasks import running
from tierline.tasks.model import Task

AGAIN_SECONDS = 1.0
"""Progress is written at most so often: each time is a transaction."""


@dataclass
class _Told:
    """What was written last, and when by a clock that only goes forward."""

    at: float = float("-inf")


@dataclass(frozen=True)
class Course:
    """What a task that is being carried out may use. `runner` is who carries it out, "" for nobody."""

    task: Task
    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    runner: str = ""
    _told: _Told = field(default_factory=_Told, repr=False, compare=False)

    def progress(self, done: int, whole: int, stage: str = "") -> None:
        """Tell how far it is, in whatever unit; `stage` is a word that the task's kind has for where it is.

        It is written at most once a second, in a transaction of its own: not to be called within another.
        """
        now = time.monotonic()
        if now - self._told.at < AGAIN_SECONDS:
            return
        self._told.at = now
        with self.database.write() as connection:
            running.tell(connection, self.task.id, self.runner, done, whole, stage)


Carrying = Callable[[Course], Mapping[str, Any]]
"""Carries a task out and returns its result, which fits into JSON.

A TierlineError that it raises is what the task is told to have failed of. It may be killed at any moment:
what it leaves in folders and in the database is whole at every moment, or is nothing.
"""


class FailedWith(Exception):
    """Raised by what carries a task out where more than the sentence of an error is to be kept of it."""

    def __init__(self, error: TierlineError, result: Mapping[str, Any]) -> None:
        super().__init__()
        self.error, self.result = error, result
