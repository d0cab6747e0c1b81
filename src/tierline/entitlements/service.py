"""What a line may have, and using it: the decision and its record in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.ids import new_id
from tierline.database.paging import Listing, Page
from tierline.entitlements import store
from tierline.entitlements.errors import (
    NotReversible,
    PlaceUnknown,
    ServiceHandledElsewhere,
    StateNeeded,
    UseReversed,
    UseUnknown,
)
from tierline.entitlements.known import DO_NOT_DISTURB, Standing, known
from tierline.entitlements.matrix import Row, VisitPlace
from tierline.entitlements.model import Decision, Handling, Reason, Use
from tierline.entitlements.policy import Book
from tierline.lines import service as lines
from tierline.lines.errors import LineUnknown
from tierline.lines.model import Line, Membership
from tierline.rights.model import Actor
from tierline.settings import Settings

RECORDED = (Handling.USE, Handling.SWITCH, Handling.VISIT)
REVERSIBLE = (Handling.USE, Handling.VISIT)


@dataclass(frozen=True)
class Customer:
    """A line as whoever answers its call sees it: its number masked, every term that is its owner's to know,

    past ones and those to come too, and its standing. Of `terms` those in force are `standing.memberships`.
    """

    number: str
    terms: tuple[Membership, ...]
    standing: Standing


@dataclass(frozen=True)
class Offer:
    """What is chosen from when a service is used: places for a visit; for a switch whether it is on."""

    decision: Decision
    places: tuple[VisitPlace, ...]
    is_on: bool | None


def standing(connection: Connection, actor: Actor, line: Line, at: datetime, settings: Settings) -> Standing:
    """All decisions on a line at a moment, with its tiers and switches; two queries."""
    actor.require("entitlement:read")
    return known(connection, line, at, settings).standing


def customer(
    connection: Connection, actor: Actor, line_id: int, now: datetime, settings: Settings
) -> Customer:
    """Who is on the phone, all in three queries; raises LineUnknown for a line that the actor may not see."""
    actor.require("line:find")
    actor.require("entitlement:read")
    line = lines.get(connection, actor, line_id)
    terms = lines.memberships_of_owner(connection, line, zone=settings.time_zone)
    held = lines.in_force(terms, now.astimezone(settings.time_zone).date())
    found = known(connection, line, now, settings, held=tuple(held))
    return Customer(lines.shown_number(line), tuple(terms), found.standing)


def check(
    connection: Connection, actor: Actor, line: Line, at: datetime, settings: Settings
) -> tuple[Decision, ...]:
    """The decisions on all services of a line, by the memberships of that moment. Clauses: GRD-20, GRD-21."""
    return standing(connection, actor, line, at, settings).decided.decisions


def check_one(
    connection: Connection,
    actor: Actor,
    line: Line,
    service: str,
    at: datetime,
    settings: Settings,
    by: Book | None = None,
) -> Decision:
    """The decision on one service, `by` other standards than those issued if given. Raises ServiceUnknown."""
    actor.require("entitlement:read")
    return known(connection, line, at, settings, by).decision(service)


def offer(
    connection: Connection, actor: Actor, line: Line, service: str, at: datetime, settings: Settings
) -> Offer:
    """The decision on one service with what there is to choose. Raises ServiceUnknown."""
    actor.require("entitlement:read")
    found = known(connection, line, at, settings)
    decision = found.decision(service)
    row = found.matrices.row(service)
    assert row is not None
    is_on = None
    if row.handling is Handling.SWITCH:
        is_on = any(each.is_on for each in found.switched if each.service == service)
    return Offer(decision, row.places, is_on)


def use(
    connection: Connection,
    actor: Actor,
    line: Line,
    service: str,
    *,
    now: datetime,
    settings: Settings,
    place: str = "",
    is_on: bool | None = None,
) -> Use | Decision:
    """Use a service of the kinds use, switch or visit; the decision where it is refused.

    Raises ServiceUnknown, ServiceHandledElsewhere, PlaceUnknown and StateNeeded for what cannot be asked so.
    """
    actor.require("entitlement:use")
    return _take(
        connection, actor, line, service, now, settings, _Given(place, is_on, {}), handlings=RECORDED
    )


def take(
    connection: Connection,
    actor: Actor,
    line: Line,
    service: str,
    *,
    now: datetime,
    settings: Settings,
    facts: Mapping[str, Any] | None = None,
) -> Use | Decision:
    """Record the use of a service for the room whose procedure it is; the decision where it is refused.

    The room has checked what the actor may do. `facts` hold no personal data.
    """
    return _take(connection, actor, line, service, now, settings, _Given("", None, dict(facts or {})))


def uses(connection: Connection, actor: Actor, line: Line, listing: Listing, service: str = "") -> Page[Use]:
    """A page of what the present owner of a line has used."""
    actor.require("entitlement:read")
    return store.listed(connection, line.id, line.owner_no, service, listing)


def reverse(
    connection: Connection, actor: Actor, line: Line, use_id: str, *, reason: str, now: datetime
) -> Use:
    """Take back a use that was recorded by mistake, so that it counts no longer.

    Raises UseUnknown, UseReversed and NotReversible.
    """
    actor.require("entitlement:reverse")
    locked = _locked(connection, line)
    found = store.find(connection, use_id, locked.id, locked.owner_no)
    if found is None:
        raise UseUnknown()
    if found.handling not in REVERSIBLE:
        raise NotReversible(service=found.service, handling=found.handling.value)
    if not store.reverse(connection, use_id, reason, now):
        raise UseReversed()
    audit.record(connection, actor, "entitlement.reverse", ("use", use_id), now=now)
    changed = store.find(connection, use_id, locked.id, locked.owner_no)
    assert changed is not None
    return changed


@dataclass(frozen=True)
class _Given:
    """What came with a use."""

    place: str
    is_on: bool | None
    facts: dict[str, Any]


def _take(
    connection: Connection,
    actor: Actor,
    line: Line,
    service: str,
    now: datetime,
    settings: Settings,
    given: _Given,
    handlings: tuple[Handling, ...] = tuple(Handling),
) -> Use | Decision:
    """Decide under the line's lock, so that two at once cannot both take the last of a quota."""
    locked = _locked(connection, line)
    found = known(connection, locked, now, settings)
    decision = found.decision(service)
    if decision.handling not in handlings:
        raise ServiceHandledElsewhere(service=service, handling=decision.handling.value)
    row = found.matrices.row(service)
    assert row is not None
    _check_given(row, given)
    # What is on can be switched off by whoever may no longer switch it on.
    if not decision.is_granted and (given.is_on is not False or decision.reason is Reason.LINE_CLOSED):
        return decision
    taken = _use(locked, decision, actor, now, given)
    store.add(connection, taken)
    if taken.is_on is not None and service == DO_NOT_DISTURB:
        lines.set_do_not_disturb(connection, locked, taken.is_on)
    elif taken.is_on is not None:
        store.switch(connection, taken)
    audit.record(connection, actor, "entitlement.use", ("use", taken.id), now=now, facts={"service": service})
    return taken


