"""`/sites/{path}/slots` and `/slots`: the times of a hall, and how many places each has."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.appointments import slots
from tierline.appointments.model import Counter, Series, Slot
from tierline.web.call import SignedIn, Writing
from tierline.web.etags import VersionHeld, tag
from tierline.web.paging import ListingAsked, PageOf
from tierline.web.values import DayGiven

router = APIRouter(tags=["appointments"])

SITE = r"^[0-9A-Za-z]{1,20}(\.[0-9A-Za-z]{1,20}){0,3}$"
ID = r"^[0-9a-f-]{36}$"
MOST_PLACES = 1000

SiteInPath = Annotated[str, Path(pattern=SITE, max_length=83, examples=["65.6501.650102.H1"])]
IdInPath = Annotated[str, Path(pattern=ID, examples=["8c5f7f4e-0b1e-4a55-9c3b-0d6f4a1f2b3c"])]
Day = Annotated[DayGiven, Query(description="In the operator's zone.", examples=["2012-06-16"])]


def _without_zone(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("a time of day in the operator's zone, without a zone of its own")
    return value


LocalTime = Annotated[time, AfterValidator(_without_zone)]
Places = Annotated[int, Field(ge=0, le=MOST_PLACES, examples=[2])]


class SlotShown(BaseModel):
    """A stretch of time at a hall; `free` places can be booked."""

    id: str = Field(examples=["8c5f7f4e-0b1e-4a55-9c3b-0d6f4a1f2b3c"])
    site: str = Field(examples=["65.6501.650102.H1"])
    starts_at: datetime
    ends_at: datetime
    counter: Counter
    capacity: int = Field(examples=[2])
    free: int = Field(examples=[1])
    version: int = Field(examples=[1])


class NewSlots(BaseModel):
    """Slots of a day, one after the other from opening to closing, in the operator's zone."""

    model_config = ConfigDict(extra="forbid")

    day: date = Field(examples=["2012-06-16"])
    opens: LocalTime = Field(examples=["09:00"])
    closes: LocalTime = Field(examples=["18:00"])
    minutes: int = Field(ge=5, le=480, examples=[30])
    capacity: Places
    counter: Counter = Counter.VIP


class SlotsOpened(BaseModel):
    """How many slots are new; those that were there already stay."""

    added: int = Field(examples=[18])


class SlotChange(BaseModel):
    """How many places a slot is to have; none closes it."""

    model_config = ConfigDict(extra="forbid")

    capacity: Places


def _slot_shown(slot: Slot) -> SlotShown:
    return SlotShown(**{name: getattr(slot, name) for name in SlotShown.model_fields})


@router.get("/sites/{path}/slots", summary="Slots of a hall 查看预约时段")
def list_slots(
    call: SignedIn,
    path: SiteInPath,
    day: Day,
    listing: ListingAsked,
    free: Annotated[Literal["true"] | None, Query(description="Only those with a free place.")] = None,
) -> PageOf[SlotShown]:
    """The slots of a day at a site and below it, with their free places; sorted by starts_at."""
    with call.read() as connection:
        found = slots.list_slots(
            connection, call.actor, call.settings, path, day, listing, has_free=bool(free), now=call.now
        )
    return PageOf(items=[_slot_shown(slot) for slot in found.items], next=found.next)


@router.post(
    "/sites/{path}/slots", status_code=201, response_model=SlotsOpened, summary="Open slots 开放预约时段"
)
def open_slots(call: Writing, path: SiteInPath, body: NewSlots) -> Response:
    """Open the slots of a day; doing it again adds only what is missing."""
    series = Series(path, **body.model_dump())

    def use_case(connection: Connection) -> SlotsOpened:
        added = slots.open_slots(connection, call.actor, call.settings, series, now=call.now)
        return SlotsOpened(added=added)

    return call.once(use_case, body, 201)


@router.patch("/slots/{slot_id}", summary="Change a slot 修改预约时段")
def change_slot(
    call: SignedIn, slot_id: IdInPath, body: SlotChange, version: VersionHeld, response: Response
) -> SlotShown:
    """Give a slot more or fewer places, but not fewer than are taken; none closes it."""
    with call.write() as connection:
        slot = slots.set_capacity(connection, call.actor, slot_id, version, body.capacity, now=call.now)
    tag(response, slot.version)
    return _slot_shown(slot)
