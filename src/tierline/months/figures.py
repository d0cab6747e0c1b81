"""Counts over the grades of a run, at a site and below it: asked of the files once, then remembered.

A run's content never changes, so that what was counted holds for as long as it is there; the key of the run
stands for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tierline.datasets.sql_text import literal
from tierline.months.model import NO_TIER
from tierline.months.runs import Run
from tierline.policy.vocabulary import Change
from tierline.sites.model import HEADQUARTERS, rank

if TYPE_CHECKING:
    from tierline.grading.engines.duckdb import DuckDB

MEMORY_MIB = 512
THREADS = 2

REMEMBERED = 256
"""Counts of so many runs and sites; each is a few thousand numbers at most."""

ESTABLISHED_MONTHS = 4
"""Lines so long on the network were there for the whole of both months whose bills are compared."""


@dataclass(frozen=True)
class SiteCounts:
    """The lines of one site and below it, by tier held and by change."""

    by_tier: Mapping[str, int]
    by_change: Mapping[Change, int]

    @property
    def members(self) -> int:
        """Lines that hold a tier."""
        return sum(count for tier, count in self.by_tier.items() if tier != NO_TIER)

    @property
    def fallen_share(self) -> float | None:
        """The share of the members who fall; None where nobody is a member."""
        return self.by_change.get(Change.FALLEN, 0) / self.members if self.members else None


@dataclass(frozen=True)
class Figures:
    """The lines of a run at a site and below it, in all and by the sites right below."""

    whole: SiteCounts
    by_reason: Mapping[str, int]
    by_site: Mapping[str, SiteCounts]

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return sum(self.whole.by_tier.values())


@dataclass(frozen=True)
class Unbilled:
    """Of the established lines of a site, those without a bill of the last month, and of the one before."""

    lines: int
    last: int
    before: int


@contextmanager
def engine() -> Iterator[DuckDB]:
    """An engine for one question: little memory, few threads, and nothing left of it."""
    from tierline.grading.engines.duckdb import DuckDB

    with TemporaryDirectory(prefix="tierline-months-") as scratch:
        opened = DuckDB(memory_mib=MEMORY_MIB, scratch=Path(scratch), threads=THREADS)
        try:
            yield opened
        finally:
            opened.close()


def scan(content: Path, result: str) -> str:
    """The SQL of the rows of one result of a run."""
    return scan_of(sorted(str(path) for path in (content / result).glob("*.parquet")))


def scan_of(files: list[str]) -> str:
    """The SQL of the rows of Parquet files."""
    from tierline.datasets.paths import listed

    return f"read_parquet({listed(files)}, hive_partitioning = false)"


def within(site: str) -> str:
    """The SQL condition that a line belongs to a site or lies below it. Clause: CHN-11."""
    if site == HEADQUARTERS:
        return "true"
    return f"(site = {literal(site)} OR starts_with(site, {literal(f'{site}.')}))"


def child(site: str) -> str:
    """The SQL of the site right below `site` that a line's site is or lies below."""
    parts = rank(site) + 1
    return f"array_to_string(list_slice(string_split(coalesce(site, ''), '.'), 1, {parts}), '.')"


def figures_of(run: Run, site: str) -> Figures:
    """The lines of a run at a site and below it."""
    return _figures(run.key, run.recorded.content, run.held, site)


@lru_cache(maxsize=REMEMBERED)
def _figures(_key: str, content: Path, held: str, site: str) -> Figures:
    # Sites are few beside lines: their paths are cut only once the lines are counted.
    counted = (
        f"SELECT site, {held} AS tier, change, ineligible_reason, count(*) AS lines"
        f" FROM {scan(content, 'grades')} WHERE {within(site)} GROUP BY ALL"
    )
    with engine() as asked:
        rows = asked.rows(
            f"SELECT {child(site)}, tier, change, ineligible_reason, CAST(sum(lines) AS BIGINT)"
            f" FROM ({counted}) GROUP BY ALL"
        )
    tiers: dict[str, Counter[str]] = {}
    changes: dict[str, Counter[Change]] = {}
    reasons: Counter[str] = Counter()
    for below, tier, change, reason, lines in rows:
        tiers.setdefault(below, Counter())[tier or NO_TIER] += lines
        changes.setdefault(below, Counter())[Change(change)] += lines
        if reason is not None:
            reasons[reason] += lines
    whole = SiteCounts(sum(tiers.values(), Counter()), sum(changes.values(), Counter()))
    by_site = {below: SiteCounts(tiers[below], changes[below]) for below in sorted(tiers)}
    return Figures(whole, reasons, by_site)


def unbilled_of(run: Run, site: str) -> Mapping[str, Unbilled] | None:
    """Lines without bills by the sites right below; None where the bills are not as the run read them."""
    files = bill_files(run)
    return None if files is None else _unbilled(run.key, run.recorded.content, files, run.month, site)


def bill_files(run: Run) -> tuple[str, ...] | None:
    """The Parquet files of bills that a run read; None where one is gone, was changed, or is another form."""
    from tierline.grading.digests import is_changed

    files = run.recorded.files.get("bills", ())
    is_there = files and all(file.path.endswith(".parquet") and not is_changed(file) for file in files)
    return tuple(file.path for file in files) if is_there else None


@lru_cache(maxsize=REMEMBERED)
def _unbilled(
    _key: str, content: Path, files: tuple[str, ...], month: object, site: str
) -> Mapping[str, Unbilled]:
    last, before = (f"(DATE '{month}' - INTERVAL {back} MONTH)" for back in (1, 2))
    billed = (
        f"SELECT subscriber_id, bool_or(month = {last}) AS last, bool_or(month = {before}) AS before"
        f" FROM {scan_of(list(files))} WHERE month IN ({last}, {before}) GROUP BY 1"
    )
    counted = (
        "SELECT site, count(*) AS lines, count(*) FILTER (last IS NOT TRUE) AS last,"
        " count(*) FILTER (before IS NOT TRUE) AS before"
        f" FROM (SELECT subscriber_id, site FROM {scan(content, 'grades')}"
        f" WHERE {ESTABLISHED} AND {within(site)}) LEFT JOIN ({billed}) USING (subscriber_id) GROUP BY 1"
    )
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT)" for name in ("lines", "last", "before"))
    with engine() as asked:
        rows = asked.rows(f"SELECT {child(site)}, {sums} FROM ({counted}) GROUP BY 1 ORDER BY 1")
    return {below: Unbilled(*counts) for below, *counts in rows}


ESTABLISHED = f"eligible AND tenure_months >= {ESTABLISHED_MONTHS}"
"""The SQL condition of the lines that have to have a bill of each month."""
