"""A demo's service over a small operator, made once and only looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tierline.api.application import application
from tierline.database.connect import Database, connect
from tierline.demo.installation import PASSWORD
from tierline.demo.service import DemoService, made
from tierline.people.service import sign_in_by_token

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
LINES = 2_000


@dataclass(frozen=True)
class MadeDemo:
    """The demo, its database, and a client of its API at the moment at which it ends."""

    folder: Path
    service: DemoService
    database: Database
    client: TestClient

    def signed_in(self, account: str) -> dict[str, str]:
        """What a call of somebody carries who has signed in."""
        given = self.client.post("/api/v1/sign-in", json={"account": account, "password": PASSWORD})
        assert given.status_code == 200, given.text
        assert given.json()["must_change_password"] is False
        return {"Authorization": f"Bearer {given.json()['token']}"}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeDemo]:
    """The demo of these tests."""
    folder = tmp_path_factory.mktemp("demo") / "made"
    service = made(folder, LINES, NOW)
    database = connect(service.settings)
    app = application(database, service.settings, lambda: NOW, sign_in_by_token)
    yield MadeDemo(folder, service, database, TestClient(app))
    database.close()
