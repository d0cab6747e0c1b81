"""INSERT ... ON CONFLICT, which both databases have and which SQLAlchemy keeps apart by dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import Column

Row = Mapping[str, Any]


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def insert_new(connection: Connection, table: Table, row: Row) -> bool:
    """Insert `row` unless one with the same key stands already; True where it is new.

    On PostgreSQL it waits for a transaction that is inserting the same key, and then sees its outcome.
    """
    # What was returned is counted, because the driver of PostgreSQL counts no rows of such an insert. The row
    # goes beside the statement: as a part of it each value would be made an expression, which takes its time.
    statement = _insert(connection, table).on_conflict_do_nothing().returning(*table.primary_key.columns)
    return connection.execute(statement, dict(row)).first() is not None


def insert_all_new(connection: Connection, table: Table, rows: Sequence[Row]) -> list[Any]:
    """Insert those of `rows` whose keys do not stand yet; the values of the first key column, in no order."""
    if not rows:
        return []
    key = table.primary_key.columns.values()[0]
    statement = _insert(connection, table).on_conflict_do_nothing().returning(key)
    return list(connection.execute(statement, [dict(row) for row in rows]).scalars())


def put(connection: Connection, table: Table, rows: Sequence[Row], keep: Sequence[str] = ()) -> None:
    """Insert `rows`, each in place of the one with the same primary key; columns in `keep` stay."""
    if not rows:
        return
    statement = _insert(connection, table)
    key: list[Column[Any]] = list(table.primary_key.columns)
    unchanged = {column.name for column in key} | set(keep)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in unchanged}
    if changed:
        full = statement.on_conflict_do_update(index_elements=key, set_=changed)
    else:
        full = statement.on_conflict_do_nothing()
    connection.execute(full, [dict(row) for row in rows])
