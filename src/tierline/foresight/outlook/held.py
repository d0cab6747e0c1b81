"""The memberships that are rated anew in time, as the run of the month leaves them.

A finished run has left them in its folder. Without one the month is graded first, as a run grades it, but
only the lines whose running term may be one of them, where what the month starts cannot end in time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tierline.datasets.checks import Check, Findings
from tierline.datasets.contract import BILLS, MEMBERSHIPS, SPECIAL_GRADES, SUBSCRIBERS, Dataset
from tierline.datasets.layout import Part
from tierline.datasets.source import Source
from tierline.datasets.sql_text import literal
from tierline.grading import part_checks
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.inputs import Inputs
from tierline.grading.model import Rating
from tierline.grading.months import last_day
from tierline.grading.part import PartWork
from tierline.grading.part_reading import PartReading
from tierline.grading.part_result import PartResult
from tierline.grading.plan import Plan
from tierline.policy.model import Version

HELD = {"held_rank": "int8", "held_ends_on": "date", "ahead": "int64"}
"""What stands beside a line: the rank of its tier, its last day, in how many months it is rated anew."""


class Held(Protocol):
    """What gives an engine the rows of a part, and the table `held` with the columns of HELD."""

    def hold(self, engine: DuckDB, part: Part, findings: Findings) -> None:
        """Do so, and count the rows that break the contract, where that is asked for."""


@dataclass(frozen=True)
class LeftByRun:
    """The memberships that a finished run left."""

    left: Source
    inputs: Inputs
    version: Version
    rating: Rating
    within: int
    checks: Mapping[str, Sequence[Check]]
    is_checked: bool

    def hold(self, engine: DuckDB, part: Part, findings: Findings) -> None:
        """Read them."""
        # The checks ask a plan for its versions only, and there is nothing else to carry out.
        plan = Plan("", "", "", "", "", (self.version,))
        reading = PartReading(engine, part, self.inputs, self.rating, plan, self.checks, self.is_checked)
        reading.read()
        if self.is_checked:
            found = PartResult()
            reading.check(found)
            findings.merge(found.findings)
        rows = f"({self.left.select(part.first, part.last)})"
        scheme, rank = literal(self.version.scheme), rank_sql(self.version.ranking)
        engine.keep("held", held_sql(rows, scheme, rank, self.rating, self.within))


@dataclass(frozen=True)
class GradedFirst:
    """The memberships that the run of the month would leave."""

    work: PartWork
    version: Version
    within: int

    def hold(self, engine: DuckDB, part: Part, findings: Findings) -> None:
        """Grade the part."""
        work, found = self.work, PartResult()
        given = (engine, part, work.inputs, work.rating, work.plan, work.checks, work.is_checked)
        reading = PartReading(*given)
        if self.is_few:
            reading = NearReading(*given, self.version, self.within)
        reading.read()
        if work.is_checked:
            reading.check(found)
        _, is_in_order = work.hold_lines(engine, reading)
        if not is_in_order:
            part_checks.repeated_lines(engine, found.findings)
        if work.is_checked:
            reading.check_held("graded", found)
        if not found.findings and not work.has_multiplied(engine, found):
            # Computed days come as moments.
            days = "CAST(ends_on AS DATE) AS ends_on"
            left = work.plan.schemes[0].memberships
            engine.keep("left_over", f"SELECT * REPLACE ({days}) FROM ({left})")
            engine.keep("held", held_sql("left_over", "0", "tier", work.rating, self.within))
        findings.merge(found.findings)

    @property
    def is_few(self) -> bool:
        """Whether every term that the month itself starts ends later than in time."""
        life = self.version.life
        return life is not None and life.term_months is not None and self.within < life.term_months - 1


@dataclass(frozen=True)
class NearReading(PartReading):
    """A part of which only the lines are read, with their bills, whose running term ends in time."""

    version: Version
    within: int

    def read(self) -> None:
        """Give the engine the rows."""
        self.give(MEMBERSHIPS)
        scheme, rank = literal(self.version.scheme), rank_sql(self.version.ranking)
        self.engine.keep("near", held_sql(MEMBERSHIPS.name, scheme, rank, self.rating, self.within))
        for dataset in (SUBSCRIBERS, BILLS, SPECIAL_GRADES):
            self.give(dataset)

    def sql_of(self, dataset: Dataset) -> str:
        """The SQL of the rows of one dataset; of lines and bills, those that are near."""
        sql = super().sql_of(dataset)
        if dataset in (SUBSCRIBERS, BILLS):
            return f"SELECT * FROM ({sql}) SEMI JOIN near USING (subscriber_id)"
        return sql


def held_sql(memberships: str, scheme: str, rank: str, rating: Rating, within: int) -> str:
    """The SQL of the memberships whose last term month is one of the next, with the columns of HELD.

    `rank` is the SQL of the tier's rank. A line has at most one of them: whatever else it holds has ended, or
    begins in the rating month, before these end.
    """
    first, last = last_day(rating.number + 1), last_day(rating.number + within + 1)
    months = f"year(ends_on + 1) * 12 + month(ends_on + 1) - {rating.number + 2}"
    return (
        f"SELECT subscriber_id, {rank} AS held_rank, ends_on AS held_ends_on, {months} AS ahead"
        f" FROM {memberships} WHERE scheme = {scheme}"
        f" AND ends_on >= DATE {literal(first.isoformat())} AND ends_on < DATE {literal(last.isoformat())}"
    )


def rank_sql(ranking: Sequence[str]) -> str:
    """The SQL of the rank of a tier that is written by its name."""
    branches = " ".join(f"WHEN {literal(tier)} THEN {rank}" for rank, tier in enumerate(ranking))
    return f"CAST(CASE tier {branches} END AS TINYINT)"
