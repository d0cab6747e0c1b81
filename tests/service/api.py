"""The API as tests call it: over a test's database, by actors made without accounts, at a moment they set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from secrets import token_urlsafe

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import State

from tierline.api.application import application
from tierline.database.connect import Database, connect
from tierline.rights.model import Actor
from tierline.settings import Settings, read_settings
from tierline.web.call import Service


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **parts: float) -> None:
        """Put the clock on, by days, hours, minutes or seconds."""
        self.now += timedelta(**parts)


def fresh_application(**limits: object) -> FastAPI:
    """An application whose service is still to be put in; `limits` are settings of requests."""
    settings = read_settings(**limits)
    return application(connect(settings), settings, Clock(), lambda *_, **_how: None)


@lru_cache(maxsize=1)
def shared_application() -> FastAPI:
    """The application that most tests use, one after the other: its routes take half a second to prepare."""
    return fresh_application()


def put_in(app: FastAPI, service: Service) -> None:
    """Have an application serve anew, with nothing kept of what it served before."""
    app.state = State()
    app.state.service = service


class Api:
    """An application; `client(actor)` gives a client whose calls are that actor's.

    Signing in is a small fake here, a token for each actor; the real one is tested in tests/people. Tests
    that change the application, or keep it beside others, give one of their own.
    """

    def __init__(self, database: Database, settings: Settings, app: FastAPI | None = None) -> None:
        self.database = database
        self.clock = Clock()
        self._actors: dict[str, Actor] = {}
        self.app = app or shared_application()
        put_in(self.app, Service(database, settings, self.clock, self._sign_in))

    def _sign_in(
        self, _database: Database, token: str, _now: datetime, *, is_use: bool = True
    ) -> Actor | None:
        return self._actors.get(token)

    def client(self, actor: Actor | None = None, language: str = "en") -> TestClient:
        """A client that is signed in as `actor`, or not at all."""
        headers = {"Accept-Language": language}
        if actor is not None:
            token = token_urlsafe(8)
            self._actors[token] = actor
            headers["Authorization"] = f"Bearer {token}"
        return TestClient(self.app, headers=headers, raise_server_exceptions=False)
