"""How a fact that a source tells of its lines is spread over the tiers of a graded month.

    python benchmarks/facts_by_tier.py RESULT FACTS FACT

RESULT is the folder of one scheme of a graded month (with summary.json and grades/*.parquet), FACTS the
facts.parquet of an import, FACT one of its columns. Printed are, for each rated tier, best first, its lines
and how many of them have each value. It is a count and no more: why the shares differ, it does not tell.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

NO_TIER = "none"
NOT_ELIGIBLE = "not eligible"
NOT_KNOWN = "not known"

Counts = Mapping[tuple[str, str], int]
"""Lines by tier and by value of the fact."""


def counted(result: Path, facts: Path, fact: str) -> Counter[tuple[str, str]]:
    """The lines of both files by rated tier and value. Leaves with a sentence where there is no such fact."""
    import duckdb

    with duckdb.connect() as connection:
        described = connection.execute("DESCRIBE FROM read_parquet($facts)", {"facts": str(facts)}).fetchall()
        known = [row[0] for row in described if row[0] != "subscriber_id"]
        if fact not in known:
            raise SystemExit(f"{facts} has no fact {fact}. It has: {', '.join(known)}.")
        rows = connection.execute(
            "SELECT coalesce(g.rated_tier, if(g.eligible, $no_tier, $not_eligible)), "
            f'coalesce(f."{fact}", $not_known), count(*) '
            "FROM read_parquet($grades) g JOIN read_parquet($facts) f USING (subscriber_id) GROUP BY ALL",
            {
                "grades": str(result / "grades" / "*.parquet"),
                "facts": str(facts),
                "no_tier": NO_TIER,
                "not_eligible": NOT_ELIGIBLE,
                "not_known": NOT_KNOWN,
            },
        ).fetchall()
    return Counter({(tier, value): lines for tier, value, lines in rows})


def table(counts: Counts, tiers: Sequence[str]) -> list[list[str]]:
    """A head, and a row for each of `tiers` that has lines: how many, and each value with its share."""
    values = sorted({value for _, value in counts})
    rows = [["tier", "lines", *values]]
    for tier in (*tiers, NOT_ELIGIBLE, "all"):
        of_tier = Counter[str]()
        for (one, value), lines in counts.items():
            if tier in (one, "all"):
                of_tier[value] += lines
        whole = of_tier.total()
        if whole:
            shares = [f"{of_tier[value]:,} ({of_tier[value] / whole:.1%})" for value in values]
            rows.append([tier, f"{whole:,}", *shares])
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("result", type=Path)
    parser.add_argument("facts", type=Path)
    parser.add_argument("fact")
    asked = parser.parse_args(arguments)
    counts = counted(asked.result, asked.facts, asked.fact)
    if not counts:
        raise SystemExit("The two files have no line in common: give the facts of the same import.")
    summary = json.loads((asked.result / "summary.json").read_text("utf-8"))
    for row in table(counts, list(summary["by_rated_tier"])):
        print("  ".join(f"{cell:<14}" for cell in row).rstrip())


if __name__ == "__main__":
    main()
