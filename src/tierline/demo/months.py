"""The months of the demo: which was rated last, and how one is graded after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tierline.demo.installation import Installation
from tierline.grading.months import first_day, month_number
from tierline.grading.run import Request, run
from tierline.grading.summary import Summary
from tierline.months.inputs import bills_of

STAR, CREDIT, CARD = "unicom-star", "cmcc-credit", "unicom-card"
WITH_TERMS = (STAR, CARD)
"""The schemes whose memberships the next month goes on from; a credit grade is rated anew each time."""

SEED = 1
"""Of the sample operator: the same lines and bills each time."""

STANDS_AFTER = timedelta(days=9)
"""So many days into a month it has been rated and published, and there is something to tell of it."""


def last_rated(now: datetime, zone: ZoneInfo) -> date:
    """The month that a demo made at `now` rates last, as its first day."""
    return (now.astimezone(zone) - STANDS_AFTER).date().replace(day=1)


def month_after(month: date, count: int = 1) -> date:
    """The month that comes so many months later, or earlier."""
    return first_day(month_number(month) + count)


def folder_of(runs: Path, month: date) -> Path:
    """Where the runs of a month lie."""
    return runs / f"{month:%Y-%m}"


def graded(
    demo: Installation, month: date, schemes: Sequence[str], before: date | None = None
) -> list[Summary]:
    """A month of the schemes, from the bills that the console too would give it and the run before.

    Memberships go on from the run of `before`, or of the month right before, as far as there is one.
    """
    earlier = folder_of(demo.runs, before or month_after(month, -1))
    held = [earlier / scheme / "memberships" for scheme in schemes if scheme in WITH_TERMS]
    paths = {
        "subscribers": [str(demo.datasets / "subscribers")],
        "bills": bills_of(demo.datasets, None, month, schemes),
        "memberships": [str(path) for path in held if path.exists()],
        "special_grades": [str(demo.datasets / "special_grades.parquet")],
    }
    return run(Request(tuple(schemes), month, paths, folder_of(demo.runs, month)))
