"""The free times that a customer may choose among, and the form that shows them. Clause: ENT-10."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.appointments import slots
from tierline.appointments.model import Slot
from tierline.appointments.rules import MOST_DAYS_AHEAD
from tierline.appointments.slot_routes import ID
from tierline.console.customer.places import LOOKED_AHEAD, places_of
from tierline.console.forms import Form
from tierline.console.visit import Visit
from tierline.database.paging import MOST_ROWS, Listing
from tierline.lines.model import Line
from tierline.site_directory import service as site_directory
from tierline.sites.model import is_within
from tierline.web.value_problems import NOT_A_DAY
from tierline.wording import Text

MOST_SHOWN = 60
AHEAD = timedelta(days=MOST_DAYS_AHEAD)

SiteSought = Annotated[str, Query(alias="site", max_length=120)]
DaySought = Annotated[str, Query(alias="day", max_length=600)]


class TimeChosen(BaseModel):
    """A time in a hall, and where and when it was looked for."""

    model_config = ConfigDict(extra="forbid")

    slot_id: str = Field(pattern=ID, examples=["8c5f7f4e-0b1e-4a55-9c3b-0d6f4a1f2b3c"])
    site: str = Field(default="", max_length=120)
    day: str = Field(default="", max_length=20)


@dataclass(frozen=True)
class Times:
    """The free times of a day at a site and below it, with the titles of the halls."""

    site: str
    day: date
    today: date
    places: Sequence[tuple[str, Text]]
    slots: Sequence[Slot]
    halls: dict[str, Text]

    @property
    def beside(self) -> list[date]:
        """The day before, unless it is over, and the day after, as far ahead as times are opened."""
        days = (self.day - timedelta(days=1), self.day + timedelta(days=1))
        return [day for day in days if self.today <= day <= self.today + AHEAD]


def sought(visit: Visit, site: str, day: str) -> Form:
    """The form with where and when times are looked for; a day that is none is said at its field."""
    asked = {name: [value] for name, value in (("site", site), ("day", day)) if value}
    is_wrong = bool(day.strip()) and _day_of(day) is None
    return Form(asked, {"day": NOT_A_DAY.read(visit.language)} if is_wrong else {})


def times_of(connection: Connection, visit: Visit, line: Line, form: Form, near: str = "") -> Times:
    """The free times of the day and place that are asked for.

    Where none is, of the nearest place that has any and where `near` lies, on the first day that has one.
    """
    day = _day_of(form.value("day"))
    today = visit.now.astimezone(visit.settings.time_zone).date()
    places = places_of(visit.actor, line)
    asked = form.value("site")
    sought = [asked] if asked in places else [one for one in places if is_within(near, one)] or places
    there = sought[0]
    if day is None or not today <= day <= today + AHEAD:
        day = today
        for place in sought:
            slot = slots.next_free(connection, visit.actor, place, ahead=LOOKED_AHEAD, now=visit.now)
            if slot:
                there, day = place, slot.starts_at.astimezone(visit.settings.time_zone).date()
                break
    ahead = _ahead(connection, visit, there, day)
    named = {*places, *(one.site for one in ahead)}
    titles = {path: site_directory.title(connection, path) for path in named}
    return Times(there, day, today, [(path, titles[path]) for path in places], ahead, titles)


def _ahead(connection: Connection, visit: Visit, site: str, day: date) -> list[Slot]:
    """The free times of a day that have not begun."""
    listing = Listing(MOST_ROWS)
    found = slots.list_slots(
        connection, visit.actor, visit.settings, site, day, listing, has_free=True, now=visit.now
    )
    return [slot for slot in found.items if slot.starts_at > visit.now][:MOST_SHOWN]


def _day_of(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None
