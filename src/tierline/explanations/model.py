"""The nouns of an explanation as it is told: sentences with clauses, figures, rulers, ways, what is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tierline.lines.model import Membership
from tierline.wording import Text


@dataclass(frozen=True)
class Sentence:
    """What is said in one breath, whole sentences, with the clauses that stand beside it."""

    said: Text
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A figure of the line as the run's `grades` have it, None for none; `unit` is yuan, times or ''."""

    name: str
    title: Text
    value: Decimal | int | None
    unit: str


@dataclass(frozen=True)
class Bound:
    """Where a tier begins on a ruler; `includes` says whether the bound itself is enough."""

    at: Decimal
    tier: str
    title: Text
    includes: bool


@dataclass(frozen=True)
class Ruler:
    """The bounds of the tiers on one figure, the lowest first, with the value of the line among them."""

    name: str
    title: Text
    value: Decimal
    bounds: tuple[Bound, ...]


class Approach(StrEnum):
    """How a better tier is reached."""

    CHEAPEST = "cheapest"
    GENTLEST = "gentlest"
    WAITING = "waiting"


@dataclass(frozen=True)
class Way:
    """A way to a better tier, which then holds from `starts_on` on.

    `yuan` more a month from `first_month` on, for `months` months; `yuan` is 0 for one that only waits.
    """

    approach: Approach
    tier: str
    title: Text
    yuan: int
    months: int
    first_month: date
    starts_on: date


@dataclass(frozen=True)
class Ahead:
    """The end of the term that runs, or that comes next, and the rating anew before it; None for none.

    `least_yuan` a month keep the tier then, None where no spend does or it is not known.
    """

    tier: str
    ends_on: date
    rated_anew_on: date | None
    least_yuan: int | None
    is_kept_as_now: bool | None


class Withheld(StrEnum):
    """Why nothing is told of how a tier came about."""

    NOT_PUBLISHED = "not_published"
    RUN_GONE = "run_gone"
    RUN_CHANGED = "run_changed"
    """What is there now would give another result than the one that was published."""
    NOT_IN_RUN = "not_in_run"
    FORMER_OWNER = "former_owner"
    """The figures are, in part, of months before the present owner had the line. Clause: GOV-01."""


@dataclass(frozen=True)
class Rated:
    """What a run made of the line: `reason` is why it is not rated, None where it is.

    `tier` is the rated tier. `policy` is the first day of the version in force, `digest` that of the pack.
    """

    month: date
    rated_on: date
    policy: date
    digest: str
    reason: str | None
    tier: str | None
    figures: tuple[Figure, ...] = ()
    rulers: tuple[Ruler, ...] = ()
    ways: tuple[Way, ...] = ()
    ahead: Ahead | None = None


@dataclass(frozen=True)
class Told:
    """The explanation of a line in one scheme.

    `held` is what is in force today, None for no tier; `monthly_tier` that of a scheme without memberships.
    `rated` is None where nothing is known: `withheld` says why, None for a closed line. `why`, `changes` and
    `following` are read out in this order: the reason, what would change it, what comes next. `to_come` are
    the terms that begin later. A term set by hand has `by_hand`, whose reason and people are for staff alone.
    """

    scheme: str
    title: Text
    titles: Mapping[str, Text]
    """The titles of the scheme's tiers, by name."""
    held: Membership | None
    monthly_tier: str | None
    rated: Rated | None
    withheld: Withheld | None
    why: tuple[Sentence, ...]
    changes: tuple[Sentence, ...] = ()
    following: tuple[Sentence, ...] = ()
    to_come: tuple[Membership, ...] = ()

    @property
    def tier(self) -> str | None:
        """The tier in force today; None for none."""
        return self.held.tier if self.held else self.monthly_tier

    def title_of(self, tier: str) -> Text:
        """The title of a tier; its name where nobody knows it."""
        return self.titles.get(tier) or Text(tier, tier)
