"""What a rating of sites is asked for, and by which policy it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tierline.grading.errors import RatingDayOutside
from tierline.grading.model import Rating
from tierline.grading.months import month_number
from tierline.grading.request import RATING_DAY
from tierline.policy.load import in_force
from tierline.policy.model import Pack, Rates, Version
from tierline.policy.publication.rating import rated_by


@dataclass(frozen=True)
class SiteRequest:
    """What is asked for. `paths` are those of the measurements."""

    scheme: str
    month: date
    paths: Sequence[str]
    out: Path
    rated_on: date | None = None
    policies: Path | None = None
    pack: Pack | None = None
    """A pack that stands for that of a folder, when a past rating is done again."""
    is_checked: bool = True
    is_digested: bool = True
    memory_mib: int = 1024

    @property
    def rating(self) -> Rating:
        """The month and the day of the rating. Raises RatingDayOutside."""
        rated_on = self.rated_on or self.month.replace(day=RATING_DAY)
        if month_number(rated_on) != month_number(self.month):
            raise RatingDayOutside(day=rated_on, month=self.month.strftime("%Y-%m"))
        return Rating(self.month, rated_on)


def chosen(request: SiteRequest) -> tuple[Pack, Version]:
    """The pack and its version in force on the rating day. Raises SchemeOfLines, and as `rated_by` does."""
    day = request.rating.rated_on
    if request.pack is not None:
        return request.pack, in_force(request.pack, day)
    ((pack, version),) = rated_by(request.policies, (request.scheme,), day, Rates.SITE)
    return pack, version
