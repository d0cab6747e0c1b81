"""The nouns of entitlements: what a cell gives, what is known of a line, decisions on it, and uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tierline.policy.model import Citation
from tierline.wording import Text

NO_TIER = "none"
"""The column of a matrix for whoever has no tier, or is of no segment that the matrix names."""


class Level(StrEnum):
    """What a cell of the matrix gives, the least first."""

    NOT_ENTITLED = "not_entitled"
    STANDARD = "standard"
    ENTITLED = "entitled"
    PRIORITY = "priority"

    @property
    def rank(self) -> int:
        """0 for the least."""
        return _RANKS[self]

    @property
    def is_privilege(self) -> bool:
        """True for what goes beyond the standard, which is what quotas count."""
        return self in (Level.ENTITLED, Level.PRIORITY)


_RANKS = {level: rank for rank, level in enumerate(Level)}


class Handling(StrEnum):
    """How a service is had: by how the line is treated, or by something that is done and recorded."""

    TREATMENT = "treatment"
    """Nothing is recorded: whoever serves the line acts by the answer."""
    USE = "use"
    SWITCH = "switch"
    """It is on or off from one moment on."""
    VISIT = "visit"
    """A use at one of the places of the row."""
    PROCEDURE = "procedure"
    """It has steps of its own, which record its use."""


class Per(StrEnum):
    """The calendar periods of quotas."""

    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Quota:
    """How often a service can be used in one calendar period."""

    times: int
    per: Per
    citation: Citation


@dataclass(frozen=True)
class Term:
    """One number of a cell, such as `days`; where `payments` are given, for lines of these only."""

    name: str
    value: Decimal
    citation: Citation
    payments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """What one column has of one service; without a quota it can be used without limit."""

    level: Level
    citation: Citation
    quota: Quota | None = None
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Held:
    """A tier that a line holds; one that is set by hand has its last day, `by_hand_until`."""

    scheme: str
    tier: str
    by_hand_until: date | None = None


@dataclass(frozen=True)
class LineFacts:
    """What a decision has to know of a line."""

    product: str
    payment: str
    segment: str
    status: str


@dataclass(frozen=True)
class Span:
    """A period, from its first moment to the first moment after it, both in the operator's zone."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Used:
    """How often a service was used, as a privilege, in the present calendar period."""

    service: str
    per: Per
    times: int


@dataclass(frozen=True)
class Asked:
    """Of which line it is asked, and when: all that a decision depends on beside the matrices.

    `held` are the tiers in force; `used` has no entry for what was not used.
    """

    facts: LineFacts
    held: tuple[Held, ...]
    used: tuple[Used, ...]
    month: Span
    year: Span


class Reason(StrEnum):
    """Why a service is granted or refused; of several refusals the later one here is told."""

    NO_TIER = "no_tier"
    SEGMENT_NOT_ENTITLED = "segment_not_entitled"
    TIER_NOT_ENTITLED = "tier_not_entitled"
    PRODUCT = "product"
    PAYMENT = "payment"
    LINE_SUSPENDED = "line_suspended"
    LINE_NOT_SUSPENDED = "line_not_suspended"
    QUOTA_USED_UP = "quota_used_up"
    LINE_CLOSED = "line_closed"
    STANDARD_SERVICE = "standard_service"
    GRANTED = "granted"


@dataclass(frozen=True)
class Alternative:
    """A tier, or segment, that would have a service which is refused."""

    standard: str
    column: str
    title: Text


@dataclass(frozen=True)
class Decision:
    """Whether a line may have a service, what of it, and by which cell of which standard that was decided.

    `scheme` and `tier` are empty where the column `none` or a segment decided. `left` counts the uses that
    are left in the period, None for no limit; `renews_at` is when a quota that is used up begins anew.
    `by_hand_until` is the last day of a tier that no policy gave: somebody set it by hand. `had_by` says of
    `would_have` which these are, such as `from gold up`.
    """

    service: str
    title: Text
    handling: Handling
    level: Level
    reason: Reason
    says: Text
    standard: str
    scheme: str
    tier: str
    citation: Citation
    terms: tuple[Term, ...] = ()
    quota: Quota | None = None
    left: int | None = None
    renews_at: datetime | None = None
    would_have: tuple[Alternative, ...] = ()
    had_by: Text | None = None
    by_hand_until: date | None = None

    @property
    def is_granted(self) -> bool:
        """True where the line may have the service, if only at the standard level."""
        return self.reason in (Reason.GRANTED, Reason.STANDARD_SERVICE)

    def number(self, term: str) -> int | None:
        """The whole number of a term, such as `days`; None where the cell has none."""
        return next((int(each.value) for each in self.terms if each.name == term), None)

    def fen(self, term: str) -> int | None:
        """The money of a term, such as `credit_yuan`, in fen; None where the cell has none."""
        return next((int(each.value * 100) for each in self.terms if each.name == term), None)


@dataclass(frozen=True, eq=False)
class Decided:
    """The decisions on all services of a line. Compared by identity: what is made of them is kept by it."""

    decisions: tuple[Decision, ...]


@dataclass(frozen=True)
class Switched:
    """Whether a service of a line is on, and since when it is so."""

    service: str
    is_on: bool


@dataclass(frozen=True)
class Use:
    """A use of a service by the owner `owner_no` of a line, with the cell that allowed it.

    `fee_fen` is what it costs, 0 where it is free. `is_on` is given for a switch, `place` for a visit. A use
    that was taken back counts no longer.
    """

    id: str
    line_id: int
    owner_no: int
    service: str
    handling: Handling
    level: Level
    standard: str
    scheme: str
    tier: str
    clause: str
    at: datetime
    site: str
    actor_id: str
    place: str
    is_on: bool | None
    fee_fen: int
    facts: Mapping[str, Any]
    reversed_at: datetime | None = None
    reversed_for: str = ""


@dataclass(frozen=True)
class Issued:
    """An amendment as it was issued: its number, who issued it when, and its text."""

    id: int
    standard: str
    site: str
    issued_on: date
    issued_at: datetime
    actor_id: str
    text: str
