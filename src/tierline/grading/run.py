"""The monthly run: policy and inputs in, one result folder for each scheme out, all of them or none."""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tierline.datasets.checks import Check, checks_of
from tierline.datasets.layout import PART_LINES, Part
from tierline.grading.digests import InputFile, check_unmoved, digested
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.errors import RatingDayOutside, SchemeTwice
from tierline.grading.inputs import Inputs, prepared
from tierline.grading.model import Rating
from tierline.grading.months import month_number
from tierline.grading.part import PartResult, PartWork
from tierline.grading.parts import resources, through_parts
from tierline.grading.plan import planned, statement
from tierline.grading.publication import Publication
from tierline.grading.stage_names import Stage
from tierline.grading.summary import Summary, summary_of
from tierline.policy.load import in_force, pack_of
from tierline.policy.model import Pack, Version
from tierline.policy.publication.rating import rated_by

RATING_DAY = 5
"""Rated after billing, about the 5th. Clause: GRD-04."""

Progress = Callable[[int, int], None]
"""Is told how many of how many lines are done."""


@dataclass(frozen=True)
class Request:
    """What a run is asked for. `paths` has the paths of each dataset, by its name."""

    schemes: tuple[str, ...]
    month: date
    paths: Mapping[str, Sequence[str]]
    out: Path
    rated_on: date | None = None
    policies: Path | None = None
    packs: Mapping[str, Pack] | None = None
    """Packs that stand for those of a folder, when a past run is done again."""
    is_checked: bool = True
    is_digested: bool = True
    threads: int | None = None
    memory_mib: int = 1024
    part_lines: int = PART_LINES

    @property
    def rating(self) -> Rating:
        """The month and the day of the rating. Raises RatingDayOutside."""
        rated_on = self.rated_on or self.month.replace(day=RATING_DAY)
        if month_number(rated_on) != month_number(self.month):
            raise RatingDayOutside(day=rated_on, month=self.month.strftime("%Y-%m"))
        return Rating(self.month, rated_on)


@dataclass
class Stopwatch:
    """How long a run has taken."""

    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started


def chosen(request: Request) -> list[tuple[Pack, Version]]:
    """The packs of the schemes and the versions in force on the rating day. Clause: GRD-24.

    Of a folder with a policy log only what stands as it was published. Clause: GOV-04.
    """
    for scheme, count in Counter(request.schemes).items():
        if count > 1:
            raise SchemeTwice(scheme=scheme)
    day = request.rating.rated_on
    if request.packs is None:
        return rated_by(request.policies, request.schemes, day)
    found = [pack_of(dict(request.packs), scheme) for scheme in request.schemes]
    return [(pack, in_force(pack, day)) for pack in found]


