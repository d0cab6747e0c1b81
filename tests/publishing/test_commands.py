"""`tierline publish`, in both languages, for people and for machines."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from tests.publishing.runs import SCHEME
from tierline.database.upgrading import configuration, expected_version
from tierline.publishing import publisher
from tierline.publishing.commands import publish
from tierline.publishing.errors import FolderMissing, RunOlder
from tierline.wording import Language

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def run(database, database_url, monkeypatch):
    """Runs the command."""
    from alembic import command

    monkeypatch.setenv("TIERLINE_DATABASE_URL", database_url)
    with database.write() as connection:
        command.stamp(configuration(connection), expected_version())
    app = typer.Typer()
    app.command()(publish)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def test_it_says_what_it_did_and_lists_it(run, runs):
    assert "Nothing was published yet." in run("--list").output

    said = run(runs.november)
    again = run(runs.november, "--lang", "zh")

    assert "Lines: 40 new, 0 changed. Memberships: 60 new" in said.output
    assert "publish again with --with-duties" in said.output
    assert "无需操作" in again.output
    listed = run("--list").output
    assert SCHEME in listed
    assert "done" in listed


def test_json_has_the_same(run, runs):
    (said,) = json.loads(run(runs.november, "--json", "--with-duties").output)
    (listed,) = json.loads(run("--list", "--json").output)

    assert (said["month"], said["step"], said["lines_new"]) == ("2026-11", "begin", 40)
    assert said["duties_owed"] > 0
    assert (listed["state"], listed["counts"]["lines_new"]) == ("done", 40)


def test_what_is_refused_is_told_in_both_languages(run, runs):
    run(runs.december)

    older, missing = run(runs.november).exception, run().exception

    assert isinstance(older, RunOlder)
    assert "2026-12 is published already" in older.message(Language.EN)
    assert "不可再发布" in older.message(Language.ZH)
    assert isinstance(missing, FolderMissing)


def test_stopped_by_the_user_it_says_how_to_carry_on(run, runs, monkeypatch):
    def stop(*_given, **_named):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publisher, "apply", stop)
        stopped = run(runs.november)
    resumed = run(runs.november)

    assert "publish the same folder again to carry on" in stopped.output
    assert stopped.exit_code == 130
    assert "It carried on" in resumed.output
