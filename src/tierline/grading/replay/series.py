"""The folders of a replay as one series of months, each held against its record before anything is run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from tierline.grading.digests import InputFile, record
from tierline.grading.errors import NoRunThere
from tierline.grading.months import first_day, month_number
from tierline.grading.publication import STORE
from tierline.grading.recorded import RecordedRun, changed_inputs, check_no_run, recorded_runs
from tierline.grading.replay.errors import (
    InputsNotAsRecorded,
    MonthsApart,
    MonthTwice,
    NotFollowing,
    OutInRecord,
    PolicyNotAsRecorded,
    SchemesDiffer,
)
from tierline.grading.replay.summary import is_replay
from tierline.grading.verify import RESULTS
from tierline.policy.load import in_force
from tierline.policy.model import Pack, Version
from tierline.wording import Text


@dataclass(frozen=True)
class SeriesRun:
    """One scheme of one month as its folder records it, with the policy that it was made with."""

    recorded: RecordedRun
    pack: Pack
    memberships_of: Mapping[str, frozenset[str]]
    """Of each scheme whose memberships of the month before it read: the paths by which it read them."""

    @cached_property
    def version(self) -> Version:
        """The version in force on the rating day."""
        return in_force(self.pack, self.recorded.rated_on)

    def paths(self, dataset: str) -> tuple[str, ...]:
        """The recorded paths of a dataset."""
        return tuple(file.path for file in self.recorded.files.get(dataset, ()))


@dataclass(frozen=True)
class Month:
    """One month of a series: the run of each scheme."""

    first_day: date
    runs: Mapping[str, SeriesRun]

    @property
    def name(self) -> str:
        """The month as it is written: 2026-11."""
        return self.first_day.isoformat()[:7]


@dataclass(frozen=True)
class Series:
    """Consecutive months of the same schemes, each run from the memberships of the one before.

    `known` has every recorded input as it was found to be.
    """

    months: tuple[Month, ...]
    known: Mapping[str, InputFile]

    @property
    def schemes(self) -> tuple[str, ...]:
        """The schemes, by name."""
        return tuple(self.months[0].runs)


def check_apart(out: Path, folders: Iterable[Path]) -> None:
    """Raises OutInRecord where the result would be written into a folder that is replayed, or replace it.

    Raises FolderHoldsRun where it would replace another run; an earlier replay may be replaced.
    """
    place = out.resolve()
    for folder in folders:
        inside = folder.resolve()
        if place.is_relative_to(inside) or inside.is_relative_to(place / STORE):
            raise OutInRecord(out=out, path=folder)
    if not is_replay(out):
        check_no_run(out)


def series_of(folders: Sequence[Path]) -> Series:
    """The series that folders hold, in whatever order they are given.

    Raises NoRunThere, and what replay/errors.py has for folders that are no series or not as recorded.
    """
    by_month: dict[date, dict[str, RecordedRun]] = {}
    for folder in folders:
        for run in recorded_runs(folder):
            runs = by_month.setdefault(run.month, {})
            if run.scheme in runs:
                raise MonthTwice(
                    path=run.folder,
                    other=runs[run.scheme].folder,
                    scheme=run.scheme,
                    month=run.month.isoformat()[:7],
                )
            runs[run.scheme] = run
    days = sorted(by_month)
    _check_consecutive(days)
    _check_schemes(days, by_month)
    known: dict[str, InputFile] = {}
    months: list[Month] = []
    for day in days:
        earlier = months[-1] if months else None
        runs_now = sorted(by_month[day].items())
        months.append(Month(day, {name: _checked(run, earlier, known) for name, run in runs_now}))
    return Series(tuple(months), known)


def _check_consecutive(days: Sequence[date]) -> None:
    numbers = [month_number(day) for day in days]
    missing = sorted(set(range(numbers[0], numbers[-1] + 1)) - set(numbers))
    if missing:
        found = ", ".join(day.isoformat()[:7] for day in days)
        raise MonthsApart(found=found, missing=first_day(missing[0]).isoformat()[:7])


def _check_schemes(days: Sequence[date], by_month: Mapping[date, Mapping[str, RecordedRun]]) -> None:
    expected = sorted(by_month[days[0]])
    for day in days[1:]:
        found = sorted(by_month[day])
        if found != expected:
            raise SchemesDiffer(
                month=day.isoformat()[:7],
                found=", ".join(found),
                first=days[0].isoformat()[:7],
                expected=", ".join(expected),
            )


def _checked(run: RecordedRun, earlier: Month | None, known: MutableMapping[str, InputFile]) -> SeriesRun:
    for result in RESULTS:
        if not any((run.content / result).glob("*.parquet")):
            problem = Text(f"no file of {result}", f"没有 {result} 的文件")
            raise NoRunThere(path=run.folder, problem=problem)
    pack = run.pack()
    if pack.digest != run.policy_digest:
        raise PolicyNotAsRecorded(path=run.folder, found=pack.digest, expected=run.policy_digest)
    changed = changed_inputs(run, known)
    if changed:
        raise InputsNotAsRecorded(path=run.folder, files=", ".join(changed[:5]))
    read = {} if earlier is None else _memberships_read(run, earlier, known)
    found = SeriesRun(run, pack, read)
    if earlier is not None and found.version.life is not None and run.scheme not in read:
        raise NotFollowing(
            scheme=run.scheme,
            month=run.month.isoformat()[:7],
            path=run.folder,
            earlier=earlier.runs[run.scheme].recorded.folder,
        )
    return found


def _memberships_read(
    run: RecordedRun, earlier: Month, known: MutableMapping[str, InputFile]
) -> dict[str, frozenset[str]]:
    """The paths of the membership files that a run read, by the scheme of the month before that wrote them.

    Files are told by their content: copies of a result are as good as the result. A scheme is among them
    only where all of its files are.
    """
    paths: dict[str | None, set[str]] = {}
    for file in run.files.get("memberships", ()):
        paths.setdefault(file.sha256 or _digest(file.path, known), set()).add(file.path)
    found = {}
    for scheme, before in earlier.runs.items():
        files = (before.recorded.content / "memberships").glob("*.parquet")
        written = {_digest(str(file), known) for file in files}
        if written <= set(paths):
            found[scheme] = frozenset().union(*(paths[digest] for digest in written))
    return found


def _digest(path: str, known: MutableMapping[str, InputFile]) -> str | None:
    if path not in known or known[path].sha256 is None:
        known[path] = record(Path(path), is_digested=True)
    return known[path].sha256
