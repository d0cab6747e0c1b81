"""The nouns of an outlook: the ratings ahead, why a tier would be lost, and what would keep it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from enum import StrEnum

from tierline.grading.explain.ways import tiers_of_rules
from tierline.grading.model import Rating
from tierline.grading.months import first_day, full_years
from tierline.policy.load import in_force
from tierline.policy.model import Criterion, Pack, Version, WindowMeasure
from tierline.policy.vocabulary import MONEY_COLUMNS, Change, Reason
from tierline.tables.decide import holds

MOST_WITHIN = 12
"""A term is twelve months, so that each is rated anew within so many."""

MOST_TENURE = 1200
"""Months on the network beyond which no criterion is looked for."""

CHANGES = (Change.FALLEN.value, Change.LAPSED.value, Change.ENDED.value)
"""What may become of a tier, each by its number here; `ended` where the line will have closed by then."""


class Lost(StrEnum):
    """Why a tier would be lost, beside the reasons for which a line is not rated at all."""

    SPEND = "spend"
    NO_NEW_TERMS = "no_new_terms"
    LIST_ONLY = "list_only"
    RULES = "rules"


REASONS = (*(reason.value for reason in Reason), *(lost.value for lost in Lost))
"""Every reason, each by its number here; those of not being rated have the numbers of a run."""


class Keep(StrEnum):
    """What keeps a tier: more spend, an attribute that has to change, waiting, or nothing."""

    SPEND = "spend"
    CHANGE = "change"
    WAITING = "waiting"
    NOTHING = "nothing"


def kept_by(reason: str) -> Keep:
    """What would keep a tier that is lost for a reason."""
    if reason == Lost.SPEND:
        return Keep.SPEND
    if reason == Reason.TENURE:
        return Keep.WAITING
    if reason in (*Lost, Reason.CLOSED, Reason.VIP_TERM_RUNNING):
        return Keep.NOTHING
    return Keep.CHANGE


KEEPS = tuple(Keep)

BANDS = (10, 50, 100)
"""Yuan a month that may be lacking: at most so many, and beyond the last."""


@dataclass(frozen=True)
class Ahead:
    """The rating so many months after that of the outlook, and the version that will then be in force."""

    months: int
    rating: Rating
    version: Version

    @property
    def grants(self) -> bool:
        """False where no new terms are granted then, so that what runs ends with its term."""
        return self.version.life is not None and self.version.life.grants_new_terms

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of money that the version measures."""
        measured = {one.column for one in self.version.measures if isinstance(one, WindowMeasure)}
        return tuple(name for name in MONEY_COLUMNS if name in measured)

    @property
    def best_by_rules(self) -> int:
        """The rank of the best tier that figures or joining rules give; any above comes from a list alone."""
        by_rules = tiers_of_rules(self.version)
        ranking = self.version.ranking
        return next((rank for rank, tier in enumerate(ranking) if tier in by_rules), len(ranking))

    @property
    def least_tenure(self) -> int | None:
        """The months on the network from which the criteria of tenure hold; None where more do not help."""
        criteria = [one for one in self.version.criteria if one.reason is Reason.TENURE]
        return next(
            (months for months in range(1, MOST_TENURE) if all(_holds(one, months) for one in criteria)), None
        )


def _holds(criterion: Criterion, months: int) -> bool:
    value = full_years(months) if criterion.attribute == "tenure_years" else months
    return holds(criterion.test, value) is True


def ratings_ahead(pack: Pack, rating: Rating, within: int) -> tuple[Ahead, ...]:
    """The ratings of the next months, on the same day of each month, or the last day of a shorter one."""
    found = []
    for months in range(1, within + 1):
        month = first_day(rating.number + months)
        day = min(rating.rated_on.day, monthrange(month.year, month.month)[1])
        one = Rating(month, month.replace(day=day))
        found.append(Ahead(months, one, in_force(pack, one.rated_on)))
    return tuple(found)
