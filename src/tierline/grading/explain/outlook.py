"""What lies ahead of a tier: the next rating anew and what keeps it, a change of plan, the line closing.

All of it is asked of futures of the line, month by month, under the policy that will then be in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tierline.grading.explain.case import Case, is_better
from tierline.grading.explain.future import Amounts, Future, as_now, level
from tierline.grading.explain.ways import MOST_YUAN
from tierline.grading.model import Membership, Rating
from tierline.grading.months import last_term_month
from tierline.policy.vocabulary import ATTRIBUTES, REASON_OF, Change

CHANGEABLE = ("segment", "product", "payment", "account_kind", "plan_kind")
"""Attributes that a customer or the operator may change while the line goes on."""

KEPT_WITH_NEW_PLAN = "GRD-20"
"""The clause by which a change of plan or owner leaves a tier as it is."""


@dataclass(frozen=True)
class Anew:
    """The next rating anew of a membership, so many months on.

    `least` is the fewest whole yuan a month from the rating month on that keep the tier then; None where none
    does. `as_now` is that rating if the line goes on as now.
    """

    membership: Membership
    months: int
    rating: Rating
    least: int | None
    as_now: Case

    @property
    def grants(self) -> bool:
        """False where the policy then in force grants no new terms, so that the tier ends with this one."""
        return self.as_now.version.life is not None and self.as_now.version.life.grants_new_terms

    @property
    def is_kept_as_now(self) -> bool:
        """True where a line that goes on as now keeps the tier, or rises."""
        return self.grants and _keeps(self.as_now, self.membership.tier)


@dataclass(frozen=True)
class Loss:
    """What becomes of a line when an attribute takes one of `values`, with which it is no longer rated.

    `kept` is the membership that it keeps, None where there is none; `next` the rating after the change, and
    `last` the one in which the membership lapses, None where it has no end.
    """

    attribute: str
    values: tuple[str, ...]
    kept: Membership | None
    next: Case
    last: Case | None


@dataclass(frozen=True)
class Closing:
    """What becomes of a membership when the line closes on `closed_on`."""

    closed_on: date
    case: Case


def newest(case: Case) -> Membership | None:
    """The last of the memberships that a run leaves; None where there is none or the line is closed."""
    return case.memberships[-1] if case.memberships and case.outcome.change is not Change.ENDED else None


def next_anew(future: Future) -> Anew | None:
    """The next rating anew; None where nothing runs, or what runs is open or past its last month."""
    held = newest(future.case)
    if held is None or held.ends_on is None:
        return None
    months = last_term_month(held.ends_on) - future.case.rating.number
    if months < 1:
        return None
    as_usual = future.at(months, as_now(future.case))
    least = _least(future, months, held.tier)
    return Anew(held, months, as_usual.rating, least, as_usual)


def _least(future: Future, months: int, tier: str) -> int | None:
    def keeps(yuan: int) -> bool:
        return _keeps(future.at(months, level(yuan)), tier)

    if keeps(0):
        return 0
    high = 1
    while not keeps(high):
        high *= 2
        if high > MOST_YUAN:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(middle) else (middle, high)
    return high


def _keeps(case: Case, tier: str) -> bool:
    return case.given.tier is not None and not is_better(case.version.ranking, tier, case.given.tier)


def losses(future: Future) -> tuple[Loss, ...]:
    """The changes with which a line that is rated now is no longer rated; nothing for one that is not."""
    if not future.case.eligible:
        return ()
    amounts = as_now(future.case)
    found = []
    for attribute in CHANGEABLE:
        now = future.attributes.get(attribute)
        others = [value for value in ATTRIBUTES[attribute].values if value != now]
        lost = {}
        for value in others:
            case = future.changed(**{attribute: value}).at(1, amounts)
            if case.ineligible_reason == REASON_OF[attribute].value:
                lost[value] = case
        if lost:
            value, case = next(iter(lost.items()))
            last = _lapse(future.changed(**{attribute: value}), amounts)
            found.append(Loss(attribute, tuple(lost), newest(future.case), case, last))
    return tuple(found)


def _lapse(future: Future, amounts: Amounts) -> Case | None:
    held = newest(future.case)
    if held is None or held.ends_on is None:
        return None
    months = last_term_month(held.ends_on) - future.case.rating.number
    cases = future.path(amounts, max(months, 1))
    return next((case for case in cases if case.outcome.change is Change.LAPSED), None)


def closing(future: Future) -> Closing | None:
    """The end of a tier if the line closes on the day after the rating; None where there is no tier."""
    if newest(future.case) is None:
        return None
    closed_on = future.case.rating.rated_on + timedelta(days=1)
    closed = future.changed(status="closed", closed_on=closed_on)
    return Closing(closed_on, closed.at(1, as_now(future.case)))
