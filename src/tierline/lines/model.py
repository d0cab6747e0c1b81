"""A line as the service knows it, and the tiers that it holds, by rating or by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tierline.wording import Language


class Status(StrEnum):
    """Whether a line works."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Suspension(StrEnum):
    """Why a line is suspended."""

    ARREARS = "arrears"
    CUSTOMER = "customer"
    """The customer asked for it, as when a phone is lost. Clause: CHN-06."""


@dataclass(frozen=True)
class Line:
    """A line with its present owner. Number and birthday are personal: they never reach a log.

    `suspended_for` is what keeps it off first of all; with `is_barred` it is off for arrears beside the
    customer's own wish, and stays so when the customer wants it back.
    `owner_no` counts the owners, from 1; what belongs to an earlier one is not shown to a later.
    `changed_at` is the moment of the last event between runs, None where there was none.
    """

    id: int
    msisdn: str
    segment: str
    product: str
    payment: str
    status: Status
    suspended_for: Suspension | None
    is_barred: bool
    joined_on: date
    closed_on: date | None
    site: str
    owner_no: int
    language: Language
    do_not_disturb: bool
    birthday_month: int | None
    birthday_day: int | None
    arrears_months: int
    arrears_fen: int
    changed_at: datetime | None
    version: int

    @property
    def is_closed(self) -> bool:
        """True once the line has left the network. Clause: GRD-20."""
        return self.status is Status.CLOSED

    @property
    def is_prepaid(self) -> bool:
        """True where calls are paid before they are made."""
        return self.payment == "prepaid"


SET_BY_HAND = "override"
"""The source of a tier that somebody set by hand; the others are those of runs."""


@dataclass(frozen=True)
class ByHand:
    """Why a tier was set by hand, and who answers for it. Personal: told to staff alone, and in no log."""

    reason: str
    set_by: str
    approved_by: str


@dataclass(frozen=True)
class Membership:
    """A tier held from `since` to `ends_on`, both days counted; None: without end.

    One that is set by hand has `by_hand`, always an end, and on its days the place of the rated one.
    """

    line_id: int
    scheme: str
    tier: str
    since: date
    ends_on: date | None
    source: str
    by_hand: ByHand | None = None

    def holds_on(self, day: date) -> bool:
        """True on the days of the membership."""
        return self.since <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class LinesWanted:
    """Which lines a list is asked for; None leaves it open. A tier is one held on the day of the asking."""

    site: str | None = None
    product: str | None = None
    status: Status | None = None
    scheme: str | None = None
    tier: str | None = None


class EventKind(StrEnum):
    """What can happen to a line between two runs."""

    JOINED = "joined"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    NEW_OWNER = "new_owner"
    NEW_PLAN = "new_plan"
    NEW_NUMBER = "new_number"
    MOVED_SITE = "moved_site"


class Concern(StrEnum):
    """What of a line an event is about: it outweighs an earlier event, or run, in that alone."""

    EXISTENCE = "existence"
    STATUS = "status"
    OWNER = "owner"
    PLAN = "plan"
    NUMBER = "number"
    SITE = "site"


CONCERNS = {
    EventKind.JOINED: Concern.EXISTENCE,
    EventKind.CLOSED: Concern.STATUS,
    EventKind.SUSPENDED: Concern.STATUS,
    EventKind.RESUMED: Concern.STATUS,
    EventKind.NEW_OWNER: Concern.OWNER,
    EventKind.NEW_PLAN: Concern.PLAN,
    EventKind.NEW_NUMBER: Concern.NUMBER,
    EventKind.MOVED_SITE: Concern.SITE,
}


@dataclass(frozen=True)
class LineEvent:
    """Something that happened to a line; `event_id` is its reporter's, who may report it again.

    `facts` by kind: suspended has `reason`; new_plan `product`, `payment`, `segment`; new_number `msisdn`;
    moved_site `site`; joined all of these but the reason.
    """

    event_id: str
    line_id: int
    kind: EventKind
    happened_at: datetime
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def concern(self) -> Concern:
        """What of the line it is about."""
        return CONCERNS[self.kind]


class Outcome(StrEnum):
    """What came of a reported event."""

    APPLIED = "applied"
    REPEATED = "repeated"
    """It was reported before, and nothing was done again."""
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why an event was not applied. OUTDATED ones are recorded, so that they are not refused again."""

    LINE_UNKNOWN = "line_unknown"
    LINE_CLOSED = "line_closed"
    LINE_EXISTS = "line_exists"
    NUMBER_TAKEN = "number_taken"
    SITE_OUTSIDE = "site_outside"
    IN_FUTURE = "in_future"
    OUTDATED = "outdated"


@dataclass(frozen=True)
class EventResult:
    """What came of one event of a batch; `refusal` where it was refused."""

    event_id: str
    outcome: Outcome
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Outage:
    """A time for which a line was off. A moment that is not on record is None.

    `reasons` stand in the order in which they came; none where nobody said one. `is_over` is False while it
    lasts.
    """

    began_at: datetime | None
    ended_at: datetime | None
    reasons: tuple[Suspension, ...]
    is_over: bool


@dataclass(frozen=True)
class StateRecord:
    """When a line was off under its present owner, as far as events told; the earliest first.

    `known_from` is the moment of the first event that says whether it worked; None where none does.
    """

    outages: tuple[Outage, ...]
    known_from: datetime | None
