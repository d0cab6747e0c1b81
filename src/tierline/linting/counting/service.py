"""The one pass over a base in which everything is counted."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import ibis

from tierline.datasets.checks import Findings, checks_of
from tierline.datasets.layout import Part
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.inputs import Inputs, prepared
from tierline.grading.model import Rating
from tierline.grading.part import PartWork
from tierline.grading.parts import resources, through_parts
from tierline.grading.plan import figures_planned, statement
from tierline.grading.run import Progress, Request
from tierline.linting.choices import choices_of
from tierline.linting.counting.base import month_after, paths_of
from tierline.linting.counting.lines import lines_of
from tierline.linting.counting.questions import (
    NOBODY,
    Questions,
    is_counted,
    lines_told,
    questions_of,
)
from tierline.linting.counting.tables import version_for
from tierline.linting.model import CountedOn, Linted

CARRIED = ("subscriber_id", "closed_on")
"""Columns of a line that are needed whatever a policy tests: no result shows any others."""

ELIGIBLE, TOLD, CHOICE = "eligible", "told", "choice"

Key = tuple[int, str, int, int]
"""Which file, whether a finding or a choice, which of them, and which value of the choice, from 1."""


@dataclass(frozen=True)
class OnBase:
    """The base to count on, and how."""

    folder: Path
    month: date | None = None
    rated_on: date | None = None
    threads: int | None = None
    memory_mib: int = 1024


@dataclass(frozen=True)
class _Asked:
    """The questions of one version, as a statement: one number for each of `keys`."""

    file: int
    questions: Questions
    keys: tuple[Key, ...]
    sql: str


@dataclass
class _Counted:
    """What one part, or several of them together, gave."""

    lines: int = 0
    counts: Counter[Key] = field(default_factory=Counter)
    findings: Findings = field(default_factory=Findings)

    def merge(self, other: _Counted) -> None:
        """Add another part."""
        self.lines += other.lines
        self.counts.update(other.counts)
        self.findings.merge(other.findings)


def counted(
    linted: Sequence[Linted], on: OnBase, progress: Progress = lambda done, lines: None
) -> tuple[tuple[Linted, ...], CountedOn]:
    """The same with numbers of lines, and on what they were counted.

    Raises BaseIncomplete, InputsNotInBase, and what the monthly run raises for datasets.
    """
    paths = paths_of(on.folder)
    for each in linted:
        if each.pack is None and each.tables:
            version_for(each.tables)
    threads, memory = resources(on.threads, on.memory_mib)
    with tempfile.TemporaryDirectory(prefix="tierline-check-") as name:
        scratch = Path(name)
        engine = DuckDB(memory_mib=memory, scratch=scratch, threads=threads)
        try:
            month = on.month or month_after(engine, paths, scratch)
            request = Request((), month, paths, Path(), on.rated_on)
            rating = request.rating
            with faults():
                inputs = prepared(engine, paths, rating, scratch, request.part_lines)
        finally:
            engine.close()
        linted = [
            replace(each, choices=choices_of(each.pack, rating.rated_on)) if each.pack else each
            for each in linted
        ]
        whole, asked = _through(linted, inputs, rating, threads, memory // threads, scratch, progress)
    base = CountedOn(str(on.folder), month, rating.rated_on, whole.lines)
    keys = {key for each in asked for key in each.keys}
    found = tuple(_with_lines(file, each, whole.counts, keys) for file, each in enumerate(linted))
    return found, base


def _through(
    linted: Sequence[Linted],
    inputs: Inputs,
    rating: Rating,
    threads: int,
    memory_mib: int,
    scratch: Path,
    progress: Progress,
) -> tuple[_Counted, list[_Asked]]:
    questions = [(file, each) for file, one in enumerate(linted) for each in _questions(one, rating)]
    versions = [each.version for _, each in questions]
    plan, figures = figures_planned(versions, rating, inputs.reach, counted=True, carried=CARRIED)
    asked = [_asked(file, each, linted[file], figures, rating, inputs) for file, each in questions]
    checks = {name: checks_of(source) for name, source in inputs.sources.items()}
    work = PartWork(plan, inputs, rating, checks, is_checked=True, folders={})
    whole = _Counted()
    progress(0, inputs.lines)

    def one(engine: DuckDB, part: Part) -> _Counted:
        held = work.held(engine, part)
        found = _Counted(held.lines, findings=held.findings)
        if not held.findings:
            for each in asked:
                numbers = engine.rows(each.sql)[0]
                found.counts.update(dict(zip(each.keys, (number or 0 for number in numbers), strict=True)))
        return found

    with closing(through_parts(inputs.parts, one, threads, memory_mib, scratch)) as results:
        for found in results:
            whole.merge(found)
            progress(whole.lines, inputs.lines)
    if whole.findings:
        raise whole.findings.error()
    return whole, asked


def _questions(linted: Linted, rating: Rating) -> list[Questions]:
    if linted.pack is not None:
        return list(questions_of(linted, linted.pack, rating.rated_on))
    if not linted.tables:
        return []
    places = [place for place, told in enumerate(linted.told) if told.code not in NOBODY and is_counted(told)]
    return [Questions(version_for(linted.tables), True, places)]


def _asked(
    file: int, questions: Questions, linted: Linted, figures: ibis.Table, rating: Rating, inputs: Inputs
) -> _Asked:
    lines = lines_of(figures, questions.version, rating, inputs.given)
    wanted: dict[Key, ibis.Value] = {}
    if questions.is_first:
        wanted[file, ELIGIBLE, 0, 0] = lines.eligible
    for place in questions.told:
        wanted[file, TOLD, place, 0] = lines_told(lines, linted.told[place])
    for place in questions.choices:
        choice = linted.choices[place]
        wanted[file, CHOICE, place, 0] = lines.touched(choice.values)
        for number, value in enumerate(choice.told_apart, start=1):
            wanted[file, CHOICE, place, number] = lines.touched([value])
    names = {f"n{number}": condition for number, condition in enumerate(wanted.values())}
    spots = lines.table.select(**names)
    sums = spots.aggregate(**{name: spots[name].sum() for name in names})
    return _Asked(file, questions, tuple(wanted), statement(sums))


def _with_lines(file: int, linted: Linted, counts: Mapping[Key, int], keys: set[Key]) -> Linted:
    told = []
    for place, each in enumerate(linted.told):
        key = (file, TOLD, place, 0)
        lines = counts[key] if key in keys else 0 if each.code in NOBODY else None
        told.append(replace(each, lines=lines))
    choices = []
    for place, choice in enumerate(linted.choices):
        key = (file, CHOICE, place, 0)
        if key in keys:
            apart = [
                replace(value, lines=counts[file, CHOICE, place, number])
                for number, value in enumerate(choice.told_apart, start=1)
            ]
            choice = replace(choice, lines=counts[key], values=tuple(apart) or choice.values)
        choices.append(choice)
    key = (file, ELIGIBLE, 0, 0)
    eligible = counts[key] if key in keys else None
    return replace(linted, told=tuple(told), choices=tuple(choices), eligible=eligible)
