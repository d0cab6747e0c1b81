"""A small operator whose months are graded as service operations grade them: forty lines in two provinces."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from tests.grading import small_base
from tests.service.actors import actor
from tests.service.databases import settings_for
from tierline.database.connect import Database
from tierline.months.asking import ask_grade
from tierline.settings import Settings
from tierline.tasks import running, service
from tierline.tasks.course import Course, FailedWith
from tierline.tasks.model import Task
from tierline.worker.tasks import KINDS

STAR, CREDIT = "unicom-star", "cmcc-credit"
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
NOW = datetime(2026, 12, 6, 2, 0, tzinfo=UTC)
OPERATIONS = actor("operations", site="")

WEST, EAST = "65.6501.650102", "41.4101.410101"
IN_TWO_PROVINCES = f"""
    SELECT * REPLACE (CASE WHEN subscriber_id > 20 THEN '{EAST}' ELSE '{WEST}' END AS site)
    FROM subscribers ORDER BY subscriber_id"""
BILLS = """
    SELECT * FROM ({good}) WHERE month <> DATE '2026-11-01' OR subscriber_id <= 25""".format(
    good=small_base.GOOD["bills"].replace("DATE '2026-11-01'", "DATE '2026-12-01'")
)
"""Fifteen lines in the east have no bill of November."""


def write_datasets(folder: Path, changes: Mapping[str, str] | None = None) -> None:
    """The datasets, laid as `tierline sample` lays them, as the changes leave them."""
    given = {"subscribers": IN_TWO_PROVINCES, "bills": BILLS, **(changes or {})}
    paths = small_base.write(folder, given)
    (folder / "memberships.parquet").unlink()
    (folder / "bills").mkdir()
    connection = duckdb.connect(config={"threads": 1})
    whole = folder / "bills.parquet"
    for (month,) in connection.execute(f"SELECT DISTINCT month FROM '{whole}' ORDER BY 1").fetchall():
        target = folder / "bills" / f"{month:%Y-%m}.parquet"
        connection.execute(
            f"COPY (FROM '{whole}' WHERE month = DATE '{month}') TO '{target}' (FORMAT parquet)"
        )
    whole.unlink()
    assert paths["special_grades"]


def settings_at(folder: Path, url: str = "sqlite:///unused.db", **given: Any) -> Settings:
    """The settings of an installation whose datasets and runs lie in a folder."""
    return settings_for(url, datasets=folder / "input", runs=folder / "runs", **given)


def carried(database: Database, settings: Settings, task: Task) -> Task:
    """The task after it was carried out in this process, whatever came of it."""
    with database.write() as connection:
        taken = running.take(connection, KINDS, "test", now=NOW)
    assert taken is not None
    assert taken.id == task.id
    try:
        result = KINDS[task.kind](Course(taken, settings, database, lambda: NOW, "test"))
    except FailedWith as failed:
        with database.write() as connection:
            running.fail(connection, task.id, "test", failed.error, now=NOW, result=failed.result)
    else:
        with database.write() as connection:
            running.end_well(connection, task.id, "test", result, now=NOW)
    with database.read() as connection:
        return service.get(connection, OPERATIONS, task.id)


def graded(database: Database, settings: Settings, month: date, *schemes: str) -> Task:
    """The task that graded a month."""
    with database.write() as connection:
        task = ask_grade(connection, OPERATIONS, settings, month, schemes or (STAR, CREDIT), now=NOW)
    return carried(database, settings, task)


def copied(made: Path, folder: Path) -> Path:
    """A copy of an operator for a test that changes it; the inputs are read where they were."""
    shutil.copytree(made / "runs", folder / "runs", symlinks=True)
    (folder / "input").symlink_to(made / "input")
    return folder
