"""What a simulation is asked for, and which ratings that means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from tierline.grading.model import Rating, Transition
from tierline.grading.months import first_day, last_day
from tierline.grading.run import Request


@dataclass(frozen=True)
class Asked:
    """What a simulation is asked for: `request` has schemes, first month, inputs and the folder."""

    request: Request
    draft: Path | None
    months: int = 1
    transition: Transition | None = None
    prices: Path | None = None
    as_in_force: bool = False

    def ratings(self) -> list[Rating]:
        """The ratings of the months, all on the same day of the month, as far as it has one."""
        first = self.request.rating
        return [
            replace(first, month=first_day(number), rated_on=_day_in(number, first.rated_on.day))
            for number in range(first.number, first.number + self.months)
        ]


def _day_in(number: int, day: int) -> date:
    return min(first_day(number) + timedelta(days=day - 1), last_day(number))
