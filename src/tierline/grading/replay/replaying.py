"""A series of past months run again, corrected rows over the recorded ones, each from the one before."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from tierline.datasets.contract import DATASETS, MEMBERSHIPS
from tierline.datasets.layout import Part
from tierline.grading.comparing import difference
from tierline.grading.digests import InputFile, check_unmoved, digested
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.parts import resources, through_parts
from tierline.grading.publication import Publication, content_of
from tierline.grading.replay.corrected_inputs import Correcting
from tierline.grading.replay.corrections import Corrections, held_corrections
from tierline.grading.replay.model import Corrected, CorrectedRows, Replay, ReplayRequest, RunReplay, Told
from tierline.grading.replay.pairs import MonthPair, ranges
from tierline.grading.replay.reach import cause_of
from tierline.grading.replay.series import Month, Series, SeriesRun, check_apart, series_of
from tierline.grading.replay.standing import Standing
from tierline.grading.replay.summary import as_data
from tierline.grading.run import Progress, Request, run
from tierline.grading.verify import changed_versions

MONTHS, INPUTS = "months", "inputs"
RESULTS = ("differences", "events", "memberships")
ENGINE_MIB = 512


def replayed(request: ReplayRequest, progress: Progress = lambda done, lines: None) -> Replay:
    """Carries out a replay and publishes what came of it into `out`: all of it, or nothing.

    Nothing in the folders is changed. Raises what replay/errors.py has, InputsGone, and the contract's
    refusals for corrected rows.
    """
    check_apart(request.out, request.folders)
    series = series_of(request.folders)
    with Publication(request.out) as publication:
        several = len(series.schemes) > 1
        names = series.schemes if several else RESULTS
        publication.check_names((*names, MONTHS, INPUTS, "summary.json"))
        scratch = publication.staging / ".scratch"
        scratch.mkdir()
        engine = DuckDB(memory_mib=ENGINE_MIB, scratch=scratch)
        with closing(engine):
            desk = _Desk(request, series, publication.staging, scratch, engine, several)
            replay = desk.carried_out(progress)
        data = json.dumps(as_data(replay), ensure_ascii=False, indent=1)
        (publication.staging / "summary.json").write_text(f"{data}\n", "utf-8")
        shutil.rmtree(scratch)
        publication.publish()
    return replay


@dataclass(frozen=True)
class _Again:
    """A run that has to be done again, what is known of it so far, and what it reads now, by dataset."""

    run: SeriesRun
    found: RunReplay
    paths: Mapping[str, tuple[str, ...]]


@dataclass
class _Desk:
    """All that a replay has at hand while it goes from month to month."""

    request: ReplayRequest
    series: Series
    staging: Path
    scratch: Path
    engine: DuckDB
    several: bool
    results: dict[tuple[str, str], RunReplay] = field(default_factory=dict)
    """What became of each month and scheme so far."""

    def carried_out(self, progress: Progress) -> Replay:
        corrections = {
            name: held_corrections(self.engine, DATASETS[name], paths, self.scratch / f"given-{name}")
            for name, paths in self.request.corrected.items()
            if paths
        }
        files = digested({name: one.files for name, one in corrections.items()}, is_digested=True)
        correcting = None
        if corrections:
            inputs = self.staging / INPUTS
            correcting = Correcting(self.engine, corrections, self.series, inputs, self.scratch)
        handed_on: dict[str, Path] = {}
        for month in self.series.months:
            handed_on = self._month(month, correcting, handed_on, progress)
        told = {scheme: self._told(scheme, correcting, corrections) for scheme in self.series.schemes}
        check_unmoved([*self.series.known.values(), *(file for found in files.values() for file in found)])
        return Replay(
            out=self.request.out,
            only_up=self.request.only_up,
            corrected=_corrected_rows(corrections, correcting, files),
            runs=tuple(self.results.values()),
            told=told,
        )

    def _month(
        self,
        month: Month,
        correcting: Correcting | None,
        handed_on: Mapping[str, Path],
        progress: Progress,
    ) -> dict[str, Path]:
        """Run again what of a month is affected; gives the schemes whose memberships came out otherwise."""
        together: dict[object, list[_Again]] = {}
        for scheme, one in month.runs.items():
            corrected = Corrected() if correcting is None else correcting.corrected(one)
            found = RunReplay(
                scheme=scheme,
                month=month.name,
                recorded=one.recorded.folder,
                content=one.recorded.content,
                cause=cause_of(one, corrected, handed_on, is_corrected=correcting is not None),
                put=corrected.put,
            )
            self.results[month.name, scheme] = found
            if found.cause:
                paths = _recorded_paths(one) if correcting is None else correcting.paths_of(one)
                paths[MEMBERSHIPS.name] = _memberships(one, handed_on)
                key = (one.recorded.rated_on, one.recorded.is_checked, tuple(paths.items()))
                together.setdefault(key, []).append(_Again(one, found, paths))
        handed: dict[str, Path] = {}
        for runs in together.values():
            for one, content in self._run_again(month, runs, progress):
                if difference(self.engine, MEMBERSHIPS.name, one.recorded.content, content) is not None:
                    handed[one.recorded.scheme] = content
        return handed

    def _run_again(
        self,
        month: Month,
        runs: Sequence[_Again],
        progress: Progress,
    ) -> list[tuple[SeriesRun, Path]]:
        """Run schemes of the same inputs together, and keep each result in its place among the months."""
        first = runs[0].run.recorded
        out = self.scratch / "again"
        summaries = run(
            Request(
                schemes=tuple(one.run.recorded.scheme for one in runs),
                month=month.first_day,
                rated_on=first.rated_on,
                paths=runs[0].paths,
                out=out,
                packs={one.run.recorded.scheme: one.run.pack for one in runs},
                is_checked=first.is_checked,
                is_digested=any(file.sha256 for found in first.files.values() for file in found),
                threads=self.request.threads,
                memory_mib=self.request.memory_mib,
            ),
            progress,
        )
        content = content_of(out)
        assert content is not None
        found = []
        for again, summary in zip(runs, summaries, strict=True):
            recorded = again.run.recorded
            scheme = recorded.scheme
            place = self.staging / MONTHS / month.name
            place = place / scheme if self.several else place
            place.parent.mkdir(parents=True, exist_ok=True)
            (content / scheme if len(runs) > 1 else content).rename(place)
            self._write_lasting_paths(place / "summary.json")
            versions = changed_versions(recorded, summary.data)
            self.results[month.name, scheme] = replace(again.found, content=place, changed_versions=versions)
            found.append((again.run, place))
        shutil.rmtree(out)
        return found

    def _write_lasting_paths(self, summary: Path) -> None:
        """Have a run record its inputs by the names that they bear once they are published."""
        data = json.loads(summary.read_text("utf-8"))
        staged = self.staging.absolute()
        for one in data["inputs"].values():
            for file in one["files"]:
                if Path(file["path"]).is_relative_to(staged):
                    file["path"] = str(self.request.out.absolute() / Path(file["path"]).relative_to(staged))
        summary.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")

    def _told(
        self, scheme: str, correcting: Correcting | None, corrections: Mapping[str, Corrections]
    ) -> Told:
        """Differences, events and memberships of a scheme, written range by range and counted."""
        folder = self.staging / scheme if self.several else self.staging
        for name in RESULTS:
            (folder / name).mkdir(parents=True)
        changes = {}
        if correcting is not None:
            for name in corrections:
                changes[name] = self.scratch / f"{name}-changes.parquet"
                correcting.write_changes(name, changes[name])
        pairs = tuple(
            MonthPair(
                month.first_day,
                month.runs[scheme].version,
                month.runs[scheme].recorded.content,
                self.results[month.name, scheme].content,
            )
            for month in self.series.months
        )
        standing = Standing(pairs, changes, self.request.only_up, folder)
        threads, memory = resources(self.request.threads, self.request.memory_mib)
        parts = ranges(self.engine, pairs[-1].replayed)
        told = Told()
        if not self.request.only_up:
            # The very files of the last month: a later replay knows by them that the next run followed it.
            for file in sorted((pairs[-1].replayed / MEMBERSHIPS.name).glob("*.parquet")):
                shutil.copyfile(file, folder / MEMBERSHIPS.name / file.name)

        def one(engine: DuckDB, part: Part) -> Told:
            return standing.compared(engine, part)

        with closing(through_parts(parts, one, threads, memory // threads, self.scratch)) as results:
            for result in results:
                told.merge(result)
        return told


def _recorded_paths(one: SeriesRun) -> dict[str, tuple[str, ...]]:
    return {name: one.paths(name) for name in one.recorded.files}


def _memberships(one: SeriesRun, handed_on: Mapping[str, Path]) -> tuple[str, ...]:
    """The membership files that a run reads now: those that came out otherwise, as the replay gave them."""
    read = [scheme for scheme in handed_on if scheme in one.memberships_of]
    gone = frozenset[str]().union(*(one.memberships_of[scheme] for scheme in read))
    kept = [path for path in one.paths(MEMBERSHIPS.name) if path not in gone]
    new = [
        str(path)
        for scheme in read
        for path in sorted((handed_on[scheme] / MEMBERSHIPS.name).glob("*.parquet"))
    ]
    return (*kept, *new)


def _corrected_rows(
    corrections: Mapping[str, Corrections],
    correcting: Correcting | None,
    files: Mapping[str, Sequence[InputFile]],
) -> dict[str, CorrectedRows]:
    if correcting is None:
        return {}
    return {
        name: CorrectedRows(
            rows=one.rows,
            outside=correcting.outside if name == "bills" else 0,
            unknown=correcting.unknown(name),
            files=tuple(files[name]),
        )
        for name, one in corrections.items()
    }
