"""The draft that waits in the demo: written at the policy desk by one analyst, for another to approve."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tierline.database.connect import Database
from tierline.demo.months import STAR
from tierline.foresight.calibration.ladder import ladder_of
from tierline.foresight.calibration.model import number
from tierline.policy.load import read_pack_file
from tierline.policy_desk import asking, publication, service
from tierline.policy_desk.changes import SetCell
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.tasks import running
from tierline.tasks import service as tasks
from tierline.tasks.course import Course
from tierline.tasks.model import Task
from tierline.worker.tasks import KINDS

TITLE, REASON = "年度阈值重新测算", "按目标占比重新测算，已在全部线路上试算。"
RUNNER = "demo"


def submit_draft(
    database: Database, settings: Settings, analyst: Actor, calibrated: Path, *, now: datetime
) -> None:
    """Take calibrated thresholds into a draft, try it on the last month, and ask for approval."""
    version = read_pack_file(calibrated).versions[-1]
    with database.write() as connection:
        draft = service.begin(
            connection, analyst, settings, STAR, version.starts_on.isoformat(), title=TITLE, now=now
        )
        cells = [
            SetCell("tier", 0, row, 0, number(rung.bound))
            for row, rung in enumerate(ladder_of(version).rungs)
        ]
        draft = service.edit(connection, analyst, settings, draft.id, draft.version, cells, now=now)
        asking.ask_simulation(connection, analyst, settings, draft.id, months=1, now=now)
    tried = _carried_out(database, settings, analyst, now)
    with database.write() as connection:
        publication.submit(connection, analyst, settings, draft.id, draft.version, tried.id, REASON, now=now)


def _carried_out(database: Database, settings: Settings, analyst: Actor, now: datetime) -> Task:
    """The simulation, carried out here and now, as a worker would in a process of its own."""
    with database.write() as connection:
        task = running.take(connection, KINDS, RUNNER, now=now)
    assert task is not None
    result = KINDS[task.kind](Course(task, settings, database, lambda: now, RUNNER))
    with database.write() as connection:
        running.end_well(connection, task.id, RUNNER, result, now=now)
        return tasks.get(connection, analyst, task.id)
