"""Birthdays are greeted once, for whom the tier brings it, wherever a worker stopped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.service.base import add_line, add_membership
from tests.service.due import carry_out
from tierline.entitlements.store import uses
from tierline.greetings import service
from tierline.greetings.jobs import HANDLERS
from tierline.jobs.service import schedule
from tierline.messages.model import State
from tierline.messages.store import messages

MORNING = datetime(2012, 6, 15, 1, 0, tzinfo=UTC)  # 9 o'clock in Shanghai


def add_member(connection, line_id, tier="silver", birthday=(6, 15), **columns):
    month, day = birthday
    add_line(connection, line_id, birthday_month=month, birthday_day=day, **columns)
    if tier:
        add_membership(connection, line_id, tier=tier)


def greet(database, settings, now=MORNING, occasion=""):
    with database.write() as connection:
        day = f"{now.astimezone(settings.time_zone):%Y-%m-%d}"
        key = f"greetings.birthday:{day}{occasion}"
        schedule(connection, "greetings.birthday", key, MORNING, {"day": day}, now=now)
    return carry_out(database, settings, HANDLERS, now)


def greeted(database, state=State.WAITING):
    with database.read() as connection:
        found = select(messages.c.line_id).where(messages.c.state == state.value)
        return sorted(connection.execute(found).scalars())


@pytest.mark.clause("ENT-11")
def test_members_are_greeted_on_their_birthday_and_others_are_not(database, settings):
    with database.write() as connection:
        add_member(connection, 1)
        add_member(connection, 2, tier=None)
        add_member(connection, 3, birthday=(6, 16))
        add_member(connection, 4, status="closed")
    greet(database, settings)
    assert greeted(database) == [1]
    with database.read() as connection:
        assert connection.execute(select(uses.c.line_id, uses.c.clause)).all() == [(1, "ENT-11")]


@pytest.mark.clause("ENT-11")
def test_whoever_is_not_to_be_disturbed_is_not_greeted_and_has_used_nothing(database, settings):
    with database.write() as connection:
        add_member(connection, 1, do_not_disturb=True)
    greet(database, settings)
    assert (greeted(database), greeted(database, State.WITHHELD)) == ([], [1])
    with database.read() as connection:
        assert connection.execute(select(uses)).all() == []


def test_many_are_greeted_in_parts_and_each_once_in_the_year(database, settings, monkeypatch):
    monkeypatch.setattr(service, "LINES_AT_ONCE", 2)
    with database.write() as connection:
        for line_id in range(1, 6):
            add_member(connection, line_id)
    assert len(greet(database, settings)) == 3
    greet(database, settings, MORNING + timedelta(hours=1), occasion=":again")
    assert greeted(database) == [1, 2, 3, 4, 5]


def test_a_birthday_that_is_over_is_not_greeted_late(database, settings):
    with database.write() as connection:
        add_member(connection, 1)
        payload = {"day": "2012-06-15"}
        schedule(connection, "greetings.birthday", "late", MORNING, payload, now=MORNING)
    carry_out(database, settings, HANDLERS, MORNING + timedelta(days=1))
    assert greeted(database) == []
