"""Three months of a small sample operator under two schemes, graded by the engine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tierline.datasets.sample.generate import generate
from tierline.grading.run import Request, run

SCHEMES = ("unicom-star", "cmcc-credit")
MONTHS = (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))


def graded(folder: Path) -> list[Path]:
    """The folders of the runs, each of both schemes, in order."""
    generate(folder / "input", lines=1_200, months=15, until=date(2026, 10, 1), seed=4)
    bills = sorted((folder / "input" / "bills").glob("*.parquet"))
    found: list[Path] = []
    for number, month in enumerate(MONTHS):
        paths = {
            "subscribers": [str(folder / "input" / "subscribers")],
            "bills": [str(file) for file in bills[number + 1 : number + 13]],
            "memberships": [str(found[-1] / "unicom-star" / "memberships")] if found else [],
            "special_grades": [str(folder / "input" / "special_grades.parquet")],
        }
        found.append(folder / f"{month:%Y-%m}")
        run(Request(SCHEMES, month, paths, found[-1], threads=1))
    return found
