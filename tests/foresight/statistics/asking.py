"""Asks for statistics of a series and reads single cells of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.foresight.statistics.scripted import Written
from tierline.foresight.statistics.commands import by_of
from tierline.foresight.statistics.model import By, Cell, Retained, Statistics
from tierline.foresight.statistics.service import Request, statistics_of


def asked(runs: Sequence[Written], by: str, *, also_by: Sequence[By] = (), **options: Any) -> Statistics:
    """The statistics of written runs, told by dimensions as on the command line."""
    return of_folders([run.folder for run in runs], by, also_by=also_by, **options)


def of_folders(folders: Sequence[Path], by: str, **options: Any) -> Statistics:
    """The statistics of the runs in folders."""
    return statistics_of(Request(folders, by_of(by), **{"threads": 1, **options}))


def cells(statistics: Statistics) -> dict[tuple[str, ...], dict[str, int]]:
    """What is not zero in the cells of the table, by their keys without the scheme."""
    return {key(cell): nonzero(cell) for cell in statistics.tables[statistics.by]}


def key(cell: Cell) -> tuple[str, ...]:
    """Month, tier, product and site of a cell, as far as the table is told by them."""
    month = None if cell.month is None else f"{cell.month:%Y-%m}"
    return tuple(part for part in (month, cell.tier, cell.product, cell.site) if part is not None)


def nonzero(cell: Cell) -> dict[str, int]:
    """The counts of a cell that are not zero."""
    names = type(cell.counts).__dataclass_fields__
    return {name: getattr(cell.counts, name) for name in names if getattr(cell.counts, name)}


def points(statistics: Statistics, day: date) -> list[Retained]:
    """What the retention says of a day."""
    return [point for found in statistics.retention.values() for point in found if point.day == day]
