"""The nouns of a report: what the runs of one scheme come to, month by month and over all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tierline.foresight.statistics.model import MonthRun, Series
from tierline.policy.model import Version, WindowMeasure
from tierline.policy.vocabulary import Duty


class Leaving(StrEnum):
    """Why a line is a member no longer."""

    LAPSED = "lapsed"
    """The term ended, and the figures give no tier."""
    INELIGIBLE = "ineligible"
    """The term ended, and the line may no longer be rated."""
    ENDED = "ended"
    """The line was closed."""
    OTHER = "other"
    """Without a change that says so: more lines left the base with a membership than came into it."""


class Coming(StrEnum):
    """How a line has become a member."""

    JOINED = "joined"
    OTHER = "other"


Tiers = Mapping[str, int]
"""Lines by tier, in the order of the series; tiers without a line are there too."""


@dataclass(frozen=True)
class MonthFigures:
    """One month of a scheme.

    `before` and `after` are the members by tier before and after the run, counted as statistics do. Who
    joined, and who left for which reason, is told where the scheme has memberships; elsewhere lines stand
    at another rated tier each month, and only sums can be told. `before` is None where nothing says it: in
    the first month of a scheme without memberships.
    """

    run: MonthRun
    version: Version
    before: Tiers | None
    after: Tiers
    came: Mapping[Coming, int]
    left: Mapping[Leaving, int]
    duties: Mapping[Duty, int]

    @property
    def month(self) -> date:
        """The first day of the rating month."""
        return self.run.recorded.month

    @property
    def members(self) -> int:
        """Lines with a tier after the run."""
        return sum(self.after.values())

    @property
    def change(self) -> int | None:
        """How many members more there are than before the run."""
        return None if self.before is None else self.members - sum(self.before.values())

    def changed(self, name: str) -> int:
        """Lines with a change, by the run's own summary."""
        return int(self.run.recorded.counts["by_change"][name])


@dataclass(frozen=True)
class Flows:
    """Lines by the tier they stood at before a series and after it; None is no tier.

    `opens_after` is the month after whose run the series is followed; None: from before its first run.
    """

    lines: Mapping[tuple[str | None, str | None], int]
    opens_after: date | None

    def from_tier(self, tier: str | None) -> int:
        """Lines that stood there before."""
        return sum(count for (before, _), count in self.lines.items() if before == tier)

    def to_tier(self, tier: str | None) -> int:
        """Lines that stand there after."""
        return sum(count for (_, after), count in self.lines.items() if after == tier)

    def moved(self) -> dict[tuple[str | None, str | None], int]:
        """Of the lines, those that stand elsewhere now."""
        return {pair: count for pair, count in self.lines.items() if pair[0] != pair[1]}


@dataclass(frozen=True)
class Bound:
    """The least spend, to the fen, from which another tier is given at a number of months on the network."""

    tenure_months: int
    spend: Fraction
    tier: str | None
    below: str | None


@dataclass(frozen=True)
class Spread:
    """Rated lines of a month by whole yuan of spend and by months on the network.

    `bounds` are, from each of the months in `steps` on, where the tier by figures changes with spend, for a
    line of the most common product that spends the same each month and was never suspended. They are empty
    where the policy cannot be asked by spend and tenure alone.
    """

    month: date
    measure: WindowMeasure
    lines: Mapping[tuple[int, int], int]
    """By (yuan, months); yuan are rounded down."""
    steps: Sequence[int]
    bounds: Mapping[int, Sequence[Bound]]
    product: str


@dataclass(frozen=True)
class SchemeReport:
    """All that the report says of one scheme."""

    series: Series
    months: Sequence[MonthFigures]
    flows: Flows | None
    spread: Spread | None

    @property
    def last(self) -> MonthFigures:
        """The month that the report is of."""
        return self.months[-1]
