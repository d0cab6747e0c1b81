"""Which lines a soak asks about."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Row, select

from benchmarks.bases import SCHEME
from tierline.lines.model import Status
from tierline.lines.store import lines, memberships

SEED = 20261123
ENTITLED = ("five_star", "four_star")
RECONNECTED = (*ENTITLED, "three_star")
HOT, LEAVING, OVERDUE, MEMBERS, NUMBERS = 6, 100, 600, 2000, 20_000
"""Lines of each sort at most."""


@dataclass(frozen=True)
class Known:
    """A line that the load asks about."""

    id: int
    msisdn: str


@dataclass(frozen=True)
class Sorts:
    """The sorts do not overlap, but for `hot`, which are members, and `numbers`, which are of most lines.

    `leaving` are closed or get another owner while the load goes on; `overdue` are suspended for arrears.
    """

    hot: Sequence[Known]
    members: Sequence[Known]
    leaving: Sequence[Known]
    overdue: Sequence[Known]
    numbers: Sequence[str]


def chosen(connection: Connection, today: date) -> Sorts:
    """Lines of each sort, at random from a fixed seed."""
    draw = random.Random(SEED)
    found = list(_holding(connection, today))
    draw.shuffle(found)
    entitled = [Known(row.id, row.msisdn) for row in found if row.tier in ENTITLED]
    others = [Known(row.id, row.msisdn) for row in found if row.tier not in ENTITLED]
    quarter = len(entitled) // 4
    members = entitled[: min(2 * quarter, MEMBERS)]
    leaving = entitled[2 * quarter : 2 * quarter + min(quarter, LEAVING)]
    overdue = [*entitled[3 * quarter :], *others]
    draw.shuffle(overdue)
    apart = {known.msisdn for known in leaving}
    in_use = select(lines.c.msisdn).where(lines.c.status != Status.CLOSED.value).order_by(lines.c.id)
    numbers = [number for number in connection.execute(in_use).scalars() if number not in apart]
    draw.shuffle(numbers)
    return Sorts(members[:HOT], members, leaving, overdue[:OVERDUE], numbers[:NUMBERS])


def _holding(connection: Connection, day: date) -> Sequence[Row[int, str, str]]:
    """Mobile lines in service with a tier that can be reconnected."""
    held = (
        select(lines.c.id, lines.c.msisdn, memberships.c.tier)
        .join(memberships, memberships.c.line_id == lines.c.id)
        .where(memberships.c.scheme == SCHEME, memberships.c.since <= day, memberships.c.ends_on >= day)
        .where(memberships.c.tier.in_(RECONNECTED))
        .where(lines.c.status == Status.ACTIVE.value, lines.c.product.like("mobile%"))
        .order_by(lines.c.id)
    )
    return connection.execute(held).all()
