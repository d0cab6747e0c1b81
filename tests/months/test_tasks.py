"""Grading, verifying and publishing a month as tasks: asked for, carried out, refused, killed."""

from __future__ import annotations

import shutil
import threading
import time
from datetime import date, timedelta
from itertools import count

import duckdb
import pytest
from sqlalchemy import select

from tests.grading import small_base
from tests.months.operator import (
    BILLS,
    CREDIT,
    DECEMBER,
    EAST,
    IN_TWO_PROVINCES,
    NOVEMBER,
    NOW,
    OPERATIONS,
    STAR,
    carried,
    copied,
    graded,
    settings_at,
    write_datasets,
)
from tests.service.actors import actor
from tests.service.databases import sqlite_database
from tests.worker.test_loop import wait_until
from tierline.audit.store import entries
from tierline.database.connect import connect
from tierline.database.paging import Listing
from tierline.datasets.sample.generate import generate
from tierline.grading.run import run
from tierline.months import asking, service
from tierline.months.errors import (
    BillsMissing,
    DatasetsNotKept,
    MonthAhead,
    MonthBeforeMissing,
    MonthOfOne,
    MonthUnknown,
)
from tierline.months.model import Published, Wanted
from tierline.policy.errors import SchemeUnknown
from tierline.rights.errors import PermissionMissing
from tierline.tasks import service as tasks
from tierline.tasks.errors import TaskOpen
from tierline.tasks.model import State
from tierline.worker.beside import Beside
from tierline.worker.task_runner import TaskRunner
from tierline.worker.tasks import KINDS

SECONDS = count()


def ask(database, settings, use_case, *arguments, who=OPERATIONS, **options):
    """The task that is asked for, each time a second later."""
    now = NOW + timedelta(seconds=next(SECONDS))
    with database.write() as connection:
        return use_case(connection, who, settings, *arguments, now=now, **options)


def listed(database, settings, month=DECEMBER, scheme=STAR):
    with database.read() as connection:
        found = service.listed(connection, OPERATIONS, settings, Listing()).items
    return next(one for one in found if (one.month, one.scheme) == (month, scheme))


def test_a_month_that_was_graded_by_a_worker_goes_on_from_the_month_before(
    operator, sqlite_template, tmp_path
):
    with sqlite_database(tmp_path, sqlite_template) as url:
        own = settings_at(copied(operator, tmp_path), url)
    database = connect(own)
    shutil.rmtree(own.runs / "2026-12")
    task = ask(database, own, asking.ask_grade, DECEMBER, [STAR])
    TaskRunner(database, own, clock, KINDS).run_once(threading.Event())
    with database.read() as connection:
        ended = tasks.get(connection, OPERATIONS, task.id)
    assert ended.state is State.DONE, ended.problem
    (scheme,) = ended.result["schemes"]
    assert (scheme["scheme"], scheme["lines"]) == (STAR, 40)
    assert scheme["by_change"]["kept"] > 0
    assert (ended.stage, ended.done, ended.whole) == ("grading", 40, 40)
    assert listed(database, own).lines == 40
    database.close()


def test_a_scheme_graded_later_stands_beside_the_others_of_its_month(database, own):
    graded(database, own, DECEMBER, CREDIT)
    assert (listed(database, own).lines, listed(database, own, scheme=CREDIT).lines) == (40, 40)


def test_a_month_that_is_the_run_of_one_scheme_is_not_taken_for_another(database, own, tmp_path):
    shutil.rmtree(own.runs / "2026-12")
    no_memberships = "SELECT * FROM memberships WHERE false"
    paths = small_base.write(tmp_path / "one", {"bills": BILLS, "memberships": no_memberships})
    run(small_base.request(paths, own.runs / "2026-12", month=DECEMBER))
    assert listed(database, own).lines == 40
    with pytest.raises(MonthOfOne, match=STAR):
        ask(database, own, asking.ask_grade, DECEMBER, [CREDIT])


