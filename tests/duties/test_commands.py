"""`tierline duties`, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from typer.testing import CliRunner

from tests.service.base import add_line, add_membership
from tierline.duties import service
from tierline.duties.commands import duties_app
from tierline.duties.model import NewDuty
from tierline.policy.vocabulary import Change, Duty


@pytest.fixture
def run(database, database_url, monkeypatch):
    """Runs a command over a database in which a manager is owed to one line and a card to another."""
    monkeypatch.setenv("TIERLINE_DATABASE_URL", database_url)
    now = datetime.now(UTC)
    month = (now - timedelta(days=40)).date().replace(day=1)
    with database.write() as connection:
        for line_id, duty in ((1, Duty.ASSIGN_MANAGER), (2, Duty.ISSUE_CARD)):
            add_line(connection, line_id)
            add_membership(connection, line_id, ends_on=date(2100, 1, 8))
            owed = NewDuty(line_id, "unicom-vip", month, Change.JOINED, "gold", "", duty)
            service.owe(connection, [owed], now=now)
    return lambda *words: CliRunner().invoke(duties_app, words)


@pytest.mark.clause("GRD-13")
def test_what_could_not_be_done_is_listed_with_its_reason(run):
    assert "2 duties were taken up." in run("carry-out").output
    listed = run("list", "--overdue").output
    assert "no account manager has room" in listed
    assert "issue the card" not in listed
    assert "客户经理均已满额" in run("list", "--state", "owed", "--lang", "zh").output
    assert "None." in run("list", "--site", "66").output


def test_a_state_that_there_is_not_is_refused(run):
    assert run("list", "--state", "lost").exit_code == 2
