"""What holds for every test: the language of messages, calm property tests, and known clause ids."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from tests.service.api import Api
    from tests.service.databases import PostgreSQL
    from tierline.database.connect import Database
    from tierline.settings import Settings

pytest_plugins = ["tools.clauses"]

# A shared machine is slow now and then, which is no failure; on CI the same examples are tried each time.
hypothesis.settings.register_profile(
    "tierline", deadline=None, print_blob=True, derandomize="CI" in os.environ
)
hypothesis.settings.load_profile("tierline")


def pytest_configure() -> None:
    # Messages are compared in English unless a test asks for Chinese; what a test starts inherits it.
    os.environ["TIERLINE_LANG"] = "en"


# ---------------------------------------------------------------- databases and the API


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A real PostgreSQL server."""
    from tests.service.databases import PostgreSQL

    # A folder of its own: the server works as another user, and pytest lets nobody else into its folders.
    with tempfile.TemporaryDirectory(prefix="tierline-postgresql-") as folder:
        Path(folder).chmod(0o755)
        server = PostgreSQL(Path(folder) / "data")
        yield server
        server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing in it."""
    from tests.service.databases import make_schema

    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    make_schema(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database with the schema of the service; both kinds, one after the other."""
    from tests.service.databases import sqlite_database

    if request.param == "sqlite":
        with sqlite_database(tmp_path, request.getfixturevalue("sqlite_template")) as url:
            yield url
    else:
        with request.getfixturevalue("postgresql").database() as url:
            yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The settings of a test's installation."""
    from tests.service.databases import settings_for

    return settings_for(database_url, message_log=tmp_path / "messages.jsonl")


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The database of a test."""
    from tierline.database.connect import connect

    opened = connect(settings)
    yield opened
    opened.close()


@pytest.fixture
def api(database: Database, settings: Settings) -> Api:
    """The API over the database of a test, with a clock that the test sets."""
    from tests.service.api import Api

    return Api(database, settings)
