"""Decisions as JSON text, made once for all lines whose decisions are the same object."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from tierline.entitlements.model import Decided, Decision, Quota, Term
from tierline.entitlements.terms import TERMS
from tierline.wording import Language

Json = dict[str, Any]


@lru_cache(maxsize=2_048)
def decided_text(decided: Decided, language: Language) -> str:
    """The JSON list of all decisions on a line, in the reader's language."""
    return json.dumps([decision_json(each, language) for each in decided.decisions], ensure_ascii=False)


def decision_json(decision: Decision, language: Language) -> Json:
    """One decision; `left` is null where there is no limit."""
    renews_at = decision.renews_at
    return {
        "service": decision.service,
        "title": decision.title.read(language),
        "handling": decision.handling.value,
        "granted": decision.is_granted,
        "level": decision.level.value,
        "reason": decision.reason.value,
        "says": decision.says.read(language),
        "standard": decision.standard,
        "scheme": decision.scheme,
        "tier": decision.tier,
        "by_hand_until": decision.by_hand_until.isoformat() if decision.by_hand_until else None,
        "clause": decision.citation.clause,
        "basis": decision.citation.basis.value,
        "terms": [term_json(term) for term in decision.terms],
        "quota": quota_json(decision.quota, decision.left) if decision.quota else None,
        "renews_at": renews_at.isoformat() if renews_at else None,
        "would_have": [
            {"standard": each.standard, "column": each.column, "title": each.title.read(language)}
            for each in decision.would_have
        ],
    }


def quota_json(quota: Quota, left: int | None = None) -> Json:
    """How often in which period, and how often still."""
    return {
        "times": quota.times,
        "per": quota.per.value,
        "left": left,
        "clause": quota.citation.clause,
        "basis": quota.citation.basis.value,
    }


def term_json(term: Term) -> Json:
    """A term; money with two decimals, all else whole, both as text so that no reader rounds them."""
    value = f"{term.value:.2f}" if TERMS[term.name].is_money else str(int(term.value))
    return {
        "name": term.name,
        "value": value,
        "payments": list(term.payments),
        "clause": term.citation.clause,
        "basis": term.citation.basis.value,
    }
