"""The month in plain Python: dictionaries and one loop over the lines, with pyarrow for the files alone.

python -m benchmarks.peers.plain_python --month 2026-11 --subscribers P --bills P --memberships P
    --special-grades P --out DIR
"""

from __future__ import annotations

import gc
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from benchmarks.peers import files
from benchmarks.peers.job import Job, job, month_number
from benchmarks.peers.policy import (
    DUTIES,
    FACTORS,
    KEPT_INSIDE_TERM,
    LEAST_TENURE_MONTHS,
    PRODUCTS,
    SCHEME,
    SEGMENTS,
    STARS,
    STARTING,
    TIERS,
    WINDOW_MONTHS,
)

RANKS = {tier: rank for rank, tier in enumerate(TIERS)}
KEPT_RANKS = {RANKS[tier] for tier in KEPT_INSIDE_TERM}
IS_RATED_SEGMENT = frozenset(SEGMENTS)
IS_RATED_PRODUCT = frozenset(PRODUCTS)


class Membership(NamedTuple):
    """A tier, by its rank, held over a time."""

    rank: int
    since: date
    ends_on: date | None
    source: str


class Rated(NamedTuple):
    """What the figures of an eligible line give; score and factor in twentieths."""

    arpu: int
    factor: int
    rank: int | None
    is_special: bool


@dataclass
class Held:
    """The memberships of this scheme that the month before left."""

    running: dict[int, Membership]
    past: dict[int, list[Membership]]


def reason_of(closed: bool, segment: str, product: str, tenure_months: int) -> str | None:
    """Why a line is not rated; None where it is."""
    if closed:
        return "closed"
    if segment not in IS_RATED_SEGMENT:
        return "segment"
    if product not in IS_RATED_PRODUCT:
        return "product"
    return "tenure" if tenure_months < LEAST_TENURE_MONTHS else None


def rated(billed_fen: int, tenure_months: int, special: int | None) -> Rated:
    """Mean bill of the months on the network, rounded half up, times the factor, and the tier for it."""
    months = min(WINDOW_MONTHS, tenure_months - 1)
    arpu = (2 * billed_fen + 100 * months) // (200 * months)
    factor = next(factor for least, factor in FACTORS if tenure_months - 1 >= least)
    rank = next((rank for least, rank in STARS if arpu * factor >= least), None)
    if special is not None and (rank is None or special < rank):
        return Rated(arpu, factor, special, is_special=True)
    return Rated(arpu, factor, rank, is_special=False)


def change_of(rank: int | None, running: Membership | None, months_past_term: int) -> str:
    """What becomes of a line that is not closed; `months_past_term` is below 0 inside the term."""
    if running is None:
        return "none" if rank is None else "joined"
    if months_past_term < 0:
        is_risen = rank is not None and rank < running.rank and running.rank not in KEPT_RANKS
        return "risen" if is_risen else "kept"
    if rank is None:
        return "lapsed" if months_past_term == 0 else "kept"
    if rank == running.rank:
        return "renewed"
    return "risen" if rank < running.rank else "fallen"


def months_past_term(running: Membership | None, job: Job) -> int:
    """Months from the last month of the term to the rating month; below 0 where there is no end."""
    if running is None or running.ends_on is None:
        return -1
    return month_number(job.month) + 1 - month_number(running.ends_on + timedelta(1))


