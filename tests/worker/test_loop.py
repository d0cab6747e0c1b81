"""Each due job takes effect once, whoever dies meanwhile and whatever the clock says."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time as clock_time
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select, text

from tests.service.actors import actor
from tests.service.api import Clock
from tests.worker.effects import HANDLERS, NOW, add_jobs, fail, left, make_table, processes
from tierline.audit import service as audit
from tierline.audit.store import seals
from tierline.database.connect import Database
from tierline.jobs import service as jobs
from tierline.jobs.model import Record, State
from tierline.jobs.rules import MOST_ATTEMPTS
from tierline.worker import loop
from tierline.worker.loop import Worker

ROOT = Path(__file__).parents[2]

MOST_SECONDS = 60


@pytest.fixture(autouse=True)
def _effects(database: Database) -> None:
    make_table(database)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@contextmanager
def child(database: Database, *arguments: str):
    """A worker in a process of its own."""
    url = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.worker.child", url, str(MOST_SECONDS), *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def wait_until(condition) -> None:
    end = clock_time.monotonic() + MOST_SECONDS
    while not condition():
        assert clock_time.monotonic() < end, "it did not come about in time"
        clock_time.sleep(0.05)


def work(database, settings, clock, handlers=HANDLERS, daily=None) -> None:
    """What a worker does that is called for once."""
    Worker(database, settings, clock, handlers, daily or {}).run_once(threading.Event())


def record(database, state: State) -> Record:
    with database.read() as connection:
        (found,) = jobs.list_jobs(connection, state).items
        return found


def test_two_workers_share_the_jobs_and_each_takes_effect_once(database):
    jobs = 0
    with child(database) as one, child(database) as other:
        # One may have started long before the other, so that jobs come until each of them has had some.
        while jobs < 200 or len(processes(database)) < 2:
            add_jobs(database, 50, first=jobs)
            jobs += 50
            wait_until(lambda most=jobs: len(left(database)) >= most)
            assert jobs < 10_000
        for process in (one, other):
            process.send_signal(signal.SIGTERM)
        assert [process.wait(MOST_SECONDS) for process in (one, other)] == [0, 0]
    assert sorted(left(database)) == sorted(f"{number:03}" for number in range(jobs))


def test_a_worker_killed_in_the_middle_of_a_job_leaves_it_to_another(database, settings, clock):
    add_jobs(database, 5)
    add_jobs(database, 1, kind="test.deadly", first=5)
    add_jobs(database, 5, first=6)
    with child(database, "deadly") as process:
        assert process.wait(MOST_SECONDS) == -signal.SIGKILL
    assert left(database) == [f"{number:03}" for number in range(5)]
    work(database, settings, clock)
    assert left(database) == [f"{number:03}" for number in range(11)]


def test_a_worker_told_to_stop_finishes_the_job_in_hand(database):
    add_jobs(database, 2, kind="test.slow")
    with child(database) as process:
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(MOST_SECONDS) == 0
    assert left(database) == ["000"]


def test_what_fell_due_during_a_downtime_is_caught_up_in_due_order(database, settings, clock):
    with database.write() as connection:
        for hours in (3, 50, 1, 20, 7):
            due_at = clock.now - timedelta(hours=hours)
            jobs.schedule(connection, "test.effect", f"{hours} hours ago", due_at, {}, now=due_at)
    work(database, settings, clock)
    assert left(database) == [f"{hours} hours ago" for hours in (50, 20, 7, 3, 1)]


def test_a_clock_set_back_repeats_nothing_and_loses_nothing(database, settings, clock):
    daily = {"test.effect": time(9, 0)}
    start = clock.now
    clock.forward(days=1)
    work(database, settings, clock, daily=daily)
    with database.write() as connection:
        jobs.schedule(
            connection, "test.effect", "in an hour", start + timedelta(days=1, hours=1), {}, now=start
        )
    clock.now = start + timedelta(minutes=1)
    work(database, settings, clock, daily=daily)
    clock.now = start + timedelta(days=1, hours=2)
    work(database, settings, clock, daily=daily)
    assert sorted(left(database)) == [
        "in an hour",
        "test.effect:2012-06-15",
        "test.effect:2012-06-16",
    ]


def test_a_daily_job_is_due_at_its_local_time_and_missed_days_come_first(database, settings, clock):
    daily = {"test.effect": time(9, 0)}
    clock.now = datetime.fromisoformat("2012-06-15T08:59:59+08:00")
    work(database, settings, clock, daily=daily)
    assert left(database) == []
    clock.now = datetime.fromisoformat("2012-06-17T09:00:00+08:00")
    work(database, settings, clock, daily=daily)
    assert left(database) == [f"test.effect:2012-06-{day}" for day in (15, 16, 17)]


def test_a_job_that_fails_holds_up_no_other_and_is_tried_again_later(database, settings, clock):
    add_jobs(database, 1, kind="test.failing")
    add_jobs(database, 3, first=1)
    work(database, settings, clock, {**HANDLERS, "test.failing": fail})
    assert left(database) == ["001", "002", "003"]
    failed = record(database, State.OPEN)
    assert (failed.job.attempts, failed.problem) == (1, "ValueError")
    clock.forward(seconds=9)
    work(database, settings, clock, {"test.failing": HANDLERS["test.effect"]})
    assert "000" not in left(database)
    clock.forward(seconds=1)
    work(database, settings, clock, {"test.failing": HANDLERS["test.effect"]})
    assert "000" in left(database)


def test_a_job_that_never_succeeds_is_given_up_and_stays_to_be_seen(database, settings, clock, capsys):
    add_jobs(database, 1, kind="test.failing")
    for _ in range(MOST_ATTEMPTS + 3):
        work(database, settings, clock, {"test.failing": fail})
        clock.forward(hours=1)
    given_up = record(database, State.GIVEN_UP)
    assert (given_up.job.attempts, given_up.problem) == (MOST_ATTEMPTS, "ValueError")
    assert left(database) == []
    told = capsys.readouterr()
    assert "ValueError at" in told.out + told.err
    assert "18600000001" not in told.out + told.err


def test_a_job_of_a_kind_that_a_worker_does_not_know_waits_for_one_that_does(database, settings, clock):
    add_jobs(database, 1, kind="test.newer")
    add_jobs(database, 1, first=1)
    work(database, settings, clock)
    assert left(database) == ["001"]
    assert record(database, State.OPEN).job.attempts == 0


def test_a_job_may_schedule_another_that_is_due_at_once(database, settings, clock):
    def first(connection, job, context):
        HANDLERS["test.effect"](connection, job, context)
        jobs.schedule(connection, "test.effect", "the rest", job.due_at, {}, now=context.now)

    add_jobs(database, 1, kind="test.first")
    work(database, settings, clock, {**HANDLERS, "test.first": first})
    assert left(database) == ["000", "the rest"]


def test_a_worker_seals_what_was_recorded(database, settings, clock):
    with database.write() as connection:
        audit.record(connection, actor("clerk"), "line.change", ("line", 1), now=NOW)
    work(database, settings, clock)
    with database.read() as connection:
        assert connection.execute(select(seals.c.count)).scalars().all() == [1]


def test_a_worker_outlives_a_fault_of_the_database(database, settings, clock, monkeypatch):
    monkeypatch.setattr(loop, "AFTER_FAULT_SECONDS", 0.01)
    add_jobs(database, 1)
    rename(database, "jobs", "jobs_away")
    before = faults()
    stop = threading.Event()
    worker = threading.Thread(target=Worker(database, settings, clock, HANDLERS, {}).run, args=(stop,))
    worker.start()
    try:
        wait_until(lambda: faults() > before)
        rename(database, "jobs_away", "jobs")
        wait_until(lambda: left(database) == ["000"])
    finally:
        stop.set()
        worker.join()


def rename(database: Database, name: str, new_name: str) -> None:
    with database.write() as connection:
        connection.execute(text(f"ALTER TABLE {name} RENAME TO {new_name}"))


def faults() -> float:
    return REGISTRY.get_sample_value("tierline_worker_faults_total")
