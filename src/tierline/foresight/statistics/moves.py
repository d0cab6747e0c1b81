"""How lines go from one month to the next and from a snapshot to a later day, as SQL over a part."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tierline.datasets.sql_text import literal
from tierline.foresight.statistics.model import Dimension

TO_3G = "before.product = 'mobile_2g' AND now.product = 'mobile_3g'"


def moves(month: date, before: str, now: str, by: Collection[Dimension], *, has_memberships: bool) -> str:
    """Lines by what became of them in a month and by their cells before and after it.

    Where the month before is not there, the run's own word is taken: who is joined came from nothing, who
    lapsed or ended goes into nothing. A line that joins although it was a member is `rejoined`: it goes and
    comes. Clauses: GOV-03, GRD-12, GRD-13.
    """
    if has_memberships:
        came = "CASE WHEN now.change = 'joined' THEN 'joined' ELSE 'other_in' END"
        went = "CASE WHEN now.change IN ('lapsed', 'ended') THEN now.change ELSE 'other_out' END"
        again = "WHEN now.change = 'joined' THEN 'rejoined'"
    else:
        came, again = "'joined'", ""
        went = (
            "CASE WHEN now.change IS NULL THEN 'other_out' WHEN now.is_closed THEN 'ended' ELSE 'lapsed' END"
        )
    columns = ", ".join(
        f"{_told(side, name, by)} AS {name}_{suffix}"
        for side, suffix in (("before", "before"), ("now", "after"))
        for name in (Dimension.TIER, Dimension.PRODUCT, Dimension.SITE)
    )
    return f"""
        SELECT DATE {literal(month.isoformat())} AS month,
            CASE WHEN before.tier IS NULL THEN {came}
                WHEN now.tier IS NULL THEN {went}
                {again}
                WHEN {TO_3G} THEN 'to_3g'
                WHEN now.tier < before.tier THEN 'risen'
                WHEN now.tier > before.tier THEN 'fallen'
                WHEN now.change = 'renewed' THEN 'renewed'
                ELSE 'kept' END AS kind,
            {columns}, count(*) AS lines
        FROM {before} AS before FULL JOIN {now} AS now ON now.subscriber_id = before.subscriber_id
        WHERE before.tier IS NOT NULL OR now.tier IS NOT NULL
        GROUP BY ALL"""


def _told(side: str, name: Dimension, by: Collection[Dimension]) -> str:
    """A column of one side of a move; NULL where the line holds nothing there, '' where it is not asked."""
    if name is Dimension.TIER:
        return f"{side}.tier"
    value = f"{side}.{name}" if name in by else "''"
    return f"CASE WHEN {side}.tier IS NOT NULL THEN {value} END"


def retained(snapshot: date, day: date, then: str, now: str, by: Collection[Dimension]) -> str:
    """A snapshot's members by what they were then and by what has become of them by a later day.

    Who moved from 2G to 3G still counts where they stood. Clause: GRD-12.
    """
    product, site = (f"before.{name}" if name in by else "''" for name in (Dimension.PRODUCT, Dimension.SITE))
    return f"""
        SELECT DATE {literal(snapshot.isoformat())} AS snapshot, DATE {literal(day.isoformat())} AS day,
            before.tier, {product} AS product, {site} AS site,
            CASE WHEN now.tier IS NULL THEN 'gone' WHEN now.tier <= before.tier THEN 'same_or_better'
                ELSE 'lower' END AS outcome,
            coalesce({TO_3G}, false) AS on_3g, count(*) AS lines
        FROM {then} AS before LEFT JOIN {now} AS now ON now.subscriber_id = before.subscriber_id
        GROUP BY ALL"""
