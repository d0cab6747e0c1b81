"""What an event between runs does to a line, or why it does nothing; pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tierline.lines.model import EventKind, Line, LineEvent, Refusal, Status
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
            return {"status": Status.CLOSED.value, "suspended_for": None, "closed_on": closed_on}
        case EventKind.SUSPENDED:
            return {"status": Status.SUSPENDED.value, "suspended_for": event.facts["reason"]}
        case EventKind.RESUMED:
            return {"status": Status.ACTIVE.value, "suspended_for": None}
        case EventKind.NEW_OWNER:
            return {"owner_no": line.owner_no + 1, **UNKNOWN_OWNER}
        case _:
            return dict(event.facts)


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
