"""What a soak checks: a violation that is planted is found, and nothing is found where all is well."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from sqlalchemy import Table, insert

from benchmarks.soak import checks, logs, published, work_checks
from benchmarks.soak.findings import Look
from benchmarks.soak.journal import Journal, standing
from benchmarks.soak.memory import figures, is_flat
from benchmarks.soak.published import Run
from benchmarks.soak.run import failures
from benchmarks.wire import Answer
from tests.service.base import LINE, number
from tests.service.databases import settings_for, sqlite_database
from tierline.account_managers.store import managers
from tierline.appointments.store import appointments, slots
from tierline.cards.store import cards
from tierline.database.connect import Database, connect
from tierline.duties.store import duties
from tierline.entitlements.store import uses
from tierline.jobs.store import jobs
from tierline.lines.store import line_events, lines, memberships
from tierline.messages.store import messages
from tierline.publishing.store import publications
from tierline.reconnections.store import reconnections, steps
from tierline.text_commands.store import incoming_messages

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
AGO, AHEAD = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
MONTH = date(2012, 6, 1)
NEUTRAL = {str: "", int: 0, bool: False, datetime: AGO, date: MONTH, object: {}}
"""What fills a column that a test says nothing about; JSON may be any object."""

NAMES = count(1)

USE = {"line_id": 1, "owner_no": 1, "service": "airport_lounge", "level": "entitled", "at": AGO}
USE |= {"standard": "unicom-vip-services", "scheme": "unicom-vip", "tier": "gold"}
GRANTED = {"line_id": 1, "owner_no": 1, "granted_at": AGO, "expires_at": AHEAD, "state": "active"}
EXPIRED = {**GRANTED, "state": "expired", "expires_at": NOW, "ended_at": NOW, "reason": "time_up"}
OVERDUE = {"suspended_for": "arrears", "status": "suspended"}
DUTY = {"line_id": 1, "scheme": "unicom-star", "tier": "four_star", "month": MONTH, "try_on": MONTH}


@pytest.fixture
def database(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    with sqlite_database(tmp_path, sqlite_template) as url:
        opened = connect(settings_for(url))
        yield opened
        opened.close()


def put(database: Database, table: Table, **columns: Any) -> None:
    """A row in the database, of which only `columns` matter."""
    row = dict(LINE, id=1, msisdn=number(1)) if table is lines else {}
    for column in table.columns:
        if column.name in row or column.nullable or column.autoincrement is True:
            continue
        is_name = column.name in ("id", "key") and column.type.python_type is str
        row[column.name] = f"row-{next(NAMES)}" if is_name else NEUTRAL[column.type.python_type]
    with database.write() as connection:
        connection.execute(insert(table).values({**row, **columns}))


def violations(database: Database, check: Any, *more: Any) -> tuple[str, ...]:
    with database.read() as connection:
        found: tuple[str, ...] = check(Look(connection, NOW, ZoneInfo("Asia/Shanghai")), *more).violations
    return found


@pytest.mark.parametrize("check", [*checks.CHECKS, *work_checks.CHECKS])
def test_nothing_is_found_where_nothing_is(database, check):
    assert violations(database, check) == ()


@pytest.mark.parametrize(("times", "found"), [(6, 0), (7, 1)])
def test_a_use_beyond_the_quota_is_found(database, times, found):
    for each in range(times):
        put(database, uses, id=f"use-{each}", **USE)
    put(database, uses, id="taken-back", **USE, reversed_at=NOW)

    assert len(violations(database, checks.quotas)) == found


PLANTED: dict[str, tuple[Any, list[tuple[Table, dict[str, Any]]]]] = {
    "2 reconnections in 2012-06": (
        checks.once_a_month,
        [(reconnections, {**EXPIRED, "id": "1"}), (reconnections, {**GRANTED, "id": "2"})],
    ),
    "active past its expiry": (checks.endings, [(reconnections, {**GRANTED, "expires_at": AGO})]),
    "100 fen used, 0 reported": (checks.endings, [(reconnections, {**GRANTED, "used_fen": 100})]),
    "it ended at": (checks.endings, [(reconnections, {**EXPIRED, "ended_at": AHEAD})]),
    "went through": (
        checks.histories,
        [
            (reconnections, {**EXPIRED, "id": "1"}),
            (steps, {"reconnection_id": "1", "from_state": "active", "to_state": "expired"}),
            (steps, {"reconnection_id": "1", "from_state": "active", "to_state": "expired"}),
        ],
    ),
    "off, and reconnected": (checks.on_and_off, [(lines, OVERDUE), (reconnections, GRANTED)]),
    "run out unpaid": (checks.on_and_off, [(lines, {}), (reconnections, EXPIRED)]),
    "the last event was closed": (
        checks.statuses,
        [
            (lines, {}),
            (line_events, {"line_id": 1, "kind": "closed", "concern": "status", "is_applied": True}),
        ],
    ),
    "0 booked, 1 taken of 3": (checks.places, [(slots, {"taken": 1, "capacity": 3})]),
    "still open": (work_checks.due_jobs, [(jobs, {"due_at": AGO})]),
    "given up for": (work_checks.due_jobs, [(jobs, {"due_at": AHEAD, "given_up_at": AGO})]),
    "nothing came of it": (
        work_checks.done_duties,
        [(duties, {**DUTY, "duty": "tell_customer", "state": "done", "done_at": AGO})],
    ),
    "failed for NoRoom": (
        work_checks.done_duties,
        [(duties, {**DUTY, "state": "failed", "problem": "NoRoom"})],
    ),
    "still owed": (work_checks.done_duties, [(duties, {**DUTY, "state": "owed"})]),
    "1 cards, 0 duties": (work_checks.valid_cards, [(cards, {"line_id": 1})]),
    "0 lines, 2 counted": (work_checks.managed_lines, [(managers, {"lines": 2, "cap": 5})]),
    "waiting, due since": (work_checks.sent_messages, [(messages, {"state": "waiting"})]),
    "withheld for no reason": (work_checks.sent_messages, [(messages, {"state": "withheld"})]),
    "still waiting": (work_checks.handled_texts, [(incoming_messages, {"outcome": "waiting"})]),
    "still booked": (work_checks.missed_appointments, [(appointments, {"state": "booked"})]),
}


@pytest.mark.parametrize("words", PLANTED)
def test_a_planted_violation_is_found(database, words):
    check, rows = PLANTED[words]
    for table, columns in rows:
        put(database, table, **columns)

    (found,) = violations(database, check)

    assert words in found


# ---------------------------------------------------------------- the run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run of one line that holds four stars, and is owed a card."""
    files = {
        "subscribers": "1::BIGINT AS subscriber_id, '18600000001' AS msisdn, 'public' AS segment,"
        " 'mobile_3g' AS product, 'prepaid' AS payment, 'active' AS status, DATE '2009-03-01' AS joined_on,"
        " NULL::DATE AS closed_on, '65.6501.650102' AS site",
        "memberships": "1::BIGINT AS subscriber_id, DATE '2012-06-01' AS since, 'four_star' AS tier,"
        " DATE '2013-05-31' AS ends_on, 'rated' AS source",
        "events": "1::BIGINT AS subscriber_id, 'joined' AS change, 'four_star' AS tier,"
        " ['issue_card'] AS duties",
    }
    for name, columns in files.items():
        (tmp_path / "run" / name).mkdir(parents=True)
        duckdb.connect().execute(f"COPY (SELECT {columns}) TO '{tmp_path}/run/{name}/part.parquet'")
    return Run(tmp_path / "run", tmp_path / "run" / "subscribers", "unicom-star", MONTH)


