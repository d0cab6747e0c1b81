"""What the pages of appointments show: slots with their places, who comes when, what can be done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from tierline.appointments.model import Appointment, Slot, State
from tierline.appointments.titles import COUNTERS, STATES
from tierline.entitlements.matrix import Row as Service
from tierline.entitlements.model import Handling
from tierline.lines.model import Membership
from tierline.policy.titles import tier_title
from tierline.rights.model import Actor
from tierline.wording import Text

ANY = "any"
ANY_SERVICE = Text("any business", "任何业务")


@dataclass(frozen=True)
class SlotRow:
    """A slot with its places, and what can be done with it."""

    slot: Slot
    site: Text
    counter: Text
    taken_share: float
    may_book: bool


@dataclass(frozen=True)
class Tier:
    """A tier that is held, as a badge shows it."""

    scheme: str
    name: str
    title: Text


@dataclass(frozen=True)
class Row:
    """An appointment, with the customer's tiers on its day, and what can be done with it.

    `may_open`: whoever reads the page may see the line, which may be looked after elsewhere.
    """

    appointment: Appointment
    number: str
    site: Text
    service: Text
    state: Text
    tiers: tuple[Tier, ...]
    may_open: bool
    may_cancel: bool
    may_keep: bool
    may_miss: bool


def slot_row(slot: Slot, site: Text, actor: Actor, now: datetime) -> SlotRow:
    """A slot as the page shows it."""
    share = min(100 * slot.taken / slot.capacity, 100) if slot.capacity else 0
    may_book = actor.may("appointment:book") and slot.free > 0 and slot.starts_at > now
    return SlotRow(slot, site, COUNTERS[slot.counter], share, may_book)


def row(
    one: Appointment,
    number: str,
    site: Text,
    services: Mapping[str, Text],
    held: Sequence[Membership],
    seen: Collection[int],
    actor: Actor,
    now: datetime,
    zone: tzinfo,
) -> Row:
    """An appointment as the page shows it; the tiers of a line that has another owner now are left out.

    `seen` are the lines that the actor may see.
    """
    is_booked = one.state is State.BOOKED
    is_its_day = one.starts_at.astimezone(zone).date() <= now.astimezone(zone).date()
    return Row(
        one,
        number,
        site,
        services.get(one.service, Text(one.service, one.service)),
        STATES[one.state],
        tuple(Tier(each.scheme, each.tier, tier_title(each.scheme, each.tier)) for each in held)
        if number
        else (),
        may_open=bool(number) and one.line_id in seen,
        may_cancel=is_booked and actor.may("appointment:book"),
        may_keep=is_booked and is_its_day and actor.may("appointment:keep"),
        may_miss=is_booked and one.starts_at <= now and actor.may("appointment:keep"),
    )


def bookable(services: Sequence[Service]) -> list[tuple[str, Text]]:
    """What a place can be booked for: any business, or a service that is carried out when it is asked for."""
    found = [(one.name, one.title) for one in services if one.handling is Handling.USE]
    return [(ANY, ANY_SERVICE), *found]


def days_beside(day: date) -> tuple[date, date]:
    """The day before and the day after."""
    return day - timedelta(days=1), day + timedelta(days=1)
