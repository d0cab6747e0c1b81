"""One part of a run: its rows are read, checked and graded, and its results written, by one engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tierline.datasets.checks import Check, Findings
from tierline.datasets.contract import DATASETS, MEMBERSHIPS, SPECIAL_GRADES
from tierline.datasets.layout import Part
from tierline.datasets.sql_text import quoted
from tierline.grading import part_checks, results
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.inputs import Inputs
from tierline.grading.model import Rating
from tierline.grading.plan import Plan, SchemePlan

Counts = Counter[tuple[int | None, ...]]

COUNTED = "change, running_rank, rated_rank, reason"
"""What lines are counted by, each by its number."""


@dataclass
class PartResult:
    """What one part, or several of them together, gave beside the files."""

    lines: int = 0
    findings: Findings = field(default_factory=Findings)
    counts: dict[str, Counts] = field(default_factory=dict)
    """By scheme: lines by change, rank that ran, rated rank and reason, each by its number."""
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Rows by scheme ('' for all) and dataset whose lines are not among the subscribers."""

    def merge(self, other: PartResult) -> None:
        """Add another part."""
        self.lines += other.lines
        self.findings.merge(other.findings)
        for scheme, counts in other.counts.items():
            self.counts.setdefault(scheme, Counter()).update(counts)
        self.unknown.update(other.unknown)


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

    def read(self, engine: DuckDB, part: Part) -> None:
        """Give the engine the rows of the part, by the names that the plan uses."""
        for name, dataset in DATASETS.items():
            source = self.inputs.sources.get(name)
            if source is None:
                empty = (
                    f"CAST(NULL AS {column.kind}) AS {quoted(column.name)}" for column in dataset.columns
                )
                engine.view(name, f"SELECT {', '.join(empty)} WHERE false")
            elif dataset in (MEMBERSHIPS, SPECIAL_GRADES):
                # Small, and read more than once: held rather than scanned again.
                engine.keep(name, source.select(part.first, part.last))
            else:
                engine.view(name, source.select(part.first, part.last))

    def carried_out(self, engine: DuckDB, part: Part, *, write: bool) -> PartResult:
        """Check and grade the part. Without `write` it is only checked, and its lines are held."""
        found = self.held(engine, part)
        if found.findings or not write:
            return found
        for scheme in self.plan.schemes:
            if self.plan.single is None:
                engine.keep("graded", scheme.graded)
            self._write(engine, part, scheme, found)
        return found

    def held(self, engine: DuckDB, part: Part) -> PartResult:
        """Read and check the part, and hold its lines."""
        found = PartResult()
        self.read(engine, part)
        if self.is_checked:
            for name, checks in self.checks.items():
                part_checks.bad_rows(engine, self.inputs.sources[name], part, checks, found.findings)
            self._check_memberships(engine, found)
        first = self.hold_lines(engine)
        found.lines = engine.rows(f"SELECT count(*) FROM {first}")[0][0]
        if not part_checks.is_ascending(engine, first):
            part_checks.repeated_lines(engine, found.findings)
        if self.is_checked:
            reach = self.inputs.reach
            part_checks.bills(engine, self.rating, reach, found.findings)
            found.unknown["", "bills"] += part_checks.unknown_bills(engine, first, self.rating, reach)
            found.unknown["", "special_grades"] += part_checks.unknown_rows(
                engine, first, SPECIAL_GRADES.name, "true"
            )
        return found

    def hold_lines(self, engine: DuckDB) -> str:
        """Hold one row per line, in order: under a single scheme `graded` at once, else the `figures` of all.

        Gives the name of the table. Holding both for a single scheme would cost a fifth of the work.
        """
        engine.view("lines", self.plan.lines)
        self._use_sums(engine, exact=False)
        first, sql = "figures", "SELECT * FROM summed"
        if self.plan.single is not None:
            first, sql = "graded", self.plan.single
        engine.keep(first, sql)
        if engine.rows(f"SELECT count(*) FROM {first} WHERE has_older_bills")[0][0]:
            # Bills from before a line joined, of a number's former owner say, must not count for it.
            self._use_sums(engine, exact=True)
            engine.keep(first, sql)
        if not part_checks.is_ascending(engine, first):
            engine.keep(first, f"SELECT * FROM {first} ORDER BY subscriber_id")
        return first

    def _use_sums(self, engine: DuckDB, *, exact: bool) -> None:
        sums, figures = self.plan.sums, self.plan.figures
        if exact:
            sums, figures = self.plan.exact_sums, self.plan.exact_figures
        # The checks ask the sums again, also for lines that are not among the subscribers.
        (engine.keep if self.is_checked else engine.view)("sums", sums)
        engine.view("summed" if self.plan.single is None else "figures", figures)

    def has_multiplied(self, engine: DuckDB, found: PartResult) -> bool:
        """True where a line stands more than once in `graded`, and adds the reason to what was found.

        Memberships that were not checked may run side by side, and multiply the lines.
        """
        if not engine.rows("SELECT count(*) - count(DISTINCT subscriber_id) FROM graded")[0][0]:
            return False
        self._check_memberships(engine, found)
        return True

    def _check_memberships(self, engine: DuckDB, found: PartResult) -> None:
        part_checks.memberships(engine, self.plan.versions, self.rating, found.findings)
        part_checks.special_grades(engine, found.findings)

    def _write(self, engine: DuckDB, part: Part, scheme: SchemePlan, found: PartResult) -> None:
        """Write the three results of the part under one scheme, and count them."""
        version, folder = scheme.version, self.folders[scheme.version.scheme]
        name = f"part-{part.number:05d}.parquet"
        order = "" if part_checks.is_ascending(engine, "graded") else "subscriber_id"
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