def hold_the_run(database: Database, tier: str = "four_star", **line: Any) -> None:
    put(database, lines, **line)
    term = {"line_id": 1, "scheme": "unicom-star", "since": MONTH, "ends_on": date(2013, 5, 31)}
    put(database, memberships, **term, tier=tier, source="rated")
    put(database, duties, **DUTY, change="joined", duty="issue_card")
    put(database, publications, scheme="unicom-star", month=MONTH, rated_on=MONTH, state="done")


def test_a_service_that_holds_the_run_is_found_to(database, run):
    hold_the_run(database)

    assert [violations(database, check, run) for check in published.CHECKS] == [()] * 4


def test_what_the_run_does_not_say_is_found(database, run):
    hold_the_run(database, tier="five_star", segment="group")
    put(database, duties, **DUTY, change="joined", duty="tell_customer")
    put(database, publications, scheme="unicom-star", month=MONTH, state="under_way")

    assert [len(violations(database, check, run)) for check in published.CHECKS] == [1, 1, 1, 1]


# ---------------------------------------------------------------- answers, logs, memory


def test_answers_that_do_not_fit_the_database_are_found(database):
    with database.read() as connection:
        before = standing(connection)
    put(database, uses, **{**USE, "id": "untold", "handling": "use"})
    journal = Journal()
    journal.acknowledged("use", "lost")
    journal.counted["unmasking"] += 1
    for body in (b"one", b"another"):
        journal.kept("agent", "key", Answer(200, body, 0.1))
    journal.answered("use", Answer(500, b"", 0.1), (200,))
    for _ in range(2):
        journal.reported("billing event", "b-1", "applied", leaves_trace=False)
        journal.fresh["billing event", "b-1"] += 1

    with database.read() as connection:
        found = {one.promise: one.violations for one in journal.findings(before, standing(connection))}

    assert [len(each) for each in found.values()] == [2, 1, 3, 1, 0]


def test_logs_tell_of_a_job_done_twice_and_of_what_is_personal(tmp_path):
    log = tmp_path / "worker.log"
    done = json.dumps({"event": "job_done", "job": 7, "at": "2012-06-15T02:00:00.123456Z"})
    fault = json.dumps({"event": "worker_fault", "cause": "OperationalError"})
    log.write_text(f"{done}\n{done}\n{fault}\nTraceback (most recent call last):\n{number(1)}\n", "utf-8")

    assert logs.jobs_done_once([log]).violations == ("job 7: done 2 times",)
    assert len(logs.faults([log]).violations) == 1
    assert [each.rpartition(" ")[2] for each in logs.nothing_personal([log]).violations] == [
        "traceback",
        "number",
    ]


def test_a_message_that_went_unmarked_is_found(database, tmp_path):
    (tmp_path / "sent.jsonl").write_text('{"id": "gone"}\n', "utf-8")
    put(database, messages, id="marked", channel="sms", state="sent")

    assert len(violations(database, logs.sent_ones, tmp_path / "sent.jsonl")) == 2


@pytest.mark.parametrize(
    ("samples", "flat"),
    [([50, 90, 100, 100, 100, 100], True), ([50, 60, 70, 80, 90, 100], False), ([50, 100, 100, 0], False)],
)
def test_memory_is_flat_once_caches_are_full(samples, flat):
    assert is_flat(figures([float(each) for each in samples])) is flat


def test_a_broken_promise_and_memory_that_grows_fail_a_soak():
    finding = {"promise": "no quota is exceeded", "looked_at": 1, "violations": ["line 1"]}
    grown = figures([50.0, 60.0, 70.0, 80.0, 90.0, 100.0])
    measured = {"sqlite": {"findings": [finding], "seconds": 600.0, "memory": {"server": grown}}}

    assert failures(measured) == [
        "sqlite: no quota is exceeded: 1 violations",
        "sqlite: memory of server is not flat",
    ]
