"""One part of an outlook: lines whose term ends in time are rated ahead, and those that lose it listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tierline.datasets.checks import Findings
from tierline.datasets.layout import Part
from tierline.foresight.outlook.figures import spent_columns
from tierline.foresight.outlook.held import Held
from tierline.foresight.outlook.least import find_least
from tierline.foresight.outlook.listing import FIRST, Listing
from tierline.foresight.outlook.model import Ahead
from tierline.foresight.outlook.plan import Statements
from tierline.foresight.statistics.model import SiteLevel
from tierline.grading import part_checks
from tierline.grading.engines.duckdb import DuckDB

Row = tuple[Any, ...]

LOST_BY = "ahead, held_rank, change, rank_then, reason, band"
"""What lines that lose their tier are counted by, each by its number."""


@dataclass
class Found:
    """What one part, or several of them together, gave beside the files."""

    lines: int = 0
    findings: Findings = field(default_factory=Findings)
    rated: Counter[Row] = field(default_factory=Counter)
    """Lines that are rated anew, by months ahead and rank."""
    lost: Counter[Row] = field(default_factory=Counter)
    """Lines that lose their tier, by LOST_BY."""
    more_fen: Counter[Row] = field(default_factory=Counter)
    """What these lack a month, in fen, by the same."""
    sites: Counter[Row] = field(default_factory=Counter)
    """Lines that lose their tier, by site and band."""
    first: list[Row] = field(default_factory=list)
    """The lines that are cheapest to keep, by FIRST."""

    def merge(self, other: Found, limit: int) -> None:
        """Add another part; of the cheapest lines, so many stay."""
        self.lines += other.lines
        self.findings.merge(other.findings)
        for name in ("rated", "lost", "more_fen", "sites"):
            getattr(self, name).update(getattr(other, name))
        self.first = sorted([*self.first, *other.first])[:limit]


@dataclass(frozen=True)
class PartWork:
    """All that is needed to carry out any part."""

    held: Held
    ratings: Sequence[Ahead]
    statements: Statements
    listing: Listing
    are_bills_counted: bool
    """Whether bills that share a line and a month are still to be looked for."""
    site_level: SiteLevel
    limit: int
    folder: Path | None
    """Where the list is staged."""

    def carried_out(self, engine: DuckDB, part: Part) -> Found:
        """Check the part, rate ahead, write the list, and count."""
        found = Found()
        self.held.hold(engine, part, found.findings)
        if found.findings:
            return found
        for name in ("looked", "near_bills", "sums", "known"):
            sql = getattr(self.statements, name)
            (engine.view if name == "near_bills" else engine.keep)(name, sql)
        if self.are_bills_counted:
            part_checks.repeated_bills(engine, "near_bills", found.findings)
        if engine.rows("SELECT count(*) - count(DISTINCT subscriber_id) FROM known")[0][0]:
            part_checks.repeated_lines(engine, found.findings)
        found.lines = engine.rows("SELECT count(*) FROM known")[0][0]
        if found.findings:
            return found
        self._rate(engine)
        if self.folder is not None:
            self.listing.write(engine, self.folder / f"part-{part.number:05d}.parquet")
        self._count(engine, found)
        return found

    def _rate(self, engine: DuckDB) -> None:
        """Hold `threatened`, the lines that lose their tier, and `settled`, the least that keeps each."""
        engine.view("asked", "SELECT *, CAST(NULL AS BIGINT) AS yuan FROM known")
        engine.keep(
            "threatened",
            "SELECT known.*, given.reason, given.rated_rank"
            f" FROM known JOIN ({self.statements.rated}) AS given USING (subscriber_id)"
            " WHERE NOT given.keeps",
        )
        granting = [str(one.months) for one in self.ratings if one.grants]
        lines = "SELECT * EXCLUDE (reason, rated_rank) FROM threatened WHERE reason IS NULL"
        lines += f" AND ahead IN ({', '.join(granting)})" if granting else " AND false"
        find_least(engine, lines, self.statements.rated, spent_columns(self.ratings))
        engine.keep("listed", self.listing.sql)

    def _count(self, engine: DuckDB, found: Found) -> None:
        for *key, lines in engine.rows("SELECT ahead, held_rank, count(*) FROM known GROUP BY ALL"):
            found.rated[tuple(key)] += lines
        counts = f"SELECT {LOST_BY}, count(*), sum(more_fen) FROM listed GROUP BY ALL"
        for *key, lines, more_fen in engine.rows(counts):
            found.lost[tuple(key)] += lines
            found.more_fen[tuple(key)] += int(more_fen or 0)
        site = f"array_to_string(string_split(site, '.')[:{self.site_level.parts}], '.')"
        for *key, lines in engine.rows(f"SELECT {site} AS place, band, count(*) FROM listed GROUP BY ALL"):
            found.sites[tuple(key)] += lines
        found.first = engine.rows(
            f"SELECT {', '.join(FIRST)} FROM listed WHERE more_fen IS NOT NULL"
            f" ORDER BY ALL LIMIT {self.limit}"
        )
