"""Months that go on from one another, beside the full runs that they have to equal."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

from tests.grading.engine import results_in
from tests.grading.passing_months import NewMonth
from tests.grading.reference_rating import first_day, month_number
from tierline.grading.run import Request, run

FIRST = date(2014, 4, 1)
SCHEMES = ("unicom-vip", "cmcc-credit", "unicom-card")


def month_of(step: int) -> date:
    """The month so many after the first."""
    return first_day(month_number(FIRST) + step)


def request(
    schemes: tuple[str, ...], month: date, paths: dict[str, list[str]], out: Path, **more: Any
) -> Request:
    """A run in parts of twenty lines."""
    options = {"threads": 1, "memory_mib": 512, "part_lines": 30, **more}
    return Request(schemes, month, paths, out, **options)


def folders(schemes: tuple[str, ...], out: Path) -> dict[str, Path]:
    """Where the result of each scheme lies."""
    return {scheme: out / scheme if len(schemes) > 1 else out for scheme in schemes}


def full(schemes: tuple[str, ...], of: NewMonth, before: Path | None, out: Path, **more: Any) -> None:
    """The month from all lines and bills, and the memberships that the full run before it left."""
    paths = dict(of.whole)
    if before is not None:
        paths["memberships"] = [str(place / "memberships") for place in folders(schemes, before).values()]
    run(request(schemes, of.month, paths, out, **more))


def differences(schemes: tuple[str, ...], out: Path, expected: Path) -> list[Any]:
    """The first row of each table in which two results differ, in place or content: its unequal cells."""
    found = []
    places = zip(folders(schemes, out).items(), folders(schemes, expected).values(), strict=True)
    for (scheme, place), other_place in places:
        one, other = results_in(place), results_in(other_place)
        for name in one:
            for row, wanted in zip_longest(one[name], other[name], fillvalue={}):
                if row != wanted:
                    cells = {key: (row.get(key), wanted.get(key)) for key in row | wanted}
                    unequal = {key: two for key, two in cells.items() if two[0] != two[1]}
                    found.append((scheme, name, (row or wanted)["subscriber_id"], unequal))
                    break
    return found
