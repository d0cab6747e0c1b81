"""Trails for tests, and the hands of somebody who tampers with the database past the service."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from tests.service.actors import actor
from tierline.audit import service
from tierline.audit.sealing import seal
from tierline.database.append_only import refusing_changes
from tierline.database.connect import Database

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)

TABLES = ("audit_entries", "audit_seals", "audit_sealed")


def add_entries(connection: Connection, count: int, site: str = "65.6501") -> None:
    """Entries about lines 1, 2, 3 and so on, made by a clerk at a site."""
    for number in range(1, count + 1):
        facts = {"number": number, "share": 0.1, "words": "核实"}
        service.record(
            connection, actor("clerk", site=site), "line.unmask", ("line", number), now=NOW, facts=facts
        )


def sealed_trail(database: Database, seals: int, entries: int = 3) -> None:
    """A trail of so many seals with so many entries under each."""
    for _ in range(seals):
        with database.write() as connection:
            add_entries(connection, entries)
        with database.write() as connection:
            assert seal(connection, NOW) is not None


@contextmanager
def unguarded(database: Database):
    """A transaction of somebody who may change the schema and takes the triggers away for a while."""
    dialect = database.engine.dialect.name
    with database.write() as connection:
        for table in TABLES:
            for statement in refusing_changes(table, dialect):
                words = statement.split()
                if words[1] == "TRIGGER":
                    on = f" ON {table}" if dialect == "postgresql" else ""
                    connection.execute(text(f"DROP TRIGGER {words[2]}{on}"))
        yield connection
        for table in TABLES:
            for statement in refusing_changes(table, dialect):
                connection.exec_driver_sql(statement)
