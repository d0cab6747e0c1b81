"""`tierline db` as it is typed."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from tierline.database.commands import db_app
from tierline.database.errors import BackupRefused, DatabaseUnsound
from tierline.database.upgrading import expected_version


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command on a SQLite file and returns what it printed; errors go through."""

    def call(*arguments: str, file: str = "one.db", lang: str = "en") -> str:
        monkeypatch.setenv("TIERLINE_DATABASE_URL", f"sqlite:///{tmp_path}/{file}")
        found = CliRunner().invoke(db_app, [*arguments, "--lang", lang])
        if found.exception:
            raise found.exception
        return found.stdout

    return call


def test_a_database_is_upgraded_checked_backed_up_and_restored(run, tmp_path):
    version = expected_version()
    assert f"the schema is {version} now" in run("upgrade")
    assert f"the schema is {version}, as it was" in run("upgrade")
    assert "Sound." in run("check")
    assert "正常" in run("check", lang="zh")
    backup = str(tmp_path / "backup.zip")
    assert "keep it safe" in run("backup", backup)
    run("upgrade", file="two.db")
    assert "0 rows" in run("restore", backup, file="two.db")


def test_a_check_that_finds_something_says_so_and_fails(run):
    with pytest.raises(DatabaseUnsound, match="1 problem"):
        run("check")


def test_what_is_no_backup_is_refused(run, tmp_path):
    run("upgrade")
    for name in ("missing.zip", "one.db"):
        with pytest.raises(BackupRefused, match=name):
            run("restore", str(tmp_path / name))
