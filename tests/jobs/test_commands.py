"""`tierline jobs` as it is typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from tierline.jobs import service
from tierline.jobs.commands import jobs_app
from tierline.jobs.errors import JobNotGivenUp
from tierline.jobs.rules import MOST_ATTEMPTS

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)


@pytest.fixture
def run(database_url, monkeypatch):
    """Runs a command on the test's database and returns what it printed; errors go through."""
    monkeypatch.setenv("TIERLINE_DATABASE_URL", database_url)

    def call(*arguments: str) -> str:
        found = CliRunner().invoke(jobs_app, arguments)
        if found.exception:
            raise found.exception
        return found.stdout

    return call


def test_a_job_that_was_given_up_is_listed_with_its_problem_and_tried_again(run, database):
    with database.write() as connection:
        service.schedule(connection, "test.effect", "a", NOW, {}, now=NOW)
        for _ in range(MOST_ATTEMPTS):
            (record,) = service.list_jobs(connection).items
            service.mark_failed(connection, record.job, "ValueError", now=NOW)
    said = run("list", "--state", "given_up")
    assert "2012-06-15 10:00:00" in said
    assert f"{MOST_ATTEMPTS}" in said
    assert "ValueError" in said
    assert "将重试 1 个任务" in run("retry", str(record.job.id), "--lang", "zh")
    assert "None." in run("list", "--state", "given_up")
    with pytest.raises(JobNotGivenUp):
        run("retry", str(record.job.id))
