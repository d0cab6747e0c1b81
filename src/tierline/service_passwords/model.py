"""Passwords of a line, what a try at one gives, and what a customer shows of who they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tierline.wording import Text


class PasswordKind(StrEnum):
    """What a password is asked for."""

    SERVICE = "service"
    """By the hotline, and at sign-in."""
    BILL = "bill"
    """By an account manager who calls for the customer. Clause: ENT-07."""


class Verdict(StrEnum):
    """What a try at a password gives."""

    RIGHT = "right"
    INITIAL = "initial"
    """Right, and still the one that was issued: good for nothing but choosing another. Clause: LOY-03."""
    WRONG = "wrong"
    NOT_SET = "not_set"
    """The owner of the line has none; a former owner's counts for nothing."""
    WAIT = "wait"
    """Too many failures: no try is heard before the wait is over, a right one neither."""


@dataclass(frozen=True)
class Password:
    """A password as it is kept. `failed_count` counts failures since the last right try or wait."""

    line_id: int
    kind: PasswordKind
    owner_no: int
    hash: str = field(repr=False)
    is_initial: bool
    set_at: datetime
    failed_count: int = 0
    wait_until: datetime | None = None


@dataclass(frozen=True)
class Refusal:
    """Why something expected did not go through: a code for programs, a sentence for people, the clause."""

    reason: str
    sentence: Text
    clause: str


class Channel(StrEnum):
    """Where a customer asks."""

    HOTLINE = "hotline"
    HALL = "hall"
    ACCOUNT_MANAGER = "account_manager"
    ONLINE = "online"
    """By themselves, signed in with number and service password."""


class Means(StrEnum):
    """By what a customer has shown who they are."""

    SIGN_IN = "sign_in"
    OWN_LINE = "own_line"
    DOCUMENT = "document"
    SERVICE_PASSWORD = "service_password"
    BILL_PASSWORD = "bill_password"


@dataclass(frozen=True)
class Shown:
    """What a customer shows. `calls_from` is the number that they call from, where they call.

    `is_confirmed` says that whoever serves them has checked who they are: by questions on a call from the
    line itself, by a document in a hall.
    """

    channel: Channel
    calls_from: str | None = None
    is_confirmed: bool = False
    password: str | None = field(default=None, repr=False)
