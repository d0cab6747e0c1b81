"""The queries of events between runs: what is known of them, and the rows that they alone change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, and_, delete, func, or_, select, update

from tierline.database.upsert import Row, insert_new
from tierline.lines.model import Concern, EventKind, LineEvent, Status
from tierline.lines.store import line_events, lines, memberships


def end_memberships(connection: Connection, line_id: int, closed_on: date) -> None:
    """End what a line holds on the day it closed; what would have begun later never does. Clause: GRD-20."""
    of_line = memberships.c.line_id == line_id
    connection.execute(delete(memberships).where(of_line, memberships.c.since > closed_on))
    is_longer = or_(memberships.c.ends_on.is_(None), memberships.c.ends_on > closed_on)
    connection.execute(update(memberships).where(of_line, is_longer).values(ends_on=closed_on))


def add_line(connection: Connection, row: Row) -> bool:
    """Add a line; False where one of its id is there already."""
    return insert_new(connection, lines, row)


def lock_numbers(connection: Connection, numbers: Collection[str]) -> None:
    """Have other transactions wait that are about to give one of these numbers to a line."""
    if connection.dialect.name == "postgresql":
        # A number is no row that could be locked, and not unique; on SQLite a writer is alone anyway.
        for number in sorted(numbers):
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(number, 0))))


def is_taken(connection: Connection, msisdn: str, line_id: int) -> bool:
    """True where a line in use other than this one has the number."""
    others = and_(lines.c.msisdn == msisdn, lines.c.status != Status.CLOSED.value, lines.c.id != line_id)
    return connection.execute(select(lines.c.id).where(others).limit(1)).first() is not None


def known_events(connection: Connection, source: str, event_ids: Collection[str]) -> set[str]:
    """Those of these events that the source has reported before."""
    known = select(line_events.c.event_id).where(
        line_events.c.source == source, line_events.c.event_id.in_(event_ids)
    )
    return set(connection.scalars(known))


def latest_events(connection: Connection, line_ids: Collection[int]) -> dict[tuple[int, Concern], datetime]:
    """When the last applied event of each concern of these lines happened."""
    line_id, concern = line_events.c.line_id, line_events.c.concern
    latest = (
        select(line_id, concern, func.max(line_events.c.happened_at))
        .where(line_id.in_(line_ids), line_events.c.is_applied)
        .group_by(line_id, concern)
    )
    return {(found, Concern(about)): at for found, about, at in connection.execute(latest)}


def add_event(connection: Connection, row: Row) -> bool:
    """Record an event; False where its source has reported it before."""
    return insert_new(connection, line_events, row)


def owned_since(connection: Connection, line_id: int) -> datetime | None:
    """When the present owner took a line over; None for its first one."""
    events = line_events.c
    taken_over = select(func.max(events.happened_at)).where(
        events.line_id == line_id, events.concern == Concern.OWNER.value, events.is_applied
    )
    found: datetime | None = connection.execute(taken_over).scalar_one()
    return found


def of_state(connection: Connection, line_id: int) -> list[LineEvent]:
    """The applied events that say whether a line worked, in the order in which they happened."""
    events = line_events.c
    told = (
        select(events.event_id, events.kind, events.happened_at, events.facts)
        .where(
            events.line_id == line_id,
            events.concern.in_((Concern.EXISTENCE.value, Concern.STATUS.value)),
            events.is_applied,
        )
        .order_by(events.happened_at, events.id)
    )
    return [
        LineEvent(event_id, line_id, EventKind(kind), at, facts)
        for event_id, kind, at, facts in connection.execute(told)
    ]
