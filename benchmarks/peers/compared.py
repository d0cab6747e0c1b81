"""What differs between a peer's result and ours, row by row; runs in tierline's own environment.

    python -m benchmarks.peers.compared OURS THEIRS [--score]

Prints JSON. Without `--score`: the differences of grades, events and memberships, a sentence each. With it,
counts of the lines whose arpu, score or star differ.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.same_rows import NAMES, of_scans

COUNTS = {
    "lines": "count(*)",
    "eligibility differs": "count(*) FILTER (ours.eligible <> theirs.eligible)",
    "arpu differs": "count(*) FILTER (ours.eligible AND ours.arpu <> theirs.arpu)",
    "score differs as a number": "count(*) FILTER"
    " (ours.eligible AND CAST(ours.score AS DOUBLE) <> CAST(theirs.score AS DOUBLE))",
    "score differs when rounded to two decimals": "count(*) FILTER (ours.eligible"
    " AND ours.score <> CAST(round(CAST(theirs.score AS DOUBLE), 2) AS DECIMAL(14, 2)))",
    # A line on the list has its tier from there, which the score knows nothing of.
    "star by score differs": "count(*) FILTER (ours.eligible AND ours.rated_tier IS DISTINCT FROM theirs.tier"
    " AND ours.rated_tier NOT IN ('honoured_guest', 'loyal'))",
}


def rows_differ(ours: Path, theirs: Path) -> list[str]:
    """A sentence for each difference of the three datasets; nothing where they are the same."""
    import duckdb

    found = []
    with duckdb.connect() as connection:
        for name in NAMES:
            scans = [f"read_parquet('{root / name}/*.parquet')" for root in (ours, theirs)]
            found += [f"{name}: {problem}" for problem in of_scans(connection, *scans)]
    return found


def score_differs(ours: Path, theirs: Path) -> dict[str, int]:
    """How many lines there are, and how many differ in what."""
    import duckdb

    with duckdb.connect() as connection:
        row = connection.execute(
            f"SELECT {', '.join(COUNTS.values())} FROM read_parquet('{ours}/grades/*.parquet') ours"
            f" JOIN read_parquet('{theirs}/score/*.parquet') theirs USING (subscriber_id)"
        ).fetchone()
    return dict(zip(COUNTS, row or (), strict=True))


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare two results and print what differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ours", type=Path)
    parser.add_argument("theirs", type=Path)
    parser.add_argument("--score", action="store_true")
    asked = parser.parse_args(arguments)
    compare = score_differs if asked.score else rows_differ
    print(json.dumps(compare(asked.ours, asked.theirs)))


if __name__ == "__main__":
    main()
