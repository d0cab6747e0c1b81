"""What nobody needs any longer goes, a part at a time."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from tests.service.api import Clock
from tierline.jobs.store import jobs
from tierline.web.store import answers
from tierline.worker import cleaning
from tierline.worker.loop import Worker


def answer(key: str, given_at) -> dict:
    return {"actor_id": "a", "key": key, "request": "", "status": 200, "body": "{}", "given_at": given_at}


def test_old_answers_and_old_jobs_are_forgotten_in_parts_and_newer_ones_kept(database, settings, monkeypatch):
    monkeypatch.setattr(cleaning, "ANSWERS_AT_ONCE", 3)
    clock = Clock()
    long_ago, lately = clock.now - timedelta(days=8), clock.now - timedelta(days=6)
    with database.write() as connection:
        connection.execute(insert(answers), [answer(f"old{number}", long_ago) for number in range(8)])
        connection.execute(insert(answers), [answer("new", lately)])
        done_at = clock.now - timedelta(days=401)
        row = {"kind": "test.old", "payload": {}, "attempts": 0, "done_at": done_at}
        moments = dict.fromkeys(("due_at", "next_attempt_at", "created_at"), done_at)
        connection.execute(insert(jobs), [{**row, **moments, "key": f"old{number}"} for number in range(4)])
    Worker(database, settings, clock, cleaning.HANDLERS, cleaning.DAILY).run_once(threading.Event())
    with database.read() as connection:
        assert connection.execute(select(answers.c.key)).scalars().all() == ["new"]
        old = select(func.count()).select_from(jobs).where(jobs.c.kind == "test.old")
        assert connection.execute(old).scalar_one() == 0


@pytest.mark.parametrize("kind", cleaning.DAILY)
def test_cleaning_comes_daily(kind):
    assert kind in cleaning.HANDLERS
