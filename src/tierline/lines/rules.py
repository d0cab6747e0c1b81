"""What an event between runs does to a line, or why it does nothing; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tierline.lines.model import (
    EventKind,
    Line,
    LineEvent,
    Membership,
    Outage,
    Refusal,
    StateRecord,
    Status,
    Suspension,
)
from tierline.wording import Language

CLOCKS_APART = timedelta(minutes=5)
"""How far the clock of another system may be ahead of ours."""

UNKNOWN_OWNER: dict[str, Any] = {
    "language": Language.ZH.value,
    "do_not_disturb": False,
    "birthday_month": None,
    "birthday_day": None,
    "arrears_months": 0,
    "arrears_fen": 0,
    "is_barred": False,
}
"""What is known of an owner who has said nothing yet: nothing of the one before. Clause: GOV-01."""


def refusal(
    event: LineEvent, line: Line | None, last_at: datetime | None, *, now: datetime
) -> Refusal | None:
    """Why an event cannot be applied to its line; `last_at` is the last applied one of the same concern.

    Closing applies whatever came before it, because it is final. Clause: GRD-20.
    """
    if event.happened_at > now + CLOCKS_APART:
        return Refusal.IN_FUTURE
    if event.kind is EventKind.JOINED:
        return Refusal.LINE_EXISTS if line else None
    if line is None:
        return Refusal.LINE_UNKNOWN
    if line.is_closed:
        return Refusal.LINE_CLOSED
    is_late = last_at is not None and event.happened_at < last_at
    return Refusal.OUTDATED if is_late and event.kind is not EventKind.CLOSED else None


def columns_after(event: LineEvent, line: Line, zone: ZoneInfo) -> dict[str, Any]:
    """The columns of a line that an event changes. A new owner keeps the tier. Clause: GRD-20."""
    match event.kind:
        case EventKind.CLOSED:
            closed_on = event.happened_at.astimezone(zone).date()
            return {**WORKING, "status": Status.CLOSED.value, "closed_on": closed_on}
        case EventKind.SUSPENDED:
            return suspended(line, Suspension(event.facts["reason"]))
        case EventKind.RESUMED:
            return dict(WORKING)
        case EventKind.NEW_OWNER:
            return {"owner_no": line.owner_no + 1, **UNKNOWN_OWNER}
        case _:
            return dict(event.facts)


def suspended(line: Line, reason: Suspension) -> dict[str, Any]:
    """The columns of a line that is off for one more reason: the customer's wish stands before arrears."""
    reasons = {line.suspended_for, reason}
    is_wished = Suspension.CUSTOMER in reasons
    return {
        "status": Status.SUSPENDED.value,
        "suspended_for": (Suspension.CUSTOMER if is_wished else Suspension.ARREARS).value,
        "is_barred": is_wished and (line.is_barred or Suspension.ARREARS in reasons),
    }


def resumed(line: Line, reason: Suspension) -> dict[str, Any]:
    """The columns of a line that is off for one reason less: it works again where none is left."""
    if reason is Suspension.CUSTOMER and line.is_barred:
        return {**OFF, "suspended_for": Suspension.ARREARS.value}
    if reason is Suspension.ARREARS and line.suspended_for is Suspension.CUSTOMER:
        return {**OFF, "suspended_for": Suspension.CUSTOMER.value}
    return dict(WORKING)


def in_force(running: Iterable[Membership]) -> list[Membership]:
    """Of the tiers that run on a day those in force: in each scheme what is set by hand, else the rated."""
    found = list(running)
    replaced = {one.scheme for one in found if one.by_hand is not None}
    return [one for one in found if one.by_hand is not None or one.scheme not in replaced]


def state_record(events: Sequence[LineEvent], line: Line, owned_since: datetime | None) -> StateRecord:
    """When a line was off, by its events in their order: those of joining, suspending, resuming and closing.

    Nothing is told of the time before `owned_since`. A monthly run changes the state without an event: what
    then has no moment has none here either. Clauses: GOV-01, GRD-20.
    """
    found: list[Outage] = []
    running: Outage | None = None
    for event in events:
        if owned_since is not None and event.happened_at < owned_since:
            continue
        if event.kind is EventKind.SUSPENDED:
            running = running or Outage(event.happened_at, None, (), is_over=False)
            given = [Suspension(event.facts["reason"])] if "reason" in event.facts else []
            running = replace(running, reasons=tuple(dict.fromkeys((*running.reasons, *given))))
        elif running is not None:
            found.append(replace(running, ended_at=event.happened_at, is_over=True))
            running = None
    if line.status is Status.SUSPENDED:
        now = running or Outage(None, None, (), is_over=False)
        found.append(replace(now, reasons=tuple(dict.fromkeys((*now.reasons, *reasons_of(line))))))
    elif running is not None:
        found.append(replace(running, is_over=True))
    first = events[0].happened_at if events else None
    known_from = max(first, owned_since) if first and owned_since else first
    return StateRecord(tuple(found), known_from)


def reasons_of(line: Line) -> tuple[Suspension, ...]:
    """What keeps a line off, first of all first."""
    first = (line.suspended_for,) if line.suspended_for else ()
    return (*first, Suspension.ARREARS) if line.is_barred else first


WORKING = {"status": Status.ACTIVE.value, "suspended_for": None, "is_barred": False}
OFF = {"status": Status.SUSPENDED.value, "is_barred": False}


def new_line(event: LineEvent, zone: ZoneInfo) -> dict[str, Any]:
    """The row of a line that joins: active, with its first owner, of whom nothing is known."""
    return {
        "id": event.line_id,
        **event.facts,
        "status": Status.ACTIVE.value,
        "joined_on": event.happened_at.astimezone(zone).date(),
        "owner_no": 1,
        **UNKNOWN_OWNER,
        "changed_at": event.happened_at,
        "version": 1,
    }
