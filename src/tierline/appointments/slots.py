"""Use cases of a hall's slots, apart from those of the appointments in them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from tierline.appointments import rules, store
from tierline.appointments.errors import CapacityTaken, SlotsWrong, SlotUnknown
from tierline.appointments.model import Series, Slot
from tierline.audit import service as audit
from tierline.database.errors import ChangedMeanwhile
from tierline.database.ids import new_id
from tierline.database.paging import Listing, Page
from tierline.rights.model import Actor, ActorKind
from tierline.settings import Settings
from tierline.sites.errors import SiteUnknown
from tierline.sites.model import HEADQUARTERS, is_within
from tierline.wording import Text

DAY_PAST = Text("Expected today or a later day", "应为今天或之后的日期")
DAY_FAR = Text(
    f"Expected a day within {rules.MOST_DAYS_AHEAD} days", f"应为 {rules.MOST_DAYS_AHEAD} 天以内的日期"
)
NO_SLOT = Text("The hall closes before one slot is over", "营业时间不足一个时段")
TOO_MANY = Text(f"Expected at most {rules.MOST_SLOTS} slots in a day", f"一天至多 {rules.MOST_SLOTS} 个时段")


def limit_of(actor: Actor) -> str:
    """Where an actor sees halls: staff at their site and below it, customers everywhere, as on the street."""
    return HEADQUARTERS if actor.kind is ActorKind.CUSTOMER else actor.site


def checked_site(actor: Actor, site: str) -> str:
    """`site`, if it is the actor's or below it. Raises SiteUnknown. Clause: CHN-11."""
    if not is_within(site, limit_of(actor)):
        raise SiteUnknown(site=site)
    return site


def checked_day(settings: Settings, day: date, now: datetime) -> date:
    """`day`, if it is not so far away that nothing can be on it. Raises SlotsWrong."""
    today = now.astimezone(settings.time_zone).date()
    if abs(day - today) > timedelta(days=10 * rules.MOST_DAYS_AHEAD):
        raise SlotsWrong(field="day", problem=DAY_FAR)
    return day


def open_slots(
    connection: Connection, actor: Actor, settings: Settings, series: Series, *, now: datetime
) -> int:
    """Open the slots of a day at a site; how many are new. Raises SiteUnknown and SlotsWrong.

    What is there already, with what is booked in it, stays: opening a day again adds what is missing.
    """
    actor.require("slot:manage")
    checked_site(actor, series.site)
    today = now.astimezone(settings.time_zone).date()
    if series.day < today:
        raise SlotsWrong(field="day", problem=DAY_PAST)
    if series.day - today > timedelta(days=rules.MOST_DAYS_AHEAD):
        raise SlotsWrong(field="day", problem=DAY_FAR)
    times = rules.slots_of(series, settings.time_zone)
    if not times:
        raise SlotsWrong(field="closes", problem=NO_SLOT)
    if len(times) > rules.MOST_SLOTS:
        raise SlotsWrong(field="minutes", problem=TOO_MANY)
    added = store.add_slots(
        connection,
        [
            Slot(new_id(), series.site, begins, ends, series.counter, series.capacity, taken=0, version=1)
            for begins, ends in times
        ],
    )
    facts = {"day": series.day.isoformat(), "added": added}
    audit.record(connection, actor, "slots.open", ("site", series.site), now=now, facts=facts)
    return added


def list_slots(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    site: str,
    day: date,
    listing: Listing,
    *,
    has_free: bool,
    now: datetime,
) -> Page[Slot]:
    """A page of the slots of a day at a site and below it. Raises SiteUnknown."""
    actor.require("appointment:read")
    span = rules.day_bounds(checked_day(settings, day, now), settings.time_zone)
    return store.list_slots(connection, checked_site(actor, site), span, has_free, listing)


def next_free(
    connection: Connection, actor: Actor, site: str, *, ahead: timedelta, now: datetime
) -> Slot | None:
    """The first time at a site and below it that is free and begins within `ahead`. Raises SiteUnknown."""
    actor.require("appointment:read")
    return store.next_free(connection, checked_site(actor, site), (now, now + ahead))


def set_capacity(
    connection: Connection, actor: Actor, slot_id: str, version: int, capacity: int, *, now: datetime
) -> Slot:
    """Give a slot more places or fewer; none closes it.

    Raises SlotUnknown, CapacityTaken and ChangedMeanwhile.
    """
    actor.require("slot:manage")
    slot = seen(connection, actor, slot_id)
    if slot.version != version:
        raise ChangedMeanwhile(held=version)
    if not store.set_capacity(connection, slot, capacity):
        present = seen(connection, actor, slot_id)
        if present.version != version:
            raise ChangedMeanwhile(held=version)
        raise CapacityTaken(field="capacity", taken=present.taken)
    audit.record(connection, actor, "slot.change", ("slot", slot_id), now=now, facts={"capacity": capacity})
    return seen(connection, actor, slot_id)


def seen(connection: Connection, actor: Actor, slot_id: str) -> Slot:
    """A slot that the actor sees. Raises SlotUnknown."""
    slot = store.slot(connection, slot_id, limit_of(actor))
    if slot is None:
        raise SlotUnknown()
    return slot
