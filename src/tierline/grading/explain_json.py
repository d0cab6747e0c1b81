"""An explanation as JSON: stable keys, the names of the policy, decimals as text, days as 2026-11-05.

A number that no decimal can write, such as a third, is written as a fraction: "220/3". Months are 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tierline.grading.case import SCORE, Case
from tierline.grading.explain import Explanation, Recorded, TierRead
from tierline.grading.figures import Figure
from tierline.grading.future import as_now
from tierline.grading.model import Membership
from tierline.grading.months import first_day
from tierline.grading.outlook import Anew, Closing, Loss
from tierline.grading.rule_trace import CriterionRead, RuleRead, Tested
from tierline.grading.ways import SpendWay, Waiting, Ways, day_of_effect
from tierline.policy.eligibility import attributes_of
from tierline.policy.model import Citation, WindowMeasure
from tierline.policy.vocabulary import ATTRIBUTES, BILL_COLUMNS, MONEY_COLUMNS, Change, Duty
from tierline.tables.notation import text_of
from tierline.wording import Text

Json = dict[str, Any]


def as_json(explanation: Explanation) -> Json:
    """The whole explanation."""
    case, pack = explanation.case, explanation.pack
    known = case.line.attributes
    return {
        "subscriber_id": case.line.subscriber_id,
        "product": known.get("product"),
        "site": known.get("site"),
        "scheme": pack.scheme,
        "title": text(pack.title),
        "month": month(case.rating.month),
        "rated_on": plain(case.rating.rated_on),
        "policy": {"version": plain(case.version.starts_on), "digest": pack.digest},
        "row": {name: plain(value) for name, value in case.row().items()},
        "attributes": {
            name: plain(case.values[name]) for name in attributes_of(case.version) if name in ATTRIBUTES
        },
        "bills": [
            {"month": month(bill.month), **{name: plain(bill.amounts[name]) for name in BILL_COLUMNS}}
            for bill in case.line.bills
        ],
        "figures": [_figure(figure, case) for figure in case.figures],
        "score": _score(explanation),
        "eligibility": {
            "eligible": case.eligible,
            "reason": case.ineligible_reason,
            "criteria": [_criterion(one) for one in explanation.criteria],
        },
        "tiers": [_tier(one) for one in explanation.tiers],
        "rated": {
            "tier": case.given.tier,
            "source": case.given.source if case.given.tier else None,
            "by_figures": case.given.by_figures,
            "on_joining": case.given.on_joining,
            "special_grade": case.given.by_list,
        },
        "change": {
            "change": case.outcome.change.value,
            "ruling": explanation.decided.ruling.value,
            **_cited(explanation.decided.citation),
            "before": _membership(case.standing.running),
            "after": _membership(case.membership),
        },
        "memberships": [_membership(one) for one in case.memberships],
        "duties": _duties(case),
        "as_now": {name: plain(amount) for name, amount in as_now(case).items()},
        "ways": [_ways(one, case) for one in explanation.ways],
        "rated_anew": _anew(explanation.anew, case),
        "if_changed": [_loss(one) for one in explanation.losses],
        "if_closed": _closing(explanation.closing),
        "record": _recorded(explanation.recorded, case),
    }


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


def _cited(citation: Citation) -> Json:
    return {"clause": citation.clause, "basis": citation.basis.value}


def _membership(one: Membership | None) -> Json | None:
    if one is None:
        return None
    return {"tier": one.tier, "since": plain(one.since), "ends_on": plain(one.ends_on), "source": one.source}


def _figure(figure: Figure, case: Case) -> Json:
    measure = figure.measure
    found: Json = {
        "name": measure.name,
        "title": text(measure.title),
        "value": plain(figure.value),
        "unit": None,
        "total": plain(figure.total),
        "months": figure.months,
        "first_month": None,
        "last_month": None,
        **_cited(measure.citation),
    }
    if isinstance(measure, WindowMeasure):
        found["unit"] = "yuan" if measure.column in MONEY_COLUMNS else "times"
        found["last_month"] = month(first_day(case.rating.number - 1))
        if figure.first_month is not None:
            found["first_month"] = month(first_day(figure.first_month))
    return found


def _score(explanation: Explanation) -> Json | None:
    score = explanation.case.version.score
    if score is None:
        return None
    factors = getattr(score, "factors", ())
    return {
        "value": plain(explanation.case.values[SCORE]),
        "factors": {name: plain(explanation.case.values[name]) for name in factors},
        "lines": [
            {
                "tests": {name: text_of(test) for name, test in rule.tests.items()},
                "values": {name: plain(explanation.case.values[name]) for name in rule.tests},
                "gives": plain(points),
                "clause": rule.clause,
                "basis": str(rule.basis),
            }
            for rule, points in explanation.score_lines
        ],
        **_cited(score.citation),
    }


def _tested(one: Tested) -> Json:
    return {
        "name": one.name,
        "value": plain(one.value),
        "test": text_of(one.test),
        "holds": one.holds,
        "short_by": plain(one.short_by),
        "bound_is_enough": one.includes if one.short_by is not None else None,
    }


def _criterion(one: CriterionRead) -> Json:
    return {
        "reason": one.reason,
        "state": one.state.value,
        "test": _tested(one.tested) if one.tested else None,
        "where": [_tested(part) for part in one.where],
        "schemes": list(one.schemes),
        "unless_on_joining": one.unless_on_joining,
        "clause": one.clause,
        "basis": str(one.basis),
    }


def _rule(rule: RuleRead) -> Json:
    return {
        "holds": rule.holds,
        "for_such_a_line": rule.binds,
        "tests": [_tested(one) for one in (*rule.where, *rule.tests)],
        "clause": rule.clause,
        "basis": str(rule.basis),
    }


def _tier(one: TierRead) -> Json:
    return {
        "tier": one.tier,
        "place": one.place.value,
        "rules": [_rule(rule) for rule in one.rules],
        "on_joining": [_rule(rule) for rule in one.on_joining],
        "from_list": one.from_list,
    }


def _duties(case: Case) -> list[Json]:
    found = []
    for duty, rule in case.owed:
        is_told = duty is Duty.TELL_CUSTOMER and case.outcome.change is Change.JOINED
        to_line = is_told and case.line.attributes.get("product") in rule.notice_products
        notices = list(rule.notices) if to_line else []
        found.append(
            {"duty": duty.value, "due": rule.due or None, "notices": notices, **_cited(rule.citation)}
        )
    return found


def _reached(case: Case) -> Json:
    return {
        "month": month(case.rating.month),
        "rated_on": plain(case.rating.rated_on),
        "tier": case.tier,
        "from": plain(day_of_effect(case)),
        "change": case.outcome.change.value,
    }


def _spend(way: SpendWay | None, start: int) -> Json | None:
    if way is None:
        return None
    return {
        "yuan_more_a_month": way.yuan,
        "months": way.months,
        "first_month": month(first_day(start)),
        "last_month": month(first_day(start + way.months - 1)),
        "total_yuan": way.total,
        "reached": _reached(way.reached),
    }


def _waiting(waiting: Waiting | None) -> Json | None:
    if waiting is None:
        return None
    return {
        "months": waiting.months,
        "because": [turn.value for turn in waiting.turns],
        "reached": _reached(waiting.reached),
    }


def _ways(ways: Ways, case: Case) -> Json:
    return {
        "tier": ways.tier,
        "cheapest": _spend(ways.cheapest, case.rating.number),
        "gentlest": _spend(ways.gentlest, case.rating.number),
        "waiting": _waiting(ways.waiting),
        "obstacle": ways.obstacle.value if ways.obstacle else None,
        "reason": ways.shown_by.ineligible_reason if ways.shown_by else None,
    }


def _anew(anew: Anew | None, case: Case) -> Json | None:
    if anew is None:
        return None
    return {
        "month": month(anew.rating.month),
        "rated_on": plain(anew.rating.rated_on),
        "membership": _membership(anew.membership),
        "new_terms": anew.grants,
        "least_yuan_a_month": anew.least if anew.grants else None,
        "first_month": month(case.rating.month),
        "last_month": month(first_day(case.rating.number + anew.months - 1)),
        "kept_as_now": anew.is_kept_as_now,
        "reason": anew.as_now.ineligible_reason,
    }


def _loss(loss: Loss) -> Json:
    held = loss.kept
    return {
        "attribute": loss.attribute,
        "values": list(loss.values),
        "reason": loss.next.ineligible_reason,
        "tier_kept": held.tier if held else None,
        "kept_to": plain(held.ends_on) if held else None,
        "lapses_in": month(loss.last.rating.month) if loss.last else None,
    }


def _closing(closing: Closing | None) -> Json | None:
    if closing is None:
        return None
    return {
        "closed_on": plain(closing.closed_on),
        "change": closing.case.outcome.change.value,
        "duties": _duties(closing.case),
    }


def _recorded(recorded: Recorded | None, case: Case) -> Json | None:
    if recorded is None:
        return None
    now: Mapping[str, object] = case.row()
    row = recorded.row
    return {
        "folder": recorded.folder,
        "row": None if row is None else {name: plain(value) for name, value in row.items()},
        "changed_files": [{"dataset": one.dataset, "path": one.path} for one in recorded.changed],
        "pack_changed": recorded.is_pack_changed,
        "differs": {
            name: {"recorded": plain(row.get(name)) if row else None, "now": plain(now.get(name))}
            for name in recorded.differs
        },
    }
