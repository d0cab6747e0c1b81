"""Use cases of the standards themselves: reading them, amending them, and the places of visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.paging import Listing, Page
from tierline.entitlements import rules, store
from tierline.entitlements.books import amended, book
from tierline.entitlements.errors import AmendedMeanwhile, AmendmentNotYours
from tierline.entitlements.matrix import InForce, Row, VisitPlace
from tierline.entitlements.model import Issued, Per
from tierline.entitlements.policy import Book
from tierline.entitlements.standard_text import read_standard
from tierline.policy.load import text_of
from tierline.rights.model import Actor, ActorKind
from tierline.settings import Settings
from tierline.sites.model import HEADQUARTERS, is_within


def present_book(connection: Connection, settings: Settings) -> Book:
    """All standards, with the amendments issued so far."""
    return book(connection, settings, store.last_amendment(connection))


def drafted_book(connection: Connection, settings: Settings, path: Path, today: date) -> Book:
    """All standards, with the one in a file in place of the one of its name, as if all of it held today.

    Raises PackUnreadable and PackError for a text that cannot stand.
    """
    draft = read_standard(text_of(path), path.name)
    versions = tuple(replace(each, starts_on=min(each.starts_on, today)) for each in draft.versions)
    present = present_book(connection, settings)
    standards = {**present.standards, draft.name: replace(draft, versions=versions)}
    return Book(standards, present.amendments)


def listed(connection: Connection, actor: Actor, on: date, settings: Settings) -> Sequence[InForce]:
    """The standards in force on a day, as headquarters has them."""
    actor.require("standard:read")
    return present_book(connection, settings).at(on, HEADQUARTERS).standards


def get(connection: Connection, actor: Actor, name: str, on: date, site: str, settings: Settings) -> InForce:
    """A standard as it holds on a day at a site. Raises StandardUnknown and StandardNotInForce."""
    actor.require("standard:read")
    return present_book(connection, settings).in_force(name, on, site)


def services(connection: Connection, on: date, site: str, settings: Settings) -> list[Row]:
    """The services of the standards in force on a day at a site, each by the first row that has it."""
    matrices = present_book(connection, settings).at(on, site)
    rows = (matrices.row(name) for name in matrices.services)
    return [row for row in rows if row is not None]


def amendments(
    connection: Connection, actor: Actor, name: str, listing: Listing, settings: Settings
) -> Page[Issued]:
    """A page of the amendments of a standard. Raises StandardUnknown."""
    actor.require("standard:read")
    present_book(connection, settings).standard(name)
    return store.amendments_of(connection, name, listing)


def amend(
    connection: Connection, actor: Actor, name: str, text: str, *, now: datetime, settings: Settings
) -> Issued:
    """Issue an amendment, or the local rules of a site; they hold from today on. Clauses: GOV-02, GOV-04.

    Only the department that owns the standard may; for a site, only those at it or above it. Raises
    AmendmentNotYours, AmendedMeanwhile, and PackUnreadable or PackError for a text that cannot stand.
    """
    actor.require("standard:amend")
    before = present_book(connection, settings)
    standard = before.standard(name)
    refusal = AmendmentNotYours(standard=name, owner=standard.owner)
    if actor.department != standard.owner:
        raise refusal
    number = max((each.number for each in before.amendments), default=0) + 1
    today = now.astimezone(settings.time_zone).date()
    draft = Issued(number, name, HEADQUARTERS, today, now, actor.id, text)
    site = amended(before, draft).amendments[-1].site
    if not is_within(site, actor.site):
        raise refusal
    issued = Issued(number, name, site, today, now, actor.id, text)
    if not store.amend(connection, issued):
        raise AmendedMeanwhile()
    audit.record(
        connection, actor, "standard.amend", ("standard", name), now=now, facts={"site": site, "no": number}
    )
    return issued


@dataclass(frozen=True)
class PlaceVisited:
    """A place of visits, its service, and its visits of this year; None for whoever may not know."""

    service: str
    place: VisitPlace
    visits: int | None


def places(connection: Connection, actor: Actor, now: datetime, settings: Settings) -> Sequence[PlaceVisited]:
    """Every place at which a service is had, with this year's visits by lines of the actor's site.

    Clause: ENT-14.
    """
    actor.require("entitlement:read")
    day = now.astimezone(settings.time_zone).date()
    matrices = present_book(connection, settings).at(day, actor.site)
    year = rules.period_of(now, settings.time_zone, Per.YEAR)
    rows = [row for name in matrices.services if (row := matrices.row(name)) is not None and row.places]
    found: list[PlaceVisited] = []
    for row in rows:
        counted = None
        if actor.kind is not ActorKind.CUSTOMER:
            counted = store.visits(connection, row.name, year, actor.site)
        found += [
            PlaceVisited(row.name, place, None if counted is None else counted.get(place.name, 0))
            for place in row.places
        ]
    return found
