"""Jobs are scheduled once by their key, taken in due order, and never lost."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.service.actors import actor
from tierline.audit.store import entries
from tierline.jobs import service
from tierline.jobs.errors import JobNotGivenUp
from tierline.jobs.model import Backlog, State
from tierline.jobs.rules import MOST_ATTEMPTS

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
KINDS = ("test.effect",)


def schedule(connection, key: str, minutes: float = 0, kind: str = "test.effect") -> bool:
    return service.schedule(connection, kind, key, NOW + timedelta(minutes=minutes), {"key": key}, now=NOW)


def keys(database, state: State | None = None) -> list[str]:
    with database.read() as connection:
        return [record.job.key for record in service.list_jobs(connection, state).items]


def test_a_key_is_scheduled_once_also_after_it_is_done(database):
    with database.write() as connection:
        assert schedule(connection, "a")
        assert not schedule(connection, "a", minutes=5)
        service.mark_done(connection, service.claim(connection, KINDS, now=NOW), now=NOW)
        assert not schedule(connection, "a")
    assert keys(database, State.OPEN) == []
    assert keys(database, State.DONE) == ["a"]


def test_jobs_are_taken_in_the_order_in_which_they_fell_due_and_none_before(database):
    taken = []
    with database.write() as connection:
        for key, minutes in (("later", 1), ("third", -1), ("first", -60), ("second", -30)):
            schedule(connection, key, minutes)
        while job := service.claim(connection, KINDS, now=NOW):
            taken.append(job.key)
            service.mark_done(connection, job, now=NOW)
    assert taken == ["first", "second", "third"]


def test_a_job_in_one_hand_is_not_in_another(database):
    if database.is_sqlite:
        pytest.skip("one writer at a time there: nobody else can be at a claim")
    with database.write() as connection:
        schedule(connection, "a", -2)
        schedule(connection, "b", -1)
    with database.write() as one, database.write() as other:
        assert service.claim(one, KINDS, now=NOW).key == "a"
        assert service.claim(other, KINDS, now=NOW).key == "b"


def test_a_job_moved_or_called_off_is_not_carried_out_at_its_old_time(database):
    with database.write() as connection:
        schedule(connection, "moved")
        schedule(connection, "off")
        assert service.postpone(connection, "moved", NOW + timedelta(hours=1))
        assert service.call_off(connection, "off", now=NOW)
        assert not service.call_off(connection, "off", now=NOW)
        assert not service.postpone(connection, "off", NOW)
        assert service.claim(connection, KINDS, now=NOW) is None
        assert service.claim(connection, KINDS, now=NOW + timedelta(hours=1)).key == "moved"


def test_a_job_that_fails_again_and_again_is_given_up_and_can_be_tried_again_by_hand(database):
    now = NOW
    with database.write() as connection:
        schedule(connection, "a")
        for attempt in range(1, MOST_ATTEMPTS + 1):
            job = service.claim(connection, KINDS, now=now)
            goes_on = service.mark_failed(connection, job, "ValueError", now=now)
            assert goes_on == (attempt < MOST_ATTEMPTS)
            assert service.claim(connection, KINDS, now=now) is None
            now += timedelta(hours=1)
        assert service.claim(connection, KINDS, now=now + timedelta(days=9)) is None
        assert service.backlog(connection, now=now) == Backlog(0, None, given_up=1)
    assert keys(database, State.GIVEN_UP) == ["a"]
    with database.write() as connection:
        with pytest.raises(JobNotGivenUp):
            service.retry(connection, actor(), job.id + 1, now=now)
        assert service.retry(connection, actor(), job.id, now=now) == 1
        assert service.claim(connection, KINDS, now=now).attempts == 0
        assert connection.execute(select(entries.c.action)).scalars().all() == ["job.retry"]


def test_the_backlog_counts_what_is_due_and_tells_since_when(database):
    with database.write() as connection:
        schedule(connection, "due", -30)
        schedule(connection, "due too", -10)
        schedule(connection, "not yet", 10)
        assert service.backlog(connection, now=NOW) == Backlog(2, NOW - timedelta(minutes=30), 0)


def scheduled_days(database, kind: str) -> list[str]:
    return [key.removeprefix(f"{kind}:") for key in keys(database)]


def test_a_daily_job_begins_today_and_makes_up_the_days_that_were_missed(database):
    def at(day: int) -> None:
        with database.write() as connection:
            now = datetime(2012, 6, day, 2, 0, tzinfo=UTC)
            service.schedule_daily(connection, "greeting.birthday", time(9, 0), SHANGHAI, now=now)

    at(15)
    assert scheduled_days(database, "greeting.birthday") == ["2012-06-15"]
    at(15)
    at(18)
    assert scheduled_days(database, "greeting.birthday") == [f"2012-06-{day}" for day in (15, 16, 17, 18)]


def test_a_clock_set_back_or_on_by_mistake_repeats_and_loses_no_day(database):
    def at(*moment: int) -> None:
        with database.write() as connection:
            now = datetime(*moment, 2, 0, tzinfo=UTC)
            service.schedule_daily(connection, "test.daily", time(9, 0), SHANGHAI, now=now)

    at(2012, 6, 15)
    at(2012, 6, 14)
    at(2012, 9, 1)
    at(2012, 6, 15)
    at(2012, 6, 16)
    at(2012, 6, 16)
    with database.read() as connection:
        days = [record.job.payload["day"] for record in service.list_jobs(connection).items]
    assert len(days) == len(set(days))
    assert {"2012-06-14", "2012-06-15", "2012-06-16", "2012-09-01"} <= set(days)


def test_the_day_is_that_of_the_operator(database):
    with database.write() as connection:
        evening = datetime(2012, 6, 14, 16, 0, tzinfo=UTC)
        service.schedule_daily(connection, "test.daily", time(9, 0), SHANGHAI, now=evening)
    with database.read() as connection:
        (record,) = service.list_jobs(connection).items
    assert record.job.payload == {"day": "2012-06-15"}
    assert record.job.due_at == datetime(2012, 6, 15, 1, 0, tzinfo=UTC)
