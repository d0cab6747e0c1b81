"""Which files a month is graded from: the folder of datasets as `tierline sample` lays it, and last month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from tierline.months import runs
from tierline.months.errors import (
    BillsMissing,
    DatasetsNotKept,
    MonthAhead,
    MonthBeforeMissing,
    MonthOfOne,
)
from tierline.policy.model import Rates, Version, WindowMeasure
from tierline.policy.publication.rating import rated_by
from tierline.settings import Settings

RATING_DAY = 5
"""The day of a rating where nobody says otherwise. Clause: GRD-04."""

LEAST_MONTHS = 12
"""Bills of so many months are given even where no measure reaches so far, as terms last a year."""


def inputs_of(
    settings: Settings, month: date, schemes: Sequence[str], *, today: date
) -> Mapping[str, list[str]]:
    """The paths of each dataset for a month.

    Raises RunsNotKept, DatasetsNotKept, MonthAhead, MonthOfOne, MonthBeforeMissing, BillsMissing, and what a
    scheme may be refused for: that it is unknown, rates sites, or was not in force.
    """
    if settings.datasets is None:
        raise DatasetsNotKept()
    folder = settings.datasets
    if month > today:
        raise MonthAhead(month=f"{month:%Y-%m}")
    for one in runs.of_month(settings, month):
        is_whole_folder = one.recorded.folder.name != one.recorded.scheme
        if is_whole_folder and one.recorded.scheme not in schemes:
            raise MonthOfOne(month=f"{month:%Y-%m}", scheme=one.recorded.scheme)
    return {
        "subscribers": [str(_one_of(folder, "subscribers"))],
        "bills": bills_of(folder, settings.policies, month, schemes),
        "memberships": _memberships(settings, month),
        "special_grades": _where_there(folder, "special_grades"),
        "overrides": _where_there(folder, "overrides"),
    }


def _one_of(folder: Path, name: str) -> Path:
    """A dataset is one file, or a folder of files."""
    file = folder / f"{name}.parquet"
    return file if file.exists() else folder / name


def _where_there(folder: Path, name: str) -> list[str]:
    place = _one_of(folder, name)
    return [str(place)] if place.exists() else []


def _reach(versions: Sequence[Version]) -> int | None:
    """How many months of bills the measures look back; None for all."""
    windows = [one for version in versions for one in version.measures if isinstance(one, WindowMeasure)]
    if any(one.last_months is None for one in windows):
        return None
    return max(LEAST_MONTHS, *(one.last_months or 0 for one in windows), 0)


def bills_of(folder: Path, policies: Path | None, month: date, schemes: Sequence[str]) -> list[str]:
    """The files of the months before that schemes of these policies look at, the earliest first.

    Raises BillsMissing without that of the last, and what a scheme may be refused for.
    """
    versions = [version for _, version in rated_by(policies, schemes, month.replace(day=RATING_DAY))]
    reach, last = _reach(versions), runs.months_back(month, 1)
    there = sorted(path for path in (folder / "bills").glob("*.parquet") if runs.MONTH.fullmatch(path.stem))
    first = f"{runs.months_back(month, reach):%Y-%m}" if reach is not None else ""
    found = [str(path) for path in there if first <= path.stem <= f"{last:%Y-%m}"]
    if not found or Path(found[-1]).stem != f"{last:%Y-%m}":
        raise BillsMissing(month=f"{month:%Y-%m}", billed=f"{last:%Y-%m}")
    return found


def _memberships(settings: Settings, month: date) -> list[str]:
    """The memberships that the month before left, of every scheme, since one may ask for those of another.

    None before the first month of all. Raises MonthBeforeMissing where the one before was passed over.
    """
    before = runs.months_back(month, 1)
    found = [
        str(one.recorded.folder / "memberships")
        for one in runs.of_month(settings, before)
        if one.recorded.rates is Rates.LINE
    ]
    if found:
        return found
    for earlier in runs.months(settings):
        if earlier < before and any(
            one.recorded.rates is Rates.LINE for one in runs.of_month(settings, earlier)
        ):
            facts = {"month": month, "before": before, "earlier": earlier}
            raise MonthBeforeMissing(**{name: f"{day:%Y-%m}" for name, day in facts.items()})
    return []
