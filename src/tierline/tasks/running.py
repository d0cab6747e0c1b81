"""What a worker does with tasks: take one, say that it is alive, tell how far it is, end it.

Each step is a short transaction and names its runner, so that one who was given up for lost changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection

from tierline.errors import TierlineError
from tierline.tasks import store
from tierline.tasks.errors import WorkerLost
from tierline.tasks.model import LOST_AFTER, Backlog, State, Task
from tierline.wording import Language

MOST_ATTEMPTS = 2
"""A task that was lost is begun once more: a machine may stop, but what kills it each time must end."""


def is_waiting(connection: Connection, kinds: Collection[str], *, now: datetime) -> bool:
    """True where `take` has something to do; asked first, because that holds up other writers on SQLite."""
    return store.is_waiting(connection, kinds, now - LOST_AFTER)


def take(connection: Connection, kinds: Collection[str], runner: str, *, now: datetime) -> Task | None:
    """The task of these kinds that was asked for first, now this runner's; None where none is left.

    Those whose runner was lost go back into the queue before, or fail where they were begun twice.
    """
    _put_back(connection, store.lost(kinds, now - LOST_AFTER), now)
    return store.take(connection, kinds, runner, now)


def keep(connection: Connection, task_id: str, runner: str, *, now: datetime) -> None:
    """Say that the runner of a task is alive."""
    store.change(connection, store.held(task_id, runner), alive_at=now)


def held(connection: Connection, task_id: str, runner: str) -> Task | None:
    """The task while it is this runner's; None once it has ended, or was taken by another."""
    return store.of_runner(connection, task_id, runner)


def tell(connection: Connection, task_id: str, runner: str, done: int, whole: int, stage: str) -> None:
    """Note how far a task has come."""
    store.change(connection, store.held(task_id, runner), done=done, whole=whole, stage=stage)


def end_well(
    connection: Connection, task_id: str, runner: str, result: Mapping[str, Any], *, now: datetime
) -> None:
    """Note that a task is done, all of it, and what came of it."""
    all_of_it = store.tasks.c.whole
    _end(connection, task_id, runner, State.DONE, now, done=all_of_it, result=dict(result))


def fail(
    connection: Connection,
    task_id: str,
    runner: str,
    error: TierlineError,
    *,
    now: datetime,
    result: Mapping[str, Any] | None = None,
) -> None:
    """Note why a task failed, in both languages, and what it found out nevertheless."""
    kept = {"result": dict(result)} if result else {}
    _end(connection, task_id, runner, State.FAILED, now, problem=_told(error), **kept)


def lose(connection: Connection, task_id: str, runner: str, *, now: datetime) -> None:
    """Note that the process of a task has ended before the task did, killed or called off."""
    _put_back(connection, store.held(task_id, runner), now)


def hand_back(connection: Connection, task_id: str, runner: str, *, now: datetime) -> None:
    """The same of a worker that is told to stop: the task counts as not begun."""
    wanted = store.held(task_id, runner)
    store.change(connection, wanted, attempts=store.tasks.c.attempts - 1)
    _put_back(connection, wanted, now)


def outcome(connection: Connection, task_id: str, runner: str) -> State | None:
    """How a task of this runner has ended; None where it has not, or was taken from it."""
    return store.ended_state(connection, task_id, runner)


def backlog(connection: Connection) -> Backlog:
    """What waits in the queue."""
    return store.backlog(connection)


def _queued() -> dict[str, object]:
    return {"state": State.QUEUED.value, "runner": "", "started_at": None, "alive_at": None}


def _put_back(connection: Connection, wanted: ColumnElement[bool], now: datetime) -> None:
    """Have tasks that nobody carries out any longer begun anew, unless they were called off or lost twice."""
    tasks = store.tasks.c
    called_off = {"state": State.CANCELLED.value, "ended_at": now}
    store.change(connection, wanted & tasks.is_cancel_asked, **called_off)
    failed = {"state": State.FAILED.value, "ended_at": now, "problem": _told(WorkerLost())}
    store.change(connection, wanted & (tasks.attempts >= MOST_ATTEMPTS), **failed)
    store.change(connection, wanted, **_queued())


def _end(
    connection: Connection, task_id: str, runner: str, state: State, now: datetime, **values: object
) -> None:
    store.change(connection, store.held(task_id, runner), state=state.value, ended_at=now, **values)


def _told(error: TierlineError) -> dict[str, str]:
    return {language.value: error.message(language) for language in Language}
