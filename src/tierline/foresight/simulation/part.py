"""One part of one simulated month: graded under both policies, its movers counted, explained and listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tierline.datasets.layout import Part
from tierline.datasets.source import Source
from tierline.datasets.sql_text import literal
from tierline.foresight.simulation.causes import Causes
from tierline.foresight.simulation.listing import Listing
from tierline.foresight.simulation.plan import DRAFT, DRAFT_MEMBERSHIPS, PRESENT, Comparison
from tierline.grading import part_checks, results
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.part import PartWork
from tierline.grading.part_result import PartResult

Counts = Counter[tuple[int | str | None, ...]]

DECIDED = (
    "present_running_rank, present_outcome, draft_outcome, present_rated_rank, draft_rated_rank,"
    " present_change, draft_change, present_reason, draft_reason, effect"
)
"""What lines are counted by, each by its number."""

DIMENSIONS = {
    "product": "product",
    "site": "site",
    "tenure": "tenure_band",
    "spend": "spend_band",
}
"""By what movers are told apart, and the columns of it."""


@dataclass
class Found:
    """What one part, or several of them together, gave beside the files."""

    checked: PartResult = field(default_factory=PartResult)
    decided: Counts = field(default_factory=Counter)
    """Lines by DECIDED."""
    held: Counts = field(default_factory=Counter)
    """Lines by the tiers that they come to hold in each of two schemes; empty for a draft."""
    spread: Counts = field(default_factory=Counter)
    """Lines by dimension, value, outcome now, outcome under the draft, and effect."""
    causes: Counts = field(default_factory=Counter)
    """Lines that differ, by effect, both outcomes, and the causes that make the difference alone and that are
    needed for it, as bits."""
    cause_spread: Counts = field(default_factory=Counter)
    """The same by dimension, value, and both kinds of causes."""

    def merge(self, other: Found) -> None:
        """Add another part."""
        self.checked.merge(other.checked)
        for name in ("decided", "held", "spread", "causes", "cause_spread"):
            getattr(self, name).update(getattr(other, name))


@dataclass(frozen=True)
class MonthWork:
    """All that is needed to carry out any part of a simulated month."""

    comparison: Comparison
    base: PartWork
    causes: Causes
    listing: Listing
    lines: Path
    """Where the lists of lines are staged."""
    left_behind: Mapping[str, Path]
    """Where each side's memberships are written for the next month; empty where there is none."""
    draft_memberships: Source | None
    """The draft's memberships, once they are no longer those of the present policy."""

    def carried_out(self, engine: DuckDB, part: Part, *, write: bool) -> Found:
        """Check and simulate the part. Without `write` it is only checked, since all has failed already."""
        if self.draft_memberships is not None:
            engine.keep(DRAFT_MEMBERSHIPS, self.draft_memberships.select(part.first, part.last))
        checked = self.base.held(engine, part)
        found = Found(checked)
        if checked.findings or not write:
            return found
        if not part_checks.is_ascending(engine, "graded") and self.base.has_multiplied(engine, checked):
            return found
        self._count(engine, found)
        engine.keep("movers", "SELECT * FROM graded WHERE effect IS NOT NULL")
        self.causes.find(engine, part)
        self._count_causes(engine, found)
        self.listing.write(engine, self.lines / f"part-{part.number:05d}.parquet")
        for side, folder in self.left_behind.items():
            self._leave(engine, side, folder / f"part-{part.number:05d}.parquet")
        return found

    def _count(self, engine: DuckDB, found: Found) -> None:
        for *key, lines in engine.rows(f"SELECT {DECIDED}, count(*) FROM graded GROUP BY ALL"):
            found.decided[tuple(key)] += lines
        if not self.comparison.month.pair.is_one_scheme:
            for *key, lines in engine.rows(
                "SELECT present_held, draft_held, count(*) FROM graded GROUP BY ALL"
            ):
                found.held[tuple(key)] += lines
        for name, column in DIMENSIONS.items():
            sql = (
                f"SELECT {column}, present_outcome, draft_outcome, effect, count(*) FROM graded GROUP BY ALL"
            )
            for *key, lines in engine.rows(sql):
                found.spread[name, *key] += lines

    def _count_causes(self, engine: DuckDB, found: Found) -> None:
        what = "effect, present_outcome, draft_outcome, alone, needed"
        for *key, lines in engine.rows(f"SELECT {what}, count(*) FROM explained GROUP BY ALL"):
            found.causes[tuple(key)] += lines
        for name in ("product", "site"):
            sql = f"SELECT {name}, alone, needed, count(*) FROM explained GROUP BY ALL"
            for *key, lines in engine.rows(sql):
                found.cause_spread[name, *key] += lines

    def _leave(self, engine: DuckDB, side: str, target: Path) -> None:
        pair = self.comparison.month.pair
        version = {PRESENT: pair.present, DRAFT: pair.draft}[side]
        types = results.membership_types(version)
        engine.write(self.comparison.memberships[side], types, "subscriber_id, since", target)


def write_other_memberships(engine: DuckDB, source: Source, scheme: str, target: Path) -> None:
    """Write the memberships of all other schemes as they were given: they are the same in every month."""
    engine.execute(
        f"COPY (SELECT * FROM ({source.select(None, None)}) WHERE scheme <> {literal(scheme)}"
        f" ORDER BY subscriber_id, scheme, since) TO {literal(str(target))} (FORMAT parquet)"
    )
