"""One part of a run: its rows are read, checked and graded, and its results written, by one engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tierline.datasets.checks import Check, Findings
from tierline.datasets.contract import DATASETS, MEMBERSHIPS, SPECIAL_GRADES
from tierline.datasets.layout import Part
from tierline.datasets.source import literal, quoted
from tierline.grading import part_checks, results
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.inputs import Inputs
from tierline.grading.model import Rating
from tierline.grading.plan import Plan, SchemePlan
from tierline.policy.model import Version

Counts = Counter[tuple[str | None, ...]]


@dataclass
class PartResult:
    """What one part, or several of them together, gave beside the files."""

    lines: int = 0
    findings: Findings = field(default_factory=Findings)
    counts: dict[str, Counts] = field(default_factory=dict)
    """By scheme: lines by change, tier, rated tier and reason."""
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

    def hold_figures(self, engine: DuckDB) -> None:
        """Hold the lines of the part with the sums of their bills, in order."""
        engine.view("lines", self.plan.lines)
        engine.keep("sums", self.plan.sums)
        engine.keep("figures", self.plan.figures)
        if engine.rows(self.plan.billed_before_joining)[0][0]:
            # Bills from before a line joined, of a number's former owner say, must not count for it.
            engine.keep("sums", self.plan.exact_sums)
            engine.keep("figures", self.plan.exact_figures)
        if not part_checks.is_ascending(engine, "figures"):
            engine.keep("figures", "SELECT * FROM figures ORDER BY subscriber_id")

    def carried_out(self, engine: DuckDB, part: Part, *, write: bool) -> PartResult:
        """Check and grade the part. Without `write` it is only checked, since the run has failed already."""
        found = PartResult()
        self.read(engine, part)
        if self.is_checked:
            for name, checks in self.checks.items():
                part_checks.bad_rows(engine, self.inputs.sources[name], part, checks, found.findings)
            part_checks.memberships(engine, self._versions(), self.rating, found.findings)
            part_checks.special_grades(engine, found.findings)
        self.hold_figures(engine)
        found.lines = engine.rows("SELECT count(*) FROM figures")[0][0]
        part_checks.unique_lines(engine, found.findings)
        if self.is_checked:
            part_checks.bills(engine, self.rating, self.inputs.reach, found.findings)
            found.unknown["", "bills"] += part_checks.unknown_bills(engine, self.rating, self.inputs.reach)
            found.unknown["", "special_grades"] += part_checks.unknown_rows(
                engine, SPECIAL_GRADES.name, "true"
            )
        if found.findings or not write:
            return found
        for scheme in self.plan.schemes:
            self._grade(engine, part, scheme, found)
        return found

    def _versions(self) -> list[Version]:
        return [scheme.version for scheme in self.plan.schemes]

    def _grade(self, engine: DuckDB, part: Part, scheme: SchemePlan, found: PartResult) -> None:
        """Grade the part under one scheme and write its three results."""
        version, folder = scheme.version, self.folders[scheme.version.scheme]
        name = f"part-{part.number:05d}.parquet"
        engine.keep("graded", scheme.graded)
        if engine.rows("SELECT count(*) FROM graded")[0][0] != found.lines:
            # Unchecked memberships may run side by side, and would multiply the lines.
            part_checks.memberships(engine, self._versions(), self.rating, found.findings)
            part_checks.special_grades(engine, found.findings)
            return
        order = "" if part_checks.is_ascending(engine, "graded") else "subscriber_id"
        engine.write(scheme.grades, results.grade_types(version), order, folder / "grades" / name)
        engine.write(scheme.events, results.event_types(version), order, folder / "events" / name)
        self._write_memberships(engine, scheme, folder / "memberships" / name, found)
        counts = found.counts.setdefault(version.scheme, Counter())
        keys = "change, tier, rated_tier, ineligible_reason"
        for *key, lines in engine.rows(f"SELECT {keys}, count(*) FROM graded GROUP BY ALL"):
            counts[tuple(key)] += lines
        engine.execute("DROP TABLE graded")

    def _write_memberships(self, engine: DuckDB, scheme: SchemePlan, target: Path, found: PartResult) -> None:
        version = scheme.version
        sql = scheme.memberships
        if version.life is None:
            sql = f"SELECT * FROM ({sql}) WHERE false"
        elif version.scheme in self.inputs.given.schemes:
            sql = f"({sql}) UNION ALL ({scheme.cut_by_closing})"
            of_scheme = f"scheme = {literal(version.scheme)}"
            unknown = part_checks.unknown_rows(engine, MEMBERSHIPS.name, of_scheme)
            if unknown:
                found.unknown[version.scheme, MEMBERSHIPS.name] += unknown
                sql = f"{sql} UNION ALL ({scheme.of_unknown_lines})"
        engine.write(sql, results.MEMBERSHIP_TYPES, "subscriber_id, since", target)
