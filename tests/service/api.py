"""The API as tests call it: over a test's database, by actors made without accounts, at a moment they set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

from fastapi.testclient import TestClient

from tierline.api.application import application
from tierline.database.connect import Database
from tierline.rights.model import Actor
from tierline.settings import Settings


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **parts: float) -> None:
        """Put the clock on, by days, hours, minutes or seconds."""
        self.now += timedelta(**parts)


class Api:
    """An application; `client(actor)` gives a client whose calls are that actor's.

    Signing in is a small fake here, a token for each actor; the real one is tested in tests/people.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.clock = Clock()
        self._actors: dict[str, Actor] = {}
        self.app = application(database, settings, self.clock, self._sign_in)

    def _sign_in(self, _database: Database, token: str, _now: datetime) -> Actor | None:
        return self._actors.get(token)

    def client(self, actor: Actor | None = None, language: str = "en") -> TestClient:
        """A client that is signed in as `actor`, or not at all."""
        headers = {"Accept-Language": language}
        if actor is not None:
            token = token_urlsafe(8)
            self._actors[token] = actor
            headers["Authorization"] = f"Bearer {token}"
        return TestClient(self.app, headers=headers, raise_server_exceptions=False)
