"""The monthly run: policy and inputs in, one result folder for each scheme out, all of them or none."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tierline.datasets.checks import Check, checks_of
from tierline.datasets.contract import OVERRIDES
from tierline.disk import force
from tierline.errors import TierlineError
from tierline.grading.carrying.course import Beginning, begun, ended
from tierline.grading.carrying.model import FOLDER
from tierline.grading.digests import Digesting, check_unmoved
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.inputs import Inputs, prepared
from tierline.grading.overrides import checking as overrides_checking
from tierline.grading.overrides import result as overrides_result
from tierline.grading.part import PartWork
from tierline.grading.part_result import PartResult
from tierline.grading.parts import resources
from tierline.grading.plan import planned, statement
from tierline.grading.publication import Publication
from tierline.grading.request import Request, asked_by, chosen, known_schemes
from tierline.grading.run_messages import FINISHED, OTHERS_GO_ON, Told, going_on, sharing, staying
from tierline.grading.shared_parts import SharedParts
from tierline.grading.stage_names import Stage
from tierline.grading.steps import Step, steps_of
from tierline.grading.summary import Summary, summary_at, summary_of
from tierline.grading.waiting import pauses
from tierline.policy.model import Pack, Version

__all__ = ["Progress", "Request", "chosen", "run", "stage_rows"]

RESULTS, SUMMARY, POLICY = ("grades", "memberships", "events"), "summary.json", "policy.yaml"
"""The names of a result."""

INPUTS, PUBLICATION = "inputs", "publication"
"""Pieces of work that one process does for all: putting the inputs in order where they are not, which records
the number of parts; and the end."""

Progress = Callable[[int, int], None]
"""Is told how many of how many lines are done."""


@dataclass
class Stopwatch:
    """How long a run has taken."""

    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started


def run(
    request: Request,
    progress: Progress = lambda done, lines: None,
    told: Told = lambda text: None,
) -> list[Summary]:
    """Carries out a run and publishes its results; one summary for each scheme, in the order asked.

    One scheme's result fills `out` itself, unless it is to have a folder in it, as each of several has.
    Nothing of what `out` held is changed unless everything succeeds. Parts that an earlier call of the same
    has finished are taken over, and those that other processes have are left to them; `told` hears of it.
    """
    work = _Work(request, chosen(request), *resources(request.threads, request.memory_mib))
    publication = Publication(request.out, work.asked, joins=request.is_joining)
    try:
        with publication:
            if publication.is_published:
                told(FINISHED)
            else:
                try:
                    work.carry_out(publication, progress, told)
                except (TierlineError, OSError):
                    # Another process may have published, and cleared away what this one was looking for.
                    if work.publishes or not publication.is_published:
                        raise
            return work.summaries(publication)
    except BaseException:
        if publication.kept:
            inputs = publication.takings.record(INPUTS)
            told(staying(publication.kept, inputs["parts"] if inputs else publication.kept))
        elif publication.is_left_to_others:
            told(OTHERS_GO_ON)
        raise


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
        work.hold_lines(engine, work.reading(engine, part))
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
    return {
        name: checks_of(source)
        for name, source in inputs.sources.items()
        if name != OVERRIDES.name
        # What the month before left has been checked, or made, by its own run.
        and (request.after is None or name in inputs.files)
    }


class _Work:
    """A run in this process: what it was asked, and the steps from the inputs to the publication."""

    def __init__(
        self, request: Request, policies: list[tuple[Pack, Version]], threads: int, memory_mib: int
    ) -> None:
        self.request = request
        self.policies = policies
        self.versions = [version for _, version in policies]
        self.threads = threads
        self.memory_mib = memory_mib
        self.asked = asked_by(request, policies)
        self.watch = Stopwatch()
        self.inputs_seconds = 0.0
        """How long the process that came first was at the inputs."""
        self.publishes = False
        """Whether it has come to be this process that publishes."""

    def folders(self, publication: Publication) -> dict[str, Path]:
        """Where the result of each scheme is staged."""
        staging = publication.staging
        return {
            pack.scheme: staging / pack.scheme if self.has_folders else staging for pack, _ in self.policies
        }

    @property
    def has_folders(self) -> bool:
        """True where each scheme has a folder of its own, False where one scheme fills the whole."""
        return len(self.policies) > 1 or self.request.in_folders

    def summaries(self, publication: Publication) -> list[Summary]:
        """The summaries as they were published, by this process or another."""
        folders, rating = self.folders(publication), self.request.rating
        return [
            summary_at(folders[pack.scheme] / SUMMARY, pack, version, rating)
            for pack, version in self.policies
        ]

    def carry_out(self, publication: Publication, progress: Progress, told: Told) -> None:
        """Come to the result and publish it, or see another process do so."""
        request, takings, rating = self.request, publication.takings, self.request.rating
        results = (*RESULTS, OVERRIDES.name) if request.paths.get(OVERRIDES.name) else RESULTS
        names = request.schemes if self.has_folders else (*results, SUMMARY, POLICY)
        publication.check_names((*names, FOLDER))
        beginning = self._beginning(publication)
        inputs, before = beginning.inputs, beginning.before
        folders = self.folders(publication)
        for folder in folders.values():
            for name in RESULTS:
                (folder / name).mkdir(parents=True, exist_ok=True)
            force(folder)
        # A part is finished only where the way to its files is on disk too.
        force(publication.staging)
        force(publication.store)
        with Digesting(inputs.files, takings, is_digested=request.is_digested) as digests:
            plan = planned(
                self.versions, rating, beginning.reach, inputs.given,
                counted=request.is_checked and before is None,
                is_carried_on=beginning.carrying is not None,
                rolls=before is not None and before.rolls,
            )  # fmt: skip
            work = PartWork(
                plan, inputs, rating, _checks(request, inputs), request.is_checked, folders,
                beginning.carrying, before,
            )  # fmt: skip
            parts = SharedParts(inputs, work, takings, self.asked, publication.staging)
            finished = parts.take_over()
            if publication.is_joined:
                told(sharing(finished, len(inputs.parts)))
            elif finished:
                told(going_on(finished, len(inputs.parts)))
            whole = parts.carry_out(
                self.threads, self.memory_mib // self.threads, publication.scratch, progress
            )
            if whole.findings:
                raise whole.findings.error()
            for _ in pauses():
                with takings.taken(PUBLICATION) as is_ours:
                    if is_ours:
                        self.publishes = True
                        parts.tidy(RESULTS)
                        self._publish(publication, beginning, whole, digests)
                if publication.is_published:
                    return

    def _beginning(self, publication: Publication) -> Beginning:
        """The inputs, which the first process that comes puts in order for all, where that is needed.

        The same process puts what is carried on as it lies into the result.
        """
        request, place = self.request, publication.takings.folder / INPUTS
        found: list[Beginning] = []

        def read(*, is_first: bool) -> Beginning:
            engine = DuckDB(memory_mib=self.memory_mib, scratch=publication.scratch, threads=self.threads)
            try:
                with faults():
                    beginning = begun(
                        engine, request, self.versions, publication.staging, place, is_first=is_first
                    )
                by_hand = beginning.inputs.sources.get(OVERRIDES.name)
                if by_hand is not None and is_first:
                    overrides_checking.check(engine, by_hand, self.versions, known_schemes(request))
                return beginning
            finally:
                engine.close()

        def first() -> dict[str, Any]:
            watch = Stopwatch()
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            found.append(read(is_first=True))
            check_unmoved(self.asked.files)
            return {"parts": len(found[0].inputs.parts), "seconds": watch.seconds}

        prepared = publication.takings.once(INPUTS, first)
        self.inputs_seconds = prepared["seconds"] if prepared else 0.0
        return found[0] if found else read(is_first=False)

    def _publish(
        self, publication: Publication, beginning: Beginning, whole: PartResult, digests: Digesting
    ) -> None:
        """Write what stands beside the parts, and publish all."""
        request, files, folders = self.request, digests.finished(), self.folders(publication)
        check_unmoved(self.asked.files)
        read, after = ended(beginning, request, folders, files, publication.scratch)
        by_hand = overrides_result.write(
            beginning.inputs.sources.get(OVERRIDES.name), folders, self.versions, request.rating,
            self.memory_mib, publication.scratch,
        )  # fmt: skip
        parts = len(beginning.inputs.parts)
        seconds = whole.seconds | {("", Step.INPUTS): self.inputs_seconds}
        for pack, version in self.policies:
            steps = steps_of(version.scheme, seconds, min(self.threads, parts), request.schemes)
            summary = summary_of(
                pack, version, request.rating, read, parts, whole, request.is_checked,
                self.watch.seconds, steps, after, by_hand.get(version.scheme),
            )  # fmt: skip
            summary.write(folders[pack.scheme] / SUMMARY)
            (folders[pack.scheme] / POLICY).write_text(pack.text, "utf-8")
        if self.has_folders:
            publication.carry_over(request.schemes)
        publication.publish()
