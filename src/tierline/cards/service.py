"""Issuing, replacing and voiding cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from secrets import randbelow

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.cards import rules, store
from tierline.cards.errors import CardUnknown, CardVoid
from tierline.cards.model import Card, VoidReason
from tierline.database.errors import ChangedMeanwhile
from tierline.database.ids import new_id
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.rights.model import Actor


def of_line(connection: Connection, actor: Actor, msisdn: str) -> Sequence[Card]:
    """The cards of the line's present owner, void ones too, the latest first. Raises LineUnknown."""
    actor.require("card:read")
    line = lines.find(connection, actor, msisdn)
    return store.of_owner(connection, line.id, line.owner_no)


def valid_of(connection: Connection, line: Line) -> Sequence[Card]:
    """The valid cards of a line, by scheme; for other rooms."""
    return store.valid_ones(connection, line.id)


def issue(connection: Connection, line: Line, scheme: str, tier: str, *, now: datetime) -> Card:
    """The valid card of a locked line for its tier: the one there is, or a new one in place of another's.

    Doing it again changes nothing. Clauses: GRD-07, GRD-13.
    """
    before = _valid(connection, line.id, scheme)
    if before and before.tier == tier and before.owner_no == line.owner_no:
        return before
    if before:
        is_same_owner = before.owner_no == line.owner_no
        reason = VoidReason.NEW_TIER if is_same_owner else VoidReason.NEW_OWNER
        store.void(connection, before, reason, now)
    return _issue(connection, line, scheme, tier, now)


def void(
    connection: Connection, line: Line, reason: VoidReason, *, now: datetime, scheme: str | None = None
) -> Sequence[Card]:
    """Make the valid cards of a locked line void, those of one scheme or all; return them. Clause: GRD-08."""
    found = [card for card in store.valid_ones(connection, line.id) if scheme in (None, card.scheme)]
    for card in found:
        store.void(connection, card, reason, now)
    return found


def replace(
    connection: Connection,
    actor: Actor,
    msisdn: str,
    card_id: str,
    version: int,
    reason: VoidReason,
    *,
    now: datetime,
) -> Card:
    """A new card of the same tier in place of one. Raises CardUnknown, CardVoid and ChangedMeanwhile."""
    line, card = _voided(connection, actor, msisdn, card_id, version, reason, now)
    new = _issue(connection, line, card.scheme, card.tier, now)
    facts = {"reason": reason.value, "replaced_by": new.id}
    audit.record(connection, actor, "card.replace", ("card", card.id), now=now, facts=facts)
    return new


def void_one(
    connection: Connection,
    actor: Actor,
    msisdn: str,
    card_id: str,
    version: int,
    reason: VoidReason,
    *,
    now: datetime,
) -> Card:
    """Make one card void by hand; it as it is then. Raises CardUnknown, CardVoid and ChangedMeanwhile."""
    line, card = _voided(connection, actor, msisdn, card_id, version, reason, now)
    audit.record(connection, actor, "card.void", ("card", card.id), now=now, facts={"reason": reason.value})
    return _known(connection, line, card_id)


def _voided(
    connection: Connection,
    actor: Actor,
    msisdn: str,
    card_id: str,
    version: int,
    reason: VoidReason,
    now: datetime,
) -> tuple[Line, Card]:
    """The line, locked, and its card as it was before it was made void."""
    actor.require("card:manage")
    line = lines.lock(connection, lines.find(connection, actor, msisdn).id)
    card = _known(connection, line, card_id)
    if card.version != version:
        raise ChangedMeanwhile(held=version)
    if card.voided_at is not None:
        raise CardVoid(voided_at=card.voided_at)
    store.void(connection, card, reason, now)
    return line, card


def _known(connection: Connection, line: Line, card_id: str) -> Card:
    card = store.one(connection, card_id, line.id, line.owner_no)
    if card is None:
        raise CardUnknown()
    return card


def _valid(connection: Connection, line_id: int, scheme: str) -> Card | None:
    return next((card for card in store.valid_ones(connection, line_id) if card.scheme == scheme), None)


def _issue(connection: Connection, line: Line, scheme: str, tier: str, now: datetime) -> Card:
    # A number drawn a second time is drawn anew; the line is locked, so nothing else is in the way.
    while True:
        number = rules.number(randbelow(10**rules.DRAWN_DIGITS))
        card = Card(new_id(), line.id, line.owner_no, scheme, tier, number, now, None, None, version=1)
        if store.add(connection, card):
            return card
