"""A past month run again from what its folder records, and held against what it holds, row by row."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tierline.datasets.contract import OVERRIDES
from tierline.errors import InputError
from tierline.grading.comparing import Difference, counts_difference, difference
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.errors import FolderUnwritable, InputsChanged
from tierline.grading.measured.dataset import NAME as MEASUREMENTS
from tierline.grading.measured.request import SiteRequest
from tierline.grading.measured.run import run as measured_again
from tierline.grading.publication import STORE
from tierline.grading.recorded import RecordedRun, changed_inputs, recorded_runs
from tierline.grading.run import Progress, Request, run
from tierline.policy.load import problem_of
from tierline.policy.model import Rates
from tierline.wording import Language, Text

RESULTS = ("grades", "memberships", "events")
SITE_RESULTS = ("grades",)

MEMORY_MIB = 1024
"""Memory of the engine that compares."""


@dataclass(frozen=True)
class SchemeVerification:
    """What came of running one scheme's month again."""

    folder: str
    scheme: str
    month: str
    differences: tuple[Difference, ...]
    changed_inputs: tuple[str, ...]
    """Input files that were changed or written anew since."""
    changed_versions: tuple[tuple[str, str, str], ...]
    """Engine and package versions that differ: name, recorded, now."""
    policy_matches: bool
    """False where policy.yaml was changed after the run."""

    @property
    def is_equal(self) -> bool:
        """True where every row is the same."""
        return not self.differences


@dataclass(frozen=True)
class Verification:
    """What came of verifying a folder: one run, or that of each scheme in it."""

    folder: Path
    schemes: tuple[SchemeVerification, ...]

    @property
    def is_equal(self) -> bool:
        """True where every row of every scheme is the same."""
        return all(one.is_equal for one in self.schemes)


def verified(folder: Path, progress: Progress = lambda done, lines: None) -> Verification:
    """Runs what a folder records again; schemes of one call together, so that inputs are read once.

    Raises NoRunThere, InputsGone where an input is no longer there, and InputsChanged where it was changed
    so that no run can read it.
    """
    together: dict[object, list[RecordedRun]] = defaultdict(list)
    for one in recorded_runs(folder, *Rates):
        files = tuple((name, found) for name, found in one.files.items())
        together[one.rates, one.month, one.rated_on, one.is_checked, files].append(one)
    found: list[SchemeVerification] = []
    for runs in together.values():
        found += _verified_together(runs, progress)
    return Verification(folder, tuple(sorted(found, key=lambda one: one.scheme)))


def request_of(runs: Sequence[RecordedRun], out: Path) -> Request:
    """The request that would make recorded runs of the same inputs again, into `out`."""
    first = runs[0]
    return Request(
        schemes=tuple(one.scheme for one in runs),
        month=first.month,
        rated_on=first.rated_on,
        paths={name: [file.path for file in files] for name, files in first.files.items()},
        out=out,
        packs={one.scheme: one.pack() for one in runs},
        is_checked=first.is_checked,
        is_digested=False,
    )


def _verified_together(runs: Sequence[RecordedRun], progress: Progress) -> list[SchemeVerification]:
    changed = changed_inputs(runs[0])
    with ExitStack() as stack:
        scratch = _scratch_beside(runs[0].content, stack)
        again = scratch / "again"
        try:
            summaries = _summaries_again(runs, again, progress)
        except InputError as error:
            if not changed:
                raise
            problem = Text(*(error.message(language) for language in Language))
            raise InputsChanged(path=runs[0].folder, files=", ".join(changed[:5]), problem=problem) from None
        engine = DuckDB(memory_mib=MEMORY_MIB, scratch=scratch)
        stack.callback(engine.close)
        return [
            _compared(engine, one, again / one.scheme if len(runs) > 1 else again, summary, changed)
            for one, summary in zip(runs, summaries, strict=True)
        ]


def _summaries_again(runs: Sequence[RecordedRun], again: Path, progress: Progress) -> list[Mapping[str, Any]]:
    """Make recorded runs of the same inputs again; what their summary.json says now, in their order."""
    if runs[0].rates is Rates.LINE:
        return [summary.data for summary in run(request_of(runs, again), progress)]
    places = [again / one.scheme if len(runs) > 1 else again for one in runs]
    return [measured_again(_site_request(one, place)).data for one, place in zip(runs, places, strict=True)]


def _site_request(recorded: RecordedRun, out: Path) -> SiteRequest:
    return SiteRequest(
        scheme=recorded.scheme,
        month=recorded.month,
        rated_on=recorded.rated_on,
        paths=[file.path for file in recorded.files[MEASUREMENTS]],
        out=out,
        pack=recorded.pack(),
        is_checked=recorded.is_checked,
        is_digested=False,
    )


def _compared(
    engine: DuckDB,
    recorded: RecordedRun,
    again: Path,
    summary: Mapping[str, Any],
    changed: Sequence[str],
) -> SchemeVerification:
    results = RESULTS if recorded.rates is Rates.LINE else SITE_RESULTS
    found = [difference(engine, result, recorded.content, again) for result in results]
    if recorded.has_overrides:
        found.append(difference(engine, OVERRIDES.name, recorded.content, again, OVERRIDES.personal))
    found.append(counts_difference(recorded.counts, summary))
    return SchemeVerification(
        folder=str(recorded.folder),
        scheme=recorded.scheme,
        month=recorded.month.strftime("%Y-%m"),
        differences=tuple(one for one in found if one is not None),
        changed_inputs=tuple(changed),
        changed_versions=changed_versions(recorded, summary),
        policy_matches=summary["policy"]["sha256"] == recorded.policy_digest,
    )


def changed_versions(recorded: RecordedRun, again: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Versions of engine and packages that the summary of a run done again has others of: name, then, now."""
    made_with = {name: str(version) for name, version in again["made_with"].items()}
    return tuple(
        (name, version, made_with.get(name, "-"))
        for name, version in recorded.made_with.items()
        if made_with.get(name) != version
    )


def _scratch_beside(content: Path, stack: ExitStack) -> Path:
    """A folder for the run done again, removed with the stack: beside the verified one, where there was room
    for the same result once, else where the system keeps what is temporary. Raises FolderUnwritable.
    """
    within = next((path.parent for path in content.parents if path.name == STORE), content)
    for place in (within.parent, Path(tempfile.gettempdir())):
        try:
            return Path(
                stack.enter_context(tempfile.TemporaryDirectory(dir=place, prefix=".tierline-verify-"))
            )
        except OSError as error:
            refusal = FolderUnwritable(path=place, problem=problem_of(error))
    raise refusal
