"""Where the desk keeps what its tasks worked out: a folder for each task, whole or not there."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from tierline.grading.publication import content_of
from tierline.policy_desk.errors import SimulationUnknown
from tierline.rights.model import Actor, ActorKind
from tierline.settings import Settings
from tierline.sites.model import HEADQUARTERS
from tierline.tasks import service as tasks
from tierline.tasks.errors import TaskUnknown
from tierline.tasks.model import State

TASK_ID = re.compile(r"[0-9a-f-]{36}")
RESULT = "result"
SO_FAR = "so_far.json"
"""What a simulation under way has done of its months; it goes when the whole is there."""
DESK = Actor("system:policy_desk", ActorKind.SYSTEM, "policy desk", HEADQUARTERS, frozenset({"policy:read"}))


def folder_of(settings: Settings, task_id: str) -> Path:
    """Where a task keeps what it works out. Raises SimulationUnknown for what is no id."""
    if not TASK_ID.fullmatch(task_id):
        raise SimulationUnknown()
    return settings.desk / task_id


def result_of(settings: Settings, task_id: str) -> Path:
    """The content of a finished simulation. Raises SimulationUnknown."""
    content = content_of(folder_of(settings, task_id) / RESULT)
    if content is None:
        raise SimulationUnknown()
    return content


def read_json(path: Path) -> Mapping[str, Any]:
    """What a file of a result says. Raises SimulationUnknown where it is not there, or not whole."""
    try:
        found: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise SimulationUnknown() from None
    return found


def clear(connection: Connection, settings: Settings) -> None:
    """Remove what tasks have left that were cancelled or failed, killed before they could themselves."""
    if not settings.desk.is_dir():
        return
    for folder in settings.desk.iterdir():
        if TASK_ID.fullmatch(folder.name) and _is_left(connection, folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def _is_left(connection: Connection, task_id: str) -> bool:
    try:
        return tasks.get(connection, DESK, task_id).state in (State.CANCELLED, State.FAILED)
    except TaskUnknown:
        # Another installation may keep its results in the same folder.
        return False
