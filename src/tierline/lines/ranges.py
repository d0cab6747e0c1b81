"""Whole ranges of lines for publishing: plain rows in bulk, which objects of the model would slow down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    case,
    delete,
    select,
    true,
    update,
)

from tierline.database.bulk import insert_all
from tierline.lines.model import Status
from tierline.lines.store import line_events, lines, memberships, overrides

Rows = list[tuple[Any, ...]]

OF_RUNS = ("msisdn", "segment", "product", "payment", "status", "joined_on", "closed_on", "site")
"""The columns of a line that a run's subscribers give; the others are the service's own."""

TERM = ("since", "tier", "ends_on", "source")
"""The columns of a membership beside its line and scheme."""

BY_HAND = ("since", "tier", "ends_on", "reason", "set_by", "approved_by")
"""The columns of what is set by hand beside its line and scheme."""


@dataclass(frozen=True)
class Ids:
    """Ids from `first` to `last`, both counted (None: no bound), or `only` these."""

    first: int | None = None
    last: int | None = None
    only: frozenset[int] | None = None

    def holds(self, column: ColumnElement[int]) -> ColumnElement[bool]:
        """True where the id in `column` is one of these."""
        if self.only is not None:
            return column.in_(self.only)
        first = column >= self.first if self.first is not None else true()
        return and_(first, column <= self.last) if self.last is not None else first


@dataclass(frozen=True)
class Held:
    """What the service holds of a range: lines as (id, version, *OF_RUNS), memberships as (line id, *TERM).

    `overrides` are (line id, *BY_HAND), what is set by hand.
    `outweighing` are (line id, concern) of the events that count for more than a run. Days are dates or, on
    SQLite, texts such as 2026-11-05, as the drivers have them.
    """

    lines: Rows
    memberships: Rows
    overrides: Rows
    outweighing: Rows


def held(connection: Connection, ids: Ids, scheme: str, since: datetime) -> Held:
    """What the service holds of a range in one scheme; events outweigh a run from `since` on."""
    of_runs = [lines.c[name] for name in OF_RUNS]
    events = line_events.c
    return Held(
        _rows(connection, select(lines.c.id, lines.c.version, *of_runs).where(ids.holds(lines.c.id))),
        _rows(connection, _terms(memberships, TERM, ids, scheme)),
        _rows(connection, _terms(overrides, BY_HAND, ids, scheme)),
        _rows(
            connection,
            select(events.line_id, events.concern)
            .distinct()
            .where(events.happened_at >= since, events.is_applied, ids.holds(events.line_id)),
        ),
    )


def _terms(table: Table, names: Sequence[str], ids: Ids, scheme: str) -> Select[Any]:
    columns = (table.c[name] for name in names)
    return select(table.c.line_id, *columns).where(ids.holds(table.c.line_id), table.c.scheme == scheme)


def _rows(connection: Connection, statement: Select[Any]) -> Rows:
    # Straight from the driver: rows and days in Python's form would take longer than all the rest.
    cursor = connection.execute(statement).cursor
    assert cursor is not None
    return list(cursor.fetchall())


def locked(connection: Connection, line_ids: Collection[int]) -> dict[int, int]:
    """Versions of lines, which nobody else changes until the transaction ends."""
    found = select(lines.c.id, lines.c.version).where(lines.c.id.in_(line_ids))
    rows = connection.execute(found.order_by(lines.c.id).with_for_update())
    return dict(tuple(row) for row in rows)


def add_lines(connection: Connection, rows: Rows) -> None:
    """Add lines, given as (id, *OF_RUNS). An IntegrityError says that one was added meanwhile."""
    insert_all(connection, lines, ("id", *OF_RUNS), rows)


def change_lines(connection: Connection, rows: Rows) -> None:
    """Give lines the columns (id, *OF_RUNS); why one is suspended stays known while it is."""
    if not rows:
        return
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in OF_RUNS}
    is_still = bindparam("new_status") == Status.SUSPENDED.value
    values["suspended_for"] = case((is_still, lines.c.suspended_for))
    values["is_barred"] = case((is_still, lines.c.is_barred), else_=False)
    values["version"] = lines.c.version + 1
    changed = update(lines).where(lines.c.id == bindparam("line")).values(values)
    connection.execute(changed, _named(("line", *(f"new_{name}" for name in OF_RUNS)), rows))


def count_on(connection: Connection, line_ids: Collection[int]) -> None:
    """Count the versions of lines on whose memberships alone have changed, so that entity tags tell."""
    if line_ids:
        counted = update(lines).where(lines.c.id.in_(line_ids)).values(version=lines.c.version + 1)
        connection.execute(counted)


def add_memberships(connection: Connection, scheme: str, rows: Rows) -> None:
    """Add memberships (line id, *TERM) of a scheme to lines that are locked, or new."""
    _add(connection, memberships, TERM, scheme, rows)


def change_memberships(connection: Connection, scheme: str, rows: Rows) -> None:
    """Give memberships (line id, *TERM) of a scheme, told by their first day, the tier, end and source."""
    _change(connection, memberships, TERM, scheme, rows)


def remove_memberships(connection: Connection, scheme: str, rows: Rows) -> None:
    """Remove memberships, given as (line id, since)."""
    _remove(connection, memberships, scheme, rows)


def add_overrides(connection: Connection, scheme: str, rows: Rows) -> None:
    """Add what is set by hand (line id, *BY_HAND) in a scheme to lines that are locked, or new."""
    _add(connection, overrides, BY_HAND, scheme, rows)


def change_overrides(connection: Connection, scheme: str, rows: Rows) -> None:
    """Give what is set by hand (line id, *BY_HAND) in a scheme, told by its first day, all the rest."""
    _change(connection, overrides, BY_HAND, scheme, rows)


def remove_overrides(connection: Connection, scheme: str, rows: Rows) -> None:
    """Remove what was set by hand, given as (line id, since)."""
    _remove(connection, overrides, scheme, rows)


def _add(connection: Connection, table: Table, names: Sequence[str], scheme: str, rows: Rows) -> None:
    insert_all(connection, table, ("scheme", "line_id", *names), [(scheme, *row) for row in rows])


def _change(connection: Connection, table: Table, names: Sequence[str], scheme: str, rows: Rows) -> None:
    if rows:
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names if name != "since"}
        changed = update(table).where(_of_day(table, scheme)).values(values)
        given = ("line", "first_day", *(f"new_{name}" for name in names if name != "since"))
        connection.execute(changed, _named(given, rows))


def _remove(connection: Connection, table: Table, scheme: str, rows: Rows) -> None:
    if rows:
        gone = delete(table).where(_of_day(table, scheme))
        connection.execute(gone, _named(("line", "first_day"), rows))


def _of_day(table: Table, scheme: str) -> ColumnElement[bool]:
    return and_(
        table.c.line_id == bindparam("line"),
        table.c.scheme == scheme,
        table.c.since == bindparam("first_day"),
    )


def _named(names: Sequence[str], rows: Rows) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in rows]
