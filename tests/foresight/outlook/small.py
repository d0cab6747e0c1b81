"""Outlooks on the small base of forty lines: line i is billed 20 + 8 i yuan a month since January 2024."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tests.grading.engine import rows_of
from tests.grading.small_base import MONTH, write
from tierline.foresight.outlook.service import Options, outlook
from tierline.grading.explain.asked import Asked
from tierline.grading.model import Rating
from tierline.policy.load import bundled_packs, in_force
from tierline.policy.model import Pack

Row = dict[str, Any]
RATED_ON = date(2026, 11, 5)


def held(tier: str, ends_on: str) -> str:
    """Memberships of a year in a tier, that all lines have."""
    return f"""SELECT CAST(i AS BIGINT) AS subscriber_id, 'unicom-star' AS scheme, '{tier}' AS tier,
        DATE '2026-02-01' AS since, DATE '{ends_on}' AS ends_on, 'rated' AS source
        FROM range(1, 41) AS r(i) ORDER BY i"""


NO_GRADES = "SELECT * FROM special_grades WHERE false"


def base(folder: Path, memberships: str, **changes: str) -> dict[str, list[str]]:
    """The paths of the small base with these memberships, nobody on the list of special grades."""
    return write(folder, {"special_grades": NO_GRADES, "memberships": memberships, **changes})


def star(paths: dict[str, list[str]], pack: Pack | None = None) -> Asked:
    """An outlook from November 2026 under the star scheme."""
    pack = pack or bundled_packs()["unicom-star"]
    files = {name: tuple(given) for name, given in paths.items()}
    return Asked(pack, in_force(pack, RATED_ON), Rating(MONTH, RATED_ON), files)


def looked(asked: Asked, out: Path, **options: Any) -> tuple[Row, dict[int, Row]]:
    """What an outlook says, and the rows of its list by line."""
    data = outlook(asked, Options(out=out, threads=1, memory_mib=256, **options))
    return data, {row["subscriber_id"]: row for row in rows_of(out / "lines")}
