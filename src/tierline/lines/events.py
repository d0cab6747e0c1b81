"""What happens to lines between runs, told by other systems or done here; it acts at once. Clause: GRD-20.

Nothing is sent on to the rooms above: a line that was closed, or has a new owner, says so itself, and each
room asks the line when it matters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.ids import new_id
from tierline.lines import event_store, rules, store
from tierline.lines.model import (
    Concern,
    EventKind,
    EventResult,
    Line,
    LineEvent,
    Outcome,
    Refusal,
    Suspension,
)
from tierline.rights.model import Actor
from tierline.sites.model import HEADQUARTERS, is_within

OURS = "tierline"
"""The source of events that the service itself brings about."""


def report(
    connection: Connection, actor: Actor, events: Sequence[LineEvent], *, zone: ZoneInfo, now: datetime
) -> list[EventResult]:
    """Apply events in the order given, and say of each what came of it; the actor is their source.

    An event that the same actor reported before does nothing again. A refused one leaves no trace and may be
    reported again, but for one that a later event has overtaken: it is recorded and never applied.
    """
    actor.require("line:event")
    batch = _Batch(connection, actor.id, actor.site, events)
    results = [_take(connection, batch, event, zone, now) for event in events]
    counts = Counter(one.refusal.value if one.refusal else one.outcome.value for one in results)
    audit.record(
        connection,
        actor,
        "line.events",
        ("events", len(results)),
        now=now,
        facts=dict(sorted(counts.items())),
    )
    return results


def happened(
    connection: Connection, event: LineEvent, *, zone: ZoneInfo, now: datetime, source: str = OURS
) -> EventResult:
    """Apply an event that a room of the service brings about itself, such as an order for a new plan."""
    return _take(connection, _Batch(connection, source, HEADQUARTERS, [event]), event, zone, now)


def note(
    connection: Connection, line: Line, kind: EventKind, *, now: datetime, reason: Suspension | None = None
) -> None:
    """Record an event of a locked line that has been applied already, so that it outweighs an earlier run."""
    facts = {"reason": reason.value} if reason else {}
    event = LineEvent(new_id(), line.id, kind, now, facts)
    _record(connection, OURS, event, is_applied=True, now=now)


@dataclass
class _Batch:
    """What is known of the lines of a batch, which are locked, and of what its source reported before."""

    connection: Connection
    source: str
    site: str
    events: Sequence[LineEvent]
    lines: dict[int, Line] = field(init=False)
    latest: dict[tuple[int, Concern], datetime] = field(init=False)
    known: set[str] = field(init=False)

    def __post_init__(self) -> None:
        ids = {event.line_id for event in self.events}
        self.lines = store.by_ids(self.connection, ids, locked=True)
        event_store.lock_numbers(
            self.connection, {event.facts["msisdn"] for event in self.events if "msisdn" in event.facts}
        )
        # Only what is read after the locks is what stands until the end of the transaction.
        self.latest = event_store.latest_events(self.connection, ids)
        self.known = event_store.known_events(
            self.connection, self.source, {event.event_id for event in self.events}
        )

    def line(self, event: LineEvent) -> Line | None:
        """The line of an event, if its reporter may see it."""
        line = self.lines.get(event.line_id)
        return line if line and (event.kind is EventKind.JOINED or is_within(line.site, self.site)) else None


def _take(
    connection: Connection, batch: _Batch, event: LineEvent, zone: ZoneInfo, now: datetime
) -> EventResult:
    if event.event_id in batch.known:
        return EventResult(event.event_id, Outcome.REPEATED)
    refused = _refusal(connection, batch, event, now)
    if refused is None and not _apply(connection, batch, event, zone):
        refused = Refusal.LINE_EXISTS
    if refused in (None, Refusal.OUTDATED):
        _record(connection, batch.source, event, is_applied=refused is None, now=now)
        batch.known.add(event.event_id)
    if refused:
        return EventResult(event.event_id, Outcome.REFUSED, refused)
    batch.latest[event.line_id, event.concern] = event.happened_at
    return EventResult(event.event_id, Outcome.APPLIED)


def _refusal(connection: Connection, batch: _Batch, event: LineEvent, now: datetime) -> Refusal | None:
    last_at = batch.latest.get((event.line_id, event.concern))
    refused = rules.refusal(event, batch.line(event), last_at, now=now)
    if refused:
        return refused
    if not is_within(event.facts.get("site", batch.site), batch.site):
        return Refusal.SITE_OUTSIDE
    number = event.facts.get("msisdn")
    if number and event_store.is_taken(connection, number, event.line_id):
        return Refusal.NUMBER_TAKEN
    return None


def _apply(connection: Connection, batch: _Batch, event: LineEvent, zone: ZoneInfo) -> bool:
    """Change the line, or add it; False where a line of its id has been added meanwhile."""
    line = batch.lines.get(event.line_id)
    if line is None:
        if not event_store.add_line(connection, rules.new_line(event, zone)):
            return False
    else:
        columns = rules.columns_after(event, line, zone)
        store.change(connection, line.id, changed_at=event.happened_at, **columns)
        if event.kind is EventKind.CLOSED:
            event_store.end_memberships(connection, line.id, columns["closed_on"])
    found = store.lock(connection, event.line_id)
    assert found is not None
    batch.lines[event.line_id] = found
    return True


def _record(
    connection: Connection, source: str, event: LineEvent, *, is_applied: bool, now: datetime
) -> None:
    row = {
        "source": source,
        "event_id": event.event_id,
        "line_id": event.line_id,
        "kind": event.kind.value,
        "concern": event.concern.value,
        "happened_at": event.happened_at,
        "received_at": now,
        "is_applied": is_applied,
        "facts": {name: value for name, value in event.facts.items() if name != "msisdn"},
    }
    event_store.add_event(connection, row)
