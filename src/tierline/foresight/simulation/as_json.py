"""simulation.json: what was simulated, from what, and all that came of it; texts in both languages."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from decimal import Decimal
from importlib import metadata
from typing import Any

from tierline import __version__
from tierline.foresight.simulation.components import Component
from tierline.foresight.simulation.policies import Pair, Policies
from tierline.foresight.simulation.prices import Prices
from tierline.grading.model import Transition
from tierline.grading.summary import PACKAGES
from tierline.policy.differences import differences
from tierline.policy.model import Pack, Version
from tierline.policy.statement import PARTS, Statement
from tierline.wording import Text

FORM = 1
"""The form of simulation.json; a reader refuses one that it does not know."""


def simulation_json(
    transition: Transition | None,
    as_in_force: bool,
    policies: Policies,
    pair: Pair,
    known: Sequence[Component],
    prices: Prices | None,
    results: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """The whole of it but the inputs. `pair` is that of the first month."""
    return {
        "form": FORM,
        "kind": "simulation" if policies.is_one_scheme else "comparison",
        "scheme": policies.present.scheme,
        "month": results[0]["month"],
        "rated_on": results[0]["rated_on"],
        "months": len(results),
        "transition": (transition or Transition.UP).value if policies.is_one_scheme else None,
        "as_in_force": as_in_force,
        "has_memberships": any(version.life is not None for version in (pair.present, pair.draft)),
        "present": _side(policies.present, pair.present),
        "draft": _side(policies.draft, pair.draft),
        "tiers": [{"name": tier.name, "title": text_json(tier.title)} for tier in pair.tiers],
        "ranked": pair.is_ranked,
        "causes": [component_json(one) for one in known],
        "other_differences": list(_others(pair, known)),
        "prices": None if prices is None else _prices(prices),
        "costs": _costs(results),
        "results": list(results),
        "made_with": {
            "tierline": __version__,
            "engine": "duckdb",
            **{name: metadata.version(name) for name in PACKAGES},
            "python": platform.python_version(),
        },
    }


def _side(pack: Pack, version: Version) -> dict[str, Any]:
    return {
        "scheme": pack.scheme,
        "title": text_json(pack.title),
        "version": version.starts_on.isoformat(),
        "sha256": pack.digest,
    }


def component_json(one: Component) -> dict[str, Any]:
    """A cause: what is said of it before and after, value by value, with clauses."""
    return {
        "name": one.name,
        "part": text_json(PARTS[one.part]),
        "before": [_statement(each) for each in one.before],
        "after": [_statement(each) for each in one.after],
    }


def _statement(each: Statement) -> dict[str, Any]:
    return {
        "subject": text_json(each.subject),
        "where": text_json(each.where) if each.where.en else None,
        "says": text_json(each.says),
        "clause": each.clause,
        "basis": each.basis,
    }


def _others(pair: Pair, known: Iterable[Component]) -> Iterable[dict[str, Any]]:
    """What differs besides and moves nobody: days, duties, clauses, figures that are only read."""
    told = {
        (each.part, each.subject, each.says, each.where)
        for one in known
        for each in (*one.before, *one.after)
    }
    if not pair.is_one_scheme:
        return
    for each in differences(pair.present, pair.draft):
        sides = [side for side in (each.before, each.after) if side is not None]
        if any((side.part, side.subject, side.says, side.where) in told for side in sides):
            continue
        yield {
            "part": text_json(PARTS[each.statement.part]),
            "before": None if each.before is None else _statement(each.before),
            "after": None if each.after is None else _statement(each.after),
        }


def _prices(prices: Prices) -> dict[str, Any]:
    return {
        "file": prices.file,
        "sha256": prices.sha256,
        "entitlements": [
            {"name": name, "title": text_json(prices.titles[name])} for name in prices.entitlements
        ],
    }


def _costs(results: Sequence[dict[str, Any]]) -> dict[str, str] | None:
    """What all months cost together; None without prices."""
    months = [one["costs"] for one in results]
    if months[0] is None:
        return None
    return {name: str(sum(Decimal(one[name]) for one in months)) for name in ("added", "taken", "net")}


def text_json(text: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"en": text.en, "zh": text.zh}
