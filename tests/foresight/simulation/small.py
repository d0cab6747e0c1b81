"""Simulations on the small base of forty lines: line i has a score of 1.10 times (20 + 8 i)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.foresight.simulation.plain import draft_file, simulate
from tests.grading.engine import rows_of
from tests.grading.small_base import request, write

SCHEME = "unicom-star"
INSIDE = """SELECT CAST(i AS BIGINT) AS subscriber_id, 'unicom-star' AS scheme, 'two_star' AS tier,
    DATE '2026-06-01' AS since, DATE '2027-05-31' AS ends_on, 'rated' AS source
    FROM range(1, 21) AS r(i) ORDER BY i"""
"""Lines 1 to 20 are two-star, inside their terms."""

NOTHING = "SELECT * FROM {} WHERE false"
NOBODY_HOLDS = {name: NOTHING.format(name) for name in ("memberships", "special_grades")}

FACTOR = ("3: 1.20, 2: 1.10, 1: 1.05", "3: 1.20, 2: 1.08, 1: 1.05")
FIVE_STAR_270 = ("{260: five_star, 140", "{270: five_star, 140")
FIVE_STAR_275 = ("{260: five_star, 140", "{275: five_star, 140")
TWO_STAR_80 = ("90: three_star, 30: two_star", "90: three_star, 80: two_star")
SEGMENT = ("    segment: [public, group_member]", "    segment: [group_member]")
TENURE = ("tenure_months: {over: 6,", "tenure_months: {over: 40,")


def tried(
    folder: Path, edits: list[tuple[str, str]], changes: dict[str, str] | None = None, **options: Any
) -> tuple[dict[str, Any], dict[int, dict[str, Any]]]:
    """What the simulation of an edited star pack says, and the lines that differ by their number."""
    asked = request(write(folder / "in", changes), folder / "out")
    data = simulate(asked, draft_file(folder, SCHEME, edits), folder / "out", **options)
    rows = rows_of(folder / "out" / "lines" / "2026-11")
    return data, {row["subscriber_id"]: row for row in rows}
