"""The pass over a base, part by part: checked as far as the figures need it, gathered in one histogram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tierline.datasets.checks import Check, Findings, checks_of
from tierline.datasets.contract import MEMBERSHIPS, SPECIAL_GRADES
from tierline.datasets.layout import Part
from tierline.foresight.calibration.columns import Statements, statements
from tierline.foresight.calibration.model import Histogram, Ladder, Spot
from tierline.grading import part_checks
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.inputs import Inputs, prepared
from tierline.grading.model import Rating
from tierline.grading.part import PartWork
from tierline.grading.parts import resources, through_parts
from tierline.grading.plan import figures_planned
from tierline.grading.run import Progress, Request
from tierline.grading.stages import REASONS
from tierline.grading.window import Reach, windows_of
from tierline.policy.eligibility import attributes_of
from tierline.policy.model import Version

CARRIED = ("subscriber_id", "closed_on")
"""Columns of a line that are needed whatever the policy tests: no result shows any others."""

READ_ALWAYS = ("month", "joined_on", "status", "closed_on")


@dataclass(frozen=True)
class Base:
    """What the pass over a base gave: its histogram, its lines, and how far back its bills reach.

    For `months_before` months before the rating month the bills hold whole windows, or fewer were asked for.
    """

    histogram: Histogram
    lines: int
    reach: Reach
    months_before: int


def read_base(
    request: Request, version: Version, ladder: Ladder, history: int, scratch: Path, progress: Progress
) -> Base:
    """The base of a request, gone through once. Raises what the monthly run raises for datasets."""
    threads, memory = resources(request.threads, request.memory_mib)
    rating = request.rating
    engine = DuckDB(memory_mib=memory, scratch=scratch, threads=threads)
    try:
        with faults():
            inputs = prepared(engine, request.paths, rating, scratch, request.part_lines)
    finally:
        engine.close()
    months_before = min(history, _whole_windows_before(version, rating, inputs.reach))
    plan, figures = figures_planned(
        [version],
        rating,
        inputs.reach,
        counted=request.is_checked,
        carried=CARRIED,
        months_before=months_before,
        with_month_bits=request.is_checked,
    )
    asked = statements(figures, version, ladder, rating, inputs.given, months_before)
    checks = _checks(inputs, version) if request.is_checked else {}
    work = PartWork(plan, inputs, rating, checks, is_checked=False, folders={})
    whole = _Read(histogram=Histogram(asked.moves))
    progress(0, inputs.lines)

    def one(engine: DuckDB, part: Part) -> _Read:
        return _part(engine, part, work, checks, asked)

    with closing(through_parts(inputs.parts, one, threads, memory // threads, scratch)) as results:
        for found in results:
            whole.merge(found)
            progress(whole.lines, inputs.lines)
    if whole.findings:
        raise whole.findings.error()
    return Base(whole.histogram, whole.lines, inputs.reach, months_before)


def _whole_windows_before(version: Version, rating: Rating, reach: Reach) -> int:
    """For how many months before the rating month the bills begin early enough for all its windows."""
    windows = [window.last_months for window in windows_of([version])]
    if None in windows:
        # A sum over all months has no beginning that could be put back.
        return 0
    longest = max((months for months in windows if months is not None), default=0)
    return max(0, rating.number - longest - reach.first)


def _checks(inputs: Inputs, version: Version) -> dict[str, list[Check]]:
    """The checks of the columns that the figures are made of; no others are read."""
    read = {*READ_ALWAYS, *attributes_of(version), *(window.column for window in windows_of([version]))}
    if "contract_running" in read:
        read |= {"contract_kind", "contract_ends_on"}
    found = {}
    for name, source in inputs.sources.items():
        whole = name in (MEMBERSHIPS.name, SPECIAL_GRADES.name)
        found[name] = [check for check in checks_of(source) if whole or check.column in read]
    return found


# ---------------------------------------------------------------- one part


@dataclass
class _Read:
    """What one part, or several of them together, gave."""

    lines: int = 0
    histogram: Histogram = field(default_factory=Histogram)
    findings: Findings = field(default_factory=Findings)

    def merge(self, other: _Read) -> None:
        """Add another part."""
        self.lines += other.lines
        self.histogram.merge(other.histogram)
        self.findings.merge(other.findings)


def _part(
    engine: DuckDB, part: Part, work: PartWork, checks: Mapping[str, list[Check]], asked: Statements
) -> _Read:
    """One part: its rows checked, and its lines counted by where they stand."""
    found = _Read()
    plan, findings = work.plan, found.findings
    work.reading(engine, part)
    for name, conditions in checks.items():
        part_checks.bad_rows(engine, work.inputs.sources[name], part, conditions, findings)
    if not part_checks.is_ascending(engine, "subscribers"):
        part_checks.repeated_lines(engine, findings)
    if checks:
        part_checks.special_grades(engine, findings)
    engine.view("lines", plan.lines)
    marks = _counted(engine, plan.sums, plan.figures, asked, found)
    if marks.has_older_bills:
        # Bills from before a line joined, of a number's former owner say, must not count for it.
        found.histogram = Histogram(asked.moves)
        _counted(engine, plan.exact_sums, plan.exact_figures, asked, found)
    if marks.is_doubled:
        part_checks.bills(engine, work.rating, work.inputs.reach, findings)
    return found


@dataclass
class _Marks:
    """Whether any line of a part has bills from before it joined, or several in a month."""

    has_older_bills: bool = False
    is_doubled: bool = False


def _counted(engine: DuckDB, sums: str, figures: str, asked: Statements, found: _Read) -> _Marks:
    """Count the lines of a part into `found`, by these statements of sums and figures."""
    marks, histogram = _Marks(), found.histogram
    histogram.moves, found.lines = asked.moves, 0
    engine.view("sums", sums)
    # Asked once, the figures need not be held.
    (engine.keep if asked.before else engine.view)("figures", figures)
    for is_older, is_doubled, reason, figure, beside, barred, *moved, lines in engine.rows(asked.now):
        marks.has_older_bills |= is_older
        marks.is_doubled |= is_doubled
        found.lines += lines
        if reason is None:
            histogram.spots[Spot(figure, beside, tuple(moved), barred)] += lines
        else:
            histogram.reasons[REASONS[reason]] += lines
    for months, figure, lines in engine.rows(asked.before) if asked.before else ():
        histogram.before.setdefault(months, Counter())[figure] += lines
    return marks
