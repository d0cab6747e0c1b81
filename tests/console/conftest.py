"""A browser, and the service that it talks to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from starlette.types import ASGIApp

from tests.console.browser import Reader, without_browser
from tests.console.demo_console import DemoConsole, MadeDemo, demo_console, made_demo
from tests.console.served import Served, served_application
from tests.service.api import Clock, put_in
from tierline.database.connect import Database
from tierline.people.service import sign_in_by_token
from tierline.settings import Settings
from tierline.web.call import Service
from tools.browser import chromium, program
from tools.serving import serving


# One for each file, not for the whole process: as long as it is there an event loop runs in the thread, and
# tests of other rooms start one of their own. Starting it takes half a second.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium."""
    executable = program()
    if executable is None:
        without_browser()
    with chromium(executable) as started:
        yield started


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    """Opens pages; fails the test where anything goes wrong on one of them that the test does not expect."""
    opening = Reader(browser)
    yield opening
    opening.leave()
    opening.require_no_trouble()


@pytest.fixture
def serve(reader: Reader) -> Iterator[Callable[[ASGIApp], str]]:
    """Serves an application and gives its address; it ends after the pages have left it."""
    with ExitStack() as servers:
        yield lambda app: servers.enter_context(serving(app))
        reader.leave()


@pytest.fixture
def served(database: Database, settings: Settings, serve: Callable[[ASGIApp], str]) -> Served:
    """The real application with its real sign-in, over the database of the test."""
    clock = Clock()
    app = served_application()
    put_in(app, Service(database, settings, clock, sign_in_by_token))
    return Served(serve(app), database, clock)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeDemo:
    """A demo for all tests of one process, which copy its database."""
    return made_demo(tmp_path_factory.mktemp("console-demo") / "made")


@pytest.fixture
def demo(made: MadeDemo, tmp_path: Path) -> Iterator[DemoConsole]:
    """The pages over a copy of the demo, for a test that changes it."""
    with demo_console(made, tmp_path) as pages:
        yield pages


@pytest.fixture(scope="module")
def demo_to_read(made: MadeDemo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoConsole]:
    """The pages over a copy of the demo, for tests that only look."""
    with demo_console(made, tmp_path_factory.mktemp("console-read")) as pages:
        yield pages
