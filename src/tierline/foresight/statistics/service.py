"""Statistics over a series of runs: the runs in, tables that add up out."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tierline.datasets.layout import PART_LINES
from tierline.foresight.statistics.cells import balance, cells, retention
from tierline.foresight.statistics.errors import BalanceBroken
from tierline.foresight.statistics.gathering import Gathering, gathered, opened_files
from tierline.foresight.statistics.model import (
    COUNTS,
    IN_FULL,
    By,
    Cell,
    Counts,
    Dimension,
    Retained,
    Series,
    SiteLevel,
    Statistics,
)
from tierline.foresight.statistics.series import check_snapshots, series_of
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.parts import resources
from tierline.grading.run import Progress


@dataclass(frozen=True)
class Request:
    """What statistics are asked for: the folders of runs, and the tables to make of them."""

    folders: Sequence[Path]
    by: By = IN_FULL
    also_by: Sequence[By] = ()
    """More tables; files hold the one of `by`."""
    site_level: SiteLevel = SiteLevel.COUNTY
    snapshots: tuple[date, ...] = ()
    threads: int | None = None
    memory_mib: int = 1024
    part_lines: int = PART_LINES

    @property
    def tables(self) -> list[By]:
        """Each table once."""
        return list(dict.fromkeys((self.by, *self.also_by)))


def statistics_of(request: Request, progress: Progress = lambda done, lines: None) -> Statistics:
    """The statistics of all schemes in the folders. Raises what errors.py holds, and NoRunThere."""
    series = series_of(request.folders)
    snapshots = tuple(sorted(set(request.snapshots)))
    dimensions = frozenset(name for by in request.tables for name in by)
    check_snapshots(series, snapshots)
    tables: dict[By, list[Cell]] = {by: [] for by in request.tables}
    retained: dict[By, list[Retained]] = {without_month(by): [] for by in tables}
    threads, memory = resources(request.threads, request.memory_mib)
    with tempfile.TemporaryDirectory(prefix="tierline-statistics-") as folder:
        scratch = Path(folder)
        total = sum(run.recorded.counts["lines"] for one in series for run in one.runs)
        done = 0

        def told(lines: int) -> None:
            nonlocal done
            done += lines
            progress(done, total)

        for one in series:
            engine = DuckDB(memory_mib=memory, scratch=scratch, threads=threads)
            with closing(engine):
                work = Gathering(one, opened_files(engine, one, scratch), dimensions, snapshots, scratch)
                gathered(
                    engine, work, request.site_level, (threads, memory // threads), request.part_lines, told
                )
                for by, found in tables.items():
                    found += _cells(engine, one, by)
                for by, points in retained.items():
                    points += _retained(engine, one, by)
    return Statistics(series, request.by, request.site_level, snapshots, tables, retained)


def without_month(by: By) -> By:
    """What a retention is told by, which has days of its own."""
    return tuple(name for name in by if name is not Dimension.MONTH)


def _cells(engine: DuckDB, series: Series, by: By) -> list[Cell]:
    """A table, held against the law that it adds up. Raises BalanceBroken."""
    engine.keep("cells", cells(by))
    keys = "month, tier, product, site"
    broken = engine.rows(f"SELECT {keys} FROM cells WHERE NOT ({balance(by)}) ORDER BY ALL")
    if broken:
        raise BalanceBroken(scheme=series.scheme, cells=len(broken), first=broken[0])
    tiers = tuple(series.tiers)
    return [
        Cell(series.scheme, month, None if tier is None else tiers[tier], product, site, Counts(*counts))
        for month, tier, product, site, *counts in engine.rows(
            f"SELECT {keys}, {', '.join(COUNTS)} FROM cells ORDER BY {keys}"
        )
    ]


def _retained(engine: DuckDB, series: Series, by: By) -> list[Retained]:
    tiers = tuple(series.tiers)
    return [
        Retained(series.scheme, snapshot, None if tier is None else tiers[tier], product, site, day, *counts)
        for snapshot, tier, product, site, day, *counts in engine.rows(retention(by))
    ]
