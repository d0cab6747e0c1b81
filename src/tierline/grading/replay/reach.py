"""Which corrections a run would notice: by its months, its columns, and the memberships that it looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from tierline.grading.months import first_day, month_number
from tierline.grading.replay.model import Cause, Corrected
from tierline.grading.replay.series import Month, SeriesRun
from tierline.grading.window import windows_of
from tierline.policy.model import Version


def months_read(months: Iterable[Month]) -> tuple[date | None, date]:
    """The first month that any run of a series reads bills of (None: without bound), and the last."""
    firsts: list[int | None] = []
    lasts: list[int] = []
    for month in months:
        rating = month_number(month.first_day)
        lasts.append(rating - 1)
        windows = windows_of(run.version for run in month.runs.values())
        firsts += [None if one.last_months is None else rating - one.last_months for one in windows]
    bounded = [first for first in firsts if first is not None]
    first = first_day(min(bounded)) if bounded and len(bounded) == len(firsts) else None
    return first, first_day(max(lasts))


def cause_of(one: SeriesRun, corrected: Corrected, handed_on: Iterable[str], *, is_corrected: bool) -> Cause:
    """Why a run has to be done again; false where nothing that it reads has changed."""
    read = set(handed_on) & set(one.memberships_of)
    return Cause(
        subscribers=corrected.has_changed_lines,
        bills=_notices_bills(one, corrected.changed_bills),
        memberships=bool(read & _looks_at(one.version)),
        nothing_corrected=not is_corrected,
    )


def _notices_bills(run: SeriesRun, changed: Mapping[date, frozenset[str]]) -> bool:
    """True where a column changed in a month that a measure of the run sums up."""
    rating = month_number(run.recorded.month)
    for window in windows_of([run.version]):
        first = None if window.last_months is None else rating - window.last_months
        for month, columns in changed.items():
            number = month_number(month)
            if window.column in columns and number < rating and (first is None or number >= first):
                return True
    return False


def _looks_at(version: Version) -> frozenset[str]:
    """The schemes whose memberships decide something in a scheme: its own, and those that keep lines out."""
    others = version.not_running_in.schemes if version.not_running_in is not None else ()
    return frozenset([version.scheme, *others])
