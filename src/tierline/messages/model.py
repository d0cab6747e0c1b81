"""A message in the outbox, the webhooks that events go to, and what a centre says of a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """The way that a message goes."""

    SMS = "sms"
    WEBHOOK = "webhook"


class State(StrEnum):
    """Where a message stands; from `sent` on it changes only by receipt or by hand."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    WITHHELD = "withheld"


OPEN = (State.WAITING, State.SENDING)


class Purpose(StrEnum):
    """Why a customer is written to; it decides when, and whether at all."""

    COMMAND_ANSWER = "command_answer"
    """The customer has just written, and waits for it."""
    SERVICE = "service"
    """The line itself: reconnection, suspension, passwords."""
    NOTICE = "notice"
    CARE = "care"
    MARKETING = "marketing"
    EVENT = "event"
    """For a system, not for a person."""

    @property
    def is_urgent(self) -> bool:
        """True where it goes in quiet hours too."""
        return self in (Purpose.COMMAND_ANSWER, Purpose.SERVICE, Purpose.EVENT)

    @property
    def may_disturb(self) -> bool:
        """True for what do-not-disturb keeps from a line. Clause: ENT-11."""
        return self in (Purpose.CARE, Purpose.MARKETING)

    @property
    def rank(self) -> int:
        """Place in the queue; 0 goes first."""
        return list(Purpose).index(self)


class Reason(StrEnum):
    """Why a message was withheld or failed, where no centre has a word for it."""

    DO_NOT_DISTURB = "do_not_disturb"
    LINE_CLOSED = "line_closed"
    LINE_GONE = "line_gone"
    OWNER_CHANGED = "owner_changed"
    WEBHOOK_GONE = "webhook_gone"
    SECRET_UNREADABLE = "secret_unreadable"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class Message:
    """A message of the outbox. It holds no number: the line is asked for it when the message is sent.

    `due_at` is the next moment at which a worker takes it up: the first attempt, a retry, or the end of the
    lease of a worker that has it and may have died. `site`, `line_id` and `owner_no` are None for events.
    """

    id: str
    channel: Channel
    line_id: int | None
    owner_no: int | None
    site: str | None
    webhook_id: str | None
    template: str
    language: str
    purpose: Purpose
    text: str = field(repr=False)
    forgets_text: bool
    state: State
    reason: str
    attempts: int
    due_at: datetime
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True)
class Webhook:
    """Where the events of some topics go. `sealed_secret` is readable with the installation's key alone."""

    id: str
    url: str
    topics: tuple[str, ...]
    is_active: bool
    created_by: str
    created_at: datetime
    version: int
    sealed_secret: str = field(repr=False)


class Receipt(StrEnum):
    """What a centre says about the end of a message that it took."""

    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Part:
    """One of the short messages that a message went out as; its receipt may come before the rest."""

    centre_id: str
    message_id: str | None
    receipt: Receipt | None
    reason: str
    receipt_at: datetime | None


@dataclass(frozen=True)
class Arrival:
    """A short message of a customer, as it arrives. `id` is the same when it is handed in again."""

    id: str
    number: str = field(repr=False)
    text: str = field(repr=False)
    received_at: datetime


@dataclass(frozen=True)
class Backlog:
    """What waits in the outbox: how much is due, and since when the oldest."""

    due: int
    oldest_due_at: datetime | None


@dataclass(frozen=True)
class Counts:
    """What one round of sending came to."""

    sent: int = 0
    put_back: int = 0
    failed: int = 0
    withheld: int = 0

    @property
    def total(self) -> int:
        """All messages that were taken up."""
        return self.sent + self.put_back + self.failed + self.withheld
