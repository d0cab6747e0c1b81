"""The graded month that the tests of this room publish."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grading import small_base
from tests.publishing import runs


@pytest.fixture(scope="session")
def november(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a graded November, in one of graded months; made once."""
    folder = tmp_path_factory.mktemp("graded") / "2026-11"
    with pytest.MonkeyPatch.context() as patch:
        small_base.compiled_once(patch)
        runs.grade(folder.parent / "in", {}, folder, runs.NOVEMBER)
    return folder
