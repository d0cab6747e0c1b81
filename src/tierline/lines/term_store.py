"""What lines hold by rating and by hand: the queries that tell it, whole or on a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Date,
    Table,
    and_,
    bindparam,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)

from tierline.lines.model import SET_BY_HAND, ByHand, LinesWanted, Membership
from tierline.lines.store import lines, memberships, overrides

OF_HAND = ("reason", "set_by", "approved_by")


def terms_of(connection: Connection, line_id: int) -> list[Membership]:
    """All that a line holds, held or will hold, by rating and by hand, by scheme and first day."""
    return _terms(connection, _ALL, {"line": line_id})


def terms_on(connection: Connection, line_id: int, day: date) -> list[Membership]:
    """What of a line runs on a day by rating, and what by hand, by scheme and first day."""
    return _terms(connection, _ON_A_DAY, {"line": line_id, "day": day})


def rated_of_all(connection: Connection, line_ids: Collection[int]) -> dict[int, list[Membership]]:
    """All memberships of some lines by rating, by line; lines without any are left out."""
    statement = select(memberships).where(memberships.c.line_id.in_(line_ids))
    found: dict[int, list[Membership]] = {}
    for row in connection.execute(statement.order_by(memberships.c.line_id, memberships.c.since)).mappings():
        found.setdefault(row["line_id"], []).append(Membership(**row))
    return found


def running_of_all(connection: Connection, line_ids: Collection[int], day: date) -> list[Membership]:
    """What of some lines runs on a day, by rating and by hand, by line, scheme and first day."""
    on = literal(day, Date)
    rated, by_hand = (
        connection.execute(select(table).where(table.c.line_id.in_(line_ids), _runs(table, on))).mappings()
        for table in (memberships, overrides)
    )
    terms = [Membership(**row) for row in rated]
    terms += [_term({**row, "source": SET_BY_HAND}) for row in by_hand]
    return sorted(terms, key=lambda one: (one.line_id, one.scheme, one.since, one.source))


def holds(wanted: LinesWanted, day: date) -> ColumnElement[bool]:
    """True for the lines that have the wanted tier in force on a day: what is set by hand goes first."""
    on = literal(day, Date)
    any_by_hand = select(overrides.c.line_id).where(_runs(overrides, on))
    rated = select(memberships.c.line_id).where(_runs(memberships, on), *_wanted(memberships, wanted))
    is_replaced = any_by_hand.where(
        overrides.c.line_id == memberships.c.line_id, overrides.c.scheme == memberships.c.scheme
    ).exists()
    by_hand = any_by_hand.where(overrides.c.line_id == lines.c.id, *_wanted(overrides, wanted))
    rated = rated.where(memberships.c.line_id == lines.c.id, ~is_replaced)
    return or_(by_hand.exists(), rated.exists())


def _wanted(table: Table, wanted: LinesWanted) -> list[ColumnElement[bool]]:
    asked = ((table.c.scheme, wanted.scheme), (table.c.tier, wanted.tier))
    return [column == value for column, value in asked if value is not None]


def _runs(table: Table, day: ColumnElement[date]) -> ColumnElement[bool]:
    ends_on = table.c.ends_on
    return and_(table.c.since <= day, or_(ends_on.is_(None), ends_on >= day))


def _both(day: ColumnElement[date] | None) -> CompoundSelect[tuple[object, ...]]:
    """The statement of a line's terms, of both tables in one, so that a call costs one round trip."""
    term = ("line_id", "scheme", "tier", "since", "ends_on")
    nobody = (cast(null(), overrides.c[name].type).label(name) for name in OF_HAND)
    rated = select(*(memberships.c[name] for name in term), memberships.c.source, *nobody)
    by_hand = select(
        *(overrides.c[name] for name in term),
        literal(SET_BY_HAND, memberships.c.source.type).label("source"),
        *(overrides.c[name] for name in OF_HAND),
    )
    rated = rated.where(memberships.c.line_id == bindparam("line"))
    by_hand = by_hand.where(overrides.c.line_id == bindparam("line"))
    if day is not None:
        rated, by_hand = rated.where(_runs(memberships, day)), by_hand.where(_runs(overrides, day))
    return union_all(rated, by_hand)


# Made once: putting a statement together takes longer than a database takes to answer it.
_ALL = _both(None)
_ON_A_DAY = _both(bindparam("day", type_=Date))


def _terms(
    connection: Connection, statement: CompoundSelect[tuple[object, ...]], facts: dict[str, object]
) -> list[Membership]:
    found = [_term(dict(row)) for row in connection.execute(statement, facts).mappings()]
    return sorted(found, key=lambda one: (one.scheme, one.since, one.source))


def _term(row: Mapping[str, Any]) -> Membership:
    facts = dict(row)
    people = {name: facts.pop(name) for name in OF_HAND}
    by_hand = ByHand(**people) if facts["source"] == SET_BY_HAND else None
    return Membership(**facts, by_hand=by_hand)
