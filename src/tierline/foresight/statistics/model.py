"""The nouns of statistics: a series of runs, the cells of a table, the points of a retention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from tierline.wording import Text

if TYPE_CHECKING:
    # It brings the engine along, for which the command line need not wait.
    from tierline.grading.recorded import RecordedRun


class Dimension(StrEnum):
    """What a table can be told by, in the order of its columns."""

    SCHEME = "scheme"
    MONTH = "month"
    TIER = "tier"
    PRODUCT = "product"
    SITE = "site"


class SiteLevel(StrEnum):
    """How far down a site is told."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"

    @property
    def parts(self) -> int:
        """How many parts of the path it keeps."""
        return list(SiteLevel).index(self) + 1


By = tuple[Dimension, ...]
"""What a table is told by, in order; always by scheme, since sums over schemes would mean nothing."""

IN_FULL: By = (Dimension.SCHEME, Dimension.MONTH, Dimension.TIER)
"""What tables are told by where nobody says otherwise."""


@dataclass(frozen=True)
class MonthRun:
    """One month of a series. A scheme without memberships is followed by its rated tiers."""

    recorded: RecordedRun
    has_memberships: bool


@dataclass(frozen=True)
class Series:
    """The runs of one scheme, month after month, and its tiers, best first, with their titles."""

    scheme: str
    title: Text
    tiers: Mapping[str, Text]
    runs: tuple[MonthRun, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How the members of a cell have come and gone; docs/decisions/0021 says what counts where.

    members_before + new + risen + fallen + moved_in + other_in
    - risen_out - fallen_out - moved_out - to_3g - lapsed - ended - other_out = members_after
    and members_after = new + risen + fallen + renewed + kept + other_in.
    """

    members_before: int
    new: int
    new_from_2g: int
    """Of the new, those who were members on 2G the month before. Clause: GRD-12."""
    risen: int
    fallen: int
    renewed: int
    kept: int
    moved_in: int
    """Of the kept and renewed, those who came from another product or site of the table."""
    other_in: int
    risen_out: int
    """Who stood here and rose; `risen` counts them where they stand now."""
    fallen_out: int
    moved_out: int
    to_3g: int
    lapsed: int
    ended: int
    other_out: int
    members_after: int


COUNTS = tuple(field.name for field in fields(Counts))


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a table; a dimension that the table is not told by is None."""

    scheme: str
    month: date | None
    tier: str | None
    product: str | None
    site: str | None
    counts: Counts


@dataclass(frozen=True, slots=True)
class Retained:
    """What has become of a snapshot's members by a later day, by what they were then."""

    scheme: str
    snapshot: date
    tier: str | None
    product: str | None
    site: str | None
    day: date
    members: int
    same_or_better: int
    lower: int
    gone: int
    on_3g: int
    """Of those who are still members, those who were on 2G then and are on 3G now. Clause: GRD-12."""

    @property
    def percent(self) -> str:
        """The share that is still a member, in percent with two decimals, half up."""
        return percent(self.members - self.gone, self.members)


@dataclass(frozen=True, slots=True)
class ByHand:
    """How many lines had a tier set by hand on a month's rating day; no other figure counts it."""

    scheme: str
    month: date
    tier: str
    lines: int


def percent(part: int, whole: int) -> str:
    """A share in percent with two decimals, half up, by whole numbers only; of nothing it is empty."""
    if not whole:
        return ""
    hundredths = (20_000 * part + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


@dataclass(frozen=True)
class Statistics:
    """Tables by what they are told by; `retention` by the same, a month left out."""

    series: Sequence[Series]
    by: By
    site_level: SiteLevel
    snapshots: tuple[date, ...]
    tables: Mapping[By, Sequence[Cell]]
    retention: Mapping[By, Sequence[Retained]]

    @property
    def by_hand(self) -> list[ByHand]:
        """What was set by hand, by scheme, month and tier, as each run counted it."""
        return [
            ByHand(series.scheme, run.recorded.month, tier, lines)
            for series in self.series
            for run in series.runs
            for tier, lines in run.recorded.counts.get("overrides", {}).get("by_tier", {}).items()
            if lines
        ]
