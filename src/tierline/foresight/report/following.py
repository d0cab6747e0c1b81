"""How membership has gone month by month, from what each run counted and from its events alone.

The lines themselves are read only where days of grace can run: there a line may hold a tier of which it was
decided already. All counts are those of `tierline statistics`, which follows every line. Decision 0035.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tierline.datasets.contract import MEMBERSHIPS, Column, Dataset, Kind
from tierline.datasets.layout import opened
from tierline.datasets.paths import listed
from tierline.datasets.source import Source
from tierline.foresight.report.errors import RunDamaged
from tierline.foresight.report.model import Coming, Leaving, MonthFigures, Tiers
from tierline.foresight.statistics.model import MonthRun, Series
from tierline.foresight.statistics.standing import GRADES, standing
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.months import last_day, month_number
from tierline.policy.load import in_force
from tierline.policy.model import End, Version
from tierline.policy.vocabulary import Change, Duty

EVENTS = Dataset(
    "events",
    key=("subscriber_id",),
    columns=(
        Column("subscriber_id", Kind.BIGINT),
        Column("change", Kind.VARCHAR),
        Column("previous_tier", Kind.VARCHAR, nullable=True),
        Column("tier", Kind.VARCHAR, nullable=True),
        Column("ineligible_reason", Kind.VARCHAR, nullable=True),
    ),
)
"""What a report reads of a run's events, beside their duties, which are lists."""

STARTING = (Change.JOINED, Change.RISEN, Change.RENEWED, Change.FALLEN)
BROKEN_OFF = (Change.RISEN, Change.FALLEN, Change.ENDED)
"""Changes whose events tell what ran before; the others stand at one tier before and after."""

WITH_EVENTS = (*STARTING, Change.LAPSED, Change.ENDED)


@dataclass(frozen=True)
class RunFiles:
    """The files of one run, and the policy that it went by."""

    run: MonthRun
    version: Version
    grades: Source
    memberships: Source
    events: Source

    @property
    def has_grace(self) -> bool:
        """Whether terms run on for days after it was decided what follows them."""
        return self.version.life is not None and self.version.life.end is End.DAY_AFTER_TERM

    @property
    def month_end(self) -> str:
        """The last day of the month, as SQL."""
        return f"DATE '{last_day(month_number(self.run.recorded.month)).isoformat()}'"


@dataclass(frozen=True)
class EventCount:
    """Events of a run that are alike in all of this."""

    change: Change
    previous: str | None
    tier: str | None
    reason: str | None
    duties: tuple[Duty, ...]
    lines: int


def files_of(engine: DuckDB, run: MonthRun, scratch: Path) -> RunFiles:
    """The files of a run, held against its summary. Raises RunDamaged, and what datasets/errors.py has."""

    def source(dataset: Dataset) -> Source:
        return opened(engine.connection, dataset, [str(run.recorded.content / dataset.name)], scratch)

    version = in_force(run.recorded.pack(), run.recorded.rated_on)
    files = RunFiles(run, version, source(GRADES), source(MEMBERSHIPS), source(EVENTS))
    counts = run.recorded.counts
    events = sum(counts["by_change"][change] for change in WITH_EVENTS)
    for one, expected in ((files.grades, counts["lines"]), (files.events, events)):
        if one.rows != expected:
            name = one.dataset.name
            raise RunDamaged(path=run.recorded.folder, what=name, found=one.rows, expected=expected)
    return files


def figures_of(
    engine: DuckDB, series: Series, files: RunFiles, previous: MonthFigures | None
) -> MonthFigures:
    """The figures of a month; those before it are those after `previous`. Raises RunDamaged."""
    counts, tiers = files.run.recorded.counts, tuple(series.tiers)
    if not files.run.has_memberships:
        after = _tiers(tiers, Counter(counts["by_rated_tier"]))
        before = None if previous is None else previous.after
        return MonthFigures(files.run, files.version, before, after, {}, {}, {})
    events = _events(engine, files)
    kept = _kept(engine, files, events, tiers)
    after = _tiers(tiers, kept + _counted(events, STARTING, "tier"))
    if previous is not None:
        before = previous.after
    else:
        before = _tiers(
            tiers,
            kept
            + _counted(events, (Change.RENEWED, Change.LAPSED), "tier")
            + _counted(events, BROKEN_OFF, "previous"),
        )
    came, left = _comings(events, sum(after.values()) - sum(before.values()))
    duties: Counter[Duty] = Counter()
    for one in events:
        duties.update(dict.fromkeys(one.duties, one.lines))
    return MonthFigures(files.run, files.version, before, after, came, left, duties)


