"""An outlook from end to end: the inputs, all parts, and the list published at once."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tierline.datasets.layout import PART_LINES
from tierline.foresight.outlook.as_json import outlook_json
from tierline.foresight.outlook.errors import LimitRefused, NoTerms, TiersDiffer, WithinRefused
from tierline.foresight.outlook.listing import listing_of
from tierline.foresight.outlook.model import MOST_WITHIN, Ahead, ratings_ahead
from tierline.foresight.outlook.part import Found, PartWork
from tierline.foresight.outlook.plan import compiled
from tierline.foresight.outlook.reading import Base, held_of, opened_base
from tierline.foresight.statistics.model import SiteLevel
from tierline.grading.digests import check_unmoved, digested
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.explain.asked import Asked
from tierline.grading.parts import resources, through_parts
from tierline.grading.publication import Publication
from tierline.grading.recorded import check_no_run
from tierline.grading.run import Progress
from tierline.policy.model import Life
from tierline.policy.publication.rating import rated_by

LINES, FILE, POLICY = "lines", "outlook.json", "policy.yaml"
"""The names of a result."""

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


def outlook(asked: Asked, options: Options, progress: Progress = lambda done, lines: None) -> dict[str, Any]:
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
    threads, memory = resources(options.threads, options.memory_mib)
    with _places(options.out) as (publication, scratch):
        engine = DuckDB(memory_mib=memory, scratch=scratch, threads=threads)
        try:
            base = opened_base(engine, asked, ratings, scratch, _part_lines(options))
        finally:
            engine.close()
        files = digested(base.inputs.files, is_digested=False)
        folder = None
        if publication is not None:
            folder = publication.staging / LINES
            folder.mkdir()
        work = _work(base, asked, options, ratings, folder)
        found = _through(base, work, threads, memory, scratch, progress)
        check_unmoved(file for listed in files.values() for file in listed)
        data = outlook_json(asked, ratings, options.site_level, found, base.inputs, files)
        if publication is not None:
            written = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
            (publication.staging / FILE).write_text(written, "utf-8")
            (publication.staging / POLICY).write_text(asked.pack.text, "utf-8")
            shutil.rmtree(scratch)
            publication.publish()
    return data


def under(asked: Asked, policies: Path) -> Asked:
    """The same, looking ahead by the pack in a folder, which may know of versions that came after the run.

    Raises TiersDiffer, and what packs may be refused for.
    """
    ((pack, version),) = rated_by(policies, (asked.pack.scheme,), asked.rating.rated_on)
    found, expected = version.ranking, asked.version.ranking
    if found != expected:
        raise TiersDiffer(path=pack.path, found=", ".join(found), expected=", ".join(expected))
    return replace(asked, pack=pack, version=version, is_pack_changed=False)


def _has_terms(life: Life | None) -> bool:
    return life is not None and not life.is_open


@contextmanager
def _places(out: Path | None) -> Iterator[tuple[Publication | None, Path]]:
    """The publication, if there is to be one, and a place for what is not kept."""
    if out is None:
        with tempfile.TemporaryDirectory() as scratch:
            yield None, Path(scratch)
        return
    check_no_run(out)
    with Publication(out) as publication:
        publication.check_names((LINES, FILE, POLICY))
        inside = publication.staging / ".scratch"
        inside.mkdir()
        yield publication, inside


def _part_lines(options: Options) -> int:
    """Lines of a part: more than those of a run, of which a part then looks at about as many."""
    return options.part_lines * max(1, min(MOST_PARTS_AT_ONCE, MOST_WITHIN // options.within))


def _work(
    base: Base, asked: Asked, options: Options, ratings: Sequence[Ahead], folder: Path | None
) -> PartWork:
    is_checked = options.is_checked and not asked.is_checked
    return PartWork(
        held=held_of(base, asked, ratings, is_checked=is_checked),
        ratings=ratings,
        statements=compiled(ratings, asked.rating, base.inputs.given),
        listing=listing_of(ratings, asked.pack.scheme, asked.version.ranking),
        are_bills_counted=is_checked and base.left is not None,
        site_level=options.site_level,
        limit=options.limit,
        folder=folder,
    )


def _through(
    base: Base, work: PartWork, threads: int, memory: int, scratch: Path, progress: Progress
) -> Found:
    """What all parts gave together. Raises ValuesRefused where rows break the contract."""
    inputs, whole = base.inputs, Found()
    progress(0, inputs.lines)
    parts = through_parts(inputs.parts, work.carried_out, threads, memory // threads, scratch)
    with closing(parts) as results:
        for number, found in enumerate(results, start=1):
            whole.merge(found, work.limit)
            done = inputs.lines * number // len(inputs.parts)
            progress(done, inputs.lines)
    if whole.findings:
        raise whole.findings.error()
    return whole
