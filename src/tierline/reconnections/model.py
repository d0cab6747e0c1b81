"""A reconnection, the states that it goes through, and what the billing side reports of a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tierline.service_passwords.model import Refusal

SERVICE = "emergency_reconnection"
"""The row of a service standard that says who has it, and on what terms."""

POSTPAID = "postpaid"


class State(StrEnum):
    """Where a reconnection stands."""

    REQUESTED = "requested"
    """Asked for and not yet decided; it lasts no longer than the transaction that decides."""
    REFUSED = "refused"
    ACTIVE = "active"
    SETTLED = "settled"
    """Nothing is owed any more, and the line stays on."""
    EXPIRED = "expired"
    """Time or credit ran out unpaid, and the line was suspended again."""
    ENDED = "ended"
    """Ended by people, or with the line."""


GRANTED = (State.ACTIVE, State.SETTLED, State.EXPIRED, State.ENDED)


class Ending(StrEnum):
    """Why a reconnection is over."""

    PAID = "paid"
    TIME_UP = "time_up"
    CREDIT_USED_UP = "credit_used_up"
    BY_HAND = "by_hand"
    LINE_CLOSED = "line_closed"


@dataclass(frozen=True)
class Terms:
    """What a standard gives a line: for how long, and where it is prepaid for how much.

    `most_arrears_months` is None where the standard sets no such limit.
    """

    standard: str
    scheme: str
    tier: str
    clause: str
    lasts: timedelta
    credit_fen: int | None = None
    most_arrears_months: int | None = None
    arrears_clause: str = ""


@dataclass(frozen=True)
class Reconnection:
    """A reconnection as it stands. `ended_at` is the true instant, however late it was noticed.

    `reason` says why it was refused, or why it is over. `arrears_fen` are those left on the line while it is
    active; `paid_at` is when nothing was owed any more, whether or not that came in time.
    """

    id: str
    line_id: int
    owner_no: int
    site: str
    payment: str
    state: State
    reason: str
    clause: str
    channel: str
    means: str
    requested_at: datetime
    requested_by: str
    standard: str
    scheme: str
    tier: str
    credit_fen: int | None
    used_fen: int
    arrears_months: int
    arrears_fen: int
    granted_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    paid_at: datetime | None
    work_order_id: str | None
    version: int

    @property
    def is_active(self) -> bool:
        """True while the line is on by it."""
        return self.state is State.ACTIVE

    @property
    def left_fen(self) -> int | None:
        """The credit that is left; None where it has none."""
        return None if self.credit_fen is None else max(self.credit_fen - self.used_fen, 0)

    def covers(self, at: datetime) -> bool:
        """True at the moments at which the line was on by it: its first belongs to it, its end does not."""
        if self.granted_at is None or self.expires_at is None:
            return False
        return self.granted_at <= at < (self.ended_at or self.expires_at)


@dataclass(frozen=True)
class Answer:
    """What comes of a request: the reconnection, with the refusal where it is one."""

    reconnection: Reconnection
    refusal: Refusal | None


@dataclass(frozen=True)
class Step:
    """One change of a reconnection. `at` is when it took effect, `recorded_at` when that was noticed."""

    at: datetime
    recorded_at: datetime
    actor_id: str
    from_state: State | None
    to_state: State
    reason: str
    note: str
    expires_at: datetime | None


@dataclass(frozen=True)
class Wanted:
    """Which reconnections a list is to hold; what is not given does not narrow it."""

    states: tuple[State, ...] = ()
    site: str = ""
    line_id: int | None = None
    owner_no: int | None = None
    requested_since: datetime | None = None
    expires_before: datetime | None = None
    is_unpaid: bool = False
    """Only those after which something is owed still."""


@dataclass(frozen=True)
class Tally:
    """How many reconnections of each kind people look after, at a site and below it.

    `credit_fen` is what prepaid lines have left, `arrears_fen` what postpaid ones owe: at risk right now.
    """

    active: int
    expiring: int
    refused: int
    expired_unpaid: int
    credit_fen: int
    arrears_fen: int


@dataclass(frozen=True)
class Risk:
    """What lines of one tier at one site could lose us: prepaid credit that is left, postpaid arrears."""

    standard: str
    tier: str
    site: str
    lines: int
    credit_fen: int
    arrears_fen: int


@dataclass(frozen=True)
class Exposure:
    """What is at risk now, and what would be if every line that is suspended for arrears asked now.

    `under_draft` is the same by a draft standard; None where none is given. `suspended` lines were looked at.
    """

    at: datetime
    now: tuple[Risk, ...]
    if_all_asked: tuple[Risk, ...]
    under_draft: tuple[Risk, ...] | None
    suspended: int


class EventKind(StrEnum):
    """What the billing side reports."""

    USAGE = "usage"
    PAYMENT = "payment"
    ARREARS = "arrears"
    SUSPENDED_FOR_ARREARS = "suspended_for_arrears"
    RESUMED = "resumed"


class Outcome(StrEnum):
    """What became of a report."""

    APPLIED = "applied"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True)
class BillingEvent:
    """One report on one line, named by `line_id` or else by its number; `at` is when it happened.

    `fen` are those of a usage or a payment; `arrears_months` and `arrears_fen` are what is left overdue.
    """

    source: str
    event_id: str
    kind: EventKind
    at: datetime
    line_id: int | None = None
    msisdn: str | None = None
    fen: int = 0
    arrears_months: int = 0
    arrears_fen: int = 0


@dataclass(frozen=True)
class EventAnswer:
    """What became of a report; a reason where it was refused."""

    source: str
    event_id: str
    outcome: Outcome
    reason: str
