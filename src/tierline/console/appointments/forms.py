"""What the forms of appointments send. A number is typed and posted, and is in no address."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tierline.appointments.model import Counter
from tierline.appointments.routes import Booking
from tierline.appointments.slot_routes import Places
from tierline.console.local_values import LocalTime, Version
from tierline.web.values import DayGiven


class BookForm(Booking):
    """A place in a slot for a line, by its number as it is typed."""

    msisdn: str = Field(max_length=24)


class VersionForm(BaseModel):
    """An appointment as it was shown."""

    model_config = ConfigDict(extra="forbid")

    version: Version


class PlacesForm(VersionForm):
    """How many places a slot is to have; none closes it."""

    capacity: Places


class OpenForm(BaseModel):
    """Slots of a day at a hall, one after the other from opening to closing, in the operator's zone."""

    model_config = ConfigDict(extra="forbid")

    day: Annotated[DayGiven, Field(examples=[date(2026, 12, 25)])]
    opens: LocalTime
    closes: LocalTime
    minutes: int = Field(ge=5, le=480)
    capacity: Places
    counter: Counter
