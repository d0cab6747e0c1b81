"""Queries on what the billing side reported, apart from those on reconnections; the table is in store.py."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, RowMapping, exists, select

from tierline.database.upsert import insert_new
from tierline.reconnections.model import BillingEvent, EventKind, Outcome
from tierline.reconnections.store import billing_events

ARREARS_KINDS = (EventKind.PAYMENT, EventKind.ARREARS)
STATUS_KINDS = (EventKind.SUSPENDED_FOR_ARREARS, EventKind.RESUMED)


def add(
    connection: Connection,
    event: BillingEvent,
    line_id: int | None,
    reconnection_id: str | None,
    refusal: str | None,
    now: datetime,
) -> bool:
    """Add a report with what becomes of it; False where one of its source and id stands already."""
    row = {
        "source": event.source,
        "event_id": event.event_id,
        "kind": event.kind.value,
        "at": event.at,
        "line_id": line_id,
        "fen": event.fen,
        "arrears_months": event.arrears_months,
        "arrears_fen": event.arrears_fen,
        "reconnection_id": reconnection_id,
        "outcome": (Outcome.REFUSED if refusal else Outcome.APPLIED).value,
        "reason": refusal or "",
        "received_at": now,
    }
    return insert_new(connection, billing_events, row)


def find(connection: Connection, source: str, event_id: str) -> RowMapping | None:
    """The report of that source and id."""
    events = billing_events.c
    found = select(billing_events).where(events.source == source, events.event_id == event_id)
    return connection.execute(found).mappings().one_or_none()


def has_later(connection: Connection, line_id: int, kinds: tuple[EventKind, ...], at: datetime) -> bool:
    """True where a report of these kinds, of a later moment, has been applied to a line."""
    events = billing_events.c
    later = exists().where(
        events.line_id == line_id,
        events.at > at,
        events.kind.in_([kind.value for kind in kinds]),
        events.outcome == Outcome.APPLIED.value,
    )
    return bool(connection.execute(select(later)).scalar_one())


def usages_of(connection: Connection, reconnection_id: str) -> list[tuple[datetime, int]]:
    """Moment and fen of the usage that was counted against a reconnection."""
    events = billing_events.c
    counted = select(events.at, events.fen).where(
        events.reconnection_id == reconnection_id,
        events.kind == EventKind.USAGE.value,
        events.outcome == Outcome.APPLIED.value,
    )
    return [(row.at, row.fen) for row in connection.execute(counted)]
