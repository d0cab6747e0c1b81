"""Tasks are asked for, seen and called off by whoever may, at their site."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.service.actors import CITY, COUNTY, actor
from tests.worker.effects import NOW
from tierline.audit.store import entries
from tierline.database.paging import Listing
from tierline.rights.errors import PermissionMissing
from tierline.tasks import running, service
from tierline.tasks.errors import KindUnknown, TaskOpen, TaskOver, TaskUnknown
from tierline.tasks.kinds import KINDS
from tierline.tasks.model import State

OPERATIONS = actor("operations", site="")
AUDITOR = actor("auditor", site="")
RUNNER = "one"


def ask(database, who=OPERATIONS, kind="grade", key="", later=0, **asked):
    with database.write() as connection:
        return service.ask(connection, who, kind, asked, now=NOW + timedelta(seconds=later), key=key)


def get(database, task, who=OPERATIONS):
    with database.read() as connection:
        return service.get(connection, who, task.id)


def cancel(database, task, who=OPERATIONS):
    with database.write() as connection:
        return service.cancel(connection, who, task.id, now=NOW)


def take(database, runner=RUNNER, later=0):
    with database.write() as connection:
        return running.take(connection, KINDS, runner, now=NOW + timedelta(seconds=later))


def test_a_task_stands_in_the_queue_as_it_was_asked_for(database):
    task = ask(database, month="2026-12")
    assert get(database, task) == task
    assert (task.state, task.asked, task.asked_by) == (State.QUEUED, {"month": "2026-12"}, OPERATIONS.id)


@pytest.mark.clause("CHN-11")
def test_a_task_is_seen_from_its_site_and_above_by_whoever_may_see_its_kind(database):
    task = ask(database, actor("operations", site=CITY))
    assert get(database, task, AUDITOR) == task
    for who in (actor("operations", site=COUNTY), actor("agent", site="")):
        with pytest.raises(TaskUnknown):
            get(database, task, who)


def test_a_list_holds_the_kinds_that_may_be_seen_the_latest_first(database):
    first, second = ask(database), ask(database, later=1)
    publish = ask(database, kind="publish_run", later=2)
    with database.read() as connection:

        def listed(who, kinds=tuple(KINDS)):
            return [one.id for one in service.listed(connection, who, kinds, Listing()).items]

        assert listed(OPERATIONS) == [publish.id, second.id, first.id]
        assert listed(OPERATIONS, ["grade"]) == [second.id, first.id]
        assert listed(actor("administrator", site="")) == [publish.id]
        with pytest.raises(PermissionMissing):
            listed(actor("agent", site=""))
        with pytest.raises(KindUnknown):
            listed(OPERATIONS, ["bake"])


def test_the_same_can_be_asked_for_again_only_once_it_has_ended(database):
    task = ask(database, key="2026-12")
    ask(database, key="2026-11")
    ask(database, kind="verify", key="2026-12")
    with pytest.raises(TaskOpen, match=task.id):
        ask(database, key="2026-12")
    cancel(database, task)
    again = ask(database, key="2026-12", later=1)
    with database.read() as connection:
        assert service.last(connection, "grade", "2026-12") == again
        cancelled = service.last(connection, "grade", "2026-12", [State.CANCELLED])
    assert cancelled == get(database, task)


def test_a_task_in_the_queue_is_cancelled_at_once_and_cancelling_again_changes_nothing(database):
    task = ask(database)
    cancelled = cancel(database, task)
    assert (cancelled.state, cancelled.ended_at) == (State.CANCELLED, NOW)
    assert cancel(database, task) == cancelled == get(database, task)
    assert take(database) is None


def test_a_task_under_way_is_told_that_it_was_called_off(database):
    task = ask(database)
    take(database)
    cancelled = cancel(database, task)
    assert (cancelled.state, cancelled.is_cancel_asked) == (State.RUNNING, True)
    with database.write() as connection:
        running.lose(connection, task.id, RUNNER, now=NOW)
    assert get(database, task).state is State.CANCELLED


def test_only_whoever_may_ask_for_a_kind_may_call_it_off_and_only_before_its_end(database):
    task = ask(database)
    with pytest.raises(PermissionMissing):
        cancel(database, task, AUDITOR)
    take(database)
    with database.write() as connection:
        running.end_well(connection, task.id, RUNNER, {"lines": 3}, now=NOW)
    with pytest.raises(TaskOver):
        cancel(database, task)


@pytest.mark.clause("GOV-01")
def test_asking_and_calling_off_are_recorded(database):
    task = ask(database, month="2026-12")
    cancel(database, task)
    with database.read() as connection:
        found = connection.execute(select(entries.c.action, entries.c.subject_id, entries.c.facts)).all()
    asked = {"kind": "grade", "asked": {"month": "2026-12"}}
    assert found == [("task.ask", task.id, asked), ("task.cancel", task.id, {"kind": "grade"})]


def test_tasks_are_taken_in_the_order_in_which_they_were_asked_for(database):
    later, first = ask(database, later=5), ask(database)
    assert [take(database, later=6).id, take(database, later=6).id] == [first.id, later.id]


def test_a_task_of_a_kind_that_a_worker_does_not_know_waits(database):
    ask(database)
    with database.write() as connection:
        assert running.take(connection, ["simulate"], RUNNER, now=NOW) is None


def test_a_task_whose_runner_was_lost_is_begun_once_more_and_then_fails(database):
    task = ask(database)
    take(database)
    assert take(database, "two", later=30) is None
    assert take(database, "two", later=31).id == task.id
    with database.write() as connection:
        running.end_well(connection, task.id, RUNNER, {}, now=NOW)  # the first, who was lost, comes too late
        running.tell(connection, task.id, RUNNER, 9, 9, "late")
    running_still = get(database, task)
    assert (running_still.state, running_still.done) == (State.RUNNING, 0)
    assert take(database, "three", later=62) is None
    failed = get(database, task)
    assert failed.state is State.FAILED
    assert "ended twice" in failed.problem.en
    assert "两次中途终止" in failed.problem.zh


def test_a_runner_that_says_that_it_is_alive_is_not_lost(database):
    ask(database)
    task = take(database)
    with database.write() as connection:
        running.keep(connection, task.id, RUNNER, now=NOW + timedelta(seconds=25))
    assert take(database, "two", later=50) is None


def test_a_task_handed_back_counts_as_not_begun(database):
    task = ask(database)
    for _ in range(3):
        take(database)
        with database.write() as connection:
            running.hand_back(connection, task.id, RUNNER, now=NOW)
    assert get(database, task).state is State.QUEUED
