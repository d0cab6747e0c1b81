"""The report for a director: one page of HTML that needs no script and no network, and prints on A4.

Everything in it comes from what simulation.json says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tierline.foresight.page.frame import filled_page
from tierline.foresight.simulation.report_tables import (
    causes_table,
    eligibility_rows,
    flows_picture,
    matrix_table,
    month_rows,
    spread_tables,
)
from tierline.foresight.simulation.report_words import WORDS
from tierline.foresight.simulation.summing_up import paragraph
from tierline.foresight.simulation.wordings import count, share, tier_titles, told, yuan
from tierline.wording import Language

LANGUAGES = (Language.EN, Language.ZH)


def report(data: Mapping[str, Any], language: Language) -> str:
    """The report in one language, of the last month that was simulated."""
    words = {name: text.read(language) for name, text in WORDS.items()}
    last, is_draft = data["results"][-1], data["kind"] == "simulation"
    return filled_page(
        "tierline.foresight.simulation",
        language,
        w=words,
        say=lambda name, **facts: WORDS[name].read(language, **facts),
        is_draft=is_draft,
        is_ranked=data["ranked"],
        title=_title(data, is_draft, language),
        month=last["month"],
        paragraph=paragraph(data, language),
        last=last,
        figures=_figures(last),
        matrix=matrix_table(data, last, language),
        flows=flows_picture(data, last, language),
        causes=causes_table(data, last, language),
        spreads=spread_tables(last, language),
        eligibility=eligibility_rows(last, language),
        costs=_costs(data, last, language),
        months=month_rows(data["results"]) if data["months"] > 1 else (),
        data=data,
        days=", ".join(one["rated_on"] for one in data["results"]),
    )


def _title(data: Mapping[str, Any], is_draft: bool, language: Language) -> str:
    names = [told(data[side]["title"], language) for side in ("present", "draft")]
    between = {Language.EN: " and ", Language.ZH: "与"}[language]
    return names[0] if is_draft else between.join(names)


def _figures(last: Mapping[str, Any]) -> dict[str, str]:
    moved, costs = last["moved"], last["costs"]
    found = {name: count(moved[name]) for name in moved}
    found |= {f"{name}_share": share(moved[name], last["lines"]) for name in ("lines", "up", "down")}
    found |= {"all": count(last["lines"]), "later": count(last["later"]["lines"])}
    if costs is not None:
        found |= {"net": yuan(costs["net"], signed=True)}
        found |= {name: yuan(costs[name]) for name in ("added", "taken")}
    return found


def _costs(data: Mapping[str, Any], last: Mapping[str, Any], language: Language) -> dict[str, Any] | None:
    costs = last["costs"]
    if costs is None:
        return None
    titles = {one["name"]: told(one["title"], language) for one in data["prices"]["entitlements"]}
    tiers = tier_titles(data, language)
    return {
        "entitlements": [(titles[name], *_amounts(one)) for name, one in costs["by_entitlement"].items()],
        "total": _amounts(costs),
        "tiers": [
            (tiers[name], yuan(one["present"]), yuan(one["draft"]), yuan(one["net"], signed=True))
            for name, one in costs["by_tier"].items()
        ],
    }


def _amounts(costs: Mapping[str, str]) -> Sequence[str]:
    return (yuan(costs["added"]), yuan(costs["taken"]), yuan(costs["net"], signed=True))
