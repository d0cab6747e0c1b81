"""The job that every peer does: which files go in, which month is graded, where the result goes.

Standard library only, because it runs in the peers' own environment, where tierline is not installed.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path


def months_later(day: date, months: int) -> date:
    """The same day of a month so many later; `day` is one that every month has."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, day.day)


def month_number(day: date) -> int:
    """Months counted from one origin, so that a difference is a number of months."""
    return day.year * 12 + day.month


@dataclass(frozen=True)
class Job:
    """One month of unicom-star over files that were checked before."""

    subscribers: tuple[Path, ...]
    bills: tuple[Path, ...]
    memberships: tuple[Path, ...]
    special_grades: tuple[Path, ...]
    out: Path
    month: date

    @property
    def rated_on(self) -> date:
        """The rating day."""
        return self.month.replace(day=5)

    @property
    def starts_on(self) -> date:
        """The day on which what is decided takes effect."""
        return months_later(self.month, 1)

    @property
    def until(self) -> date:
        """The last day of a term that starts then."""
        return months_later(self.starts_on, 12) - timedelta(1)

    @property
    def until_from_rating(self) -> date:
        """The last day of a term that starts on the rating day."""
        return months_later(self.month, 12) - timedelta(1)

    def target(self, dataset: str) -> Path:
        """The file of one dataset of the result; its folder is made."""
        folder = self.out / dataset
        folder.mkdir(parents=True, exist_ok=True)
        return folder / "part-00000.parquet"


def _files(named: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(
        file for path in named for file in (sorted(path.glob("*.parquet")) if path.is_dir() else [path])
    )


def job(description: str | None, arguments: Sequence[str] | None = None) -> Job:
    """The job that the command line names."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--month", required=True, help="YYYY-MM")
    for name in ("subscribers", "bills", "memberships", "special-grades"):
        parser.add_argument(f"--{name}", required=True, action="append", type=Path, help="a file or a folder")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args(arguments)
    return Job(
        subscribers=_files(asked.subscribers),
        bills=_files(asked.bills),
        memberships=_files(asked.memberships),
        special_grades=_files(asked.special_grades),
        out=asked.out,
        month=date.fromisoformat(f"{asked.month}-01"),
    )
