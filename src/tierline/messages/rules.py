"""Decisions on messages: when one may go, whether at all, and what follows from an attempt to send it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo

from tierline.lines.model import Line
from tierline.messages.model import Part, Purpose, Reason, Receipt, State

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)


def quiet_end(now: datetime, begins: time, ends: time, zone: tzinfo) -> datetime | None:
    """End of the quiet hours that `now` falls into, by the clocks of `zone`; None outside of them.

    Quiet hours may go over midnight; where both times are equal there are none.
    """
    local = now.astimezone(zone)
    clock = local.time()
    if begins <= ends:
        is_quiet, next_day = begins <= clock < ends, False
    else:
        is_quiet, next_day = clock >= begins or clock < ends, clock >= begins
    if not is_quiet:
        return None
    # Put together from the day and the time anew, so that an hour that clocks skip or repeat does not count.
    end = datetime.combine(local.date() + timedelta(days=next_day), ends, tzinfo=zone)
    return max(end.astimezone(UTC), now.astimezone(UTC))


def withheld_at_writing(purpose: Purpose, line: Line) -> Reason | None:
    """Why a message is not sent at all; None where it is. Clause: ENT-11."""
    return Reason.DO_NOT_DISTURB if purpose.may_disturb and line.do_not_disturb else None


def withheld_at_sending(purpose: Purpose, owner_no: int | None, line: Line | None) -> Reason | None:
    """Why a message that was written earlier no longer goes to its line. Clauses: ENT-11, GRD-20."""
    if line is None:
        return Reason.LINE_GONE
    if line.is_closed:
        return Reason.LINE_CLOSED
    if line.owner_no != owner_no:
        return Reason.OWNER_CHANGED
    return withheld_at_writing(purpose, line)


def pause(attempts: int, draw: float) -> timedelta:
    """How long to wait after the attempt of that number, twice as long each time.

    `draw` from 0 to 1 spreads it over the upper half, so that what failed together does not come together.
    """
    whole = min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)
    return whole * (0.5 + draw / 2)


def state_by_receipts(parts: Sequence[Part]) -> tuple[State, str]:
    """Where a message stands by the receipts of its parts, with the reason of the first that failed."""
    failed = [part.reason for part in parts if part.receipt is Receipt.FAILED]
    if failed:
        return State.FAILED, failed[0]
    if parts and all(part.receipt is Receipt.DELIVERED for part in parts):
        return State.DELIVERED, ""
    return State.SENT, ""
