"""Finding a line, locking it, and changing what the service may change of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_

from tierline.audit import service as audit
from tierline.database.errors import ChangedMeanwhile
from tierline.database.paging import Listing, Page
from tierline.lines import event_store, events, find_store, rules, store, term_store
from tierline.lines.errors import LineClosed, LineUnknown
from tierline.lines.model import EventKind, Line, LinesWanted, Membership, StateRecord, Suspension
from tierline.lines.msisdn import mask, parse
from tierline.rights.model import Actor
from tierline.wording import Language


def find(connection: Connection, actor: Actor, msisdn: str) -> Line:
    """The line that has a number now, if the actor may see it. Raises NumberWrong and LineUnknown."""
    actor.require("line:find")
    line = find_store.by_number(connection, parse(msisdn), find_store.limit_of(actor))
    if line is None:
        raise LineUnknown()
    return line


def get(connection: Connection, actor: Actor, line_id: int) -> Line:
    """The line of that id, closed ones too, if the actor may see it. Raises LineUnknown."""
    line = find_store.by_id(connection, line_id, find_store.limit_of(actor))
    if line is None:
        raise LineUnknown()
    return line


def seen_among(connection: Connection, actor: Actor, line_ids: Collection[int]) -> frozenset[int]:
    """Which of these lines, a few hundred at most, the actor may see. Clause: CHN-11."""
    return find_store.among(connection, line_ids, find_store.limit_of(actor))


def of_number(connection: Connection, msisdn: str) -> Line | None:
    """The line that has a number now, for other systems and for what falls due; without anybody's limit."""
    return find_store.by_number(connection, msisdn, find_store.EVERYWHERE)


def of_id(connection: Connection, line_id: int) -> Line | None:
    """The line of that id, without anybody's limit."""
    return find_store.by_id(connection, line_id, find_store.EVERYWHERE)


def lock(connection: Connection, line_id: int) -> Line:
    """The line as it stands, which nobody else changes until the transaction ends. Raises LineUnknown."""
    line = store.lock(connection, line_id)
    if line is None:
        raise LineUnknown()
    return line


def of_ids(connection: Connection, line_ids: Collection[int]) -> dict[int, Line]:
    """The lines of these ids, a few hundred at most, without anybody's limit."""
    return store.by_ids(connection, line_ids)


def lock_all(connection: Connection, line_ids: Collection[int]) -> dict[int, Line]:
    """The lines of these ids, a few hundred at most, locked as `lock` does; those not there are left out."""
    return store.by_ids(connection, line_ids, locked=True)


def with_birthday(
    connection: Connection, days: Collection[tuple[int, int]], *, after: int, limit: int
) -> list[Line]:
    """The next `limit` lines in use, by id, with a birthday on one of `days` (month, day). Clause: ENT-11."""
    return store.with_birthday(connection, days, after, limit)


def of_groups(connection: Connection, *, after: int, limit: int) -> list[Line]:
    """The next `limit` lines in use of group customers, by id. Clause: ENT-16."""
    return store.of_groups(connection, after, limit)


def suspended_for_arrears(connection: Connection, site: str, *, after: int, limit: int) -> list[Line]:
    """The next `limit` lines at a site and below it that are suspended for arrears, by id."""
    return store.suspended_for_arrears(connection, site, after, limit)


def memberships(connection: Connection, line_id: int, on: date | None = None) -> list[Membership]:
    """The memberships of a line: all of them, or those in force on a day of the operator's calendar.

    On the days of one that is set by hand the rated one of its scheme is not in force.
    """
    if on is None:
        return term_store.terms_of(connection, line_id)
    return rules.in_force(term_store.terms_on(connection, line_id, on))


def in_force(held: Iterable[Membership], on: date) -> list[Membership]:
    """Of all that a line holds what is in force on a day, as `memberships` has it of that day."""
    return rules.in_force(one for one in held if one.holds_on(on))


def memberships_of_all(connection: Connection, line_ids: Collection[int]) -> dict[int, list[Membership]]:
    """The rated memberships of a few hundred lines at most, by line; lines without any are left out.

    Duties follow from a rating: what is set by hand is not among them.
    """
    return term_store.rated_of_all(connection, line_ids)


def in_force_of_all(
    connection: Connection, line_ids: Collection[int], on: date
) -> dict[int, list[Membership]]:
    """The memberships in force of a few hundred lines at most on a day, by line; those set by hand too."""
    running: dict[int, list[Membership]] = {}
    for one in term_store.running_of_all(connection, line_ids, on):
        running.setdefault(one.line_id, []).append(one)
    return {line_id: rules.in_force(held) for line_id, held in running.items()}


