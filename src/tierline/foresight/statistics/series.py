"""The runs that a user names, as one series for each scheme, month after month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

from tierline.foresight.statistics.errors import MonthsMissing, MonthTwice, SnapshotOutside
from tierline.foresight.statistics.model import MonthRun, Series
from tierline.grading.months import first_day, last_day, month_number
from tierline.grading.recorded import RecordedRun, recorded_runs
from tierline.policy.load import in_force
from tierline.policy.model import Pack
from tierline.wording import Text

MOST_NAMED = 6


def series_of(folders: Iterable[Path]) -> tuple[Series, ...]:
    """The series of each scheme in the folders, by name. Raises NoRunThere, MonthTwice, MonthsMissing."""
    by_scheme: dict[str, list[RecordedRun]] = defaultdict(list)
    for folder in folders:
        for run in recorded_runs(folder):
            by_scheme[run.scheme].append(run)
    return tuple(_series(scheme, runs) for scheme, runs in sorted(by_scheme.items()))


def _series(scheme: str, runs: list[RecordedRun]) -> Series:
    runs.sort(key=lambda run: run.month)
    for before, after in pairwise(runs):
        if before.month == after.month:
            raise MonthTwice(
                scheme=scheme, month=_written(after.month), first=before.folder, second=after.folder
            )
    _check_no_gap(scheme, runs)
    packs: dict[str, Pack] = {}
    for run in runs:
        if run.policy_digest not in packs:
            packs[run.policy_digest] = run.pack()
    months = tuple(
        MonthRun(run, in_force(packs[run.policy_digest], run.rated_on).life is not None) for run in runs
    )
    last = packs[runs[-1].policy_digest]
    return Series(scheme, last.title, _tiers([last, *packs.values()]), months)


def _tiers(packs: Sequence[Pack]) -> dict[str, Text]:
    """The tiers of the first pack, best first, and below them what only the others know."""
    found: dict[str, Text] = {}
    for pack in packs:
        for tier in pack.tiers:
            found.setdefault(tier.name, tier.title)
    return found


def _check_no_gap(scheme: str, runs: Sequence[RecordedRun]) -> None:
    first, last = runs[0].month, runs[-1].month
    there = {run.month for run in runs}
    months = [first_day(number) for number in range(month_number(first), month_number(last) + 1)]
    missing = [_written(month) for month in months if month not in there]
    if missing:
        more = [] if len(missing) <= MOST_NAMED else ["…"]
        raise MonthsMissing(
            scheme=scheme,
            first=_written(first),
            last=_written(last),
            missing=", ".join(missing[:MOST_NAMED] + more),
        )


def check_snapshots(series: Iterable[Series], snapshots: Iterable[date]) -> None:
    """Raises SnapshotOutside for a day before the first rating day of a series, or after its last month."""
    for one in series:
        first = one.runs[0].recorded.rated_on
        last = last_day(month_number(one.runs[-1].recorded.month))
        for day in snapshots:
            if not first <= day <= last:
                raise SnapshotOutside(day=day, scheme=one.scheme, first=first, last=last)


def run_before(series: Series, day: date) -> int:
    """The number of the run that tells who is a member on `day`: the last one rated on it or before."""
    return max(number for number, run in enumerate(series.runs) if run.recorded.rated_on <= day)


def _written(month: date) -> str:
    return month.strftime("%Y-%m")
