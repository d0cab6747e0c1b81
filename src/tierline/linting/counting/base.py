"""A base as it lies in a folder: its datasets, and the month that can be rated on it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tierline.datasets.contract import BILLS, DATASETS, SUBSCRIBERS
from tierline.datasets.errors import DatasetEmpty
from tierline.datasets.layout import opened
from tierline.datasets.source import files_at
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.inputs import reach_of
from tierline.grading.months import first_day
from tierline.linting.errors import BaseIncomplete

FORMS = ("", ".parquet", ".csv")
"""A dataset is a folder of files, or one file."""


def paths_of(folder: Path) -> dict[str, list[str]]:
    """Where each dataset lies in a folder. Raises BaseIncomplete; memberships and special grades may lack."""
    found: dict[str, list[str]] = {}
    for name in DATASETS:
        places = [folder / f"{name}{form}" for form in FORMS]
        found[name] = [str(place) for place in places if place.exists()][:1]
    for dataset in (SUBSCRIBERS, BILLS):
        if not found[dataset.name]:
            raise BaseIncomplete(folder=folder, dataset=dataset.name)
    return found


def month_after(engine: DuckDB, paths: dict[str, list[str]], scratch: Path) -> date:
    """The month after the last one that has bills. Raises what the monthly run raises for bills."""
    place = scratch / "bills"
    place.mkdir()
    with faults():
        bills = opened(engine.connection, BILLS, files_at(BILLS, paths[BILLS.name]), place)
    if not bills.rows:
        raise DatasetEmpty(dataset=BILLS.name, path=", ".join(paths[BILLS.name]))
    return first_day(reach_of(engine, bills).last + 1)
