"""Who looks after which line: assigned by rule, by hand, and anew when a manager leaves.

A line is locked before managers are, and these always in the same order: two workers wait for each other in
turn, never in a circle. Whoever assigns many lines in one transaction takes them in the order of their sites.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Select

from tierline.account_managers import roster, rules, store
from tierline.account_managers.errors import ManagerAway, ManagerUnknown, NobodyAssigned, NoRoom
from tierline.account_managers.model import AccountManager, Assignment
from tierline.audit import service as audit
from tierline.database.paging import Listing, Page
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.rights.model import Actor
from tierline.sites.model import HEADQUARTERS, above


def manager_of(connection: Connection, line: Line) -> AccountManager | None:
    """Who looks after a line, for other rooms."""
    assignment = store.present(connection, line.id)
    return store.find(connection, assignment.manager, HEADQUARTERS) if assignment else None


def line_ids_of(person_id: str) -> Select[tuple[int]]:
    """The ids of the lines that a manager looks after now, as a part of another room's query."""
    return store.line_ids_of(person_id)


def of_line(connection: Connection, actor: Actor, msisdn: str) -> tuple[AccountManager, Assignment]:
    """Who looks after a line that the actor sees, and since when. Raises LineUnknown and NobodyAssigned."""
    actor.require("manager:read")
    line = lines.find(connection, actor, msisdn)
    return _with_manager(connection, store.present(connection, line.id))


def lines_of(connection: Connection, actor: Actor, person_id: str, listing: Listing) -> Page[Assignment]:
    """A page of the lines that a manager looks after. Raises ManagerUnknown."""
    manager = roster.get(connection, actor, person_id)
    return store.lines_of(connection, manager.person_id, listing)


def assign(connection: Connection, line: Line, *, now: datetime) -> AccountManager | None:
    """Give a locked line to the manager whose turn it is; None where nobody has room.

    A line that an active manager looks after stays with them; one of a manager who left stays until somebody
    has room. Clause: GRD-13.
    """
    before = store.present(connection, line.id)
    if before:
        manager = store.find(connection, before.manager, HEADQUARTERS)
        if manager and manager.is_active:
            return manager
    return _give_to_next(connection, line, before, now)


def reassign(
    connection: Connection, actor: Actor, msisdn: str, person_id: str | None, *, now: datetime
) -> tuple[AccountManager, Assignment]:
    """Give a line to a manager by hand, or to whoever is next but the present one where none is named.

    Raises ManagerUnknown, ManagerAway and NoRoom.
    """
    actor.require("manager:assign")
    line = lines.lock(connection, lines.find(connection, actor, msisdn).id)
    before = store.present(connection, line.id)
    if person_id is None:
        if _give_to_next(connection, line, before, now) is None:
            raise NoRoom()
    elif before is None or before.manager != person_id:
        _give_to(connection, actor, line, before, person_id, now)
    chosen = _with_manager(connection, store.present(connection, line.id))
    facts = {"manager": chosen[0].person_id, "before": before.manager if before else ""}
    audit.record(connection, actor, "manager.assign", ("line", line.id), now=now, facts=facts)
    return chosen


def release(connection: Connection, line: Line, *, now: datetime) -> bool:
    """End the care of a locked line, as when it is closed; False where nobody looks after it."""
    before = store.present(connection, line.id)
    if before:
        store.end(connection, before, now)
    return before is not None


def carry_over(connection: Connection, line: Line, *, now: datetime) -> None:
    """Begin the care of a locked line anew for its new owner, with the same manager where they have room."""
    before = store.present(connection, line.id)
    if before is None or before.owner_no == line.owner_no:
        return
    store.end(connection, before, now)
    if not store.start(connection, line.id, line.owner_no, before.manager, now):
        _give_to_next(connection, line, None, now)


def look_through(connection: Connection, after: int, limit: int, *, now: datetime) -> int:
    """End the care of closed lines and begin that of new owners anew; the place to go on from, 0 at the end.

    Nobody tells of such lines when it happens, so that all are looked through now and then. Clause: GRD-20.
    """
    found = store.next_present(connection, after, limit)
    known = lines.of_ids(connection, [assignment.line_id for assignment in found])
    changed = [each for each in found if not _is_for(each, known.get(each.line_id))]
    locked = lines.lock_all(connection, [assignment.line_id for assignment in changed])
    store.lock_some(connection, {assignment.manager for assignment in changed})
    for assignment in changed:
        line = locked.get(assignment.line_id)
        if line is None or line.is_closed:
            store.end(connection, assignment, now)
        else:
            carry_over(connection, line, now=now)
    return found[-1].id if len(found) == limit else 0


def hand_over_next(connection: Connection, person_id: str, after: int, limit: int, *, now: datetime) -> int:
    """Give the next `limit` lines of a manager who left to others; the place to go on from, 0 at the end."""
    manager = store.find(connection, person_id, HEADQUARTERS)
    if manager is None or manager.is_active:
        return 0
    found = store.next_of(connection, person_id, after, limit)
    locked = lines.lock_all(connection, [assignment.line_id for assignment in found])
    for line in sorted(locked.values(), key=lambda line: (line.site, line.id)):
        assign(connection, line, now=now)
    return found[-1].id if len(found) == limit else 0


def _is_for(assignment: Assignment, line: Line | None) -> bool:
    """True where the line is in use by the owner for whom it was assigned."""
    return line is not None and not line.is_closed and line.owner_no == assignment.owner_no


def _give_to_next(
    connection: Connection, line: Line, before: Assignment | None, now: datetime
) -> AccountManager | None:
    on_path = store.lock_on_path(connection, above(line.site), rules.kind_for(line))
    others = [manager for manager in on_path if before is None or manager.person_id != before.manager]
    chosen = rules.choice(others)
    if chosen is None:
        return None
    if before:
        store.end(connection, before, now)
    store.start(connection, line.id, line.owner_no, chosen.person_id, now)
    return chosen


def _give_to(
    connection: Connection,
    actor: Actor,
    line: Line,
    before: Assignment | None,
    person_id: str,
    now: datetime,
) -> None:
    wanted = store.find(connection, person_id, actor.site)
    if wanted is None:
        raise ManagerUnknown()
    if not wanted.is_active:
        raise ManagerAway()
    store.lock_some(connection, {person_id, before.manager if before else person_id})
    if before:
        store.end(connection, before, now)
    if not store.start(connection, line.id, line.owner_no, person_id, now):
        raise NoRoom()


def _with_manager(connection: Connection, assignment: Assignment | None) -> tuple[AccountManager, Assignment]:
    manager = store.find(connection, assignment.manager, HEADQUARTERS) if assignment else None
    if assignment is None or manager is None:
        raise NobodyAssigned()
    return manager, assignment
