"""Connections and their transactions, with what each of the two databases needs to keep its promises."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, OperationalError

from tierline.database.errors import DatabaseUnreachable, DatabaseUrlWrong
from tierline.settings import Settings
from tierline.wording import Text

if TYPE_CHECKING:
    import sqlite3

WRITES = "tierline_writes"
"""Execution option of a connection whose transaction is going to write."""

LOCK_SECONDS = 30
"""How long a transaction waits for another that holds what it needs."""


class Database:
    """The database of an installation. A transaction is a context; leaving it by an error takes it back.

    `read()` sees one state of the whole database from its first statement to its last; `write()` sees its own
    changes and those committed before. On SQLite one writer is alone from its first moment on.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = engine
        if engine.dialect.name == "postgresql":
            self._reading = engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        self._writing = engine.execution_options(**{WRITES: True})

    @property
    def is_sqlite(self) -> bool:
        """True for SQLite, False for PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @property
    def name(self) -> str:
        """The database as a message may name it: without user and password."""
        return shown(self.engine.url)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with self._connected(self._reading) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write; committed at the end of the context."""
        with self._connected(self._writing) as connection:
            yield connection

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        try:
            connection = engine.connect()
        except OperationalError as error:
            raise DatabaseUnreachable(database=self.name, problem=_reason(error)) from None
        with connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def shown(url: URL) -> str:
    """A URL without user and password."""
    return f"{url.get_backend_name()}:{f'//{url.host}/' if url.host else ''}{url.database or ''}"


def _reason(error: OperationalError) -> Text:
    # What a driver says can hold the address with its user; the kind of fault is enough to act on.
    said = "refused" if "refused" in str(error.orig) else type(error.orig).__name__
    return Text(said, said)


def connect(settings: Settings) -> Database:
    """The database that the settings name. Raises DatabaseUrlWrong; it is asked when first needed."""
    try:
        url = make_url(settings.database_url)
        backend = url.get_backend_name()
    except ArgumentError:
        raise DatabaseUrlWrong(problem=Text("it is no URL", "不是 URL")) from None
    if backend == "sqlite":
        return Database(_sqlite(url, settings.database_pool))
    if backend == "postgresql":
        return Database(_postgresql(url.set(drivername="postgresql+psycopg"), settings.database_pool))
    raise DatabaseUrlWrong(problem=Text(f"{backend} is not served", f"不支持 {backend}"))


def _sqlite(url: URL, pool: int) -> Engine:
    if not url.database or url.database == ":memory:":
        raise DatabaseUrlWrong(problem=Text("it names no file", "未指明文件"))
    engine = create_engine(
        url,
        connect_args={"timeout": LOCK_SECONDS, "check_same_thread": False},
        pool_size=pool,
        max_overflow=pool,
        pool_timeout=LOCK_SECONDS,
        hide_parameters=True,  # an error of a statement would print numbers and names
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver's own BEGIN comes too late, before the first change instead of before the first reading.
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "cache_size = -16384",  # 16 MiB for each connection; the system keeps the rest of the file
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES, False):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # It waits for nobody, so that it needs no error of ours, and is a tenth of what a query takes.
            cast("sqlite3.Connection", connection.connection.driver_connection).execute("BEGIN")

    return engine


def _postgresql(url: URL, pool: int) -> Engine:
    return create_engine(
        url,
        connect_args={"connect_timeout": 10, "options": f"-c lock_timeout={LOCK_SECONDS}s -c timezone=UTC"},
        pool_size=pool,
        max_overflow=pool,
        pool_timeout=LOCK_SECONDS,
        hide_parameters=True,  # an error of a statement would print numbers and names
        pool_pre_ping=True,
    )
