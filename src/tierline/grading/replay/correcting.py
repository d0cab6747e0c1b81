"""Correcting events, as SQL over one range of lines: what a line holds by the record, and what it should."""

from __future__ import annotations

from collections.abc import Sequence

from tierline.datasets.layout import Part
from tierline.datasets.sql_text import between, literal
from tierline.grading.engines.types import ColumnType
from tierline.grading.replay.pairs import MonthPair, day, differ, scan_of
from tierline.grading.results import owed
from tierline.policy.model import Version
from tierline.policy.vocabulary import Change

NO_RANK = 1000
"""The rank of no tier: below every tier."""

EVENT_TYPES: dict[str, ColumnType] = {
    "subscriber_id": "BIGINT",
    "scheme": "VARCHAR",
    "month": "DATE",
    "tier": "VARCHAR",
    "since": "DATE",
    "ends_on": "DATE",
    "change": "VARCHAR",
    "product": "VARCHAR",
    "site": "VARCHAR",
    "previous_tier": "VARCHAR",
    "previous_since": "DATE",
    "previous_ends_on": "DATE",
    "missed_tier": "VARCHAR",
    "takes_away": "BOOLEAN",
    "duties": "VARCHAR[]",
    "differing_months": "DATE[]",
    "corrected_months": "DATE[]",
    "subscriber_corrected": "BOOLEAN",
}
"""Columns of the correcting events."""


def correcting(version: Version, *, only_up: bool) -> str:
    """The SQL of one row for each line of `standing` whose tier or term differs in any month.

    It tells the last month that the line is in. With `only_up` a member keeps what is held by the record.
    """
    ranking = version.ranking
    last = (
        "SELECT * FROM standing"
        " QUALIFY row_number() OVER (PARTITION BY subscriber_id ORDER BY month DESC) = 1"
    )
    best = f"min({_rank('tier', ranking)})"
    missed = f"{best} FILTER ({_rank('tier', ranking)} < {_rank('previous_tier', ranking)})"
    months = (
        "SELECT subscriber_id, list(month ORDER BY month) AS differing_months,"
        f" {_tier(missed, ranking)} AS missed_tier FROM standing WHERE is_other GROUP BY 1"
    )
    judged = (
        f"SELECT *, {_takes_away(ranking)} AS takes_away FROM ({last}) JOIN ({months}) USING (subscriber_id)"
    )
    if only_up:
        # Of what stays as it is there is nothing to tell but a tier that was missed before.
        kept = ", ".join(
            f"CASE WHEN takes_away THEN previous_{name} ELSE {name} END AS {name}"
            for name in ("tier", "since", "ends_on")
        )
        judged = f"SELECT * REPLACE ({kept}, is_other AND NOT takes_away AS is_other) FROM ({judged})"
    changed = f"SELECT *, {_change(ranking)} AS change FROM ({judged})"
    return f"SELECT *, {literal(version.scheme)} AS scheme, {_duties(version)} AS duties FROM ({changed})"


def standing(pair: MonthPair, part: Part) -> str:
    """The SQL of what lines held by the record and should have held, of those that differ in any month."""
    inside = between(part.first, part.last)
    columns = "subscriber_id, tier, since, ends_on, ineligible_reason, product, site"
    recorded, replayed = (
        f"(SELECT {columns} FROM {scan_of(folder, 'grades')} SEMI JOIN wrong USING (subscriber_id)"
        f" WHERE {inside})"
        for folder in (pair.recorded, pair.replayed)
    )
    held = ", ".join(f"r.{name} AS previous_{name}" for name in ("tier", "since", "ends_on"))
    return (
        f"SELECT subscriber_id, {day(pair.first_day)} AS month, {held}, n.tier, n.since, n.ends_on,"
        f" ({differ(['tier', 'since', 'ends_on'])}) AS is_other,"
        " coalesce(n.ineligible_reason = 'closed', false) AS is_closed,"
        " coalesce(n.product, r.product) AS product, coalesce(n.site, r.site) AS site"
        f" FROM {recorded} AS r FULL JOIN {replayed} AS n USING (subscriber_id)"
    )


def _change(ranking: Sequence[str]) -> str:
    """The SQL of the change from what a line holds by the record to what it should hold."""
    before, after = _rank("previous_tier", ranking), _rank("tier", ranking)
    same = f"CASE WHEN is_closed THEN {literal(Change.ENDED)} WHEN tier IS NULL THEN {literal(Change.NONE)}"
    return (
        f"CASE WHEN NOT is_other THEN {same} ELSE {literal(Change.KEPT)} END"
        f" WHEN tier IS NULL THEN CASE WHEN is_closed THEN {literal(Change.ENDED)}"
        f" ELSE {literal(Change.LAPSED)} END"
        f" WHEN previous_tier IS NULL THEN {literal(Change.JOINED)}"
        f" WHEN {after} < {before} THEN {literal(Change.RISEN)}"
        f" WHEN {after} > {before} THEN {literal(Change.FALLEN)} ELSE {literal(Change.RENEWED)} END"
    )


def _takes_away(ranking: Sequence[str]) -> str:
    """The SQL of whether the right state is less than what a member holds: a lower tier, none, or for less
    long. A line that has closed is no member.
    """
    before, after = _rank("previous_tier", ranking), _rank("tier", ranking)
    end = "DATE '9999-12-31'"
    return (
        f"(is_other AND NOT is_closed AND ({after} > {before} OR ({after} = {before}"
        f" AND coalesce(ends_on, {end}) < coalesce(previous_ends_on, {end}))))"
    )


def _duties(version: Version) -> str:
    """The SQL of what the change obliges to; what is over or as it should be obliges to nothing more."""
    cases = [
        f"WHEN change = {literal(change)} THEN [{', '.join(literal(duty) for duty in owed(change, version))}]"
        for change in Change
        if owed(change, version)
    ]
    return f"CAST(CASE WHEN NOT is_other THEN [] {' '.join(cases)} ELSE [] END AS VARCHAR[])"


def _rank(column: str, ranking: Sequence[str]) -> str:
    tiers = ", ".join(literal(tier) for tier in ranking)
    return f"coalesce(nullif(list_position([{tiers}], {column}), 0), {NO_RANK})"


def _tier(rank: str, ranking: Sequence[str]) -> str:
    tiers = ", ".join(literal(tier) for tier in ranking)
    return f"list_extract([{tiers}], CAST({rank} AS INTEGER))"