def memberships_of_owner(connection: Connection, line: Line, *, zone: ZoneInfo) -> list[Membership]:
    """The memberships of a line, but for those that ended before its present owner had it. Clause: GOV-01."""
    first_day = owned_from(connection, line, zone=zone)
    held = term_store.terms_of(connection, line.id)
    if first_day is None:
        return held
    return [one for one in held if one.ends_on is None or one.ends_on >= first_day]


def owned_from(connection: Connection, line: Line, *, zone: ZoneInfo) -> date | None:
    """The day on which the present owner took a line over; None for its first one. Clause: GOV-01."""
    # Whose first owner still has it has no such event, which need not be looked for.
    owned_since = event_store.owned_since(connection, line.id) if line.owner_no > 1 else None
    return owned_since.astimezone(zone).date() if owned_since else None


def state_record(connection: Connection, actor: Actor, line: Line) -> StateRecord:
    """When a line was off under its present owner, as far as it is on record. Clause: GOV-01."""
    actor.require("line:find")
    owned_since = event_store.owned_since(connection, line.id) if line.owner_no > 1 else None
    # Of an owner whose first day is not on record nothing can be told apart from the one before.
    is_told = line.owner_no == 1 or owned_since is not None
    told = event_store.of_state(connection, line.id) if is_told else []
    return rules.state_record(told, line, owned_since)


def list_lines(
    connection: Connection, actor: Actor, wanted: LinesWanted, listing: Listing, *, on: date
) -> Page[Line]:
    """A page of the lines that the actor may see; tiers are those held on that day. Clause: CHN-11."""
    actor.require("line:find")
    limit = store.visible(actor)
    if wanted.tier is not None or wanted.scheme is not None:
        limit = and_(limit, term_store.holds(wanted, on))
    return store.list_lines(connection, limit, wanted, listing)


def shown_number(line: Line) -> str:
    """The number as everybody may see it, such as 138****0000. Clause: GOV-01."""
    return mask(line.msisdn)


def unmask(connection: Connection, actor: Actor, line: Line, *, now: datetime) -> str:
    """The whole number, for whoever may see it; the audit trail has it that they did. Clause: GOV-01."""
    actor.require("line:unmask")
    audit.record(connection, actor, "line.unmask", ("line", line.id), now=now)
    return line.msisdn


def suspend(connection: Connection, line: Line, reason: Suspension, *, now: datetime) -> None:
    """Record that a locked line is off for a reason, perhaps beside another. Raises LineClosed."""
    _open(line)
    store.change(connection, line.id, **rules.suspended(line, reason), changed_at=now)
    events.note(connection, line, EventKind.SUSPENDED, now=now, reason=reason)


def resume(connection: Connection, line: Line, reason: Suspension, *, now: datetime) -> bool:
    """Record that a reason no longer keeps a locked line off; True where none is left and it works again.

    Raises LineClosed.
    """
    _open(line)
    columns = rules.resumed(line, reason)
    store.change(connection, line.id, **columns, changed_at=now)
    if columns == rules.WORKING:
        events.note(connection, line, EventKind.RESUMED, now=now)
        return True
    left = Suspension(columns["suspended_for"])
    events.note(connection, line, EventKind.SUSPENDED, now=now, reason=left)
    return False


def set_arrears(connection: Connection, line: Line, *, months: int, fen: int, now: datetime) -> None:
    """Record how many months of a locked line are overdue, and how much."""
    store.change(connection, line.id, arrears_months=months, arrears_fen=fen, changed_at=now)


def set_do_not_disturb(connection: Connection, line: Line, is_on: bool) -> None:
    """Switch do-not-disturb of a locked line. Clause: ENT-11."""
    store.change(connection, line.id, do_not_disturb=is_on)


def set_preferences(
    connection: Connection,
    actor: Actor,
    line: Line,
    version: int,
    *,
    language: Language,
    birthday: tuple[int, int] | None,
    now: datetime,
) -> None:
    """Set language and birthday (month, day) of a line that has that version. Raises ChangedMeanwhile."""
    actor.require("line:change")
    month, day = birthday or (None, None)
    values = {"language": language.value, "birthday_month": month, "birthday_day": day}
    if not store.change_version(connection, line.id, version, **values):
        raise ChangedMeanwhile(held=version)
    audit.record(connection, actor, "line.preferences", ("line", line.id), now=now)


def _open(line: Line) -> None:
    if line.is_closed:
        raise LineClosed(closed_on=line.closed_on)
