"""`tierline audit` as it is typed."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import delete
from typer.testing import CliRunner

from tests.audit.trails import sealed_trail, unguarded
from tierline.audit.commands import audit_app
from tierline.audit.errors import MomentUnreadable, TrailBroken
from tierline.audit.store import entries


@pytest.fixture
def run(database_url, monkeypatch):
    """Runs a command on the test's database and returns what it printed, and its error where there is one."""
    monkeypatch.setenv("TIERLINE_DATABASE_URL", database_url)

    def call(*arguments: str) -> tuple[str, BaseException | None]:
        found = CliRunner().invoke(audit_app, arguments)
        return found.stdout, found.exception

    return call


def test_a_whole_trail_is_told_with_its_head_which_can_be_given_again(run, database):
    sealed_trail(database, seals=2)
    said, error = run("verify")
    assert error is None
    assert "2 seals with 6 entries walked; 0 entries are not sealed yet." in said
    head = said.partition("Head: ")[2].partition(". Keep")[0]
    assert run("verify", "--head", head)[1] is None
    said, error = run("verify", "--head", head.replace("2:", "9:"))
    assert isinstance(error, TrailBroken)


def test_a_broken_trail_is_told_entry_by_entry_and_fails(run, database):
    sealed_trail(database, seals=2)
    with unguarded(database) as connection:
        connection.execute(delete(entries).where(entries.c.id == 4))
    said, error = run("verify")
    assert isinstance(error, TrailBroken)
    assert "seal 2: entry 4 was removed" in said
    assert "封存 2：记录 4 被删除" in run("verify", "--lang", "zh")[0]
    found = json.loads(run("verify", "--json")[0])
    assert found["flaws"] == [{"kind": "entry_removed", "seal_no": 2, "entry_id": 4}]


def test_entries_are_listed_as_json_lines(run, database):
    sealed_trail(database, seals=1)
    said, _ = run("list", "--subject-kind", "line", "--subject-id", "2", "--from", "2012-06-15T10:00+08:00")
    (entry,) = [json.loads(line) for line in said.splitlines()]
    assert (entry["action"], entry["at"]) == ("line.unmask", "2012-06-15T02:00:00+00:00")
    assert isinstance(run("list", "--from", "2012-06-15")[1], MomentUnreadable)