def clock():
    return NOW


def test_a_month_that_was_not_changed_verifies_and_one_that_was_says_what_differs(database, own):
    task = carried(database, own, ask(database, own, asking.ask_verify, NOVEMBER, STAR))
    assert (task.state, task.result["is_equal"]) == (State.DONE, True)
    found = listed(database, own, NOVEMBER)
    assert (found.verified.task_id, found.verified.is_equal) == (task.id, True)

    (grades,) = (own.runs / "2026-11" / STAR / "grades").glob("*.parquet")
    changed = grades.with_suffix(".changed")
    duckdb.connect(config={"threads": 1}).execute(
        f"COPY (SELECT * REPLACE (CASE WHEN subscriber_id = 7 THEN 1 ELSE arpu END AS arpu) FROM '{grades}')"
        f" TO '{changed}' (FORMAT parquet)"
    )
    changed.replace(grades)
    task = carried(database, own, ask(database, own, asking.ask_verify, NOVEMBER, STAR))
    (difference,) = task.result["differences"]
    assert (difference["result"], difference["only_recorded"]) == ("grades", 1)
    assert listed(database, own, NOVEMBER).verified.is_equal is False


def test_a_verification_says_nothing_of_a_run_that_took_the_place_of_the_verified_one(database, own):
    carried(database, own, ask(database, own, asking.ask_verify, DECEMBER, STAR))
    assert listed(database, own).verified is not None
    graded(database, own, DECEMBER)
    assert listed(database, own).verified is None


def test_a_month_is_published_by_whoever_asked_and_shown_as_published(database, own):
    task = ask(database, own, asking.ask_publish, NOVEMBER, STAR, with_duties=True)
    task = carried(database, own, task)
    assert task.state is State.DONE
    assert (task.result["lines_new"], task.result["owes_duties"]) == (40, True)
    assert listed(database, own, NOVEMBER).published is Published.YES
    with database.read() as connection:
        found = connection.execute(select(entries.c.actor_id, entries.c.action)).all()
        line = service.lines(connection, OPERATIONS, own, NOVEMBER, STAR, Wanted(), Listing(1)).items[0]
        duties = service.duties_due(connection, OPERATIONS, NOVEMBER, STAR)
    assert (OPERATIONS.id, "publishing.end") in found
    assert line.msisdn.endswith("0001")
    assert "*" in line.msisdn
    assert sum(one.count for one in duties) == task.result["duties_owed"] > 0


def test_a_month_graded_anew_with_another_content_is_not_what_was_published(database, own, tmp_path):
    carried(database, own, ask(database, own, asking.ask_publish, NOVEMBER, STAR))
    other = tmp_path / "other"
    write_datasets(other, {"bills": small_base.GOOD["bills"]})
    graded(database, own.model_copy(update={"datasets": other}), NOVEMBER)
    assert listed(database, own, NOVEMBER).published is Published.YES  # other bills, and the same tiers
    shutil.rmtree(other)
    write_datasets(other, {"bills": small_base.GOOD["bills"].replace("8 * i", "9 * i")})
    graded(database, own.model_copy(update={"datasets": other}), NOVEMBER)
    assert listed(database, own, NOVEMBER).published is Published.OTHERWISE


