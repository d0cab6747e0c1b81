"""Passwords of lines on both databases: who gets to see one, how failures count, and whom they identify."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.service.actors import actor, customer
from tests.service.base import add_line, number
from tests.service_passwords.passwords import set_password
from tierline.audit.store import entries
from tierline.database.schema import metadata
from tierline.lines import service as lines
from tierline.messages.store import messages
from tierline.rights.errors import PermissionMissing
from tierline.service_passwords import service
from tierline.service_passwords.errors import PasswordWeak
from tierline.service_passwords.model import Channel, Means, PasswordKind, Shown, Verdict

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
AGENT = actor("agent")
RIGHT, WRONG = "739214", "482915"


@pytest.fixture
def line(database, settings):
    """A line whose owner has a service password."""
    with database.write() as connection:
        added = add_line(connection)
        set_password(connection, settings, added, RIGHT)
        return added


@pytest.fixture
def attempt(database, settings, line):
    """Tries a password of the line, in a transaction of its own."""

    def attempt(password: str, at: datetime = NOW, kind: PasswordKind = PasswordKind.SERVICE) -> Verdict:
        with database.write() as connection:
            now_line = lines.lock(connection, line.id)
            return service.verify(connection, settings, now_line, kind, password, now=at)

    return attempt


def texts(database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(select(messages.c.text).order_by(messages.c.created_at)).scalars())


def everything_kept(database) -> str:
    with database.read() as connection:
        tables = [table for table in metadata.sorted_tables if table is not messages]
        return "\n".join(str(row) for table in tables for row in connection.execute(select(table)))


@pytest.mark.clause("CHN-06", "GOV-01")
def test_an_issued_password_reaches_the_line_and_nothing_else(database, settings, line, attempt):
    with database.write() as connection:
        shown, refusal = service.issue(
            connection, AGENT, settings, line.msisdn, PasswordKind.SERVICE, now=NOW
        )

    (text,) = texts(database)
    (initial,) = re.findall(r"[0-9]{6,8}", text)
    assert refusal is None
    assert initial not in everything_kept(database)
    assert initial not in repr(shown)
    assert attempt(initial) is Verdict.INITIAL
    assert attempt(RIGHT) is Verdict.WRONG


@pytest.mark.clause("CHN-06")
def test_no_password_goes_to_a_phone_that_its_owner_reported_lost(database, settings, line):
    with database.write() as connection:
        lines.suspend(connection, lines.lock(connection, line.id), lines.Suspension.CUSTOMER, now=NOW)
        _, refusal = service.issue(connection, AGENT, settings, line.msisdn, PasswordKind.SERVICE, now=NOW)

    assert refusal.reason == "suspended_by_customer"
    assert texts(database) == []


def test_who_may_not_issue_passwords_issues_none(database, settings, line):
    with pytest.raises(PermissionMissing), database.write() as connection:
        service.issue(connection, actor("supervisor"), settings, line.msisdn, PasswordKind.SERVICE, now=NOW)


@pytest.mark.clause("CHN-06", "GOV-01")
def test_a_customer_changes_the_initial_password_and_the_trail_holds_neither(database, settings, attempt):
    with database.write() as connection:
        line = add_line(connection, 2)
        set_password(connection, settings, line, RIGHT, is_initial=True)
        refusal = service.change(
            connection,
            customer(2),
            settings,
            number(2),
            PasswordKind.SERVICE,
            old=RIGHT,
            new="58203917",
            now=NOW,
        )
        verdict = service.verify(connection, settings, line, PasswordKind.SERVICE, "58203917", now=NOW)

    with database.read() as connection:
        trail = connection.execute(select(entries.c.facts)).scalars().all()
    assert (refusal, verdict) == (None, Verdict.RIGHT)
    assert trail == [{"kind": "service", "verdict": "initial"}]


def test_a_weak_new_password_is_refused_before_the_old_one_is_tried(database, settings, line, attempt):
    with pytest.raises(PasswordWeak), database.write() as connection:
        service.change(
            connection, AGENT, settings, line.msisdn, PasswordKind.SERVICE, old=RIGHT, new="111111", now=NOW
        )

    assert attempt(RIGHT) is Verdict.RIGHT


@pytest.mark.clause("ENT-07")
def test_after_five_failures_a_password_waits_a_right_one_too(attempt, settings):
    verdicts = [attempt(WRONG) for _ in range(6)]
    wait = timedelta(minutes=settings.sign_in_wait_minutes)

    assert verdicts == [Verdict.WRONG] * 5 + [Verdict.WAIT]
    assert attempt(RIGHT, NOW + wait - timedelta(seconds=1)) is Verdict.WAIT
    assert attempt(RIGHT, NOW + wait) is Verdict.RIGHT


@pytest.mark.clause("ENT-07")
def test_failures_at_once_are_all_counted(attempt):
    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(lambda _: attempt(WRONG), range(12)))

    assert sorted(verdicts) == [Verdict.WAIT] * 7 + [Verdict.WRONG] * 5


def test_a_right_try_forgets_the_failures_before(attempt):
    tries = [WRONG] * 4 + [RIGHT] + [WRONG] * 4 + [RIGHT]

    assert [attempt(each) for each in tries].count(Verdict.RIGHT) == 2


@pytest.mark.clause("GOV-01", "GRD-20")
def test_a_new_owner_has_none_of_the_former_ones_passwords(database, settings, line, attempt):
    with database.write() as connection:
        lines.store.change(connection, line.id, owner_no=2)

    assert attempt(RIGHT) is Verdict.NOT_SET


@pytest.mark.clause("ENT-07")
@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (Shown(Channel.HOTLINE, "18600002222", password=RIGHT), Means.SERVICE_PASSWORD),
        (Shown(Channel.HOTLINE, "18600002222", password=WRONG), "password_wrong"),
        (Shown(Channel.HOTLINE, "18600002222", is_confirmed=True), "service_password_needed"),
        (Shown(Channel.ACCOUNT_MANAGER, password=RIGHT), "password_not_set"),
        (Shown(Channel.ACCOUNT_MANAGER), "bill_password_needed"),
    ],
)
def test_a_customer_is_known_by_what_the_channel_asks_for(database, settings, line, shown, expected):
    with database.write() as connection:
        found = service.identify(connection, AGENT, settings, line, shown, now=NOW)

    assert getattr(found, "reason", found) == expected


@pytest.mark.clause("ENT-07", "LOY-03")
def test_an_initial_password_shows_nothing_but_that_it_has_to_be_changed(database, settings):
    with database.write() as connection:
        line = add_line(connection, 2)
        set_password(connection, settings, line, RIGHT, PasswordKind.BILL, is_initial=True)
        shown = Shown(Channel.ACCOUNT_MANAGER, password=RIGHT)
        found = service.identify(connection, AGENT, settings, line, shown, now=NOW)

    assert found.reason == "password_initial"
