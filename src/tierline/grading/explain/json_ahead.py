"""The part of an explanation's JSON that looks ahead: ways, the next rating anew, changes, the closing."""

from __future__ import annotations

from tierline.grading.explain.case import Case
from tierline.grading.explain.json_parts import Json, duties, membership, month, plain
from tierline.grading.explain.outlook import Anew, Closing, Loss
from tierline.grading.explain.ways import SpendWay, Waiting, Ways, day_of_effect
from tierline.grading.months import first_day


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


def ways_json(ways: Ways, case: Case) -> Json:
    """The ways to one tier."""
    return {
        "tier": ways.tier,
        "cheapest": _spend(ways.cheapest, case.rating.number),
        "gentlest": _spend(ways.gentlest, case.rating.number),
        "waiting": _waiting(ways.waiting),
        "obstacle": ways.obstacle.value if ways.obstacle else None,
        "reason": ways.shown_by.ineligible_reason if ways.shown_by else None,
    }


def anew_json(anew: Anew | None, case: Case) -> Json | None:
    """The next rating anew; None for none."""
    if anew is None:
        return None
    return {
        "month": month(anew.rating.month),
        "rated_on": plain(anew.rating.rated_on),
        "membership": membership(anew.membership),
        "new_terms": anew.grants,
        "least_yuan_a_month": anew.least if anew.grants else None,
        "first_month": month(case.rating.month),
        "last_month": month(first_day(case.rating.number + anew.months - 1)),
        "kept_as_now": anew.is_kept_as_now,
        "reason": anew.as_now.ineligible_reason,
    }


def loss_json(loss: Loss) -> Json:
    """What becomes of a line that is no longer rated."""
    held = loss.kept
    return {
        "attribute": loss.attribute,
        "values": list(loss.values),
        "reason": loss.next.ineligible_reason,
        "tier_kept": held.tier if held else None,
        "kept_to": plain(held.ends_on) if held else None,
        "lapses_in": month(loss.last.rating.month) if loss.last else None,
    }


def closing_json(closing: Closing | None) -> Json | None:
    """What becomes of a tier when the line closes; None for none."""
    if closing is None:
        return None
    return {
        "closed_on": plain(closing.closed_on),
        "change": closing.case.outcome.change.value,
        "duties": duties(closing.case),
    }
