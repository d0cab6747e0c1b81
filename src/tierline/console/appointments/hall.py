"""The hall and the day that a page of appointments is about, as its address says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from tierline.console.queue import After
from tierline.console.rendering import query
from tierline.console.site_choice import SiteAsked
from tierline.web.values import DAY

PATH = "/appointments"


@dataclass(frozen=True)
class Hall:
    """A site and a day, both "" for one's own site and for today; `typed` is the day as it was typed."""

    site: str
    typed: str
    after: str
    slots_after: str

    def day(self, today: date) -> date | None:
        """The day that is meant; None for what is none."""
        if not self.typed:
            return today
        try:
            return date.fromisoformat(self.typed) if DAY.fullmatch(self.typed) else None
        except ValueError:
            return None

    @property
    def parameters(self) -> dict[str, str]:
        """The same as parameters of an address."""
        return {"site": self.site, "day": self.typed, "after": self.after, "slots_after": self.slots_after}

    @property
    def query(self) -> str:
        """Site and day as the query of an address, "" with neither."""
        return query({"site": self.site, "day": self.typed}).rstrip("?")

    def with_slot(self, slot_id: str) -> str:
        """The query with a slot beside site and day."""
        return query({"site": self.site, "day": self.typed, "slot": slot_id})

    def on(self, day: date) -> Hall:
        """The same hall on another day, from the beginning of its lists."""
        return Hall(self.site, day.isoformat(), "", "")


def _hall(
    site: SiteAsked = "",
    day: Annotated[str, Query(max_length=600)] = "",
    after: After = "",
    slots_after: After = "",
) -> Hall:
    return Hall(site, day.strip(), after, slots_after)


HallAsked = Annotated[Hall, Depends(_hall)]
