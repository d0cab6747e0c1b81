"""Publishing that is killed, and readers while it goes on."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.grading.engine import graded
from tests.grading.operator import random_operator
from tests.publishing import killed
from tests.publishing.runs import (
    DECEMBER,
    IN_DECEMBER,
    IN_NOVEMBER,
    NOVEMBER,
    SCHEME,
    held,
    memberships_held,
    memberships_of_run,
    published,
)
from tests.service.databases import settings_for, sqlite_database
from tierline.database.connect import connect
from tierline.lines.store import lines, memberships


def test_killed_at_any_moment_and_published_again_it_leaves_what_it_leaves_undisturbed(
    database, database_url, runs, sqlite_template, tmp_path_factory
):
    given = [(runs.november, IN_NOVEMBER), (runs.december, IN_DECEMBER)]
    arguments = [str(part) for folder, now in given for part in (folder, now.isoformat())]

    done = subprocess.run(
        [sys.executable, "-P", killed.__file__, database_url, "7", *arguments],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 3
    with sqlite_database(tmp_path_factory.mktemp("undisturbed"), sqlite_template) as url:
        settings = settings_for(url)
        undisturbed = connect(settings)
        for folder, now in given:
            published(undisturbed, settings, folder, now)
        expected = held(undisturbed)
        undisturbed.close()
    assert held(database) == expected


def test_a_reader_finds_the_old_run_or_the_new_one_of_a_line_never_a_mixture(database, settings, runs):
    published(database, settings, runs.november, IN_NOVEMBER)
    before = seen(database)
    found, is_over = [], threading.Event()

    def read():
        while not is_over.is_set():
            found.append(seen(database))

    reader = threading.Thread(target=read)
    reader.start()
    published(database, settings, runs.december, IN_DECEMBER, most_rows=3)
    is_over.set()
    reader.join()

    after = seen(database)
    mixed = [
        line_id
        for one in found
        for line_id, state in one.items()
        if state not in (before.get(line_id), after[line_id])
    ]
    assert mixed == []
    assert len(found) > 3


def seen(database):
    """Each line with its memberships, in two queries of one transaction."""
    with database.read() as connection:
        terms = connection.execute(select(memberships).order_by(memberships.c.since)).all()
        rows = connection.execute(select(lines)).all()
    return {row.id: (tuple(row), tuple(tuple(one) for one in terms if one.line_id == row.id)) for row in rows}


@pytest.mark.parametrize("seed", [1, 2])
def test_after_random_months_the_service_holds_what_the_runs_say(seed, database, settings, tmp_path):
    """The expectation is computed here in Python, from the rows of both runs."""
    first, second = random_operator(seed, 60, NOVEMBER), random_operator(seed + 100, 60, DECEMBER)
    for month, operator in (("2026-11", first), ("2026-12", second)):
        graded(operator, (SCHEME,), tmp_path / month, threads=1)

    published(database, settings, tmp_path / "2026-11" / "out", IN_NOVEMBER)
    after_first = memberships_held(database)
    published(database, settings, tmp_path / "2026-12" / "out", IN_DECEMBER)

    november, december = (memberships_of_run(tmp_path / month / "out") for month in ("2026-11", "2026-12"))
    assert after_first == expected(first, {}, set(), november)
    assert memberships_held(database) == expected(second, closings(first), after_first, december)


def closings(operator):
    """The day of closing of each line, None for those in use."""
    return {
        row["subscriber_id"]: row["closed_on"] if row["status"] == "closed" else None
        for row in operator.subscribers
    }


def expected(operator, closed_before, held_before, of_run):
    """What a run leaves: its rows of its lines, cut where a line closed, now or before; and what was over."""
    closed = {one: day or closed_before.get(one) for one, day in closings(operator).items()}
    rows = {
        (row[0], row[3]): row
        for row in held_before
        if row[0] not in closed or (row[4] and row[4] < operator.rated_on)
    }
    for row in of_run:
        line_id, since, ends_on = row[0], row[3], row[4]
        cut = closed.get(line_id)
        if line_id in closed and (cut is None or since <= cut):
            rows[line_id, since] = (*row[:4], min(filter(None, (ends_on, cut)), default=None), row[5])
    return set(rows.values())
