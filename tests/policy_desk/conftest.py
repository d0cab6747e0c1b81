"""The desk of a test, and the graded month that all of them share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grading.small_base import request, write
from tests.policy_desk.desk import Desk, desk_settings, policies_at
from tierline.database.connect import Database
from tierline.grading.run import run
from tierline.settings import Settings


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of graded months: one month of the small base, by two schemes."""
    folder = tmp_path_factory.mktemp("graded")
    paths = write(folder / "in")
    policies = policies_at(folder / "policies")
    run(request(paths, folder / "runs" / "2026-11", schemes=("harbour", "unicom-star"), policies=policies))
    return folder / "runs"


@pytest.fixture
def desk(database: Database, settings: Settings, tmp_path: Path, graded: Path) -> Desk:
    """A desk over the database of a test."""
    return Desk(database, desk_settings(settings, tmp_path, graded))
