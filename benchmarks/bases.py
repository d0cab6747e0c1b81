"""The bases that are measured: sample operators with thirteen months of bills, and a month graded before.

    python -m benchmarks.bases --work benchmarks/work --lines 1000000

The measured month reads the last twelve months of bills and the memberships that the month before gave; that
one was graded from the first twelve. A base that is there already is used again.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

SEED = 20261101
MONTH = date(2026, 11, 1)
MONTH_BEFORE = date(2026, 10, 1)
MONTHS = 13
SCHEME = "unicom-star"


@dataclass(frozen=True)
class Base:
    """Where a base of so many lines lies."""

    folder: Path
    lines: int

    @property
    def subscribers(self) -> Path:
        """The folder of the lines."""
        return self.folder / "operator" / "subscribers"

    @property
    def special_grades(self) -> Path:
        """The list of special grades."""
        return self.folder / "operator" / "special_grades.parquet"

    @property
    def memberships(self) -> Path:
        """The memberships that the month before gave."""
        return self.folder / "before" / "memberships"

    @property
    def bills(self) -> list[Path]:
        """All thirteen files, one a month, in order."""
        return sorted((self.folder / "operator" / "bills").glob("*.parquet"))

    @property
    def files(self) -> list[Path]:
        """Every file that the measured month reads."""
        folders = (self.subscribers, self.memberships)
        listed = [file for folder in folders for file in sorted(folder.glob("*.parquet"))]
        return [*listed, *self.bills[1:], self.special_grades]

    def options(self) -> list[str]:
        """The options that name the inputs of the measured month, without the memberships."""
        bills = [option for file in self.bills[1:] for option in ("--bills", str(file))]
        return ["--subscribers", str(self.subscribers), *bills, "--special-grades", str(self.special_grades)]


def base_in(work: Path, lines: int) -> Base:
    """The place of the base with so many lines."""
    return Base(work / f"lines-{lines}", lines)


def make(base: Base) -> None:
    """Make what is missing of a base."""
    if not base.subscribers.exists():
        from tierline.datasets.sample.generate import generate

        folder = base.folder / "operator"
        generate(folder, lines=base.lines, months=MONTHS, until=MONTH_BEFORE, seed=SEED)
    if not base.memberships.exists():
        from tierline.grading.run import Request, run

        paths = {
            "subscribers": [str(base.subscribers)],
            "bills": [str(file) for file in base.bills[:-1]],
            "special_grades": [str(base.special_grades)],
        }
        request = Request(
            (SCHEME,), MONTH_BEFORE, paths, base.folder / "before", is_digested=False, threads=2
        )
        run(request)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the bases that are missing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--lines", type=int, nargs="+", required=True)
    asked = parser.parse_args(arguments)
    for lines in asked.lines:
        make(base_in(asked.work, lines))


if __name__ == "__main__":
    main()
