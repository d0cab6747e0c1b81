"""The graded months that a draft is tried on: the inputs that their runs have recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tierline.grading.errors import NoRunThere
from tierline.grading.months import first_day, month_number
from tierline.grading.recorded import RecordedRun, recorded_runs
from tierline.policy_desk.errors import BaseMissing, RunsNotSet
from tierline.settings import Settings
from tierline.wording import Text

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
INPUTS = ("subscribers", "bills", "memberships", "special_grades")
LATEST = Text("the latest month", "最近一个月")


@dataclass(frozen=True)
class Base:
    """A graded month: its inputs by dataset, and the day of its rating."""

    month: date
    rated_on: date
    paths: Mapping[str, Sequence[str]]


def months_of(settings: Settings, scheme: str) -> tuple[str, ...]:
    """The months of which a run of the scheme is kept, the latest first. Raises RunsNotSet."""
    return tuple(f"{run.month:%Y-%m}" for run in _runs(settings, scheme))


def base_of(settings: Settings, scheme: str, month: str | None, months: int = 1) -> Base:
    """The base of a month, or the latest one, with the bills that so many months from it on are rated from.

    Raises RunsNotSet and BaseMissing.
    """
    for run in _runs(settings, scheme):
        if month is None or f"{run.month:%Y-%m}" == month:
            paths = {name: [file.path for file in run.files.get(name, ())] for name in INPUTS}
            paths["bills"] += _later_bills(settings, run.month, months)
            return Base(run.month, run.rated_on, paths)
    known = ", ".join(months_of(settings, scheme))
    raise BaseMissing(scheme=scheme, month=month or LATEST, known=known or "-")


def latest_run(settings: Settings, scheme: str) -> RecordedRun | None:
    """The run of the latest graded month of a scheme; None where there is none. Raises RunsNotSet."""
    return next(_runs(settings, scheme), None)


def _later_bills(settings: Settings, month: date, months: int) -> list[str]:
    """The bills of the months behind a base, as far as the datasets have them; none for the base alone."""
    if settings.datasets is None:
        return []
    wanted = (first_day(month_number(month) + ahead) for ahead in range(months - 1))
    files = (settings.datasets / "bills" / f"{each:%Y-%m}.parquet" for each in wanted)
    return [str(file) for file in files if file.is_file()]


def _runs(settings: Settings, scheme: str) -> Iterator[RecordedRun]:
    for folder in _folders(settings):
        try:
            found = recorded_runs(folder)
        except NoRunThere:
            # A month that is being graded, or a folder of something else, is passed over.
            continue
        yield from (run for run in found if run.scheme == scheme)


def _folders(settings: Settings) -> list[Path]:
    """The folders of months, the latest first. Raises RunsNotSet."""
    if settings.runs is None or not settings.runs.is_dir():
        raise RunsNotSet()
    found = (path for path in settings.runs.iterdir() if MONTH.fullmatch(path.name))
    return sorted(found, key=lambda path: path.name, reverse=True)
