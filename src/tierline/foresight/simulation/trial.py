"""The statement that tries some causes of a draft on the lines that differ."""

from __future__ import annotations

from collections.abc import Collection

import ibis

from tierline.datasets.contract import SPECIAL_GRADES
from tierline.foresight.simulation.components import Component
from tierline.foresight.simulation.pieces import put_together
from tierline.foresight.simulation.plan import DRAFT, GIVEN_BESIDE, PRESENT, Comparison, outcome
from tierline.grading import stages
from tierline.grading.plan import contract_table, statement
from tierline.grading.stage_names import Stage
from tierline.policy.eligibility import VIP_TERM_RUNNING
from tierline.policy.statement import Part

BEFORE_TIERS = (Part.ELIGIBLE, Part.MEASURES, Part.SCORE, Part.ON_JOINING, Part.SPECIAL_GRADES)
"""The parts of a version that come before its tiers; a change of any other leaves what they give."""


def trial(comparison: Comparison, tried: Collection[Component], *, with_terms: bool) -> str:
    """The statement that grades `movers` as the present policy does with these causes from the draft.

    Where terms are the same in both policies, the change decides the days and they need not be worked out.
    """
    month, pair = comparison.month, comparison.month.pair
    version = put_together(pair.present, pair.draft, frozenset(key for one in tried for key in one.keys))
    rating = month.draft_rating if any(not one.keys for one in tried) else month.rating
    side = _scored_alike(comparison, tried)
    if side is None:
        table = ibis.table(comparison.carried, name="movers")
        present_vip = f"{PRESENT}_{VIP_TERM_RUNNING}"
        if version.not_running_in is not None and version.not_running_in == pair.present.not_running_in:
            table = table.mutate(**{VIP_TERM_RUNNING: table[present_vip]})
        special = contract_table(SPECIAL_GRADES)
        found = stages.rated(table, special, version, rating, month.given_to_draft).stages
    else:
        names = [name for name in comparison.schema if name.startswith(f"{side}_")]
        table = ibis.table(
            {name: comparison.schema[name] for name in (*comparison.carried, *names)}, name="movers"
        )
        given = {name: table[f"{side}_{name}"] for name in GIVEN_BESIDE if f"{side}_{name}" in names}
        found = stages.after_score(table.mutate(**given), dict(comparison.exact[side]), version, rating)
    decided = found[Stage.CHANGE if with_terms else Stage.MEMBERSHIP]
    wanted = ["subscriber_id", "rated_rank", "change", *(("since", "ends_on") if with_terms else ())]
    return statement(decided.select(*wanted, outcome=outcome(decided, version, pair)))


def _scored_alike(comparison: Comparison, tried: Collection[Component]) -> str | None:
    """The side whose reasons, figures and scores the causes leave as they are; None where they mix both."""
    upstream = [one for one in comparison.tried if one.part in BEFORE_TIERS]
    chosen = [one for one in upstream if one in tried]
    if not chosen:
        return PRESENT
    return DRAFT if chosen == upstream else None
