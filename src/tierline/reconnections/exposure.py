"""What could be lost by reconnections, now and under a draft: a use case that goes through all lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from tierline.entitlements import standards
from tierline.entitlements.policy import Book
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.reconnections import list_store
from tierline.reconnections.model import Exposure, Reconnection, Risk, Terms
from tierline.reconnections.service import decide
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.sites.errors import SiteUnknown
from tierline.sites.model import Rank, ancestor, is_within

AT_ONCE = 1_000
"""Lines that are read in one go."""


def measure(
    connection: Connection, settings: Settings, actor: Actor, rank: Rank, draft: Path | None, *, now: datetime
) -> Exposure:
    """What is at risk at the actor's site and below it, by standard, tier and the sites of a rank.

    `draft` is a service standard in the form of a pack; it is asked as if all of it held today.
    """
    actor.require("reconnection:read")
    today = now.astimezone(settings.time_zone).date()
    drafted = standards.drafted_book(connection, settings, draft, today) if draft else None
    active = (_of_active(each, rank) for each in list_store.all_active(connection, actor.site))
    possible: list[Risk] = []
    under_draft: list[Risk] = []
    count = 0
    for line in _suspended(connection, actor.site):
        count += 1
        possible += _of_suspended(connection, settings, actor, line, rank, None, now)
        if drafted is not None:
            under_draft += _of_suspended(connection, settings, actor, line, rank, drafted, now)
    return Exposure(
        now,
        added_up(active),
        added_up(possible),
        added_up(under_draft) if drafted is not None else None,
        count,
    )


def at_risk_now(connection: Connection, actor: Actor, site: str, rank: Rank) -> tuple[Risk, ...]:
    """What is at risk now at a site and below it, as `measure` has it, without a look at suspended lines.

    Raises SiteUnknown where the site is not the actor's or below it. Clause: CHN-11.
    """
    actor.require("reconnection:read")
    if not is_within(site, actor.site):
        raise SiteUnknown(site=site[:120])
    return added_up(_of_active(each, rank) for each in list_store.all_active(connection, site))


def added_up(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    """One risk for each standard, tier and site, in this order."""
    sums: dict[tuple[str, str, str], tuple[int, int, int]] = {}
    for risk in risks:
        key = (risk.standard, risk.tier, risk.site)
        count, credit, arrears = sums.get(key, (0, 0, 0))
        sums[key] = (count + risk.lines, credit + risk.credit_fen, arrears + risk.arrears_fen)
    return tuple(Risk(*key, *sums[key]) for key in sorted(sums))


def _suspended(connection: Connection, site: str) -> Iterator[Line]:
    after = -1
    while found := lines.suspended_for_arrears(connection, site, after=after, limit=AT_ONCE):
        yield from found
        after = found[-1].id


def _of_active(active: Reconnection, rank: Rank) -> Risk:
    left = active.left_fen
    return Risk(
        standard=active.standard,
        tier=active.tier,
        site=_site(active.site, rank),
        lines=1,
        credit_fen=left or 0,
        arrears_fen=active.arrears_fen if left is None else 0,
    )


def _of_suspended(
    connection: Connection,
    settings: Settings,
    actor: Actor,
    line: Line,
    rank: Rank,
    by: Book | None,
    now: datetime,
) -> Iterator[Risk]:
    """The risk of a line that would be reconnected if it asked; nothing of one that would be refused."""
    terms = decide(connection, actor, settings, line, None, now=now, by=by)
    if isinstance(terms, Terms):
        credit = terms.credit_fen
        arrears = line.arrears_fen if credit is None else 0
        yield Risk(terms.standard, terms.tier, _site(line.site, rank), 1, credit or 0, arrears)


def _site(path: str, rank: Rank) -> str:
    return ancestor(path, rank) or path
