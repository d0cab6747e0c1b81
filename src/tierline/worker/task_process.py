"""The process of one task: its memory goes back when it ends, and calling it off is to end it."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NoReturn

import structlog

from tierline.api.logs import cause_of, set_up_logs
from tierline.database.connect import connect
from tierline.errors import TierlineError
from tierline.settings import Settings
from tierline.tasks import running
from tierline.tasks.course import Carrying, Course, FailedWith
from tierline.tasks.errors import TaskBroken
from tierline.tasks.model import Task
from tierline.worker.places import without_places

log = structlog.get_logger("tierline.worker")

LEAVING_SECONDS = 2.0
"""How long a process that is told to end may take to clear up, before it is killed."""


@dataclass(frozen=True)
class Order:
    """What the process is given: it is pickled on its way, hence the function and the clock have names."""

    task: Task
    runner: str
    carrying: Carrying
    settings: Settings
    clock: Callable[[], datetime]
    scratch: Path
    """Where its temporary files go, so that whoever ends it can remove them."""


def carry_out(order: Order) -> None:
    """Carry a task out and note what came of it; the first code that its process runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the worker decides
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with_parent, args=(order.scratch,), daemon=True).start()
    tempfile.tempdir = str(order.scratch)
    try:
        _carry_out(order)
    finally:
        if not _parent().is_alive():
            shutil.rmtree(order.scratch, ignore_errors=True)


def _carry_out(order: Order) -> None:
    set_up_logs(order.settings)
    database = connect(order.settings)
    task, runner = order.task, order.runner
    course = Course(task, order.settings, database, order.clock, runner)
    error: TierlineError | None = None
    result: Mapping[str, Any] | None = None
    try:
        result = order.carrying(course)
        json.dumps(result)
    except TierlineError as refused:
        error = refused
    except FailedWith as failed:
        error, result = failed.error, failed.result
    except Exception as fault:  # noqa: BLE001  # the task ends, whatever it met
        log.error("task_broken", task=task.id, kind=task.kind, cause=cause_of(fault))
        error, result = TaskBroken(task=task.id), None
    with database.write() as connection:
        if error is not None:
            told = without_places(error, order.settings, order.scratch)
            running.fail(connection, task.id, runner, told, now=order.clock(), result=result)
        else:
            running.end_well(connection, task.id, runner, result or {}, now=order.clock())


def _leave(_number: int, _frame: object) -> NoReturn:
    # What is open is left as by an error, so that drafts are removed.
    sys.exit(1)


def _parent() -> BaseProcess:
    parent = multiprocessing.parent_process()
    assert parent is not None
    return parent


def _end_with_parent(scratch: Path) -> None:
    """A worker that was killed cannot end its task, and another will begin it anew."""
    _parent().join()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(LEAVING_SECONDS)
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(1)
