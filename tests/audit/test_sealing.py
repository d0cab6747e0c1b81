"""Entries come under a seal once each, whoever seals and however late they commit."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError

from tests.audit.trails import NOW, TABLES, add_entries, sealed_trail
from tierline.audit import sealing
from tierline.audit.model import FlawKind
from tierline.audit.sealing import MOST_ENTRIES, seal
from tierline.audit.store import entries, sealed, seals
from tierline.audit.verifying import verify


@pytest.mark.clause("GOV-01")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = 0", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_or_remove_what_was_recorded(database, table, change):
    sealed_trail(database, seals=1)
    column = {"audit_entries": "id", "audit_seals": "no", "audit_sealed": "seal_no"}[table]
    with pytest.raises(DatabaseError, match="append-only"), database.write() as connection:
        connection.execute(text(change.format(table, column)))


def test_batches_are_sealed_until_nothing_is_left(database):
    with database.write() as connection:
        add_entries(connection, 1)
        row = dict(connection.execute(select(entries)).mappings().one())
        del row["id"]
        connection.execute(insert(entries), [row] * (MOST_ENTRIES + 1))
    counts = []
    while True:
        with database.write() as connection:
            made = seal(connection, NOW)
        if made is None:
            break
        counts.append(made.count)
    assert counts == [MOST_ENTRIES, 2]
    with database.read() as connection:
        assert verify(connection).flaws == ()


def test_an_entry_that_commits_after_others_of_higher_ids_is_sealed_too(database):
    sealed_trail(database, seals=1)
    with database.write() as connection:
        row = dict(connection.execute(select(entries).limit(1)).mappings().one())
        connection.execute(insert(entries).values({**row, "id": 50}))
    with database.write() as connection:
        assert seal(connection, NOW).last_id == 50
    with database.write() as connection:
        connection.execute(insert(entries).values({**row, "id": 49}))
    with database.write() as connection:
        late = seal(connection, NOW + timedelta(minutes=1))
    assert (late.first_id, late.last_id) == (49, 49)
    with database.read() as connection:
        assert verify(connection).flaws == ()


def test_an_entry_that_commits_hours_late_is_found_by_looking_back_further(database):
    with database.write() as connection:
        add_entries(connection, 1)
        row = dict(connection.execute(select(entries)).mappings().one())
        connection.execute(insert(entries).values({**row, "id": 50}))
        assert seal(connection, NOW).count == 2
    hours_later = NOW + timedelta(hours=5)
    with database.write() as connection:
        connection.execute(insert(entries).values({**row, "id": 49}))
        assert seal(connection, hours_later) is None
        assert seal(connection, hours_later, late=timedelta(days=1)).first_id == 49


def test_two_workers_that_seal_at_once_seal_each_entry_once(database, monkeypatch):
    monkeypatch.setattr(sealing, "MOST_ENTRIES", 5)
    with database.write() as connection:
        add_entries(connection, 60)
    problems: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(40):
                with database.write() as connection:
                    seal(connection, NOW)
        except DatabaseError as error:
            problems.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with database.read() as connection:
        found = verify(connection)
        assert (found.entries, found.unsealed, found.flaws) == (60, 0, ())
        assert len(connection.execute(select(sealed)).all()) == 60
        numbers = connection.execute(select(seals.c.no).order_by(seals.c.no)).scalars().all()
        assert numbers == list(range(1, len(numbers) + 1))


def test_flaws_have_a_name_each():
    from tierline.audit.commands import FLAWS

    assert set(FLAWS) == {kind.value for kind in FlawKind}
