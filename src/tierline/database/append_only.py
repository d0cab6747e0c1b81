"""Tables that only grow: the database itself refuses to change or remove their rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, Table, event

REGISTER = "append_only"
"""Key under which the metadata remembers the names of its append-only tables, for migrations and checks."""


def append_only(table: Table) -> None:
    """Have the database refuse UPDATE, DELETE and TRUNCATE of `table`, whoever asks for them."""
    table.metadata.info.setdefault(REGISTER, []).append(table.name)
    for dialect in ("sqlite", "postgresql"):
        for statement in refusing_changes(table.name, dialect):
            # A percent sign would be read as a place for an argument.
            ddl: Any = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # untyped there
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


def refusing_changes(name: str, dialect: str) -> tuple[str, ...]:
    """The statements that make a table of that name append-only, for one kind of database."""
    if dialect == "postgresql":
        return (
            f"CREATE OR REPLACE FUNCTION {name}_stay() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{name} is append-only'; END $$",
            f"CREATE TRIGGER {name}_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_stay()",
        )
    return tuple(
        f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
        f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    )