def _events(engine: DuckDB, files: RunFiles) -> list[EventCount]:
    """The events of a run by all that the report tells of them. Raises RunDamaged."""
    rows = engine.rows(
        "SELECT change, previous_tier, tier, ineligible_reason, duties, count(*)"
        f" FROM read_parquet({listed(files.events.files)}, hive_partitioning = false)"
        " GROUP BY ALL ORDER BY ALL"
    )
    found = [
        EventCount(Change(change), previous, tier, reason, tuple(map(Duty, duties or ())), lines)
        for change, previous, tier, reason, duties, lines in rows
    ]
    recorded = files.run.recorded
    for change in WITH_EVENTS:
        lines, expected = _lines(found, change), recorded.counts["by_change"][change]
        if lines != expected:
            what = f"events ({change})"
            raise RunDamaged(path=recorded.folder, what=what, found=lines, expected=expected)
    return found


def _lines(events: Iterable[EventCount], change: Change) -> int:
    return sum(one.lines for one in events if one.change is change)


def _counted(events: Iterable[EventCount], changes: Sequence[Change], side: str) -> Counter[str]:
    """Events with one of the changes by a tier of theirs."""
    found: Counter[str] = Counter()
    for one in events:
        tier = getattr(one, side)
        if one.change in changes and tier is not None:
            found[tier] += one.lines
    return found


def _kept(
    engine: DuckDB, files: RunFiles, events: Sequence[EventCount], tiers: Sequence[str]
) -> Counter[str]:
    """The lines whose membership runs on by the tier they stand at: of a summary's tiers those that no event
    of the run gave, and in the days of grace what waits behind the running term.
    """
    told = Counter(files.run.recorded.counts["by_tier"])
    # A term that lapses still runs, and the summary counts who holds it.
    found = told - _counted(events, (*STARTING, Change.LAPSED), "tier")
    if not files.has_grace:
        return found
    grades = files.grades.select(None, None)
    in_grace = f"SELECT * FROM ({grades}) WHERE change = 'kept' AND ends_on < {files.month_end}"
    for tier, lines in engine.rows(f"SELECT tier, count(*) FROM ({in_grace}) GROUP BY 1"):
        found[tier] -= lines
    stand = standing(files.run, in_grace, files.memberships.select(None, None), tiers)
    for number, lines in engine.rows(f"SELECT tier, count(*) FROM ({stand}) GROUP BY 1"):
        if number is not None:
            found[tiers[number]] += lines
    return found


def _tiers(tiers: Iterable[str], lines: Counter[str]) -> Tiers:
    return {tier: lines[tier] for tier in tiers}


def _comings(events: Sequence[EventCount], gained: int) -> tuple[dict[Coming, int], dict[Leaving, int]]:
    """Who came and who left, by how. What these leave open of the members gained came or left otherwise."""
    joined, ended = _lines(events, Change.JOINED), _lines(events, Change.ENDED)
    lapsed = sum(one.lines for one in events if one.change is Change.LAPSED and one.reason is None)
    ineligible = _lines(events, Change.LAPSED) - lapsed
    other = gained - joined + lapsed + ineligible + ended
    left = {Leaving.LAPSED: lapsed, Leaving.INELIGIBLE: ineligible, Leaving.ENDED: ended}
    return (
        {Coming.JOINED: joined, Coming.OTHER: max(other, 0)},
        {**left, Leaving.OTHER: max(-other, 0)},
    )
