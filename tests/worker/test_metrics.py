"""Prometheus is told what waits, also while the database is away."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest

from tests.service.databases import settings_for
from tests.worker.effects import NOW
from tierline.database.connect import connect
from tierline.jobs import service as jobs
from tierline.worker.errors import MetricsPortTaken
from tierline.worker.metrics import Waiting, serve_metrics


def told(database) -> dict[str, float]:
    found = Waiting(database, lambda: NOW).collect()
    return {sample.name: sample.value for metric in found for sample in metric.samples}


def test_the_lag_is_the_age_of_the_oldest_due_job(database):
    with database.write() as connection:
        for minutes in (90, 5, -5):
            due_at = NOW - timedelta(minutes=minutes)
            jobs.schedule(connection, "test.effect", f"{minutes}", due_at, {}, now=NOW)
    found = told(database)
    assert found["tierline_jobs_due"] == 2
    assert found["tierline_jobs_lag_seconds"] == 90 * 60
    assert found["tierline_jobs_given_up"] == 0
    assert found["tierline_messages_due"] == 0
    assert found["tierline_worker_database_up"] == 1


def test_without_jobs_there_is_no_lag(database):
    assert told(database)["tierline_jobs_lag_seconds"] == 0


def test_a_database_that_is_away_is_told_too(tmp_path):
    database = connect(settings_for(f"sqlite:///{tmp_path}/no-such-folder/tierline.db"))
    assert told(database) == {"tierline_worker_database_up": 0}


def test_a_port_that_is_taken_is_told_with_what_to_do(database):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(MetricsPortTaken, match="--metrics-port"):
            serve_metrics("127.0.0.1", taken.getsockname()[1], Waiting(database, lambda: NOW))
