"""One site rated in plain Python, with everything that led to its level.

The tables are those that a run compiles for all sites; a test holds the two equal, row for row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tierline.grading.explain.case import half_up, score_of
from tierline.grading.explain.figures import outcome_of
from tierline.grading.model import Rating
from tierline.policy.model import Version
from tierline.policy.vocabulary import SCORE
from tierline.tables.decide import Value
from tierline.tables.model import DecisionTable

Cell = Decimal | int | str | date | None


@dataclass(frozen=True)
class Site:
    """A site as the measurements of the month have it; None for what was not measured."""

    site_id: int
    site: str
    numbers: Mapping[str, Decimal | int | None]


@dataclass(frozen=True)
class SiteCase:
    """One site at one rating. `values` are the inputs of all rules: numbers, tiers of criteria, the score."""

    version: Version
    rating: Rating
    site: Site
    values: Mapping[str, Value]
    tier: str | None

    def given(self, criterion: str) -> str | None:
        """The tier that a criterion gives; None where none of its rules holds."""
        found = self.values[criterion]
        assert found is None or isinstance(found, str)
        return found

    def row(self) -> dict[str, Cell]:
        """The site's row of `grades`."""
        score = self.values.get(SCORE)
        return {
            "site_id": self.site.site_id,
            "scheme": self.version.scheme,
            "month": self.rating.month,
            **{one.name: self.site.numbers[one.name] for one in self.version.measurements},
            **{one.name: self.given(one.name) for one in self.version.site_criteria},
            SCORE: half_up(score) if isinstance(score, Fraction) else None,
            "rated_tier": self.tier,
            "site": self.site.site,
        }


def rate_site(version: Version, rating: Rating, site: Site) -> SiteCase:
    """The whole rating of one site under a version. Every decision is made by the version's own tables."""
    values: dict[str, Value] = {
        one.name: None if site.numbers[one.name] is None else Fraction(str(site.numbers[one.name]))
        for one in version.measurements
    }
    values |= {one.name: _tier(one.table, values) for one in version.site_criteria}
    if version.score is not None:
        values[SCORE] = score_of(version.score, values)
    return SiteCase(version, rating, site, values, _tier(version.tier, values))


def _tier(table: DecisionTable, values: Mapping[str, Value]) -> str | None:
    found = outcome_of(table, values)
    assert found is None or isinstance(found, str)
    return found
