"""Tasks, one after the other, each in a process of its own, while the worker's jobs go on."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from tierline.api.logs import cause_of
from tierline.database.connect import Database
from tierline.database.errors import DatabaseUnreachable
from tierline.database.ids import new_id
from tierline.settings import Settings
from tierline.tasks import running
from tierline.tasks.course import Carrying
from tierline.tasks.model import Task
from tierline.worker.metrics import FAULTS, TASK_SECONDS, TASKS
from tierline.worker.task_process import LEAVING_SECONDS, Order, carry_out

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

log = structlog.get_logger("tierline.worker")

IDLE_SECONDS = 0.7
LOOK_SECONDS = 0.5
"""How often it looks whether the task was called off."""

ALIVE_SECONDS = 5.0
"""How often it says that it is alive; several may be missed before it is taken for lost."""

AFTER_FAULT_SECONDS = 5.0

# A forked process would share connections and locks with this one.
SPAWN = get_context("spawn")


@dataclass(frozen=True)
class TaskRunner:
    """Takes tasks of the kinds that it knows; others wait for a worker that knows them."""

    database: Database
    settings: Settings
    clock: Callable[[], datetime]
    kinds: Mapping[str, Carrying]

    def run(self, stop: threading.Event) -> None:
        """Carry tasks out until `stop` is set; the one in hand then goes back into the queue."""
        while not stop.is_set():
            try:
                if self.next_task(stop):
                    continue
                pause = IDLE_SECONDS
            except (SQLAlchemyError, DatabaseUnreachable) as error:
                FAULTS.inc()
                log.error("worker_fault", cause=cause_of(error))
                pause = AFTER_FAULT_SECONDS
            stop.wait(pause * random.uniform(0.7, 1.3))

    def run_once(self, stop: threading.Event) -> None:
        """Carry out what is in the queue. Errors of the database are raised."""
        while not stop.is_set() and self.next_task(stop):
            pass

    def next_task(self, stop: threading.Event) -> bool:
        """Carry out the task that was asked for first; False where none waits."""
        runner = new_id()
        with self.database.read() as connection:
            if not running.is_waiting(connection, self.kinds, now=self.clock()):
                return False
        with self.database.write() as connection:
            task = running.take(connection, self.kinds, runner, now=self.clock())
        if task is None:
            return False
        began = time.monotonic()
        log.info("task_begun", task=task.id, kind=task.kind)
        with self._process(task, runner) as process:
            self._follow(process, task.id, runner, stop)
        with self.database.read() as connection:
            state = running.outcome(connection, task.id, runner)
        outcome, seconds = state.value if state else "not_ended", time.monotonic() - began
        TASKS.labels(task.kind, outcome).inc()
        TASK_SECONDS.labels(task.kind).observe(seconds)
        log.info("task_ended", task=task.id, kind=task.kind, outcome=outcome, seconds=round(seconds, 3))
        return True

    @contextmanager
    def _process(self, task: Task, runner: str) -> Iterator[SpawnProcess]:
        """The process of a task; it is ended with the context, and its temporary files are removed."""
        with TemporaryDirectory(prefix="tierline-task-", ignore_cleanup_errors=True) as scratch:
            order = Order(task, runner, self.kinds[task.kind], self.settings, self.clock, Path(scratch))
            process = SPAWN.Process(target=carry_out, args=(order,), name=f"task-{task.kind}")
            process.start()
            try:
                yield process
            finally:
                _end(process)

    def _follow(self, process: SpawnProcess, task_id: str, runner: str, stop: threading.Event) -> None:
        """Until its process has ended, or was ended from here; what came of it is noted."""
        alive_again_at = time.monotonic() + ALIVE_SECONDS
        while process.is_alive():
            process.join(LOOK_SECONDS)
            try:
                with self.database.read() as connection:
                    task = running.held(connection, task_id, runner)
                if task is None:
                    process.join(LEAVING_SECONDS)
                    return
                if task.is_cancel_asked or stop.is_set():
                    break
                if time.monotonic() >= alive_again_at:
                    with self.database.write() as connection:
                        running.keep(connection, task_id, runner, now=self.clock())
                    alive_again_at = time.monotonic() + ALIVE_SECONDS
            except (SQLAlchemyError, DatabaseUnreachable) as error:
                # The task goes on: it may not need the database for a while.
                FAULTS.inc()
                log.error("worker_fault", cause=cause_of(error))
        is_told_to_stop = stop.is_set() and process.is_alive()
        _end(process)
        leave = running.hand_back if is_told_to_stop else running.lose
        with self.database.write() as connection:
            leave(connection, task_id, runner, now=self.clock())


def _end(process: SpawnProcess) -> None:
    """End a process that is told to leave, or is killed where it does not."""
    if process.is_alive():
        process.terminate()
        process.join(LEAVING_SECONDS)
    if process.is_alive():
        process.kill()
    process.join()
