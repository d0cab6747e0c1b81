"""A backup holds one state of the whole database, and either kind of database takes it back."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from tests.service.actors import actor
from tests.service.base import add_line, add_membership
from tests.service.databases import settings_for, sqlite_database
from tierline.audit import service as audit
from tierline.audit.store import entries
from tierline.database.backup import backup, restore
from tierline.database.connect import Database, connect
from tierline.database.errors import BackupRefused
from tierline.database.upgrading import expected_version, upgrade
from tierline.jobs.store import jobs
from tierline.lines.store import lines
from tierline.web.store import answers

NOW = datetime(2012, 6, 15, 2, 0, 0, 120, tzinfo=UTC)

AWKWARD = 'tab\t, "quote", \\N, \\, newline\n, return\r, 张三, empty: '


@pytest.fixture(params=["sqlite", "postgresql"])
def upgraded(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database that has its schema."""
    with new_database(request.param, request) as database:
        yield database


@contextmanager
def new_database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An upgraded database, made anew."""
    with ExitStack() as stack:
        if kind == "sqlite":
            folder: Path = request.getfixturevalue("tmp_path_factory").mktemp("sqlite")
            url = stack.enter_context(sqlite_database(folder, None))
        else:
            url = stack.enter_context(request.getfixturevalue("postgresql").database(empty=True))
        database = connect(settings_for(url))
        stack.callback(database.close)
        upgrade(database)
        yield database


def fill(database: Database) -> None:
    with database.write() as connection:
        add_line(connection, 1, closed_on=None, do_not_disturb=True, arrears_fen=2**40)
        add_line(connection, 2, closed_on=date(2012, 5, 1), status="closed", birthday_month=2)
        add_membership(connection, 1)
        facts = {"text": AWKWARD, "share": 0.1, "none": None, "list": [1, "二"], "": ""}
        audit.record(connection, actor("clerk"), "line.change", ("line", 1), now=NOW, facts=facts)
        audit.record(connection, actor("clerk"), "line.change", ("line", 2), now=NOW, facts={})


def rows(database: Database) -> dict[str, list[tuple]]:
    with database.read() as connection:
        return {
            table.name: sorted(tuple(map(repr, row)) for row in connection.execute(select(table)))
            for table in (lines, entries, jobs, answers)
        }


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_every_value_comes_back_as_it_was_also_in_the_other_kind_of_database(
    upgraded, target, request, tmp_path
):
    fill(upgraded)
    with upgraded.write() as connection:
        answer = {"actor_id": "a", "key": AWKWARD, "request": "", "body": AWKWARD, "given_at": NOW}
        connection.execute(insert(answers).values(answer))
    backup(upgraded, tmp_path / "one.zip", now=NOW)
    with new_database(target, request) as other:
        restore(other, tmp_path / "one.zip")
        assert rows(other) == rows(upgraded)
        with other.write() as connection:
            audit.record(connection, actor("clerk"), "line.change", ("line", 3), now=NOW)
            assert (
                connection.execute(select(entries.c.id).order_by(entries.c.id.desc())).scalars().first() == 3
            )


def test_a_backup_under_load_holds_whole_transactions_only(upgraded, request, tmp_path):
    stop = threading.Event()

    def work(writer: int) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with upgraded.write() as connection:
                for side in ("left", "right"):
                    row = {
                        "kind": "test.pair",
                        "key": f"{side}:{writer}:{number}",
                        "due_at": NOW + timedelta(seconds=number),
                        "payload": {"pair": f"{writer}:{number}"},
                        "attempts": 0,
                        "next_attempt_at": NOW,
                        "created_at": NOW,
                    }
                    connection.execute(insert(jobs).values(row))
                    stop.wait(0.001)

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    while count(upgraded) < 20:
        stop.wait(0.01)
    held = backup(upgraded, tmp_path / "under-load.zip", now=NOW)
    stop.set()
    for thread in threads:
        thread.join()
    kind = upgraded.engine.dialect.name
    with new_database(kind, request) as other:
        restore(other, tmp_path / "under-load.zip")
        with other.read() as connection:
            keys = set(connection.execute(select(jobs.c.key)).scalars())
        pairs = {key.partition(":")[2] for key in keys}
        assert {f"{side}:{pair}" for side in ("left", "right") for pair in pairs} == keys
        assert len(keys) >= 20
        assert held.rows == len(keys)


def count(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM jobs")).scalar_one())


def test_a_database_that_holds_something_is_not_restored_into(upgraded, tmp_path):
    fill(upgraded)
    backup(upgraded, tmp_path / "one.zip", now=NOW)
    before = rows(upgraded)
    with pytest.raises(BackupRefused, match="not empty"):
        restore(upgraded, tmp_path / "one.zip")
    assert rows(upgraded) == before


def test_a_backup_of_another_schema_is_refused_with_what_to_do(upgraded, tmp_path):
    with upgraded.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    backup(upgraded, tmp_path / "old.zip", now=NOW)
    with upgraded.write() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{expected_version()}'"))
    with pytest.raises(BackupRefused, match="db upgrade --to 0000"):
        restore(upgraded, tmp_path / "old.zip")


def test_a_damaged_file_is_refused_before_anything_is_changed(upgraded, request, tmp_path):
    fill(upgraded)
    path = tmp_path / "one.zip"
    backup(upgraded, path, now=NOW)
    whole = path.read_bytes()
    kind = upgraded.engine.dialect.name
    with new_database(kind, request) as other:
        damaged = tmp_path / "damaged.zip"
        for place in places_of_rows(path):
            damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(BackupRefused):
                restore(other, damaged)
        for length in (0, 10, len(whole) // 2, len(whole) - 1):
            damaged.write_bytes(whole[:length])
            with pytest.raises(BackupRefused):
                restore(other, damaged)
        assert not any(rows(other).values())
        restore(other, path)


def places_of_rows(path) -> list[int]:
    """Places within the rows of the largest table; a flip elsewhere may hit a date that nobody reads."""
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        largest = max(packed.infolist(), key=lambda member: member.compress_size)
    head = largest.header_offset
    lengths = (int.from_bytes(whole[head + place : head + place + 2], "little") for place in (26, 28))
    start = head + 30 + sum(lengths)
    return [start + largest.compress_size // part for part in (7, 2)]


def test_a_backup_is_for_its_owner_only_and_replaces_nothing(upgraded, tmp_path):
    path = tmp_path / "one.zip"
    backup(upgraded, path, now=NOW)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(BackupRefused, match="stands there"):
        backup(upgraded, path, now=NOW)
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".part"] == []
