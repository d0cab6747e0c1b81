"""An explanation as JSON: stable keys, the names of the policy, decimals as text, days as 2026-11-05.

A number that no decimal can write, such as a third, is written as a fraction: "220/3". Months are 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from tierline.grading.explain.case import Case
from tierline.grading.explain.explanation import Explanation, Recorded, TierRead
from tierline.grading.explain.figures import Figure
from tierline.grading.explain.future import as_now
from tierline.grading.explain.json_ahead import anew_json, closing_json, loss_json, ways_json
from tierline.grading.explain.json_parts import (
    Json,
    by_hand_json,
    cited,
    duties,
    membership,
    month,
    plain,
    text,
)
from tierline.grading.explain.rule_trace import CriterionRead, RuleRead, Tested
from tierline.grading.months import first_day
from tierline.policy.eligibility import attributes_of
from tierline.policy.model import WindowMeasure
from tierline.policy.vocabulary import ATTRIBUTES, BILL_COLUMNS, MONEY_COLUMNS, SCORE
from tierline.tables.notation import text_of


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
        "set_by_hand": by_hand_json(explanation.by_hand, case),
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
            **cited(explanation.decided.citation),
            "before": membership(case.standing.running),
            "after": membership(case.membership),
        },
        "memberships": [membership(one) for one in case.memberships],
        "duties": duties(case),
        "as_now": {name: plain(amount) for name, amount in as_now(case).items()},
        "ways": [ways_json(one, case) for one in explanation.ways],
        "rated_anew": anew_json(explanation.anew, case),
        "if_changed": [loss_json(one) for one in explanation.losses],
        "if_closed": closing_json(explanation.closing),
        "record": recorded_json(explanation.recorded, case.row()),
    }


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
        "clause": figure.clause,
        "basis": figure.basis,
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
        **cited(score.citation),
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


def rule_json(rule: RuleRead) -> Json:
    """A rule and each of its tests, as they read on a case."""
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
        "rules": [rule_json(rule) for rule in one.rules],
        "on_joining": [rule_json(rule) for rule in one.on_joining],
        "from_list": one.from_list,
    }


def recorded_json(recorded: Recorded | None, now: Mapping[str, object]) -> Json | None:
    """What a run recorded beside the row that its inputs give now; None without a run."""
    if recorded is None:
        return None
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
