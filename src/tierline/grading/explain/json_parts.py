"""How JSON writes what several parts of an explanation share: numbers, days, citations, memberships."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tierline.grading.explain.case import Case
from tierline.grading.model import Membership
from tierline.grading.overrides.model import Override, SetByHand
from tierline.policy.model import Citation
from tierline.policy.vocabulary import Change, Duty
from tierline.wording import Text

Json = dict[str, Any]


def plain(value: object) -> object:
    """A value as JSON has it: numbers of the policy and money as text, days as text."""
    match value:
        case Decimal():
            return f"{value:f}"
        case Fraction():
            return exact(value)
        case date():
            return value.isoformat()
    return value


def exact(value: Fraction) -> str:
    """A number without any rounding: as a decimal where one can write it, else as a fraction."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = max(twos, fives)
    return f"{Decimal(value.numerator * 10**digits // value.denominator).scaleb(-digits):f}"


def month(day: date) -> str:
    """A month as 2026-11."""
    return f"{day:%Y-%m}"


def text(both: Text) -> Json:
    """A text in both languages."""
    return {"en": both.en, "zh": both.zh}


def cited(citation: Citation) -> Json:
    """A clause and its basis."""
    return {"clause": citation.clause, "basis": citation.basis.value}


def membership(one: Membership | None) -> Json | None:
    """A membership; None for none."""
    if one is None:
        return None
    return {"tier": one.tier, "since": plain(one.since), "ends_on": plain(one.ends_on), "source": one.source}


def by_hand_json(found: SetByHand | None, case: Case) -> Json | None:
    """What is set by hand, and the tier that the line holds without it; None for nothing."""
    if found is None:
        return None
    return {
        "counts": found.counts,
        "in_force": None if found.in_force is None else override(found.in_force),
        "to_come": [override(one) for one in found.to_come],
        "tier_without": case.tier,
        "membership_without": membership(case.membership),
    }


def override(one: Override) -> Json:
    """A tier set by hand."""
    return {name: plain(value) for name, value in vars(one).items()}


def duties(case: Case) -> list[Json]:
    """What the change of a case obliges the operator to."""
    found = []
    for duty, rule in case.owed:
        is_told = duty is Duty.TELL_CUSTOMER and case.outcome.change is Change.JOINED
        to_line = is_told and case.line.attributes.get("product") in rule.notice_products
        notices = list(rule.notices) if to_line else []
        found.append(
            {"duty": duty.value, "due": rule.due or None, "notices": notices, **cited(rule.citation)}
        )
    return found
