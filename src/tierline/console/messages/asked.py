"""What the list of messages is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Annotated

from pydantic import Field

from tierline.console.filters import EARLIEST, Day, Filter, SiteAsked, begins, is_over
from tierline.console.forms import Filled
from tierline.messages.model import Purpose, State
from tierline.messages.service import Wanted
from tierline.wording import Language, Text

DAYS = timedelta(days=6)
"""A list that is opened without more shows a week: whoever wants more says so."""

MOST_DAYS = 92
"""A quarter: what a list shows at once is also counted, and all that was ever sent would take too long."""

TOO_MANY_DAYS = Text(
    f"At most {MOST_DAYS} days at once. Name an earlier last day to see what is older.",
    f"一次最多查看 {MOST_DAYS} 天。如需查看更早的消息，请将结束日期提前。",
)


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


def bounded(
    found: Filled[MessagesAsked], now: datetime, zone: tzinfo, language: Language
) -> Filled[MessagesAsked]:
    """What is asked for, over no more than MOST_DAYS: from the first of them where no first day is named."""
    if found.body is None:
        return found
    last = found.body.until or now.astimezone(zone).date()
    first = max(last - timedelta(days=MOST_DAYS - 1), EARLIEST)
    if found.body.since is None:
        form = replace(found.form, typed={**found.form.typed, "since": [first.isoformat()]})
        return Filled(form, found.body.model_copy(update={"since": first}))
    if found.body.since < first:
        return Filled(replace(found.form, problems={"since": TOO_MANY_DAYS.read(language)}), None)
    return found


def a_week(now: datetime, zone: tzinfo) -> str:
    """The first day of the list that is opened without more."""
    return (now.astimezone(zone) - DAYS).date().isoformat()