def started(change: str, running: Membership | None, past_term: int, job: Job) -> tuple[date, date]:
    """First and last day of the term that a change starts."""
    if past_term <= 0:
        return job.starts_on, job.until
    if change == "risen":
        return job.rated_on, job.until_from_rating
    assert running is not None
    assert running.ends_on is not None
    since = running.ends_on + timedelta(1)
    number = month_number(since) + 11
    return since, date(number // 12, number % 12 + 1, 1) - timedelta(1)


def held_memberships(job: Job) -> Held:
    """The memberships that run on the rating day, and those that ended before."""
    found = Held({}, defaultdict(list))
    table = files.read(
        job.memberships, ["subscriber_id", "scheme", "tier", "since", "ends_on", "source"]
    ).to_pydict()
    for line, scheme, tier, since, ends_on, source in zip(*table.values(), strict=True):
        if scheme == SCHEME:
            membership = Membership(RANKS[tier], since, ends_on, source)
            if ends_on is None or ends_on >= job.rated_on:
                found.running[line] = membership
            else:
                found.past[line].append(membership)
    return found


def sums(job: Job, joined: dict[int, int]) -> dict[int, int]:
    """Fen billed for mobile services by line, in the months that it was on the network."""
    billed: dict[int, int] = dict.fromkeys(joined, 0)
    for file in job.bills:
        table = files.read([file], ["subscriber_id", "month", "mobile_billed"])
        (month,) = table["month"].unique().to_pylist()
        number = month_number(month)
        lines, amounts = table["subscriber_id"].to_pylist(), files.fen(table["mobile_billed"]).to_pylist()
        for line, amount in zip(lines, amounts, strict=True):
            if number >= joined.get(line, number + 1):
                billed[line] += amount
    return billed


def graded(job: Job) -> None:
    """Grade the month and write grades, events and memberships."""
    lines = files.read(
        job.subscribers, ["subscriber_id", "segment", "product", "joined_on", "status", "closed_on", "site"]
    ).to_pydict()
    joined = {
        line: month_number(day) for line, day in zip(lines["subscriber_id"], lines["joined_on"], strict=True)
    }
    billed = sums(job, joined)
    listed = files.read(job.special_grades, ["subscriber_id", "grade"]).to_pydict()
    special = {
        line: RANKS[grade] for line, grade in zip(listed["subscriber_id"], listed["grade"], strict=True)
    }
    held = held_memberships(job)
    next_month = month_number(job.month) + 1
    grades: list[tuple[object, ...]] = []
    events: list[tuple[object, ...]] = []
    after: list[tuple[object, ...]] = []

    def keep(line: int, membership: Membership, ends_on: date | None) -> None:
        if ends_on is None or ends_on >= membership.since:
            rank, since, _, source = membership
            after.append((line, SCHEME, TIERS[rank], since, ends_on, source))

    for line, segment, product, _, status, closed_on, site in zip(*lines.values(), strict=True):
        tenure_months = next_month - joined[line]
        closed = status == "closed" and closed_on <= job.rated_on
        running = held.running.get(line)
        reason = reason_of(closed, segment, product, tenure_months)
        result = rated(billed[line], tenure_months, special.get(line)) if reason is None else None
        rank = result.rank if result else None
        past_term = months_past_term(running, job)
        if closed:
            change = "none" if running is None else "ended"
        else:
            change = change_of(rank, running, past_term)

        tier = since = ends_on = None
        left_until = running.ends_on if running else None
        if change in STARTING:
            assert rank is not None
            since, ends_on = started(change, running, past_term, job)
            tier = TIERS[rank]
            source = "special" if result and result.is_special else "rated"
            day_before = since - timedelta(1)
            left_until = day_before if left_until is None else min(left_until, day_before)
        elif running and change != "ended":
            tier, since, ends_on = TIERS[running.rank], running.since, running.ends_on
        if closed:
            left_until = closed_on if left_until is None else min(left_until, closed_on)
            for past in held.past.get(line, ()):
                if past.ends_on and past.ends_on > closed_on and past.since <= closed_on:
                    keep(line, past, closed_on)
        if running:
            keep(line, running, left_until)
        if change in STARTING:
            after.append((line, SCHEME, tier, since, ends_on, source))

        row = (
            line,
            SCHEME,
            job.month,
            reason is None,
            reason,
            tenure_months,
            result.arpu if result else None,
            5 * result.factor if result else None,
            5 * result.arpu * result.factor if result else None,
            None if rank is None else TIERS[rank],
            tier,
            since,
            ends_on,
            change,
            product,
            site,
        )
        grades.append(row)
        if change not in ("none", "kept"):
            previous = TIERS[running.rank] if running else None
            events.append((*row, previous, [] if change == "ended" else DUTIES))

    for line, membership in held.running.items():
        if line not in joined:
            keep(line, membership, membership.ends_on)
    grades.sort(key=lambda row: row[0])
    events.sort(key=lambda row: row[0])
    after.sort(key=lambda row: (row[0], row[3]))
    for name, schema, rows in (
        ("grades", files.GRADES, grades),
        ("events", files.EVENTS, events),
        ("memberships", files.MEMBERSHIPS, after),
    ):
        columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
        files.write(dict(zip(schema.names, columns, strict=True)), schema, job.target(name))


if __name__ == "__main__":
    # Rows never form circles: the collector would only look through them, for a seventh of the time.
    gc.disable()
    graded(job(__doc__))
