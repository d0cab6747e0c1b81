"""Problem details: what is refused is said to whoever asked, and nothing of the machines behind."""

from __future__ import annotations

from tests.service.actors import actor
from tests.service.api import Api
from tests.service.databases import opened, settings_for


def test_a_database_that_is_away_is_not_named() -> None:
    settings = settings_for("postgresql+psycopg://keeper@127.0.0.1:1/tierline_books")
    api = Api(opened(settings), settings)
    answer = api.client(actor("supervisor")).get("/api/v1/work-orders")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert answer.json()["type"] == "/problems/database-busy"
    assert "tierline_books" not in answer.text
    assert "127.0.0.1" not in answer.text
