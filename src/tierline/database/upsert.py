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
    # What was returned is counted, because the driver of PostgreSQL counts no rows of such an insert.
    statement = _insert(connection, table).values(dict(row)).on_conflict_do_nothing()
    return connection.execute(statement.returning(*table.primary_key.columns)).first() is not None


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