def run(request: Request, progress: Progress = lambda done, lines: None) -> list[Summary]:
    """Carries out a run and publishes its results; one summary for each scheme, in the order asked.

    One scheme's result fills `out` itself, several have a folder each in it. Nothing of what `out` held is
    changed unless everything succeeds.
    """
    watch = Stopwatch()
    rating, policies = request.rating, chosen(request)
    threads, memory = resources(request.threads, request.memory_mib)
    several = len(policies) > 1
    with Publication(request.out) as publication, _Digests() as digests:
        results = ("grades", "memberships", "events", "summary.json", "policy.yaml")
        publication.check_names(request.schemes if several else results)
        scratch = publication.staging / ".scratch"
        scratch.mkdir()
        engine = DuckDB(memory_mib=memory, scratch=scratch, threads=threads)
        try:
            with faults():
                inputs = prepared(engine, request.paths, rating, scratch, request.part_lines)
        finally:
            engine.close()
        digests.begin(inputs, is_digested=request.is_digested)
        versions = [version for _, version in policies]
        plan = planned(versions, rating, inputs.reach, inputs.given, counted=request.is_checked)
        folders = {
            pack.scheme: publication.staging / pack.scheme if several else publication.staging
            for pack, _ in policies
        }
        for folder in folders.values():
            for name in ("grades", "memberships", "events"):
                (folder / name).mkdir(parents=True)
        work = PartWork(plan, inputs, rating, _checks(request, inputs), request.is_checked, folders)
        result = _all_parts(work, inputs, threads, memory // threads, scratch, progress)
        if result.findings:
            raise result.findings.error()
        files = digests.finished()
        summaries = [
            summary_of(pack, version, rating, inputs, files, result, request.is_checked, watch.seconds)
            for pack, version in policies
        ]
        for (pack, _), summary in zip(policies, summaries, strict=True):
            summary.write(folders[pack.scheme] / "summary.json")
            (folders[pack.scheme] / "policy.yaml").write_text(pack.text, "utf-8")
        shutil.rmtree(scratch)
        if several:
            publication.carry_over(request.schemes)
        publication.publish()
    return summaries


def stage_rows(
    request: Request, stage: Stage, subscriber_id: int | None, most: int, scratch: Path
) -> tuple[list[str], list[tuple[object, ...]]]:
    """Column names and the first rows of one stage of the first scheme, or the row of one line."""
    ((pack, version), *_), rating = chosen(request), request.rating
    _, memory = resources(request.threads, request.memory_mib)
    engine = DuckDB(memory_mib=memory, scratch=scratch)
    try:
        with faults():
            inputs = prepared(engine, request.paths, rating, scratch, request.part_lines)
        plan = planned([version], rating, inputs.reach, inputs.given, counted=False)
        work = PartWork(plan, inputs, rating, {}, False, {pack.scheme: scratch})
        part = next(
            one
            for one in inputs.parts
            if subscriber_id is None or one.last is None or subscriber_id <= one.last
        )
        work.read(engine, part)
        work.hold_lines(engine)
        held = {Stage.LINES: "SELECT * FROM lines", Stage.WINDOW: "SELECT * FROM figures"}
        sql = held.get(stage) or statement(plan.schemes[0].stages[stage])
        where = "" if subscriber_id is None else f" WHERE subscriber_id = {subscriber_id}"
        with faults():
            cursor = engine.connection.execute(
                f"SELECT * FROM ({sql}){where} ORDER BY subscriber_id LIMIT {most}"
            )
            return [str(column[0]) for column in cursor.description], list(cursor.fetchall())
    finally:
        engine.close()


def _checks(request: Request, inputs: Inputs) -> dict[str, list[Check]]:
    if not request.is_checked:
        return {}
    return {name: checks_of(source) for name, source in inputs.sources.items()}


def _all_parts(
    work: PartWork, inputs: Inputs, threads: int, memory_mib: int, scratch: Path, progress: Progress
) -> PartResult:
    """The results of all parts together. After a finding the rest is only checked; a fault stops all."""
    total = inputs.lines
    whole = PartResult()
    progress(0, total)

    def one(engine: DuckDB, part: Part) -> PartResult:
        return work.carried_out(engine, part, write=not whole.findings)

    with closing(through_parts(inputs.parts, one, threads, memory_mib, scratch)) as results:
        for result in results:
            whole.merge(result)
            progress(whole.lines, total)
    return whole


class _Digests:
    """The digests of the input files, computed beside the grading; given up where that fails."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._given_up = threading.Event()
        self._future: Future[dict[str, list[InputFile]]] | None = None

    def __enter__(self) -> _Digests:
        return self

    def __exit__(self, *raised: object) -> None:
        self._given_up.set()
        self._pool.shutdown()

    def begin(self, inputs: Inputs, *, is_digested: bool) -> None:
        """Start on the files that were handed in."""
        self._future = self._pool.submit(
            digested, inputs.files, is_digested=is_digested, is_given_up=self._given_up.is_set
        )

    def finished(self) -> dict[str, list[InputFile]]:
        """What is known of each file, by dataset. Raises InputsInMotion where one was changed meanwhile."""
        assert self._future is not None
        files = self._future.result()
        check_unmoved(file for found in files.values() for file in found)
        return files
