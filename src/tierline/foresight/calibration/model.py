"""The nouns of a calibration: what is wished for, how the lines lie, the bounds that follow.

Bounds and figures are whole hundredths here: of a point where a scheme has a score, of a yuan otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tierline.tables.model import Test
from tierline.wording import Text

NEAR_YUAN = (1, 5, 10)
"""How near a bound a line is counted as standing, in yuan a month."""


@dataclass(frozen=True)
class Wish:
    """What one tier is to have: a share of the eligible lines, or at most so many of them."""

    tier: str
    share: Decimal | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class Rung:
    """A tier and the bound from which it is given."""

    tier: str
    bound: int


@dataclass(frozen=True)
class Ladder:
    """The one `at_least` ladder of a version, best tier first, and the figure that it stands over.

    `figure` is `score` or the name of a measure; `clause` is what the ladder cites. `beside` has what lines
    have to meet for a tier besides, by the tier: conditions on other measures, such as a number of
    suspensions that caps the tier.
    """

    figure: str
    rungs: tuple[Rung, ...]
    clause: str
    beside: Mapping[str, Mapping[str, Test]] = field(default_factory=dict)

    @property
    def tiers(self) -> tuple[str, ...]:
        """Names of its tiers, best first."""
        return tuple(rung.tier for rung in self.rungs)


class Spot(NamedTuple):
    """Where lines stand: their figure, the rank that a list or the joining gives them, and where they would.

    `figure` is None where an eligible line has none, `beside` where it has no such rank. `moved` has the
    figures that the lines would have with a bill higher or lower, in the order of Histogram.moves. `barred`
    has a bit for each rung of the ladder, from the best, which the lines do not get whatever their figure.
    """

    figure: int | None
    beside: int | None = None
    moved: tuple[int | None, ...] = ()
    barred: int = 0

    def may_have(self, rung: int) -> bool:
        """Whether lines here get the tier of a rung, counted from the best, once they reach its bound."""
        return not self.barred >> rung & 1


@dataclass
class Histogram:
    """How many eligible lines stand on each spot, and how many were not eligible, by reason.

    Those of parts of a base, added up, are that of the whole base. `before` has the figures alone as they
    were so many months before the rating month.
    """

    moves: tuple[int, ...] = ()
    """For which changes of the bill, in yuan, spots tell the moved figure; a single one is in proportion."""
    spots: Counter[Spot] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    before: dict[int, Counter[int | None]] = field(default_factory=dict)

    def merge(self, other: Histogram) -> None:
        """Add that of another part."""
        self.spots.update(other.spots)
        self.reasons.update(other.reasons)
        for months, figures in other.before.items():
            self.before.setdefault(months, Counter()).update(figures)

    @property
    def eligible(self) -> int:
        """How many lines are eligible."""
        return self.spots.total()

    @property
    def figures(self) -> Counter[int | None]:
        """Eligible lines by their figure alone."""
        found: Counter[int | None] = Counter()
        for spot, lines in self.spots.items():
            found[spot.figure] += lines
        return found


@dataclass(frozen=True)
class Reached:
    """A bound, and how many lines reach it, those of better tiers among them."""

    bound: int
    lines: int


@dataclass(frozen=True)
class Near:
    """How many lines a change of so many yuan a month would take up over a bound, and down below it."""

    yuan: int
    would_rise: int
    would_fall: int


@dataclass(frozen=True)
class TierResult:
    """What becomes of one tier of the ladder; `wish` None where it keeps its bound.

    `reached` is how many lines reach the new bound. `near` is None where no amount of money moves the figure.
    """

    tier: str
    title: Text
    wish: Wish | None
    before: int
    bound: int
    reached: int
    near: tuple[Near, ...] | None


@dataclass(frozen=True)
class PastMonth:
    """The bounds as they would have come out in a month before; in the order of the wished tiers."""

    month: date
    eligible: int
    bounds: tuple[int, ...] | None
    """None where no line was eligible then."""


@dataclass(frozen=True)
class Calibration:
    """What a calibration found. `moved_by` is the measure whose change `near` counts, where there is one."""

    scheme: str
    title: Text
    month: date
    rated_on: date
    version: date
    starts_on: date
    figure: str
    figure_title: Text
    moved_by: Text | None
    lines: int
    eligible: int
    tiers: tuple[TierResult, ...]
    rated: Mapping[str, tuple[int, int]]
    """Lines by rated tier under the old and the new bounds, best first, then 'none'."""
    tier_titles: Mapping[str, Text]
    history: tuple[PastMonth, ...]
    history_asked: int
    notes: tuple[Text, ...]

    @property
    def wished(self) -> tuple[TierResult, ...]:
        """The tiers whose bounds were computed, best first."""
        return tuple(tier for tier in self.tiers if tier.wish is not None)


def number(hundredths: int) -> str:
    """A bound as a pack writes it, without zeros that say nothing: 26000 is 260, 26235 is 262.35."""
    return plain(Decimal(hundredths) / 100)


def plain(value: Decimal) -> str:
    """A number without an exponent and without zeros at its end that say nothing."""
    return f"{value.normalize():f}"
