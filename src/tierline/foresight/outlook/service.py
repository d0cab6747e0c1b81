"""An outlook from end to end: the inputs, all parts, and the list published at once."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tierline.datasets.checks import Check, checks_of
from tierline.datasets.contract import BILLS, CHANGED_LINES, CORRECTED_BILLS, MEMBERSHIPS, SUBSCRIBERS
from tierline.datasets.layout import PART_LINES, needs_order, opened, ordered
from tierline.datasets.source import Source
from tierline.foresight.outlook.as_json import outlook_json
from tierline.foresight.outlook.errors import LimitRefused, MembershipsGone, NoTerms, WithinRefused
from tierline.foresight.outlook.held import GradedFirst, Held, LeftByRun
from tierline.foresight.outlook.listing import listing_of
from tierline.foresight.outlook.model import MOST_WITHIN, Ahead, ratings_ahead
from tierline.foresight.outlook.part import Found, PartWork
from tierline.foresight.outlook.plan import columns_read, compiled
from tierline.foresight.statistics.model import SiteLevel
from tierline.grading.digests import check_unmoved, digested
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.explain.asked import Asked
from tierline.grading.inputs import Inputs, prepared
from tierline.grading.part import PartWork as MonthWork
from tierline.grading.parts import resources, through_parts
from tierline.grading.plan import planned
from tierline.grading.publication import Publication
from tierline.grading.window import windows_of
from tierline.policy.model import Life

FILE = "outlook.json"
LINES = "lines"
POLICY = "policy.yaml"

MOST_PARTS_AT_ONCE = 3
"""So many parts of a run are gone through as one: each part costs some time to plan."""


@dataclass(frozen=True)
class Options:
    """How an outlook is made and told. `out` None: nothing is written."""

    within: int = 3
    limit: int = 20
    site_level: SiteLevel = SiteLevel.CITY
    out: Path | None = None
    is_checked: bool = True
    threads: int | None = None
    memory_mib: int = 1024
    part_lines: int = PART_LINES


def outlook(
    asked: Asked, options: Options, progress: Callable[[int, int], None] = lambda done, lines: None
) -> dict[str, Any]:
    """Looks ahead, publishes the list where a folder is named, and gives what outlook.json says.

    Nothing of what the folder held is changed unless everything succeeds.
    """
    if not 1 <= options.within <= MOST_WITHIN:
        raise WithinRefused(found=options.within, most=MOST_WITHIN)
    if options.limit < 0:
        raise LimitRefused(found=options.limit)
    if not _has_terms(asked.version.life):
        raise NoTerms(scheme=asked.pack.scheme)
    ratings = ratings_ahead(asked.pack, asked.rating, options.within)
    with _places(options.out) as (publication, staging, scratch):
        lines = None
        if staging is not None:
            lines = staging / LINES
            lines.mkdir()
        inputs, found = _looked(asked, options, ratings, lines, scratch, progress)
        files = digested(inputs.files, is_digested=False)
        data = outlook_json(asked, ratings, options.site_level, found, inputs, files)
        if publication is not None and staging is not None:
            (staging / FILE).write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
            (staging / POLICY).write_text(asked.pack.text, "utf-8")
            check_unmoved(file for listed in files.values() for file in listed)
            shutil.rmtree(scratch)
            publication.publish()
    return data


def _has_terms(life: Life | None) -> bool:
    return life is not None and not life.is_open


@contextmanager
def _places(out: Path | None) -> Iterator[tuple[Publication | None, Path | None, Path]]:
    """The publication and where it is staged, if there is to be one; and a place for what is not kept."""
    if out is None:
        with tempfile.TemporaryDirectory() as scratch:
            yield None, None, Path(scratch)
        return
    with Publication(out) as publication:
        publication.check_names((LINES, FILE, POLICY))
        scratch_folder = publication.staging / ".scratch"
        scratch_folder.mkdir()
        yield publication, publication.staging, scratch_folder


def _looked(
    asked: Asked,
    options: Options,
    ratings: tuple[Ahead, ...],
    folder: Path | None,
    scratch: Path,
    progress: Callable[[int, int], None],
) -> tuple[Inputs, Found]:
    """What all parts gave together. Raises what the monthly run raises for datasets."""
    threads, memory = resources(options.threads, options.memory_mib)
    is_checked = options.is_checked and not asked.is_checked
    engine = DuckDB(memory_mib=memory, scratch=scratch, threads=threads)
    try:
        inputs, left = _inputs(engine, asked, ratings, scratch, _part_lines(options))
    finally:
        engine.close()
    checks = _checks(inputs, asked, ratings) if is_checked else {}
    work = PartWork(
        held=_held(asked, options, inputs, left, checks, is_checked=is_checked),
        ratings=ratings,
        statements=compiled(ratings, asked.rating, inputs.given),
        listing=listing_of(ratings, asked.pack.scheme, asked.version.ranking),
        are_bills_counted=is_checked and left is not None,
        site_level=options.site_level,
        limit=options.limit,
        folder=folder,
    )
    whole, done = Found(), 0
    share = -(-inputs.lines // len(inputs.parts))
    progress(0, inputs.lines)
    parts = through_parts(inputs.parts, work.carried_out, threads, memory // threads, scratch)
    with closing(parts) as results:
        for found in results:
            whole.merge(found, options.limit)
            done += share
            progress(min(done, inputs.lines), inputs.lines)
    if whole.findings:
        raise whole.findings.error()
    return inputs, whole


def _part_lines(options: Options) -> int:
    """Lines of a part: more than those of a run, of which a part then looks at about as many."""
    return options.part_lines * max(1, min(MOST_PARTS_AT_ONCE, MOST_WITHIN // options.within))


def _held(
    asked: Asked,
    options: Options,
    inputs: Inputs,
    left: Source | None,
    checks: dict[str, list[Check]],
    *,
    is_checked: bool,
) -> Held:
    if left is not None:
        return LeftByRun(left, inputs, asked.version, asked.rating, options.within, checks, is_checked)
    plan = planned([asked.version], asked.rating, inputs.reach, inputs.given, counted=is_checked)
    work = MonthWork(plan, inputs, asked.rating, checks, is_checked, {})
    return GradedFirst(work, asked.version, options.within)


def _inputs(
    engine: DuckDB, asked: Asked, ratings: tuple[Ahead, ...], scratch: Path, part_lines: int
) -> tuple[Inputs, Source | None]:
    """The inputs, and the memberships that a finished run left, where there is one."""
    paths = dict(asked.files)
    if asked.folder is None:
        return prepared(engine, paths, asked.rating, scratch, part_lines), None
    inputs = prepared(engine, paths, asked.rating, scratch, part_lines)
    if not any(
        inputs.given.schemes & set(one.version.not_running_in.schemes)
        for one in ratings
        if one.version.not_running_in is not None
    ):
        # What the run found is needed only where terms of other schemes keep a line from being rated.
        sources = {name: source for name, source in inputs.sources.items() if name != MEMBERSHIPS.name}
        inputs = replace(inputs, sources=sources)
    folder = (asked.folder / MEMBERSHIPS.name).resolve()
    if not any(folder.glob("*.parquet")):
        raise MembershipsGone(path=asked.folder / MEMBERSHIPS.name, folder=asked.folder)
    place = scratch / "left"
    place.mkdir()
    with faults():
        left = opened(engine.connection, MEMBERSHIPS, [str(folder)], place)
        if needs_order(left, inputs.parts):
            left = ordered(engine.connection, left, place)
    return inputs, left


def _checks(inputs: Inputs, asked: Asked, ratings: tuple[Ahead, ...]) -> dict[str, list[Check]]:
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
