"""`tierline worker` as it is started, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command

from tests.worker.effects import NOW
from tierline.database.upgrading import configuration, expected_version
from tierline.jobs import service as jobs
from tierline.jobs.model import State

ROOT = Path(__file__).parents[2]

START = "from tierline.worker.commands import worker; worker(once={once}, metrics_port=0)"

MOST_SECONDS = 60


@pytest.fixture
def start(database_url, database, tmp_path):
    """Starts a worker on the test's database."""
    with database.write() as connection:
        command.stamp(configuration(connection), expected_version())
    given = {
        "TIERLINE_DATABASE_URL": database_url,
        "TIERLINE_MESSAGE_LOG": str(tmp_path / "messages.jsonl"),
    }

    def started(once: bool) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", START.format(once=once)],
            cwd=ROOT,
            env={**os.environ, **given},
            stderr=subprocess.PIPE,
            text=True,
        )

    return started


def test_a_worker_called_once_does_what_is_due_logs_it_as_json_and_ends(start, database):
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with database.write() as connection:
        payload = {"day": yesterday.date().isoformat()}
        jobs.schedule(connection, "worker.clean", "once", yesterday, payload, now=NOW)
    worker = start(once=True)
    _, logged = worker.communicate(timeout=MOST_SECONDS)
    assert worker.returncode == 0, logged
    done = [json.loads(line) for line in logged.splitlines()]
    assert any(each["event"] == "job_done" and each["kind"] == "worker.clean" for each in done)
    with database.read() as connection:
        found = jobs.list_jobs(connection, State.DONE, kind="worker.clean").items
    assert "once" in [record.job.key for record in found]


def test_a_worker_stops_cleanly_when_it_is_told_to(start, database):
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with database.write() as connection:
        jobs.schedule(connection, "worker.clean", "first", yesterday, {"day": "2012-06-15"}, now=NOW)
    worker = start(once=False)
    worker.stderr.readline()
    worker.send_signal(signal.SIGTERM)
    _, logged = worker.communicate(timeout=MOST_SECONDS)
    assert worker.returncode == 0, logged
    assert "Traceback" not in logged
