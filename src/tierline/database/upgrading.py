"""Bringing the schema to the version that this program works with. The migrations are run by Alembic."""

from __future__ import annotations

from functools import lru_cache
from io import StringIO
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from tierline.database.connect import Database
from tierline.database.errors import DatabaseNewer, DatabaseNotCurrent, SchemaVersionUnknown

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = "tierline.database:migrations"

NEWEST = "newest"

LOCK = 7_412_001
"""Number of the lock under which PostgreSQL lets one upgrade run at a time; SQLite has one writer anyway."""


def current_version(connection: Connection) -> str | None:
    """The version of the schema that a database has; None where it has none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


@lru_cache(maxsize=1)
def known_versions() -> tuple[str, ...]:
    """The versions that this program knows, oldest first."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(configuration())
    return tuple(reversed([script.revision for script in scripts.walk_revisions()]))


def expected_version() -> str | None:
    """The version of the schema that this program works with; None before the first migration is written."""
    return known_versions()[-1] if known_versions() else None


def upgrade(database: Database, to: str = NEWEST) -> tuple[str | None, str | None]:
    """Bring the schema to a version, all or nothing, and return the version before and after.

    It may be repeated, and two may run at once. Raises DatabaseNewer where the schema is one that this
    program does not know, and SchemaVersionUnknown where `to` is none, or older than the schema.
    """
    from alembic import command

    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        before = current_version(connection)
        versions = known_versions()
        if before is not None and before not in versions:
            raise DatabaseNewer(database=database.name, found=before, newest=expected_version())
        ahead = versions[versions.index(before) :] if before else versions
        target = expected_version() if to == NEWEST else to
        if to != NEWEST and to not in ahead:
            raise SchemaVersionUnknown(found=to, known=", ".join(ahead))
        if target is not None:
            command.upgrade(configuration(connection), target)
        return before, target


def require_current(database: Database) -> None:
    """Raise DatabaseNotCurrent or DatabaseNewer unless the schema is the one that this program works with."""
    with database.read() as connection:
        found = current_version(connection)
    if found == expected_version():
        return
    if found is not None and found not in known_versions():
        raise DatabaseNewer(database=database.name, found=found, newest=expected_version())
    raise DatabaseNotCurrent(database=database.name, found=found or "-", expected=expected_version())


def configuration(connection: Connection | None = None) -> Config:
    """What Alembic is told: where the migrations lie, and the connection to work on."""
    from alembic.config import Config

    config = Config(stdout=StringIO())
    config.set_main_option("script_location", MIGRATIONS)
    config.attributes["connection"] = connection
    return config
