"""Taking in what a run obliges to, seeing it, and having it carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.errors import ChangedMeanwhile
from tierline.database.paging import Listing, Page
from tierline.duties import rules, store
from tierline.duties.carrying_out import carry_out
from tierline.duties.errors import DutyOver, DutyUnknown
from tierline.duties.model import NewDuty, OwedDuty, State, Tally, Wanted
from tierline.jobs import service as jobs
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.policy.vocabulary import Duty
from tierline.rights.model import Actor
from tierline.settings import Settings

CARRY_OUT = "duties.carry_out"

DUTIES_AT_ONCE = 200
"""Carried out in one transaction: so few that a counter that writes at the same time hardly waits."""

LINES_AT_ONCE = 500
"""Looked up in one query."""


def owe(connection: Connection, new: Sequence[NewDuty], *, now: datetime) -> int:
    """Take in duties, at most some thousands, and have one job carry them out; how many are new.

    A duty that stands already is left as it is, done or not, so that a run can be handed in again. For a line
    that the service does not know nothing is owed.
    """
    known = _lines(connection, [duty.line_id for duty in new])
    rows = [_row(duty, known[duty.line_id]) for duty in new if duty.line_id in known]
    ids = store.add(connection, rows)
    if ids:
        _schedule(connection, min(ids), max(ids), now, now)
    return len(ids)


def list_duties(connection: Connection, actor: Actor, wanted: Wanted, listing: Listing) -> Page[OwedDuty]:
    """A page of the duties of the actor's site and below it."""
    actor.require("duty:read")
    return store.list_duties(connection, actor.site, wanted, listing)


def counted(
    connection: Connection, actor: Actor, *, scheme: str, month: date
) -> dict[tuple[Duty, State], int]:
    """How many duties of a run there are by kind and state, at the actor's site and below it."""
    actor.require("duty:read")
    return store.counted(connection, actor.site, scheme, month)


def tally(connection: Connection, actor: Actor, *, today: date) -> Tally:
    """What is open at the actor's site and below it, and what of it is overdue."""
    actor.require("duty:read")
    return store.tally(connection, actor.site, today)


def get(connection: Connection, actor: Actor, duty_id: int) -> OwedDuty:
    """One duty. Raises DutyUnknown where the actor does not see it."""
    actor.require("duty:read")
    duty = store.find(connection, duty_id, actor.site)
    if duty is None:
        raise DutyUnknown()
    return duty


def carry_out_one(
    connection: Connection, actor: Actor, settings: Settings, duty_id: int, version: int, *, now: datetime
) -> OwedDuty:
    """Carry a duty out at once by hand; as it stands then, which may be still owed for want of room.

    Raises DutyUnknown, DutyOver and ChangedMeanwhile.
    """
    actor.require("duty:carry_out")
    duty = store.lock(connection, duty_id, actor.site)
    if duty is None:
        raise DutyUnknown()
    if duty.version != version:
        raise ChangedMeanwhile(held=version)
    if not duty.is_open:
        raise DutyOver(state=duty.state.value)
    (outcome,) = carry_out(connection, settings, [duty], now=now)
    facts = {"state": outcome.state.value, "problem": outcome.problem}
    audit.record(connection, actor, "duty.carry_out", ("duty", duty_id), now=now, facts=facts)
    return get(connection, actor, duty_id)


def carry_out_next(
    connection: Connection, settings: Settings, first: int, last: int | None, *, now: datetime
) -> tuple[int, int | None]:
    """Carry out some of the duties from `first` to `last`: how many, and the id to go on from.

    None where none is left that can be tried today.
    """
    today = now.astimezone(settings.time_zone).date()
    found = store.lock_waiting(connection, first, last, today, DUTIES_AT_ONCE)
    carry_out(connection, settings, found, now=now)
    return len(found), found[-1].id + 1 if len(found) == DUTIES_AT_ONCE else None


def go_on(connection: Connection, first: int, last: int, *, due_at: datetime, now: datetime) -> None:
    """Have the rest of a range carried out in a transaction of its own."""
    _schedule(connection, first, last, due_at, now)


def _schedule(connection: Connection, first: int, last: int, due_at: datetime, now: datetime) -> None:
    # How far it has come is in the key, so that each part is done once, whatever stops a worker.
    payload = {"first": first, "last": last}
    jobs.schedule(connection, CARRY_OUT, f"{CARRY_OUT}:{first}-{last}", due_at, payload, now=now)


def _lines(connection: Connection, line_ids: Sequence[int]) -> dict[int, Line]:
    known: dict[int, Line] = {}
    for start in range(0, len(line_ids), LINES_AT_ONCE):
        known |= lines.of_ids(connection, line_ids[start : start + LINES_AT_ONCE])
    return known


def _row(duty: NewDuty, line: Line) -> dict[str, Any]:
    return {
        **asdict(duty),
        "owner_no": line.owner_no,
        "site": line.site,
        "notices": list(duty.notices),
        "due_on": duty.due_on or rules.month_end(duty.month),
        # The month of the run has begun; the first attempt is not put off.
        "try_on": duty.month,
        "state": State.OWED.value,
        "problem": "",
        "version": 1,
    }
