"""A line as the service knows it, and the memberships that runs decided for it."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Membership:
    """A tier held from `since` to `ends_on`, both days counted; None: without end."""

    line_id: int
    scheme: str
    tier: str
    since: date
    ends_on: date | None
    source: str

    def holds_on(self, day: date) -> bool:
        """True on the days of the membership."""
        return self.since <= day and (self.ends_on is None or day <= self.ends_on)
