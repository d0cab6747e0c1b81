"""The folders of graded months: one for each, named YYYY-MM, with one run or that of each scheme in it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tierline.grading.months import first_day, month_number
from tierline.months.errors import MonthUnknown, RunsNotKept
from tierline.policy.model import Pack, Rates, Version
from tierline.settings import Settings

if TYPE_CHECKING:
    # It brings the libraries of the engine along, for which the server need not wait.
    from tierline.grading.recorded import RecordedRun

MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Run:
    """A finished run as its folder records it. `key` is another for each run, also of the same month."""

    recorded: RecordedRun
    key: str
    graded_at: datetime

    @property
    def month(self) -> date:
        """The first day of its month."""
        return self.recorded.month

    @property
    def pack(self) -> Pack:
        """The pack that it was made with."""
        return _pack(self.recorded.content / "policy.yaml", self.recorded.policy_digest)

    @property
    def version(self) -> Version:
        """The version of the pack that was in force on its rating day."""
        from tierline.policy.load import in_force

        return in_force(self.pack, self.recorded.rated_on)

    @property
    def held(self) -> str:
        """The column of its grades that says which tier a line has."""
        return "tier" if self.version.life is not None else "rated_tier"


def months(settings: Settings) -> list[date]:
    """The months that have a folder, latest first. Raises RunsNotKept."""
    try:
        names = [path.name for path in _root(settings).iterdir()]
    except FileNotFoundError:
        return []
    return [date.fromisoformat(f"{name}-01") for name in sorted(names, reverse=True) if MONTH.fullmatch(name)]


def of_month(settings: Settings, month: date) -> list[Run]:
    """The runs of a month by scheme; none where it was not graded, or not to its end. Raises RunsNotKept."""
    folder = folder_of(settings, month)
    found = {one.scheme: one for one in _recorded(folder)}
    # A scheme that was graded apart, as those of sites are, has a folder with a content of its own.
    for place in folder.iterdir() if folder.is_dir() else ():
        if place.name[0] != "." and place.name not in found and place.is_dir():
            found |= {one.scheme: one for one in _recorded(place)}
    return [_run(one) for _, one in sorted(found.items()) if one.month == month]


def find(settings: Settings, month: date, scheme: str) -> Run | None:
    """The run of a scheme's month. Raises RunsNotKept."""
    return next((one for one in of_month(settings, month) if one.recorded.scheme == scheme), None)


def get(settings: Settings, month: date, scheme: str) -> Run:
    """The run of a scheme's month. Raises RunsNotKept and MonthUnknown."""
    run = find(settings, month, scheme)
    if run is None:
        raise MonthUnknown(month=f"{month:%Y-%m}", scheme=scheme)
    return run


def before(settings: Settings, run: Run, most: int) -> Iterator[Run]:
    """The runs of the same scheme in the months before, latest first, in at most so many months back."""
    for back in range(1, most + 1):
        found = find(settings, months_back(run.month, back), run.recorded.scheme)
        if found is not None and found.recorded.rates is run.recorded.rates:
            yield found


def is_month_before(earlier: Run, run: Run) -> bool:
    """True where a run is of the month right before that of another."""
    return earlier.month == months_back(run.month, 1)


def months_back(month: date, back: int) -> date:
    """The first day of the month so many before."""
    return first_day(month_number(month) - back)


def folder_of(settings: Settings, month: date) -> Path:
    """Where the runs of a month lie, or will. Raises RunsNotKept."""
    return _root(settings) / f"{month:%Y-%m}"


def _root(settings: Settings) -> Path:
    if settings.runs is None:
        raise RunsNotKept()
    return settings.runs


def _recorded(folder: Path) -> tuple[RecordedRun, ...]:
    from tierline.grading.errors import NoRunThere
    from tierline.grading.recorded import recorded_runs

    try:
        return recorded_runs(folder, *Rates)
    except NoRunThere:
        return ()


def _run(recorded: RecordedRun) -> Run:
    # The summary has its own time in it, so that no two runs have the same.
    key = hashlib.sha256(json.dumps(recorded.summary, sort_keys=True).encode()).hexdigest()[:32]
    written = (recorded.content / "summary.json").stat().st_mtime
    return Run(recorded, key, datetime.fromtimestamp(written, UTC))


@lru_cache(maxsize=64)
def _pack(path: Path, _digest: str) -> Pack:
    from tierline.policy.load import read_pack_file

    return read_pack_file(path)
