"""An operator whose November and December were graded once for all tests of this room."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.months.operator import DECEMBER, NOVEMBER, copied, graded, settings_at, write_datasets
from tests.service.databases import sqlite_database
from tierline.database.connect import connect
from tierline.settings import Settings
from tierline.tasks.model import State


@pytest.fixture(scope="session")
def operator(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The folder of the operator: `input` and `runs`. No test changes it."""
    folder = tmp_path_factory.mktemp("operator")
    write_datasets(folder / "input")
    with sqlite_database(folder, sqlite_template) as url:
        settings = settings_at(folder, url)
        database = connect(settings)
        tasks = [graded(database, settings, month) for month in (NOVEMBER, DECEMBER)]
        database.close()
    assert [task.state for task in tasks] == [State.DONE, State.DONE], tasks
    return folder


@pytest.fixture
def settings(database_url: str, operator: Path, tmp_path: Path) -> Settings:
    """The settings of an installation that has the operator's months."""
    return settings_at(operator, database_url, message_log=tmp_path / "messages.jsonl")


@pytest.fixture
def own(database_url: str, operator: Path, tmp_path: Path) -> Settings:
    """The same with a copy of the runs, which the test may change."""
    return settings_at(copied(operator, tmp_path), database_url)
