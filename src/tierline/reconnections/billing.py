"""What the billing side reports of lines, and what follows: apart from service.py, where people act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from tierline.lines import service as lines
from tierline.lines.model import Line, Suspension
from tierline.reconnections import billing_store, endings, rules, store
from tierline.reconnections.billing_store import ARREARS_KINDS, STATUS_KINDS
from tierline.reconnections.model import BillingEvent, Ending, EventAnswer, EventKind, Outcome, Reconnection
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.sites.model import is_within


def report(
    connection: Connection, settings: Settings, actor: Actor, events: Sequence[BillingEvent], *, now: datetime
) -> list[EventAnswer]:
    """Apply reports in the order in which they happened; the answers come in the order of `events`.

    A report of a source and id that were here before has no effect. Clauses: ENT-04, ENT-05.
    """
    actor.require("billing:report")
    ids = [_line_id(connection, actor, event) for event in events]
    # Locked together and in one order, two reports at once cannot wait for each other.
    lines.lock_all(connection, {line_id for line_id in ids if line_id is not None})
    answers: dict[int, EventAnswer] = {}
    for place in sorted(range(len(events)), key=lambda place: events[place].at):
        answers[place] = _take(connection, settings, events[place], ids[place], now)
    return [answers[place] for place in range(len(events))]


def _line_id(connection: Connection, actor: Actor, event: BillingEvent) -> int | None:
    if event.line_id is not None:
        line = lines.of_id(connection, event.line_id)
    else:
        line = lines.of_number(connection, event.msisdn or "")
    return line.id if line is not None and is_within(line.site, actor.site) else None


def _take(
    connection: Connection, settings: Settings, event: BillingEvent, line_id: int | None, now: datetime
) -> EventAnswer:
    before = billing_store.find(connection, event.source, event.event_id)
    if before is not None:
        is_same = (before["kind"], before["at"], before["fen"]) == (event.kind.value, event.at, event.fen)
        if is_same and before["line_id"] == line_id:
            return _answer(event, Outcome.REPEATED, before["reason"])
        return _answer(event, Outcome.REFUSED, "id_reused")
    if line_id is None:
        billing_store.add(connection, event, None, None, "line_unknown", now)
        return _answer(event, Outcome.REFUSED, "line_unknown")
    line, active = endings.locked(connection, settings, line_id, min(event.at, now), now=now)
    covering = store.covering(connection, line_id, event.at)
    refusal = rules.event_refusal(event, line, covering, active is not None, now)
    if refusal is None and event.kind in STATUS_KINDS:
        is_old = billing_store.has_later(connection, line_id, STATUS_KINDS, event.at)
        refusal = "superseded" if is_old else None
    counted = covering.id if covering else None
    if not billing_store.add(connection, event, line_id, counted, refusal, now):
        return _answer(event, Outcome.REPEATED, "")
    if refusal is not None:
        return _answer(event, Outcome.REFUSED, refusal)
    _apply(connection, settings, event, line, covering, active, now)
    return _answer(event, Outcome.APPLIED, "")


def _apply(
    connection: Connection,
    settings: Settings,
    event: BillingEvent,
    line: Line,
    covering: Reconnection | None,
    active: Reconnection | None,
    now: datetime,
) -> None:
    if event.kind is EventKind.USAGE:
        assert covering is not None
        _use_credit(connection, settings, event, line, covering, now)
    elif event.kind in ARREARS_KINDS:
        _set_arrears(connection, event, line, active)
    elif event.kind is EventKind.SUSPENDED_FOR_ARREARS:
        lines.suspend(connection, line, Suspension.ARREARS, now=rules.changed_at(line, event.at))
    elif line.suspended_for is Suspension.ARREARS or line.is_barred:
        lines.resume(connection, line, Suspension.ARREARS, now=rules.changed_at(line, event.at))
    if rules.settles(event):
        line = lines.lock(connection, line.id)
        endings.settle(connection, settings, line, event.at, now=now)


def _use_credit(
    connection: Connection,
    settings: Settings,
    event: BillingEvent,
    line: Line,
    covering: Reconnection,
    now: datetime,
) -> None:
    """Count usage; where it takes the last of the credit, the line is suspended since then. ENT-04."""
    store.add_usage(connection, covering.id, event.fen)
    credit = covering.credit_fen
    if credit is None or not covering.is_active or covering.used_fen + event.fen < credit:
        return
    at = rules.used_up_at(billing_store.usages_of(connection, covering.id), credit)
    assert at is not None
    endings.expire(connection, settings, line, covering, Ending.CREDIT_USED_UP, at, now=now)


def _set_arrears(
    connection: Connection, event: BillingEvent, line: Line, active: Reconnection | None
) -> None:
    """Take over what is overdue, unless a later report has said so already."""
    if billing_store.has_later(connection, line.id, ARREARS_KINDS, event.at):
        return
    months, fen = event.arrears_months, event.arrears_fen
    lines.set_arrears(connection, line, months=months, fen=fen, now=rules.changed_at(line, event.at))
    if active is not None:
        store.set_arrears(connection, active.id, months=months, fen=fen)


def _answer(event: BillingEvent, outcome: Outcome, reason: str) -> EventAnswer:
    return EventAnswer(event.source, event.event_id, outcome, reason)
