"""What each line of a run holds, as SQL: by decision for the months' balance, by day for a snapshot.

A tier is its number in the series, from 0, the best. The tables hold one row for each line of a part.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tierline.datasets.contract import Column, Dataset, Kind
from tierline.datasets.sql_text import literal
from tierline.foresight.statistics.model import MonthRun
from tierline.grading.months import last_day, month_number

GRADES = Dataset(
    "grades",
    key=("subscriber_id",),
    columns=(
        Column("subscriber_id", Kind.BIGINT),
        Column("ineligible_reason", Kind.VARCHAR, nullable=True),
        Column("rated_tier", Kind.VARCHAR, nullable=True),
        Column("tier", Kind.VARCHAR, nullable=True),
        Column("ends_on", Kind.DATE, nullable=True),
        Column("change", Kind.VARCHAR),
        Column("product", Kind.VARCHAR),
        Column("site", Kind.VARCHAR),
    ),
)
"""What statistics read of a run's grades."""

EVENTS = Dataset(
    "events",
    key=("subscriber_id",),
    columns=(
        Column("subscriber_id", Kind.BIGINT),
        Column("previous_tier", Kind.VARCHAR, nullable=True),
    ),
)

STARTING = "'joined', 'risen', 'renewed', 'fallen'"


def rank(column: str, tiers: Sequence[str]) -> str:
    """The number of a tier, NULL where there is none; a tier that no policy of the series has is a fault."""
    cases = " ".join(f"WHEN {literal(tier)} THEN {number}" for number, tier in enumerate(tiers))
    unknown = f"error('grades: the tier ' || {column} || ' is not one of the policy')"
    return f"CASE {column} {cases} ELSE CASE WHEN {column} IS NOT NULL THEN {unknown} END END"


def standing(run: MonthRun, grades: str, memberships: str, tiers: Sequence[str]) -> str:
    """One row for each line: the tier that it stands at after the run, its change, product and site.

    A term that runs out in its days of grace was decided on a month before: the line stands at what waits
    behind it, or at nothing. In a scheme without memberships a line stands at its rated tier.
    """
    if not run.has_memberships:
        return f"""
            SELECT subscriber_id, {rank("rated_tier", tiers)} AS tier, change, product, site,
                coalesce(ineligible_reason = 'closed', false) AS is_closed
            FROM ({grades})"""
    month_end = _day(last_day(month_number(run.recorded.month)))
    return f"""
        SELECT g.subscriber_id, g.change, g.product, g.site, false AS is_closed,
            CASE WHEN g.change IN ({STARTING}) THEN {rank("g.tier", tiers)}
                WHEN g.change = 'kept' AND (g.ends_on IS NULL OR g.ends_on >= {month_end})
                    THEN {rank("g.tier", tiers)}
                WHEN g.change = 'kept' THEN {rank("w.tier", tiers)} END AS tier
        FROM ({grades}) AS g LEFT JOIN (
            SELECT subscriber_id, tier, since FROM ({memberships})
            WHERE since > {_day(run.recorded.rated_on)}
        ) AS w ON w.subscriber_id = g.subscriber_id AND g.change = 'kept' AND w.since = g.ends_on + 1"""


def opening(now: str, grades: str, events: str, tiers: Sequence[str]) -> str:
    """What the lines of the first run stood at before it; product and site are those of that run."""
    return f"""
        SELECT n.subscriber_id, n.product, n.site,
            CASE n.change
                WHEN 'kept' THEN n.tier
                WHEN 'renewed' THEN n.tier
                WHEN 'lapsed' THEN {rank("g.tier", tiers)}
                WHEN 'risen' THEN {rank("e.previous_tier", tiers)}
                WHEN 'fallen' THEN {rank("e.previous_tier", tiers)}
                WHEN 'ended' THEN {rank("e.previous_tier", tiers)} END AS tier
        FROM {now} AS n
        JOIN ({grades}) AS g ON g.subscriber_id = n.subscriber_id
        LEFT JOIN ({events}) AS e ON e.subscriber_id = n.subscriber_id"""


def held_on(
    day: date, run: MonthRun, now: str, memberships: str, later: str | None, tiers: Sequence[str]
) -> str:
    """The lines of a run that hold a tier on a day, with product and site as that run has them.

    `run` is the last one rated on the day or before. `later` are the memberships of the next run, if any: a
    line that closed meanwhile has its term cut there. In a scheme without memberships a rated tier holds
    until the next rating.
    """
    if not run.has_memberships:
        return f"SELECT subscriber_id, tier, product, site FROM {now} WHERE tier IS NOT NULL"
    ends_on, cut = "m.ends_on", ""
    if later is not None:
        ends_on = "CASE WHEN c.since IS NOT NULL THEN c.ends_on ELSE m.ends_on END"
        cut = f"LEFT JOIN ({later}) AS c ON c.subscriber_id = m.subscriber_id AND c.since = m.since"
    return f"""
        SELECT m.subscriber_id, {rank("m.tier", tiers)} AS tier, n.product, n.site
        FROM ({memberships}) AS m JOIN {now} AS n ON n.subscriber_id = m.subscriber_id {cut}
        WHERE m.since <= {_day(day)} AND coalesce({ends_on} >= {_day(day)}, true)"""


def _day(day: date) -> str:
    return f"DATE {literal(day.isoformat())}"