def test_a_grading_that_is_refused_keeps_what_is_wrong_with_the_datasets(database, own, tmp_path):
    bad = {
        "subscribers": IN_TWO_PROVINCES.replace(f"'{EAST}' ELSE", f"'{EAST}' ELSE ", 1).replace(
            "AS site)",
            "AS site, CASE WHEN subscriber_id IN (3, 9) THEN 'teapot' ELSE product END AS product)",
        ),
        "special_grades": "SELECT * REPLACE ('golden' AS grade) FROM special_grades WHERE subscriber_id = 2",
    }
    write_datasets(tmp_path / "bad", bad)
    task = graded(database, own.model_copy(update={"datasets": tmp_path / "bad"}), DECEMBER)
    assert task.state is State.FAILED
    assert "product" in task.problem.en
    assert "应为" in task.problem.zh
    refused = {one["dataset"]: one for one in task.result["refused"]}
    assert (refused["subscribers"]["column"], refused["subscribers"]["rows"]) == ("product", 2)
    assert refused["subscribers"]["examples"] == ["3 (teapot)", "9 (teapot)"]
    assert refused["special_grades"]["problem"]["zh"].startswith("应为")
    assert listed(database, own).lines == 40, "the month that was there stands"


def test_what_makes_no_sense_is_refused_before_anything_waits(database, settings, own, tmp_path):
    grade = asking.ask_grade
    for refusal, month, chosen in (
        (MonthAhead, date(2027, 1, 1), settings),
        (BillsMissing, date(2025, 11, 1), settings),
        (DatasetsNotKept, DECEMBER, settings.model_copy(update={"datasets": None})),
    ):
        with pytest.raises(refusal):
            ask(database, chosen, grade, month, [STAR])
    with pytest.raises(SchemeUnknown):
        ask(database, settings, grade, DECEMBER, ["no-such"])
    shutil.move(own.runs / "2026-11", own.runs / "2026-09")
    shutil.move(own.runs / "2026-12", tmp_path / "away")
    september = own.runs / "2026-09" / ".tierline" / "1" / STAR / "summary.json"
    september.write_text(september.read_text().replace('"month": "2026-11"', '"month": "2026-09"'))
    with pytest.raises(MonthBeforeMissing, match="2026-11"):
        ask(database, own, grade, DECEMBER, [STAR])
    for use_case in (asking.ask_verify, asking.ask_publish):
        with pytest.raises(MonthUnknown):
            ask(database, settings, use_case, date(2026, 10, 1), STAR)
    for use_case, *arguments in (
        (grade, DECEMBER, [STAR]),
        (asking.ask_verify, DECEMBER, STAR),
        (asking.ask_publish, DECEMBER, STAR),
    ):
        with pytest.raises(PermissionMissing):
            ask(database, settings, use_case, *arguments, who=actor("auditor", site=""))
        ask(database, settings, use_case, *arguments)
        with pytest.raises(TaskOpen):
            ask(database, settings, use_case, *arguments)


def test_a_form_offers_the_schemes_of_lines_in_force_in_a_month(settings):
    assert STAR in asking.schemes_in_force(settings, DECEMBER)
    assert STAR not in asking.schemes_in_force(settings, date(2010, 1, 1))


@pytest.mark.slow
def test_a_grading_that_is_called_off_leaves_nothing_of_the_month(database, database_url, tmp_path):
    generate(tmp_path / "input", lines=300_000, months=13, until=date(2026, 10, 1), seed=1)
    settings = settings_at(tmp_path, database_url)
    task = ask(database, settings, asking.ask_grade, NOVEMBER, [STAR])

    def now():
        with database.read() as connection:
            return tasks.get(connection, OPERATIONS, task.id)

    with Beside("tasks", TaskRunner(database, settings, clock, KINDS).run, threading.Event()):
        wait_until(lambda: now().whole)
        assert (tmp_path / "runs" / "2026-11" / ".tierline").exists()
        began = time.monotonic()
        with database.write() as connection:
            tasks.cancel(connection, OPERATIONS, task.id, now=NOW)
        wait_until(lambda: now().state is State.CANCELLED)
        assert time.monotonic() - began < 10
    with database.read() as connection:
        assert service.listed(connection, OPERATIONS, settings, Listing()).items == []
    ask(database, settings, asking.ask_grade, NOVEMBER, [STAR])
    TaskRunner(database, settings, clock, KINDS).run_once(threading.Event())
    assert listed(database, settings, NOVEMBER).lines == 300_000
