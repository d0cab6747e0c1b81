"""What the months of one scheme came to, one row for each: members by tier, and changes.

    python benchmarks/months_graded.py MONTHS SCHEME

MONTHS is a folder with one result for each month, MONTHS/YYYY-MM/SCHEME; its summary.json has the counts.
A scheme without memberships shows the tiers that the figures give.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CHANGES = ("joined", "risen", "renewed", "fallen", "lapsed", "ended", "kept")


def summaries(months: Path, scheme: str) -> list[dict[str, Any]]:
    """The summaries of all months in order. Leaves with a sentence where there is none."""
    files = sorted(months.glob(f"*/{scheme}/summary.json"))
    if not files:
        raise SystemExit(
            f"There is no result in {months}/YYYY-MM/{scheme}. Name the folder that holds months."
        )
    return [json.loads(file.read_text("utf-8")) for file in files]


def table(months: Sequence[dict[str, Any]]) -> list[list[str]]:
    """A head and a row for each month; changes only where any month has one."""
    has_changes = any(month["by_change"].get(change) for month in months for change in CHANGES)
    counts = "by_tier" if has_changes else "by_rated_tier"
    tiers, changes = list(months[0][counts]), CHANGES if has_changes else ()
    rows = [["month", *tiers, *changes]]
    for month in months:
        of_tiers = [month[counts][tier] for tier in tiers]
        of_changes = [month["by_change"].get(change, 0) for change in changes]
        rows.append([month["month"], *(f"{count:,}" for count in (*of_tiers, *of_changes))])
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("months", type=Path)
    parser.add_argument("scheme")
    asked = parser.parse_args(arguments)
    for row in table(summaries(asked.months, asked.scheme)):
        print("  ".join(f"{cell:>9}" for cell in row))


if __name__ == "__main__":
    main()
