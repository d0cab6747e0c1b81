"""Lines of an operator as explain sees them, and cases of single lines for its tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.grading.operator import Operator
from tierline.grading.model import Bill, Line, Membership, Rating
from tierline.policy.load import bundled_packs, in_force
from tierline.policy.model import Version

AMOUNTS = ("billed", "mobile_billed", "paid", "suspensions")


def lines_of(operator: Operator) -> Iterator[Line]:
    """Every line of an operator, in the order of its rows."""
    bills: dict[int, list[Bill]] = {}
    held: dict[int, list[Membership]] = {}
    special = {row["subscriber_id"]: row["grade"] for row in operator.special_grades}
    for row in operator.bills:
        bill = Bill(row["month"], {name: row[name] for name in AMOUNTS})
        bills.setdefault(row["subscriber_id"], []).append(bill)
    for row in operator.memberships:
        held.setdefault(row["subscriber_id"], []).append(membership(row))
    for row in operator.subscribers:
        one = row["subscriber_id"]
        yield Line(one, row, tuple(bills.get(one, ())), tuple(held.get(one, ())), special.get(one))


def membership(row: dict[str, Any]) -> Membership:
    """A membership of a row."""
    return Membership(row["scheme"], row["tier"], row["since"], row["ends_on"], row["source"])


def version_of(scheme: str, rated_on: date) -> Version:
    """The version of a bundled pack that is in force on a day."""
    return in_force(bundled_packs()[scheme], rated_on)


def rating_of(operator: Operator) -> Rating:
    """The rating that an operator was made for."""
    return Rating(operator.month, operator.rated_on)
