"""The nouns of a monthly run: the rating, memberships, and what is known of one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tierline.grading.months import month_number
from tierline.policy.vocabulary import Change


class Source(StrEnum):
    """What gave a membership its tier."""

    RATED = "rated"
    ON_JOINING = "on_joining"
    SPECIAL = "special"


class Transition(StrEnum):
    """How a policy that is tried treats the tiers that lines hold already, inside their terms.

    They are kept to their end; can rise, as every pack says; or are rated anew at once.
    """

    KEPT = "kept"
    UP = "up"
    NOW = "now"


@dataclass(frozen=True)
class Rating:
    """One rating: the first day of the rating month M, and the rating day R in it.

    A run knows no transition but `up`. Another one holds for memberships that began before `begun_before`,
    or for all where that is None.
    """

    month: date
    rated_on: date
    transition: Transition = Transition.UP
    begun_before: date | None = None

    @property
    def number(self) -> int:
        """The number of the rating month."""
        return month_number(self.month)


@dataclass(frozen=True)
class Membership:
    """A tier held from `since` to `ends_on`, both days counted; `ends_on` None is without end."""

    scheme: str
    tier: str
    since: date
    ends_on: date | None
    source: str

    def runs_on(self, day: date) -> bool:
        """True from `since` to `ends_on`."""
        return self.since <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Bill:
    """What one line was billed and paid in one month, in yuan; `month` is its first day."""

    month: date
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True)
class Line:
    """One line as the datasets have it; `attributes` by the columns of `subscribers`."""

    subscriber_id: int
    attributes: Mapping[str, str | int | bool | date | None]
    bills: tuple[Bill, ...]
    memberships: tuple[Membership, ...]
    special_grade: str | None


@dataclass(frozen=True)
class Outcome:
    """What a run decides on one membership: the change, and the membership that it starts, if any.

    `left_on` is the last day of what ran where a transition lets it lapse before its time.
    """

    change: Change
    started: Membership | None
    left_on: date | None = None
