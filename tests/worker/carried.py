"""Kinds of tasks for tests that end, wait, fail or die, and leave a trace in a folder of the test."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tierline.errors import InputError
from tierline.tasks.course import Carrying, Course, FailedWith
from tierline.wording import Text


class TooFew(InputError):
    """A refusal in both languages."""

    text = Text("Found {found}; expected more.", "仅有 {found}，应更多。")


def now() -> datetime:
    return datetime.now(UTC)


def trace(course: Course) -> None:
    """One file for each time that a task is begun."""
    folder = Path(course.task.asked["folder"])
    (folder / f"{course.task.id}.{os.getpid()}").touch()


def end(course: Course) -> Mapping[str, Any]:
    trace(course)
    course.progress(1, 2, "half")
    return {"process": os.getpid()}


def wait(course: Course) -> Mapping[str, Any]:
    """Wait until it is ended, with a temporary file open."""
    trace(course)
    course.progress(3, 8, "waiting")
    time.sleep(60)
    return {}


def refuse(course: Course) -> Mapping[str, Any]:
    raise TooFew(found=3)


def refuse_with_figures(course: Course) -> Mapping[str, Any]:
    raise FailedWith(TooFew(found=3), {"found": 3})


def stumble(course: Course) -> Mapping[str, Any]:
    raise ValueError("18600000001")


def die(course: Course) -> Mapping[str, Any]:
    trace(course)
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def die_once(course: Course) -> Mapping[str, Any]:
    begun = list(Path(course.task.asked["folder"]).iterdir())
    trace(course)
    if not begun:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"begun": len(begun) + 1}


CARRIED: Mapping[str, Carrying] = {
    "end": end,
    "wait": wait,
    "refuse": refuse,
    "refuse_with_figures": refuse_with_figures,
    "stumble": stumble,
    "die": die,
    "die_once": die_once,
}
