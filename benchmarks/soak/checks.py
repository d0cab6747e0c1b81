"""What has to hold of quotas, reconnections, lines and slots, whatever went on at once; read by SQL."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, func, select

from benchmarks.soak.findings import LATE, Finding, Look, finding
from tierline.appointments.model import State as AppointmentState
from tierline.appointments.store import appointments, slots
from tierline.entitlements.model import Level, Per, Quota
from tierline.entitlements.policy import Book, read_standards
from tierline.entitlements.store import uses
from tierline.lines.events import OURS
from tierline.lines.model import Concern, EventKind, Status, Suspension
from tierline.lines.store import line_events, lines
from tierline.reconnections.model import GRANTED, Ending, Outcome, State
from tierline.reconnections.model import EventKind as Report
from tierline.reconnections.store import billing_events, reconnections, steps

STATUS_AFTER = {
    EventKind.SUSPENDED.value: Status.SUSPENDED.value,
    EventKind.RESUMED.value: Status.ACTIVE.value,
    EventKind.CLOSED.value: Status.CLOSED.value,
}


# ---------------------------------------------------------------- quotas


def quotas(look: Look) -> Finding:
    """No more uses in a calendar period than the best of the tiers that they were granted by allows."""
    privileges = [level.value for level in Level if level.is_privilege]
    counting = select(uses).where(uses.c.reversed_at.is_(None), uses.c.level.in_(privileges))
    book = Book(read_standards(None))
    taken: Counter[tuple[int, int, str, str]] = Counter()
    allowed: defaultdict[tuple[int, int, str, str], int] = defaultdict(int)
    looked_at = 0
    for use in look.connection.execute(counting).mappings():
        quota = _quota(book, use, look.zone)
        if quota is None:
            continue
        looked_at += 1
        local = use["at"].astimezone(look.zone)
        period = f"{local:%Y-%m}" if quota.per is Per.MONTH else f"{local:%Y}"
        key = (use["line_id"], use["owner_no"], use["service"], period)
        taken[key] += 1
        allowed[key] = max(allowed[key], quota.times)
    violations = (
        f"line {line_id}, owner {owner}: {service} {count} times in {period}, {allowed[key]} allowed"
        for key, count in taken.items()
        if count > allowed[key]
        for line_id, owner, service, period in [key]
    )
    return finding("no quota is exceeded for a line, owner, service and period", looked_at, violations)


def _quota(book: Book, use: RowMapping, zone: ZoneInfo) -> Quota | None:
    standard = book.in_force(use["standard"], use["at"].astimezone(zone).date(), use["site"])
    cells = standard.rows[use["service"]].cells
    if not use["tier"]:
        # A segment decided, or the column of those without a tier: which one, the use does not say.
        found = [cell.quota for cell in cells.values() if cell.quota]
        return max(found, key=lambda quota: quota.times, default=None)
    read_as = standard.standard.schemes[use["scheme"]].read_as.get(use["tier"])
    return cells[read_as.column if read_as else use["tier"]].quota


# ---------------------------------------------------------------- reconnections


def once_a_month(look: Look) -> Finding:
    """An owner of a line is reconnected once in a calendar month."""
    granted = _granted(look)
    months = Counter(
        (row["line_id"], row["owner_no"], f"{row['granted_at'].astimezone(look.zone):%Y-%m}")
        for row in granted
    )
    violations = (
        f"line {line_id}, owner {owner}: {count} reconnections in {month}"
        for (line_id, owner, month), count in months.items()
        if count > 1
    )
    return finding("a line is reconnected at most once a month", len(granted), violations)


def endings(look: Look) -> Finding:
    """A reconnection ends when its time or credit does, at the true instant, and counts what was used."""
    counted = (
        select(billing_events.c.reconnection_id, func.sum(billing_events.c.fen))
        .where(billing_events.c.kind == Report.USAGE.value, billing_events.c.outcome == Outcome.APPLIED.value)
        .group_by(billing_events.c.reconnection_id)
    )
    used = {row[0]: int(row[1]) for row in look.connection.execute(counted)}
    granted = _granted(look)

    def violations() -> Iterator[str]:
        for row in granted:
            which = f"reconnection {row['id']}"
            is_active, reason = row["state"] == State.ACTIVE.value, row["reason"]
            if is_active and row["expires_at"] < look.now - LATE:
                yield f"{which}: active past its expiry"
            if row["used_fen"] != used.get(row["id"], 0):
                yield f"{which}: {row['used_fen']} fen used, {used.get(row['id'], 0)} reported"
            if is_active and row["credit_fen"] is not None and row["used_fen"] >= row["credit_fen"]:
                yield f"{which}: active without credit"
            if reason == Ending.TIME_UP.value and row["ended_at"] != row["expires_at"]:
                yield f"{which}: its time was up at {row['expires_at']}, it ended at {row['ended_at']}"

    return finding(
        "reconnections end with their time or credit, at the true instant", len(granted), violations()
    )


def histories(look: Look) -> Finding:
    """Each state of a reconnection is entered once, and the last one is where it stands."""
    entered: defaultdict[str, list[str]] = defaultdict(list)
    changes = select(steps.c.reconnection_id, steps.c.from_state, steps.c.to_state).order_by(steps.c.id)
    for reconnection_id, before, after in look.connection.execute(changes):
        if before != after:
            entered[reconnection_id].append(after)
    stand = look.connection.execute(select(reconnections.c.id, reconnections.c.state)).all()
    violations = (
        f"reconnection {one}: is {state}, went through {', '.join(entered[one])}"
        for one, state in stand
        if not entered[one] or entered[one][-1] != state or len(set(entered[one])) != len(entered[one])
    )
    return finding("each step of a reconnection is taken once", len(stand), violations)


def on_and_off(look: Look) -> Finding:
    """A line is on while it is reconnected, and off once that has run out unpaid.

    Lines of whose status another system had the last word are left out: what it says acts at once.
    """
    others = {row.id for row in _last_said(look) if row.source != OURS}
    last: dict[int, RowMapping] = {}
    for row in sorted(_granted(look), key=lambda one: one["granted_at"]):
        if row["line_id"] not in others:
            last[row["line_id"]] = row
    statement = select(lines.c.id, lines.c.status, lines.c.suspended_for).where(
        lines.c.id.in_(select(reconnections.c.line_id))
    )
    stand = {row.id: row for row in look.connection.execute(statement)}

    def violations() -> Iterator[str]:
        for line_id, row in last.items():
            line = stand[line_id]
            is_by_customer = line.suspended_for == Suspension.CUSTOMER.value
            if (
                row["state"] == State.ACTIVE.value
                and line.status == Status.SUSPENDED.value
                and not is_by_customer
            ):
                yield f"line {line_id}: off, and reconnected"
            if (
                row["state"] == State.EXPIRED.value
                and not row["paid_at"]
                and line.status == Status.ACTIVE.value
            ):
                yield f"line {line_id}: on, and its reconnection has run out unpaid"

    return finding("a line is on while it is reconnected, and off once that ran out", len(last), violations())


def _granted(look: Look) -> list[RowMapping]:
    states = [state.value for state in GRANTED]
    wanted = select(reconnections).where(reconnections.c.state.in_(states))
    return list(look.connection.execute(wanted).mappings())


# ---------------------------------------------------------------- lines and slots


def statuses(look: Look) -> Finding:
    """A line is what the last event about its status says."""
    rows = _last_said(look)
    violations = (
        f"line {row.id}: {row.status}, and the last event was {row.kind}"
        for row in rows
        if STATUS_AFTER[row.kind] != row.status
    )
    return finding("lines stand as the last event left them", len(rows), violations)


def _last_said(look: Look) -> Sequence[Any]:
    """Lines with their status, and kind and source of the last event about it."""
    events = line_events.c
    last = (
        select(events.line_id, func.max(events.id).label("id"))
        .where(events.concern == Concern.STATUS.value, events.is_applied)
        .group_by(events.line_id)
        .subquery()
    )
    said = (
        select(lines.c.id, lines.c.status, events.kind, events.source)
        .join(last, last.c.line_id == lines.c.id)
        .join(line_events, events.id == last.c.id)
    )
    return look.connection.execute(said).all()


def places(look: Look) -> Finding:
    """As many places of a slot are taken as appointments hold, and no more than there are."""
    holds = appointments.c.state != AppointmentState.CANCELLED.value
    held = select(appointments.c.slot_id, func.count()).where(holds).group_by(appointments.c.slot_id)
    booked = {row[0]: int(row[1]) for row in look.connection.execute(held)}
    rows = look.connection.execute(select(slots)).mappings().all()
    violations = (
        f"slot {row['id']}: {booked.get(row['id'], 0)} booked, {row['taken']} taken of {row['capacity']}"
        for row in rows
        if not booked.get(row["id"], 0) == row["taken"] <= row["capacity"]
    )
    return finding("taken places are booked ones, and no more than there are", len(rows), violations)


CHECKS = (quotas, once_a_month, endings, histories, on_and_off, statuses, places)
