"""An installation for a scripted day: real accounts, real peers, and a clock that the day sets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient

from tests.peers.peers import SmppCentre
from tierline.api.application import application
from tierline.database.connect import Database
from tierline.messages.pump import MessagePump
from tierline.people import clients, passwords, staff
from tierline.people.model import PersonFacts, RoleHeld
from tierline.people.service import sign_in_by_token
from tierline.rights.model import Actor, ActorKind
from tierline.rights.policy import permissions
from tierline.settings import Settings
from tierline.text_commands.service import receive
from tierline.wording import Language
from tierline.worker.handlers import DAILY, HANDLERS
from tierline.worker.loop import Worker

PASSWORD = "a password of the day"
ROOT = Actor("system:day", ActorKind.SYSTEM, "day", "", frozenset(permissions()))


@dataclass
class Clock:
    """The clock of the whole installation."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **parts: float) -> None:
        """Put the clock on."""
        self.now += timedelta(**parts)


class Installation:
    """Server, worker and message pump over one database, as three processes would have it."""

    def __init__(self, database: Database, settings: Settings, begins_at: datetime) -> None:
        self.database, self.settings = database, settings
        self.clock = Clock(begins_at.astimezone(UTC))
        self.app = application(database, settings, self.clock, sign_in_by_token)
        self._credentials: dict[str, tuple[str, str]] = {}

    def add_person(self, account: str, name: str, role: str, site: str) -> str:
        """An account with one role at one site; its id."""
        facts = PersonFacts(name, "customer_service", site, Language.ZH)
        hash_ = passwords.hashed_if_fit(self.settings, account, PASSWORD)
        with self.database.write() as connection:
            person = staff.create(
                connection, ROOT, account, facts, [RoleHeld(role, site)], now=self.clock.now
            )
            staff.set_password(connection, ROOT, person.id, hash_, must_change=False, now=self.clock.now)
        return person.id

    def signed_in(self, account: str, language: str = "en") -> TestClient:
        """A client that has signed in with account and password."""
        client = TestClient(self.app, headers={"Accept-Language": language})
        answer = client.post("/api/v1/sign-in", json={"account": account, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return client

    def system(self, role: str) -> TestClient:
        """A client of a system that got a token by its credentials, which it is given the first time."""
        if role not in self._credentials:
            with self.database.write() as connection:
                made = clients.create(connection, ROOT, role, "", [role], now=self.clock.now)
                secret = clients.new_secret(connection, ROOT, made.id, now=self.clock.now)
            self._credentials[role] = (made.id, secret)
        client = TestClient(self.app)
        form = {"grant_type": "client_credentials"}
        answer = client.post("/api/v1/token", data=form, auth=self._credentials[role])
        assert answer.status_code == 200, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client

    def work(self) -> None:
        """Let a worker carry out what is due."""
        worker = Worker(self.database, self.settings, self.clock, HANDLERS, DAILY)
        worker.run_once(threading.Event())

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Messages go out and come in as long as the context lasts."""
        stop = threading.Event()
        pump = MessagePump(self.database, self.settings, self.clock, receive)
        thread = threading.Thread(target=pump.run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(30)
            assert not thread.is_alive()


def texts_to(centre: SmppCentre, number: str) -> list[str]:
    """The whole messages that the centre was given for a number, each put together of its parts."""
    parts: dict[Any, dict[int, str]] = {}
    for count, event in enumerate(centre.events("submitted")):
        if event["to"] == number:
            reference, _total, place = event["part"] or (f"whole {count}", 1, 1)
            parts.setdefault(reference, {})[place] = event["text"]
    return ["".join(each[place] for place in sorted(each)) for each in parts.values()]


def body(answer: Any, status: int = 200) -> dict[str, Any]:
    """The JSON of an answer that has to have that status."""
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found
