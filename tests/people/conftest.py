"""The API with the real way of signing in, and people who sign in there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from tests.service.actors import CITY, actor
from tests.service.api import Clock, put_in, shared_application
from tierline.api.application import PREFIX
from tierline.audit.store import entries
from tierline.database.connect import Database
from tierline.people import passwords, staff, token_store
from tierline.people.model import PersonFacts, RoleHeld
from tierline.people.service import digest_of, sign_in_by_token
from tierline.people.store import tokens
from tierline.settings import Settings
from tierline.web.call import Service
from tierline.wording import Language

PASSWORD = "seven brown owls wait"
CHIEF = actor("administrator", site="")


@dataclass
class Door:
    """An application that people sign in to."""

    database: Database
    settings: Settings
    clock: Clock

    def __post_init__(self) -> None:
        self.app = shared_application()
        put_in(self.app, Service(self.database, self.settings, self.clock, sign_in_by_token))

    def client(self, token: str = "", address: str = "192.0.2.1", **headers: str) -> TestClient:
        """A client at a network address, with a token where one is given."""
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return TestClient(
            self.app,
            base_url=f"http://testserver{PREFIX}",
            headers={"Accept-Language": "en", **headers},
            client=(address, 50000),
            raise_server_exceptions=False,
        )

    def add(self, account: str, *roles: tuple[str, str], site: str = CITY, password: str = PASSWORD) -> str:
        """A person with roles (name, site) and a password; their id."""
        facts = PersonFacts(f"Name of {account}", "customer_service", site, Language.ZH)
        held = [RoleHeld(*role) for role in roles]
        with self.database.write() as connection:
            person = staff.create(connection, CHIEF, account, facts, held, now=self.clock())
            if password:
                hash_ = passwords.hashed(self.settings, password)
                staff.set_password(connection, CHIEF, person.id, hash_, must_change=False, now=self.clock())
        return person.id

    def sign_in(self, account: str, password: str = PASSWORD, **more: Any) -> Any:
        """The answer to an attempt to sign in."""
        address = more.pop("address", "192.0.2.1")
        body = {"account": account, "password": password, **more}
        return self.client(address=address).post("/sign-in", json=body)

    def token(self, account: str, **more: Any) -> str:
        """The token of somebody who signs in."""
        return self.sign_in(account, **more).json()["token"]

    def signed_in(self, account: str, **more: Any) -> TestClient:
        """The client of somebody who signs in."""
        return self.client(self.token(account, **more))

    def token_ends(self, token: str) -> None:
        """Have a sign-in end, as an idle one does in time."""
        with self.database.write() as connection:
            token_store.end(connection, tokens.c.digest == digest_of(token), self.clock())

    def audited(self, action: str) -> list[Any]:
        """The entries of the audit trail with that action."""
        with self.database.read() as connection:
            rows = connection.execute(select(entries).where(entries.c.action == action).order_by("id"))
            return list(rows.mappings())


@pytest.fixture
def door(database: Database, settings: Settings) -> Door:
    """An application that people sign in to, at noon of a day in 2012."""
    return Door(database, settings.model_copy(update={"sign_in_rate": "1000/minute"}), Clock())
