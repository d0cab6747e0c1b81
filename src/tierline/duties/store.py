"""The table of duties."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    UniqueConstraint,
    case,
    func,
    select,
    text,
    update,
)

from tierline.database.paging import Listing, Page, page
from tierline.database.schema import metadata
from tierline.database.types import Moment, RowNumber, SitePath
from tierline.database.upsert import insert_all_new
from tierline.duties.model import OPEN, Outcome, OwedDuty, State, Tally, Wanted
from tierline.policy.vocabulary import Change, Duty
from tierline.sites.conditions import within, within_in_order

IS_OWED = "state = 'owed'"
IS_OPEN = f"state IN {tuple(state.value for state in OPEN)}"
"""Written out: SQLite does not see that an index with a condition fits where the value is an argument."""

duties = Table(
    "duties",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("line_id", BigInteger, nullable=False),
    Column("owner_no", Integer, nullable=False),
    Column("site", SitePath, nullable=False),
    Column("scheme", String(64), nullable=False),
    Column("month", Date, nullable=False),
    Column("change", String(16), nullable=False),
    Column("tier", String(64), nullable=False),
    Column("previous_tier", String(64), nullable=False),
    Column("duty", String(32), nullable=False),
    Column("notices", JSON, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("try_on", Date, nullable=False),
    Column("state", String(16), nullable=False),
    Column("done_at", Moment),
    Column("problem", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    # The tier is part of it: a corrected run that finds another tier owes what follows from that one.
    UniqueConstraint("line_id", "scheme", "month", "change", "tier", "duty"),
    # Long lists in their order, with what they are narrowed by, so that other rows are passed over unread.
    Index("ix_duties_site", "site", "due_on"),
    Index("ix_duties_due_on", "due_on", "id", "site", "duty"),
    Index("ix_duties_state", "state", "due_on", "id", "site", "duty"),
    # What a run obliged to is counted for the page of its month.
    Index("ix_duties_month", "month", "scheme", "duty", "state"),
    # Few are open beside all that were ever done.
    Index(
        "ix_duties_open",
        "id",
        sqlite_where=text(IS_OWED),
        postgresql_where=text(IS_OWED),
    ),
    Index(
        "ix_duties_still_open",
        "due_on",
        "id",
        "site",
        sqlite_where=text(IS_OPEN),
        postgresql_where=text(IS_OPEN),
    ),
)

SORTS = {"due_on": duties.c.due_on, "id": duties.c.id}


def _duty(row: RowMapping) -> OwedDuty:
    facts: dict[str, Any] = dict(row)
    facts["change"], facts["duty"] = Change(row["change"]), Duty(row["duty"])
    facts["state"], facts["notices"] = State(row["state"]), tuple(row["notices"])
    return OwedDuty(**facts)


def add(connection: Connection, rows: Sequence[dict[str, Any]]) -> Sequence[int]:
    """Add the duties that do not stand yet; their ids."""
    return insert_all_new(connection, duties, rows)


def _waiting(first: int, last: int | None, today: date, limit: int) -> Select[Any]:
    statement = select(duties).where(text(IS_OWED), duties.c.try_on <= today, duties.c.id >= first)
    if last is not None:
        statement = statement.where(duties.c.id <= last)
    return statement.order_by(duties.c.id).limit(limit)


def lock_waiting(
    connection: Connection, first: int, last: int | None, today: date, limit: int
) -> list[OwedDuty]:
    """The next duties from `first` to `last` to be tried today, locked; those in other hands are left out."""
    statement = _waiting(first, last, today, limit).with_for_update(skip_locked=True)
    return [_duty(row) for row in connection.execute(statement).mappings()]


def lock(connection: Connection, duty_id: int, limit: str) -> OwedDuty | None:
    """A duty at the site `limit` or below it, locked."""
    seen = (duties.c.id == duty_id) & within(duties.c.site, limit)
    row = connection.execute(select(duties).where(seen).with_for_update()).mappings().one_or_none()
    return _duty(row) if row else None


def find(connection: Connection, duty_id: int, limit: str) -> OwedDuty | None:
    """A duty at the site `limit` or below it."""
    seen = (duties.c.id == duty_id) & within(duties.c.site, limit)
    row = connection.execute(select(duties).where(seen)).mappings().one_or_none()
    return _duty(row) if row else None


def mark(connection: Connection, duty_ids: Collection[int], outcome: Outcome, now: datetime) -> None:
    """Record what came of locked duties; of all these it was the same."""
    is_over = outcome.state in (State.DONE, State.DROPPED)
    values: dict[str, Any] = {
        "state": outcome.state.value,
        "problem": outcome.problem,
        "done_at": now if is_over else None,
        "version": duties.c.version + 1,
    }
    if outcome.try_on:
        values["try_on"] = outcome.try_on
    connection.execute(update(duties).where(duties.c.id.in_(duty_ids)).values(values))


def list_duties(connection: Connection, limit: str, wanted: Wanted, listing: Listing) -> Page[OwedDuty]:
    """A page of the duties at `limit` and below it."""
    statement = select(duties).where(within_in_order(duties.c.site, limit))
    equal = {name: getattr(wanted, name) for name in ("state", "duty", "line_id", "scheme", "month")}
    for name, value in equal.items():
        if value is not None:
            statement = statement.where(duties.c[name] == value)
    if wanted.site is not None:
        statement = statement.where(within_in_order(duties.c.site, wanted.site))
    if wanted.due_until is not None:
        statement = statement.where(duties.c.due_on <= wanted.due_until)
    if wanted.overdue_on is not None:
        statement = statement.where(text(IS_OPEN), duties.c.due_on < wanted.overdue_on)
    found = page(connection, statement, listing, sorts=SORTS, key=duties.c.id)
    return Page([_duty(row) for row in found.items], found.next)


def tally(connection: Connection, limit: str, today: date) -> Tally:
    """How many duties are open at `limit` and below it, of whatever month."""
    statement = select(
        func.count(case((duties.c.state == State.OWED.value, 1))),
        func.count(case((duties.c.state == State.FAILED.value, 1))),
        func.count(case((duties.c.due_on < today, 1))),
    ).where(text(IS_OPEN), within(duties.c.site, limit))
    return Tally(*connection.execute(statement).one())


def counted(connection: Connection, limit: str, scheme: str, month: date) -> dict[tuple[Duty, State], int]:
    """How many duties of a scheme's month there are at `limit` and below it, by kind and state."""
    statement = (
        select(duties.c.duty, duties.c.state, func.count())
        .where(duties.c.month == month, duties.c.scheme == scheme, within(duties.c.site, limit))
        .group_by(duties.c.duty, duties.c.state)
        .order_by(duties.c.duty, duties.c.state)
    )
    return {(Duty(duty), State(state)): count for duty, state, count in connection.execute(statement)}
