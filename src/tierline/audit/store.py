"""Tables of the trail. The database itself refuses to change or remove an entry or a seal."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, JSON, Column, Connection, Index, Integer, String, Table, event, insert

from tierline.database.schema import metadata
from tierline.database.types import Moment, RowNumber, SitePath

entries = Table(
    "audit_entries",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("actor_id", String(80), nullable=False),
    Column("actor_kind", String(16), nullable=False),
    Column("site", SitePath, nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject_kind", String(40), nullable=False),
    Column("subject_id", String(80), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("request_id", String(64), nullable=False),
    Index("ix_audit_entries_subject", "subject_kind", "subject_id"),
    Index("ix_audit_entries_at", "at"),
)

seals = Table(
    "audit_seals",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("first_id", RowNumber, nullable=False),
    Column("last_id", RowNumber, nullable=False),
    Column("count", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
)

# Entries commit in another order than they are numbered; a seal therefore names its entries one by one.
sealed = Table(
    "audit_sealed",
    metadata,
    Column("entry_id", RowNumber, primary_key=True, autoincrement=False),
    Column("seal_no", Integer, nullable=False, index=True),
)


def append_only(table: Table) -> list[tuple[str, str]]:
    """Statements by dialect that make the database refuse to change or remove rows of `table`."""
    name = table.name
    postgresql = (
        f"CREATE OR REPLACE FUNCTION {name}_stay() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{name} is append-only'; END $$",
        f"CREATE TRIGGER {name}_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_stay()",
    )
    sqlite = (
        f"CREATE TRIGGER {name}_no_{verb} BEFORE {verb.upper()} ON {name} "
        f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
        for verb in ("update", "delete")
    )
    return [*(("postgresql", text) for text in postgresql), *(("sqlite", text) for text in sqlite)]


for _table in (entries, seals, sealed):
    for _dialect, _statement in append_only(_table):
        # A percent sign would be read as a place for an argument.
        _ddl: Any = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # untyped there
        event.listen(_table, "after_create", _ddl.execute_if(dialect=_dialect))


def add(connection: Connection, row: dict[str, Any]) -> None:
    """Append an entry."""
    connection.execute(insert(entries).values(row))
