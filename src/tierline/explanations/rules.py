"""What of a run may be told to whom: not a former owner's figures, and not what was never published; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tierline.grading.explain.case import Case
from tierline.grading.explain.future import MONTHS_OF_NOW
from tierline.grading.months import first_day
from tierline.lines.model import Membership
from tierline.policy.model import WindowMeasure


def first_month_counted(case: Case) -> date:
    """The first day of the first month whose bills an explanation speaks of. Clause: GOV-01.

    Beside the months that the figures count, these are the last ones, by which the line is counted on.
    """
    number = case.rating.number
    months = [first_day(number - MONTHS_OF_NOW)]
    for figure in case.figures:
        if not isinstance(figure.measure, WindowMeasure):
            continue
        if figure.measure.last_months is None:
            return date.min
        months.append(first_day(number - figure.measure.last_months))
    return min(months)


def is_published(case: Case, terms: Sequence[Membership]) -> bool:
    """True where the line holds, or has held, what the case gives: the run is the one that was published.

    A run made again since, whose result nobody has published yet, would explain a tier that nobody holds.
    """
    held = case.membership
    if held is None:
        return True
    rated = [one for one in terms if one.by_hand is None]
    return any((one.tier, one.since) == (held.tier, held.since) for one in rated)
