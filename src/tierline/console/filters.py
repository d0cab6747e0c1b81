"""What the filters of lists share: days by the operator's calendar, a site, the place in the list."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Annotated

from pydantic import BaseModel, Field

from tierline.database.paging import Listing
from tierline.sites.model import PATH
from tierline.web.values import DayGiven

# What lies outside has no moment that both databases can keep.
EARLIEST = date(1990, 1, 1)
Day = Annotated[DayGiven, Field(ge=EARLIEST, le=date(2999, 12, 31))]
SiteAsked = Annotated[str, Field(max_length=83, pattern=f"^{PATH.pattern}$", examples=["65.6501"])]

ROWS = 50


class Filter(BaseModel):
    """What every list can be asked for: the place after which it goes on."""

    after: Annotated[str, Field(max_length=600)] = ""

    @property
    def listing(self) -> Listing:
        """The part of the list."""
        return Listing(ROWS, self.after)


def begins(day: date | None, zone: tzinfo) -> datetime | None:
    """The first moment of a day."""
    return None if day is None else datetime.combine(day, time(), zone)


def is_over(day: date | None, zone: tzinfo) -> datetime | None:
    """The first moment after a day."""
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), zone)
