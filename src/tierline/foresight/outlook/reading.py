"""What an outlook reads: the inputs, what is checked of them, and what a finished run left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tierline.datasets.checks import Check, checks_of
from tierline.datasets.contract import BILLS, CHANGED_LINES, CORRECTED_BILLS, MEMBERSHIPS, SUBSCRIBERS
from tierline.datasets.layout import needs_order, opened, ordered
from tierline.datasets.source import Source
from tierline.foresight.outlook.errors import MembershipsGone
from tierline.foresight.outlook.held import GradedFirst, Held, LeftByRun
from tierline.foresight.outlook.model import Ahead
from tierline.foresight.outlook.plan import columns_read
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.explain.asked import Asked
from tierline.grading.inputs import Inputs, prepared
from tierline.grading.part import PartWork
from tierline.grading.plan import planned
from tierline.grading.window import windows_of


@dataclass(frozen=True)
class Base:
    """The inputs, and the memberships that a finished run left; `left` is None where no run is named."""

    inputs: Inputs
    left: Source | None


def opened_base(
    engine: DuckDB, asked: Asked, ratings: Sequence[Ahead], scratch: Path, part_lines: int
) -> Base:
    """The base of an outlook. Raises what the monthly run raises for datasets, and MembershipsGone."""
    inputs = prepared(engine, asked.files, asked.rating, scratch, part_lines)
    if asked.folder is None:
        return Base(inputs, None)
    elsewhere = {
        scheme
        for one in ratings
        if one.version.not_running_in is not None
        for scheme in one.version.not_running_in.schemes
    }
    if not inputs.given.schemes & elsewhere:
        # What the run found is needed only where terms of other schemes keep a line from being rated.
        sources = {name: source for name, source in inputs.sources.items() if name != MEMBERSHIPS.name}
        inputs = replace(inputs, sources=sources)
    return Base(inputs, _left(engine, asked.folder, inputs, scratch / "left"))


def _left(engine: DuckDB, run: Path, inputs: Inputs, place: Path) -> Source:
    # The link is followed once, so that all that is read is of one run.
    folder = (run / MEMBERSHIPS.name).resolve()
    if not any(folder.glob("*.parquet")):
        raise MembershipsGone(path=run / MEMBERSHIPS.name, folder=run)
    place.mkdir()
    with faults():
        left = opened(engine.connection, MEMBERSHIPS, [str(folder)], place)
        if needs_order(left, inputs.parts):
            left = ordered(engine.connection, left, place)
    return left


def held_of(base: Base, asked: Asked, ratings: Sequence[Ahead], *, is_checked: bool) -> Held:
    """What gives the memberships that are rated anew: the run, or grading the month."""
    inputs, within = base.inputs, len(ratings)
    checks = _checks(inputs, asked, ratings) if is_checked else {}
    if base.left is not None:
        return LeftByRun(base.left, inputs, asked.version, asked.rating, within, checks, is_checked)
    plan = planned([asked.version], asked.rating, inputs.reach, inputs.given, counted=is_checked)
    work = PartWork(plan, inputs, asked.rating, checks, is_checked, {})
    return GradedFirst(work, asked.version, within)


def _checks(inputs: Inputs, asked: Asked, ratings: Sequence[Ahead]) -> dict[str, list[Check]]:
    """The checks of the columns that an outlook is made of; no others are read."""
    versions = (asked.version, *(one.version for one in ratings))
    lines = {*columns_read(versions), "removed"}
    bills = {"month", *(window.column for window in windows_of(versions))}
    read = {
        SUBSCRIBERS.name: lines,
        CHANGED_LINES.name: lines,
        BILLS.name: bills,
        CORRECTED_BILLS.name: bills,
    }
    return {
        name: [one for one in checks_of(source) if name not in read or one.column in read[name]]
        for name, source in inputs.sources.items()
    }
