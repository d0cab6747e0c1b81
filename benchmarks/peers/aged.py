"""A base whose memberships are in every state that a month can meet, to hold the peers' results against ours.

    python -m benchmarks.peers.aged --work benchmarks/work --lines 20000

The measured base was graded once before, so all its terms began in one month: results that are equal there
could still differ over a term that ends. Here terms run, are in their last month, in days of grace, open or
over; lines are closed inside them, joined after bills of theirs, on the list of special grades, or not in the
base at all.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.bases import MONTH_BEFORE, MONTHS, SCHEME, SEED, Base

TIERS = ("five_star", "honoured_guest", "loyal", "four_star", "three_star", "two_star", "one_star")
TERMS: tuple[tuple[date, date | None] | None, ...] = (
    None,
    (date(2026, 3, 1), date(2027, 2, 28)),
    (date(2025, 12, 1), date(2026, 11, 30)),
    (date(2025, 11, 1), date(2026, 11, 8)),
    (date(2025, 2, 1), None),
    (date(2025, 11, 1), date(2026, 10, 31)),
)
"""Terms in turn: none, inside, in the last month, in days of grace, open, over."""
EARLIER = (date(2024, 1, 1), date(2024, 12, 31))
"""A term before those; one that the closing day of a line may lie in."""

CLOSED = """
UPDATE lines SET status = 'closed', closed_on = DATE '2024-06-01' + CAST(subscriber_id % 900 AS INTEGER)
WHERE subscriber_id % 13 = 0
"""
JOINED_LATE = "UPDATE lines SET joined_on = DATE '2026-03-15' WHERE subscriber_id % 11 = 0"
# Ids behind the last line are of nobody in the base.
HELD = """
CREATE TABLE held AS
SELECT l.subscriber_id, since, CAST(ends_on AS DATE) AS ends_on
FROM (
    SELECT subscriber_id FROM lines UNION ALL SELECT max(subscriber_id) + unnest(range(1, 101)) FROM lines
) l JOIN (VALUES {terms}) t(place, since, ends_on) ON l.subscriber_id % {states} = place
UNION ALL
SELECT subscriber_id, DATE '{since}', DATE '{until}' FROM lines WHERE subscriber_id % 5 = 0
"""
MEMBERSHIPS = """
SELECT subscriber_id, '{scheme}' AS scheme, {tier} AS tier, since, ends_on,
    if(tier IN ('honoured_guest', 'loyal'), 'special', 'rated') AS source
FROM held ORDER BY subscriber_id, since
"""
SPECIAL_GRADES = """
SELECT subscriber_id, if(subscriber_id % 2 = 0, 'loyal', 'honoured_guest') AS grade FROM lines
WHERE subscriber_id % 37 = 0 ORDER BY subscriber_id
"""


def aged_in(work: Path, lines: int) -> Base:
    """The place of such a base with so many lines."""
    return Base(work / f"aged-{lines}", lines)


def make(base: Base) -> None:
    """Make the base where it is not there."""
    if base.memberships.exists():
        return
    import duckdb

    from tierline.datasets.sample.generate import generate

    generate(base.folder / "operator", lines=base.lines, months=MONTHS, until=MONTH_BEFORE, seed=SEED)
    terms = ", ".join(
        f"({place}, DATE '{term[0]}', {'NULL' if term[1] is None else f'DATE {term[1].isoformat()!r}'})"
        for place, term in enumerate(TERMS)
        if term
    )
    tier = f"{list(TIERS)}[1 + subscriber_id // {len(TERMS)} % {len(TIERS)}]"
    (file,) = base.subscribers.glob("*.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE lines AS FROM '{file}'")
        connection.execute(CLOSED)
        connection.execute(JOINED_LATE)
        connection.execute(f"COPY (FROM lines ORDER BY subscriber_id) TO '{file}'")
        connection.execute(HELD.format(terms=terms, states=len(TERMS), since=EARLIER[0], until=EARLIER[1]))
        base.memberships.mkdir(parents=True)
        rows = MEMBERSHIPS.format(scheme=SCHEME, tier=tier)
        connection.execute(f"COPY ({rows}) TO '{base.memberships / 'part-00000.parquet'}'")
        connection.execute(f"COPY ({SPECIAL_GRADES}) TO '{base.special_grades}'")


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the base."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--lines", type=int, required=True)
    asked = parser.parse_args(arguments)
    make(aged_in(asked.work, asked.lines))


if __name__ == "__main__":
    main()
