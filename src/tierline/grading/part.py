"""One part of a run: its rows are read, checked and graded, and its results written, by one engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tierline.datasets.checks import Check
from tierline.datasets.contract import MEMBERSHIPS
from tierline.datasets.layout import Part
from tierline.grading import part_checks, results
from tierline.grading.carrying.files import Carrying
from tierline.grading.carrying.model import MonthBefore
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.inputs import Inputs
from tierline.grading.model import Rating
from tierline.grading.part_reading import PartReading
from tierline.grading.part_result import PartResult
from tierline.grading.plan import Plan, SchemePlan
from tierline.grading.steps import Step

COUNTED = "change, running_rank, rated_rank, reason"
"""What lines are counted by, each by its number."""


@dataclass(frozen=True)
class PartWork:
    """All that is needed to carry out any part of a run."""

    plan: Plan
    inputs: Inputs
    rating: Rating
    checks: Mapping[str, list[Check]]
    is_checked: bool
    folders: Mapping[str, Path]
    """Where each scheme's results are staged."""
    carrying: Carrying | None = None
    """What writes down what the next month needs, where that is asked for."""
    month_before: MonthBefore | None = None
    """The output of the month before, where the run goes on from there."""

    def reading(self, engine: DuckDB, part: Part) -> PartReading:
        """The part, its rows given to the engine by the names that the plan uses."""
        given = (engine, part, self.inputs, self.rating, self.plan, self.checks, self.is_checked)
        found = PartReading(*given)
        if self.month_before is not None and self.carrying is not None:
            # It takes numpy and Arrow, which a full run has no need to load.
            from tierline.grading.carrying.next_part import NextPart

            found = NextPart(*given, self.month_before, self.carrying)
        found.read()
        return found

    def carried_out(self, engine: DuckDB, part: Part, *, write: bool) -> PartResult:
        """Check and grade the part. Without `write` it is only checked, and its lines are held."""
        if self.carrying is not None:
            self.carrying.clear(part)
        found = PartResult()
        reading, first, is_in_order = self._held(engine, part, found)
        if found.findings or not write:
            return found
        for scheme in self.plan.schemes:
            name = scheme.version.scheme
            if self.plan.single is None:
                with found.timed(Step.RATING, name):
                    engine.keep("graded", scheme.graded)
                    is_in_order = part_checks.is_ascending(engine, "graded")
            with found.timed(Step.RESULTS, name):
                self._write(engine, part, scheme, found, is_in_order=is_in_order)
        if self.carrying is not None and not found.findings:
            reading.carry(self.carrying, first)
        return found

    def held(self, engine: DuckDB, part: Part) -> PartResult:
        """Read and check the part, and hold its lines."""
        found = PartResult()
        self._held(engine, part, found)
        return found

    def _held(self, engine: DuckDB, part: Part, found: PartResult) -> tuple[PartReading, str, bool]:
        """The part as it was read, the name of the table that holds its lines, and whether each stands once.

        What was found wrong with it is added to `found`.
        """
        with found.timed(*self._of_lines):
            reading = self.reading(engine, part)
        if self.is_checked:
            with found.timed(Step.CHECKS):
                reading.check(found)
        with found.timed(*self._of_lines):
            first, is_in_order = self.hold_lines(engine, reading)
        found.lines = engine.rows(f"SELECT count(*) FROM {first}")[0][0]
        if not is_in_order:
            part_checks.repeated_lines(engine, found.findings)
        if self.is_checked:
            with found.timed(Step.CHECKS):
                reading.check_held(first, found)
        return reading, first, is_in_order

    @property
    def _of_lines(self) -> tuple[Step, str]:
        """What the time of holding the lines counts for: one query rates a single scheme along with it."""
        schemes = self.plan.schemes
        if self.plan.single is not None and schemes:
            return Step.RATING, schemes[0].version.scheme
        return Step.LINES, ""

    def hold_lines(self, engine: DuckDB, reading: PartReading) -> tuple[str, bool]:
        """Hold one row per line, in order: under a single scheme `graded` at once, else the `figures` of all.

        Gives the name of the table, and False where a line stands in it more than once. Holding both for a
        single scheme would cost a fifth of the work.
        """
        engine.view("lines", self.plan.lines)
        first, sql, name = "figures", "SELECT * FROM summed", "summed"
        if self.plan.single is not None:
            first, sql, name = "graded", self.plan.single, "figures"
        reading.give_figures(name, exact=False)
        engine.keep(first, sql)
        if engine.rows(f"SELECT count(*) FROM {first} WHERE has_older_bills")[0][0]:
            # Bills from before a line joined, of a number's former owner say, must not count for it.
            reading.give_figures(name, exact=True)
            engine.keep(first, sql)
        if part_checks.is_ascending(engine, first):
            return first, True
        engine.keep(first, f"SELECT * FROM {first} ORDER BY subscriber_id")
        return first, part_checks.is_ascending(engine, first)

    def has_multiplied(self, engine: DuckDB, found: PartResult) -> bool:
        """True where a line stands more than once in `graded`, and adds the reason to what was found.

        Memberships that were not checked may run side by side, and multiply the lines.
        """
        if not engine.rows("SELECT count(*) - count(DISTINCT subscriber_id) FROM graded")[0][0]:
            return False
        part_checks.overlaps(engine, found.findings)
        part_checks.memberships(engine, self.plan.versions, self.rating, found.findings)
        part_checks.special_grades(engine, found.findings)
        return True

    def _write(
        self, engine: DuckDB, part: Part, scheme: SchemePlan, found: PartResult, *, is_in_order: bool
    ) -> None:
        """Write the three results of the part under one scheme, and count them."""
        version, folder = scheme.version, self.folders[scheme.version.scheme]
        name = f"part-{part.number:05d}.parquet"
        order = "" if is_in_order else "subscriber_id"
        if order and self.has_multiplied(engine, found):
            return
        engine.write(scheme.grades, results.grade_types(version), order, folder / "grades" / name)
        engine.write(scheme.events, results.event_types(version), order, folder / "events" / name)
        self._write_memberships(engine, scheme, folder / "memberships" / name, found)
        counts = found.counts.setdefault(version.scheme, Counter())
        for *key, lines in engine.rows(f"SELECT {COUNTED}, count(*) FROM graded GROUP BY ALL"):
            counts[tuple(key)] += lines

    def _write_memberships(self, engine: DuckDB, scheme: SchemePlan, target: Path, found: PartResult) -> None:
        version = scheme.version
        sql = scheme.memberships
        if version.life is None:
            sql = f"SELECT * FROM ({sql}) WHERE false"
        elif version.scheme in self.inputs.given.schemes:
            sql = f"({sql}) UNION ALL ({scheme.cut_by_closing})"
            unknown = part_checks.unknown_memberships(engine, version.scheme, self.rating)
            if unknown:
                found.unknown[version.scheme, MEMBERSHIPS.name] += unknown
                sql = f"{sql} UNION ALL ({scheme.of_unknown_lines})"
        engine.write(sql, results.membership_types(version), "subscriber_id, since", target)
