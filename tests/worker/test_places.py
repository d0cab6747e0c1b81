"""What a task failed of names files, not where an installation keeps them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.databases import settings_for
from tierline.datasets.errors import DatasetUnreadable
from tierline.wording import Language, Text
from tierline.worker.places import without_places


@pytest.mark.parametrize("kept_at", ["/var/lib/operator/input", "operator/input"])
def test_a_file_is_told_from_the_name_of_its_folder_on(kept_at: str) -> None:
    settings = settings_for(
        "sqlite:///unused.db", datasets=Path(kept_at), runs=Path("/var/lib/operator/runs")
    )
    file = str(Path(kept_at).absolute() / "bills/2026-10.parquet")
    problem = Text(f"cut off in '{file}'", f"'{file}' 不完整")
    error = DatasetUnreadable(dataset="bills", path=Path(file), form="Parquet", problem=problem)
    told = without_places(error, settings, Path("/tmp/scratch"))
    assert told.message(Language.EN).startswith(
        "bills: input/bills/2026-10.parquet cannot be read as Parquet"
    )
    for language in Language:
        assert "operator" not in told.message(language)
    assert file in error.message(Language.EN), "what the command line says stays as it is"
