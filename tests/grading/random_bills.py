"""Random bills that stand on the edges of every band of every scheme, and to either side by one fen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import ceil
from random import Random
from typing import Any

from tests.grading import reference_policy as policy
from tests.grading.reference_rating import at_least, first_day, month_number, months_of_mean, tenure_years

Fen = dict[int, int]
"""Whole fen by month number; a month that is not there has no bill."""

EARLIEST, LATEST = 18, 2
"""A line's bills reach from 18 months before M to two months after."""

SIX_MONTH_FLOORS = (80, 100, 150, 200, 300, 450, 500, 1000)
SPEND_BOUNDS = tuple(bound for bound, _ in policy.CREDIT_SPEND_OVER)
HUGE_FEN = 99_999_999_999
"""Far past what a 32-bit number of fen could hold."""


def spread(rng: Random, months: Sequence[int], total: int) -> Fen:
    """A total, split at random over some of the months; single months may be refunds."""
    chosen = rng.sample(months, rng.randint(1, len(months)))
    reach = abs(total) // len(chosen) + 5000
    parts = {month: rng.randint(-reach // 4, reach) for month in chosen[1:]}
    parts[chosen[0]] = total - sum(parts.values())
    return parts


def noise(rng: Random, months: Sequence[int]) -> Fen:
    """Amounts in about half of the months, a tenth of them refunds."""
    amounts = (1, 1234, 9999, 60000, 250000)
    return {
        month: rng.choice(amounts) * rng.choice((1, 1, 1, 1, 1, 1, 1, 1, 1, -1))
        for month in months
        if rng.random() < 0.5
    }


def outside(rng: Random, current: int, window: int) -> Fen:
    """What a mean over `window` months must not count: older months, M itself, and what comes after it."""
    older, later = range(current - EARLIEST, current - window), range(current, current + LATEST + 1)
    return noise(rng, [*older, *later]) if rng.random() < 0.6 else {}


def billed(rng: Random, current: int, tenure: int) -> Fen:
    """A sum over 6 months at a VIP floor, a mean at a credit bound, a year at a growth bound, or anything."""
    six, window = range(current - 6, current), months_of_mean(tenure)
    plan = rng.choice(
        ("six", "six", "six", "mean", "mean", "year", "year", "random", "refunds", "none", "huge")
    )
    if plan == "six":
        total = 600 * rng.choice(SIX_MONTH_FLOORS) + rng.choice((-1, 0, 0, 1, 3))
        return {**outside(rng, current, 6), **spread(rng, six, total)}
    if plan == "mean" and window:
        total = 100 * window * rng.choice(SPEND_BOUNDS) + rng.choice((-1, 0, 0, 1, window))
        return {**outside(rng, current, window), **spread(rng, range(current - window, current), total)}
    if plan == "year" and window:
        band, suspended = rng.choice(policy.TELECOM_STAR_TIERS)[0], rng.choice((0, 0, 0, 1, 2))
        total = 100 * (band - 10 * tenure + 10 * suspended) + rng.choice((-1, 0, 0, 1))
        return {**outside(rng, current, window), **spread(rng, range(current - window, current), total)}
    if plan == "refunds":
        return spread(rng, six, -rng.randint(0, 30000))
    if plan == "huge" and rng.random() < 0.2:
        return {rng.choice(six): HUGE_FEN}
    return {} if plan == "none" else noise(rng, range(current - EARLIEST, current + LATEST + 1))


def mobile_billed(rng: Random, current: int, tenure: int) -> Fen:
    """A mean that rounds, or just fails to round, to the whole yuan at which a star threshold is reached."""
    window = months_of_mean(tenure)
    if not window or rng.random() < 0.2:
        return noise(rng, range(current - EARLIEST, current + LATEST + 1)) if rng.random() < 0.8 else {}
    if rng.random() < 0.6:
        factor = Decimal(at_least(tenure_years(tenure), policy.STAR_FACTORS))
        yuan = ceil(rng.choice(policy.STAR_THRESHOLDS)[0] / factor)
    else:
        beside = rng.choice((0, 5, 10, 45, 50)) - 10 * rng.choice((0, 0, 1, 2, 3))
        yuan = rng.choice(policy.MOBILE_STAR_TIERS)[0] - tenure - beside
    yuan += rng.choice((-1, 0, 0, 0, 1))
    lowest = window * (100 * yuan - 50)  # the least total whose mean rounds up to that many yuan
    total = rng.choice((lowest - 1, lowest, lowest + 50 * window, lowest + 100 * window - 1))
    return {**outside(rng, current, window), **spread(rng, range(current - window, current), total)}


def paid(rng: Random, current: int) -> Fen:
    """Last month's payment and the sum of all, each at the bound of a card or a fen below it."""
    if rng.random() < 0.25:
        return noise(rng, range(current - EARLIEST, current + LATEST + 1)) if rng.random() < 0.6 else {}
    in_all, in_month, _ = rng.choice(policy.CARD_CONDITIONS)
    last_month = 100 * in_month + rng.choice((-1, 0, 0, 0, 50000))
    rest = 100 * in_all + rng.choice((-1, 0, 0, 0, 700000)) - last_month
    later = noise(rng, range(current, current + LATEST + 1)) if rng.random() < 0.5 else {}
    return {**later, current - 1: last_month, **spread(rng, range(current - EARLIEST, current - 1), rest)}


def suspensions(rng: Random, current: int) -> Fen:
    """Times suspended by month, in a third of the lines; window and tenure are of no concern here."""
    if rng.random() < 0.65:
        return {}
    months = range(current - EARLIEST, current + LATEST + 1)
    return {month: rng.choice((1, 1, 1, 2, 4)) for month in rng.sample(months, rng.randint(1, 4))}


def random_bills(rng: Random, subscriber_id: int, tenure: int, month: date) -> list[dict[str, Any]]:
    """Rows of bills of one line, at most one a month, months without any of the four left out."""
    current = month_number(month)
    columns = {
        "billed": billed(rng, current, tenure),
        "mobile_billed": mobile_billed(rng, current, tenure),
        "paid": paid(rng, current),
        "suspensions": suspensions(rng, current),
    }
    rows = []
    for number in sorted(set().union(*columns.values())):
        row: dict[str, Any] = {"subscriber_id": subscriber_id, "month": first_day(number)}
        for column, amounts in columns.items():
            amount = amounts.get(number, 0)
            row[column] = amount if column == "suspensions" else Decimal(amount).scaleb(-2)
        rows.append(row)
    return rows
