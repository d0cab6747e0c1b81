"""How a reconnection ends, with all that follows: by a job, by a report of billing, or by hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from tierline.jobs import service as jobs
from tierline.lines import service as lines
from tierline.lines.model import Line, Status, Suspension
from tierline.messages import service as messages
from tierline.reconnections import billing_store, rules, store
from tierline.reconnections.model import Ending, Reconnection, State, Step
from tierline.settings import Settings
from tierline.work_orders import service as work_orders
from tierline.work_orders.model import Outcome
from tierline.work_orders.service import SYSTEM


def locked(
    connection: Connection, settings: Settings, line_id: int, at: datetime, *, now: datetime
) -> tuple[Line, Reconnection | None]:
    """A line that nobody else changes, and the reconnection that it is on by at `at`.

    One whose time was up by then is expired first, so that whatever comes late, a worker or a report, finds
    things in the order in which they happened. Raises LineUnknown.
    """
    line = lines.lock(connection, line_id)
    active = store.active_of(connection, line_id)
    if active is None:
        return line, None
    if line.is_closed:
        _end_with_line(connection, line, active, now)
        return line, None
    if not rules.is_over(active, at):
        return line, active
    assert active.expires_at is not None
    expire(connection, settings, line, active, Ending.TIME_UP, active.expires_at, now=now)
    return lines.lock(connection, line_id), None


def schedule_expiry(
    connection: Connection, reconnection_id: str, expires_at: datetime, *, now: datetime
) -> None:
    """Have a reconnection expire at a moment.

    A job that is no longer needed, after a payment or an extension, is left to find nothing to do: moving it
    while its line is locked could meet a worker that holds the job and waits for the line.
    """
    key = f"reconnection.expire:{reconnection_id}:{expires_at.isoformat()}"
    payload = {"reconnection_id": reconnection_id}
    jobs.schedule(connection, "reconnection.expire", key, expires_at, payload, now=now)


def expire(
    connection: Connection,
    settings: Settings,
    line: Line,
    active: Reconnection,
    ending: Ending,
    at: datetime,
    *,
    now: datetime,
) -> None:
    """Suspend a line again whose time or credit ran out at `at`; close its order. Clauses: ENT-04, ENT-06."""
    change_state(connection, active, State.EXPIRED, ending, at, by=SYSTEM, now=now)
    suspend_again(connection, settings, line, active, at, now=now)
    conclude_order(connection, active, Outcome.SUSPENDED, by=SYSTEM, at=at)


def settle(connection: Connection, settings: Settings, line: Line, at: datetime, *, now: datetime) -> None:
    """Take note that nothing is owed on a locked line since `at`: what it is on by is settled, and stays.

    A payment that came in time and is reported after the expiry counts as if it had been reported in time.
    """
    paid = store.covering(connection, line.id, at)
    store.mark_paid(connection, line.id, at)
    if paid is None or State.SETTLED not in rules.TRANSITIONS[paid.state]:
        return
    change_state(connection, paid, State.SETTLED, Ending.PAID, at, by=SYSTEM, now=now)
    conclude_order(connection, paid, Outcome.SETTLED, by=SYSTEM, at=at)
    is_off = line.suspended_for is Suspension.ARREARS or line.is_barred
    is_last_word = not billing_store.has_later(connection, line.id, billing_store.STATUS_KINDS, at)
    changed_at = rules.changed_at(line, at)
    if is_off and is_last_word and lines.resume(connection, line, Suspension.ARREARS, now=changed_at):
        announce_resumption(connection, paid, "payment", now=now)
    messages.tell(
        connection, settings, line, "reconnection_settled", {}, now=now, key=f"reconnection.settled:{paid.id}"
    )


def suspend_again(
    connection: Connection,
    settings: Settings,
    line: Line,
    reconnection: Reconnection,
    at: datetime,
    *,
    now: datetime,
) -> None:
    """Suspend a locked line for its arrears, and tell network, billing and customer.

    One that is off at the customer's wish by now stays so, and is off for its arrears beside: paying must not
    bring a lost phone back on, nor finding it a line that is not paid.
    """
    key = f"reconnection.suspend:{reconnection.id}"
    if line.suspended_for is not Suspension.ARREARS:
        lines.suspend(connection, line, Suspension.ARREARS, now=rules.changed_at(line, at))
    if line.status is Status.ACTIVE:
        payload = {
            "line_id": line.id,
            "reason": Suspension.ARREARS.value,
            "reconnection_id": reconnection.id,
            "at": at.isoformat(),
        }
        messages.announce(connection, "line.suspend", payload, now=now, key=key)
    messages.tell(connection, settings, line, "reconnection_expired", {}, now=now, key=key)


def announce_resumption(
    connection: Connection, reconnection: Reconnection, reason: str, *, now: datetime
) -> None:
    """Tell network and billing that a line is on, on which credit and until when."""
    expires_at = reconnection.expires_at
    payload = {
        "line_id": reconnection.line_id,
        "reason": reason,
        "reconnection_id": reconnection.id,
        "credit_fen": reconnection.credit_fen,
        "expires_at": expires_at.isoformat() if expires_at else None,
    }
    key = f"reconnection.resume:{reconnection.id}:{reason}"
    messages.announce(connection, "line.resume", payload, now=now, key=key)


def change_state(
    connection: Connection,
    before: Reconnection,
    state: State,
    ending: Ending,
    at: datetime,
    *,
    by: str,
    note: str = "",
    now: datetime,
) -> None:
    """Record the end of a reconnection at its true instant, and the step in its history."""
    assert state in rules.TRANSITIONS[before.state]
    store.change(connection, before.id, state=state.value, reason=ending.value, ended_at=at)
    step = Step(at, now, by, before.state, state, ending.value, note, before.expires_at)
    store.add_step(connection, before.id, step)


def conclude_order(
    connection: Connection, reconnection: Reconnection, outcome: Outcome, *, by: str, at: datetime
) -> None:
    """Close the work order of a postpaid reconnection. Clause: ENT-06."""
    if reconnection.work_order_id is not None:
        work_orders.conclude(connection, reconnection.work_order_id, outcome, by=by, at=at)


def _end_with_line(connection: Connection, line: Line, active: Reconnection, now: datetime) -> None:
    assert active.granted_at is not None
    assert active.expires_at is not None
    at = max(active.granted_at, min(active.expires_at, line.changed_at or now))
    change_state(connection, active, State.ENDED, Ending.LINE_CLOSED, at, by=SYSTEM, now=now)
    conclude_order(connection, active, Outcome.ENDED, by=SYSTEM, at=at)
