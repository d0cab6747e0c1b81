"""The schema of an upgraded database is exactly what the rooms' stores define, on both databases."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, Table, inspect, text

import tierline
from tests.service.base import LINE, number
from tests.service.databases import settings_for, sqlite_database
from tierline.database.append_only import REGISTER, refusing_changes
from tierline.database.checking import check
from tierline.database.connect import Database, connect
from tierline.database.errors import DatabaseNewer, DatabaseNotCurrent, SchemaVersionUnknown
from tierline.database.schema import metadata
from tierline.database.upgrading import (
    current_version,
    expected_version,
    known_versions,
    require_current,
    upgrade,
)
from tierline.lines import service as lines
from tierline.lines.model import Suspension


def import_stores() -> None:
    """Import the store of every room, so that the metadata holds all tables."""
    for room in pkgutil.iter_modules(tierline.__path__):
        if room.ispkg and (Path(tierline.__path__[0]) / room.name / "store.py").exists():
            importlib.import_module(f"tierline.{room.name}.store")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        made = sqlite_database(tmp_path, None)
    else:
        made = request.getfixturevalue("postgresql").database(empty=True)
    with made as url:
        opened = connect(settings_for(url))
        yield opened
        opened.close()


def test_an_upgraded_database_has_exactly_the_tables_of_the_rooms(empty):
    import_stores()
    upgrade(empty)
    with empty.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_an_upgraded_database_refuses_changes_of_append_only_tables(empty):
    import_stores()
    upgrade(empty)
    dialect = empty.engine.dialect.name
    catalogue = "name FROM sqlite_master" if dialect == "sqlite" else "tgname FROM pg_trigger"
    with empty.read() as connection:
        there = set(connection.execute(text(f"SELECT {catalogue}")).scalars())
    needed = {
        statement.split()[2]
        for table in metadata.info[REGISTER]
        for statement in refusing_changes(table, dialect)
        if statement.startswith("CREATE TRIGGER")
    }
    assert needed
    assert needed <= there


def test_an_upgrade_may_be_repeated(empty):
    assert upgrade(empty) == (None, expected_version())
    assert upgrade(empty) == (expected_version(), expected_version())
    require_current(empty)
    assert check(empty).problems == ()


def test_an_upgrade_that_fails_leaves_nothing_and_can_be_started_again(empty):
    table = "audit_seals"
    with empty.write() as connection:
        connection.execute(text(f"CREATE TABLE {table} (stands_in_the_way INTEGER)"))
    with pytest.raises(Exception, match=table):
        upgrade(empty)
    with empty.write() as connection:
        assert inspect(connection).get_table_names() == [table]
        connection.execute(text(f"DROP TABLE {table}"))
    assert upgrade(empty) == (None, expected_version())


def test_a_schema_of_a_later_program_is_refused(empty):
    upgrade(empty)
    with empty.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNewer):
        upgrade(empty)
    with pytest.raises(DatabaseNewer):
        require_current(empty)


def test_a_database_without_schema_is_told_to_be_upgraded(empty):
    with empty.read() as connection:
        assert current_version(connection) is None
    with pytest.raises(DatabaseNotCurrent, match="tierline db upgrade"):
        require_current(empty)
    assert [problem.en for problem in check(empty).problems] == [
        f"The schema is not there, expected {expected_version()}. Run: tierline db upgrade."
    ]


def test_an_upgrade_stops_at_the_version_that_is_named(empty):
    first = known_versions()[0]
    assert upgrade(empty, to=first) == (None, first)
    with pytest.raises(SchemaVersionUnknown):
        upgrade(empty, to="0000")


def test_lines_of_the_first_version_are_there_in_the_newest(empty):
    upgrade(empty, to=known_versions()[0])
    known = reflected(empty, "lines")
    suspended = {**LINE, "id": 1, "msisdn": number(1), "status": "suspended", "suspended_for": "customer"}
    with empty.write() as connection:
        connection.execute(known.insert().values(suspended))

    upgrade(empty)

    with empty.read() as connection:
        (line,) = lines.of_ids(connection, [1]).values()
        indexes = {index["name"] for index in inspect(connection).get_indexes("lines")}
    assert (line.suspended_for, line.is_barred, line.version) == (Suspension.CUSTOMER, False, 1)
    assert {"ix_lines_msisdn", "ix_lines_birthday", "ix_lines_group"} <= indexes


def reflected(database: Database, table: str) -> Table:
    with database.read() as connection:
        return Table(table, MetaData(), autoload_with=connection)
