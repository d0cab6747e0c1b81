"""A series gone through part by part: each part's lines are followed over all months, in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tierline.datasets.contract import MEMBERSHIPS, Dataset
from tierline.datasets.layout import Part, opened, parts_of
from tierline.datasets.paths import listed
from tierline.datasets.source import Source
from tierline.foresight.statistics import moves
from tierline.foresight.statistics.errors import GradesDiffer
from tierline.foresight.statistics.model import Dimension, MonthRun, Series, SiteLevel
from tierline.foresight.statistics.series import run_before
from tierline.foresight.statistics.standing import EVENTS, GRADES, held_on, opening, standing
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.months import last_day, month_number
from tierline.grading.parts import through_parts

MOVES = (
    "month DATE, kind VARCHAR, tier_before INTEGER, product_before VARCHAR, site_before VARCHAR,"
    " tier_after INTEGER, product_after VARCHAR, site_after VARCHAR, lines BIGINT"
)
RETAINED = (
    "snapshot DATE, day DATE, tier INTEGER, product VARCHAR, site VARCHAR, outcome VARCHAR, on_3g BOOLEAN,"
    " lines BIGINT"
)


@dataclass(frozen=True)
class RunFiles:
    """The files of one run that are read."""

    run: MonthRun
    grades: Source
    memberships: Source
    events: Source


@dataclass
class Counted:
    """Lines of parts, and those by run and change."""

    lines: int = 0
    by_change: Counter[tuple[int, str]] = field(default_factory=Counter)

    def add(self, other: Counted) -> None:
        """Add another part."""
        self.lines += other.lines
        self.by_change.update(other.by_change)


@dataclass(frozen=True)
class Gathering:
    """All that is needed to follow the lines of any part through a series."""

    series: Series
    files: Sequence[RunFiles]
    by: Collection[Dimension]
    snapshots: Sequence[date]
    scratch: Path

    def carried_out(self, engine: DuckDB, part: Part) -> Counted:
        """Write the part's moves and what was retained of it; tell its lines by run and change."""
        counted = Counted()
        engine.execute(f"CREATE OR REPLACE TEMP TABLE moves ({MOVES})")
        engine.execute(f"CREATE OR REPLACE TEMP TABLE retained ({RETAINED})")
        for number, files in enumerate(self.files):
            before, now = f"standing_{(number + 1) % 2}", f"standing_{number % 2}"
            self._stand(engine, part, number, before, now)
            for change, lines in engine.rows(f"SELECT change, count(*) FROM {now} GROUP BY 1"):
                counted.by_change[number, change] += lines
                counted.lines += lines
            if number or files.run.has_memberships:
                sql = moves.moves(
                    files.run.recorded.month,
                    before,
                    now,
                    self.by,
                    has_memberships=files.run.has_memberships,
                )
                engine.execute(f"INSERT INTO moves {sql}")
            self._retain(engine, part, number, now)
        for table in ("moves", "retained"):
            engine.execute(
                f"COPY {table} TO {listed([str(self.written(table, part))])[1:-1]} (FORMAT parquet)"
            )
        return counted

    def written(self, table: str, part: Part) -> Path:
        """Where a table of a part is kept until all are there."""
        return self.scratch / f"{self.series.scheme}-{table}-{part.number:05d}.parquet"

    def _stand(self, engine: DuckDB, part: Part, number: int, before: str, now: str) -> None:
        """Hold what the lines of the part stand at after a run; before the first one, what they stood at."""
        files, tiers, ids = self.files[number], tuple(self.series.tiers), (part.first, part.last)
        grades = files.grades.select(*ids)
        engine.keep(now, standing(files.run, grades, files.memberships.select(*ids), tiers))
        if number == 0 and files.run.has_memberships:
            engine.keep(before, opening(now, grades, files.events.select(*ids), tiers))

    def _retain(self, engine: DuckDB, part: Part, number: int, now: str) -> None:
        """Take the snapshots that a run tells of, and follow all that are taken to the end of its month."""
        month_end = last_day(month_number(self.files[number].run.recorded.month))
        taken = [
            (one, day) for one, day in enumerate(self.snapshots) if run_before(self.series, day) <= number
        ]
        for one, day in taken:
            if run_before(self.series, day) == number:
                engine.keep(f"snapshot_{one}", self._held(part, number, now, day))
                engine.execute(
                    "INSERT INTO retained "
                    + moves.retained(day, day, f"snapshot_{one}", f"snapshot_{one}", self.by)
                )
        earlier = [(one, day) for one, day in taken if day < month_end]
        if earlier:
            engine.keep("held", self._held(part, number, now, month_end))
        for one, day in earlier:
            engine.execute(
                "INSERT INTO retained " + moves.retained(day, month_end, f"snapshot_{one}", "held", self.by)
            )

    def _held(self, part: Part, number: int, now: str, day: date) -> str:
        ids = (part.first, part.last)
        following = self.files[number + 1 : number + 2]
        later = following[0].memberships.select(*ids) if following else None
        files = self.files[number]
        tiers = tuple(self.series.tiers)
        return held_on(day, files.run, now, files.memberships.select(*ids), later, tiers)


def opened_files(engine: DuckDB, series: Series, scratch: Path) -> list[RunFiles]:
    """The files of each run. Raises what datasets/errors.py has for files that are missing or unreadable."""

    def source(run: MonthRun, dataset: Dataset) -> Source:
        return opened(engine.connection, dataset, [str(run.recorded.content / dataset.name)], scratch)

    with faults():
        return [
            RunFiles(run, source(run, GRADES), source(run, MEMBERSHIPS), source(run, EVENTS))
            for run in series.runs
        ]


def gathered(
    engine: DuckDB,
    work: Gathering,
    site_level: SiteLevel,
    resources: tuple[int, int],
    part_lines: int,
    told: Callable[[int], None],
) -> None:
    """Leaves with the engine the tables `moves` and `retained` of the whole series, sites cut to a level.

    `resources` are the threads and the memory of each in MiB. Raises GradesDiffer where the grades of a run
    are not those that its summary counts.
    """
    parts = parts_of(max((files.grades for files in work.files), key=lambda source: source.rows), part_lines)
    whole = Counted()
    with closing(through_parts(parts, work.carried_out, *resources, work.scratch)) as results:
        for counted in results:
            whole.add(counted)
            told(counted.lines)
    _check_counts(work.series, whole)
    for table, columns, sites in (
        ("moves", MOVES, ("site_before", "site_after")),
        ("retained", RETAINED, ("site",)),
    ):
        names = [column.split()[0] for column in columns.split(", ")]
        shown = {
            site: f"array_to_string(string_split({site}, '.')[1:{site_level.parts}], '.') AS {site}"
            for site in sites
        }
        shown["lines"] = "CAST(sum(lines) AS BIGINT) AS lines"
        files = listed(str(work.written(table, part)) for part in parts)
        engine.keep(
            table,
            f"SELECT {', '.join(shown.get(name, name) for name in names)}"
            f" FROM read_parquet({files}) GROUP BY ALL",
        )


def _check_counts(series: Series, whole: Counted) -> None:
    for number, run in enumerate(series.runs):
        for change, expected in run.recorded.counts["by_change"].items():
            found = whole.by_change[number, change]
            if found != expected:
                raise GradesDiffer(path=run.recorded.folder, change=change, found=found, expected=expected)
