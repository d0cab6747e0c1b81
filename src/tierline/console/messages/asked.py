"""What the list of messages is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Annotated

from pydantic import Field

from tierline.console.filters import Day, Filter, SiteAsked, begins, is_over
from tierline.messages.model import Purpose, State
from tierline.messages.service import Wanted

DAYS = timedelta(days=6)
"""A list that is opened without more shows a week: whoever wants more says so."""


class MessagesAsked(Filter):
    """The filters of the list."""

    state: State | None = None
    purpose: Purpose | None = None
    template: (
        Annotated[str, Field(max_length=80, pattern=r"^[a-z][a-z_.]*$", examples=["tier_risen"])] | None
    ) = None
    site: SiteAsked | None = Field(default=None, examples=["65.6501"])
    since: Day | None = None
    until: Day | None = None

    def wanted(self, zone: tzinfo) -> Wanted:
        """The same as the room knows it."""
        return Wanted(
            state=self.state,
            purpose=self.purpose,
            template=self.template,
            site=self.site,
            since=begins(self.since, zone),
            before=is_over(self.until, zone),
        )


def a_week(now: datetime, zone: tzinfo) -> str:
    """The first day of the list that is opened without more."""
    return (now.astimezone(zone) - DAYS).date().isoformat()
