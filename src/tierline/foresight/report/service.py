"""A report of runs: their folders in, what there is to say of each scheme out."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tierline.datasets.layout import PART_LINES
from tierline.foresight.report.errors import RunUnreadable
from tierline.foresight.report.flows import flows_of
from tierline.foresight.report.following import RunFiles, figures_of, files_of
from tierline.foresight.report.model import Flows, MonthFigures, SchemeReport
from tierline.foresight.report.spread import spread_of
from tierline.foresight.statistics.model import Series
from tierline.foresight.statistics.series import series_of
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.engines.errors import EngineFault
from tierline.grading.parts import resources


@dataclass(frozen=True)
class Request:
    """What a report is asked for: the folders of runs, one for each month of a scheme."""

    folders: Sequence[Path]
    threads: int | None = None
    memory_mib: int = 1024
    part_lines: int = PART_LINES


def reports_of(request: Request) -> tuple[SchemeReport, ...]:
    """What there is to say of each scheme in the folders, by name.

    Raises what `series_of` does, RunDamaged, RunUnreadable, and what a dataset can be refused for.
    """
    series = series_of(request.folders)
    threads, memory = resources(request.threads, request.memory_mib)
    with tempfile.TemporaryDirectory(prefix="tierline-report-") as folder:
        scratch = Path(folder)
        with closing(DuckDB(memory_mib=memory, scratch=scratch, threads=threads)) as engine:
            each = (threads, memory // threads)
            return tuple(_report(engine, one, each, scratch, request.part_lines) for one in series)


def _report(
    engine: DuckDB, series: Series, each: tuple[int, int], scratch: Path, part_lines: int
) -> SchemeReport:
    run = series.runs[0]
    try:
        files: list[RunFiles] = []
        months: list[MonthFigures] = []
        for run in series.runs:
            files.append(files_of(engine, run, scratch))
            months.append(figures_of(engine, series, files[-1], months[-1] if months else None))
        spread = spread_of(engine, files[-1])
        return SchemeReport(series, months, _flows(series, files, months, each, scratch, part_lines), spread)
    except EngineFault as fault:
        raise RunUnreadable(path=run.recorded.folder, problem=fault.facts["problem"]) from None


def _flows(
    series: Series,
    files: Sequence[RunFiles],
    months: Sequence[MonthFigures],
    each: tuple[int, int],
    scratch: Path,
    part_lines: int,
) -> Flows | None:
    """The flows of the series; None where it has one run, before which nothing is known."""
    before = months[0].before
    # Before the first rating of all nobody held a tier, which is no place to have gone from.
    is_opening = before is None or not any(before.values())
    if is_opening and len(files) == 1:
        return None
    tiers = tuple(series.tiers)
    return flows_of(files[0], files[-1], tiers, each, scratch, is_opening=is_opening, part_lines=part_lines)
