"""Lists of reconnections and how many there are of each kind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from tierline.database import paging
from tierline.database.paging import Listing, Page
from tierline.reconnections.model import Reconnection, State, Tally, Wanted
from tierline.reconnections.store import (
    EXPIRED_UNPAID,
    ONE_ACTIVE,
    reconnection_of,
    reconnections,
    visible,
)
from tierline.rights.model import Actor
from tierline.sites.conditions import within, within_in_order

ROW = reconnections.c
EXPIRES_AT = "expires_at"
SORTS: dict[str, ColumnElement[Any]] = {"requested_at": ROW.requested_at, EXPIRES_AT: ROW.expires_at}


def listed(connection: Connection, wanted: Wanted, actor: Actor, listing: Listing) -> Page[Reconnection]:
    """A page of the reconnections that an actor may see. Clauses: CHN-11, GOV-01.

    By their end only those are listed that were granted: the others have none.
    """
    is_by_end = listing.sort.removeprefix("-") == EXPIRES_AT
    is_all = wanted == Wanted(site=wanted.site) and not is_by_end
    limit = within_in_order if is_all else within
    there = limit(ROW.site, wanted.site)
    statement = select(reconnections).where(visible(actor, limit), there, *_conditions(wanted))
    if is_by_end:
        statement = statement.where(ROW.expires_at.is_not(None))
    page = paging.page(connection, statement, listing, sorts=SORTS, key=ROW.id)
    return Page([reconnection_of(row) for row in page.items], page.next)


def _conditions(wanted: Wanted) -> list[Any]:
    conditions: list[Any] = []
    if wanted.states == (State.ACTIVE,):
        conditions.append(ONE_ACTIVE)
    elif wanted.states == (State.EXPIRED,) and wanted.is_unpaid:
        conditions.append(EXPIRED_UNPAID)
    elif wanted.states:
        conditions.append(ROW.state.in_([state.value for state in wanted.states]))
    if wanted.line_id is not None:
        conditions.append(ROW.line_id == wanted.line_id)
    if wanted.owner_no is not None:
        conditions.append(ROW.owner_no == wanted.owner_no)
    if wanted.requested_since is not None:
        conditions.append(ROW.requested_at >= wanted.requested_since)
    if wanted.expires_before is not None:
        conditions.append(ROW.expires_at < wanted.expires_before)
    if wanted.is_unpaid:
        conditions.append(ROW.paid_at.is_(None))
    return conditions


def tally(
    connection: Connection, site: str, actor: Actor, *, expires_before: datetime, refused_since: datetime
) -> Tally:
    """How many there are of each kind at a site and below it, among those that an actor may see."""
    there = (visible(actor), within(ROW.site, site))
    left = case((ROW.credit_fen > ROW.used_fen, ROW.credit_fen - ROW.used_fen), else_=0)
    owed = case((ROW.credit_fen.is_(None), ROW.arrears_fen), else_=0)
    active = select(
        func.count(),
        func.count(case((ROW.expires_at < expires_before, 1))),
        func.coalesce(func.sum(left), 0),
        func.coalesce(func.sum(owed), 0),
    ).where(ONE_ACTIVE, *there)
    count, expiring, credit, arrears = connection.execute(active).one()
    refused = Wanted((State.REFUSED,), requested_since=refused_since)
    unpaid = Wanted((State.EXPIRED,), is_unpaid=True)
    return Tally(
        active=count,
        expiring=expiring,
        refused=_count(connection, *there, *_conditions(refused)),
        expired_unpaid=_count(connection, *there, *_conditions(unpaid)),
        credit_fen=int(credit),
        arrears_fen=int(arrears),
    )


def _count(connection: Connection, *conditions: Any) -> int:
    found = select(func.count()).select_from(reconnections).where(*conditions)
    return int(connection.execute(found).scalar_one())


def all_active(connection: Connection, site: str) -> list[Reconnection]:
    """Every reconnection that a line at a site or below it is on by."""
    active = select(reconnections).where(ONE_ACTIVE, within(ROW.site, site))
    return [reconnection_of(row) for row in connection.execute(active).mappings()]