def _use(line: Line, decision: Decision, actor: Actor, now: datetime, given: _Given) -> Use:
    return Use(
        id=new_id(),
        line_id=line.id,
        owner_no=line.owner_no,
        service=decision.service,
        handling=decision.handling,
        level=decision.level,
        standard=decision.standard,
        scheme=decision.scheme,
        tier=decision.tier,
        clause=decision.citation.clause,
        at=now,
        site=line.site,
        actor_id=actor.id,
        place=given.place,
        is_on=given.is_on,
        fee_fen=decision.fen("fee_yuan") or 0,
        facts={**given.facts, **_by_hand(decision)},
    )


def _by_hand(decision: Decision) -> dict[str, str]:
    """What a use records of a tier that was set by hand: no policy would tell later why it was had."""
    until = decision.by_hand_until
    return {} if until is None else {"by_hand_until": until.isoformat()}


def _check_given(row: Row, given: _Given) -> None:
    places = [place.name for place in row.places]
    if (given.place or places) and given.place not in places:
        raise PlaceUnknown(field="place", known=", ".join(places) or "-")
    if (given.is_on is not None) != (row.handling is Handling.SWITCH):
        raise StateNeeded(field="is_on")


def _locked(connection: Connection, line: Line) -> Line:
    """The line under its lock; a line that has another owner by now is not the one that was found."""
    locked = lines.lock(connection, line.id)
    if locked.owner_no != line.owner_no:
        raise LineUnknown()
    return locked
