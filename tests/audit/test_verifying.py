"""Whoever changes the trail past the service, triggers and all, is found out."""

from __future__ import annotations

import dataclasses
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, insert, select, update

from tests.audit.trails import NOW, add_entries, sealed_trail, unguarded
from tests.service.actors import actor
from tierline.audit import service
from tierline.audit.errors import HeadUnreadable, SealUnknown
from tierline.audit.model import Entry, Flaw, FlawKind
from tierline.audit.sealing import BEGINNING, entry_digest, seal
from tierline.audit.store import entries, sealed, seals
from tierline.audit.store import entry as entry_of
from tierline.audit.verifying import MOST_FLAWS, verify

pytestmark = pytest.mark.clause("GOV-01")


def flaws(database, **asked) -> list[Flaw]:
    with database.read() as connection:
        return list(verify(connection, **asked).flaws)


def test_a_whole_trail_verifies_and_tells_its_head(database):
    sealed_trail(database, seals=2)
    with database.write() as connection:
        add_entries(connection, 4)
    with database.read() as connection:
        found = verify(connection)
        head = connection.execute(select(seals.c.digest).where(seals.c.no == 2)).scalar_one()
    assert (found.seals, found.entries, found.unsealed, found.flaws) == (2, 6, 4, ())
    assert found.head == f"2:{head}"


def test_an_empty_trail_verifies(database):
    assert flaws(database) == []


def test_a_changed_entry_is_named(database):
    sealed_trail(database, seals=3)
    with unguarded(database) as connection:
        connection.execute(update(entries).where(entries.c.id == 5).values(facts={"number": 5}))
    assert flaws(database) == [Flaw(FlawKind.ENTRY_CHANGED, seal_no=2, entry_id=5)]


ENTRY = Entry(1, NOW, "a", "person", "65", "line.unmask", "line", "1", {"b": 1, "a": [0.1, None, "二"]}, "r")


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Entry)])
def test_a_digest_takes_in_everything_that_an_entry_says(field):
    others = {"id": 2, "at": NOW.replace(microsecond=1), "facts": {"b": 1, "a": [0.1, None, "三"]}}
    changed = dataclasses.replace(ENTRY, **{field: others.get(field, "other")})
    assert entry_digest(changed) != entry_digest(ENTRY)


def test_a_digest_is_the_same_however_a_database_hands_an_entry_back():
    elsewhere = NOW.astimezone(ZoneInfo("Asia/Shanghai"))
    same = dataclasses.replace(ENTRY, at=elsewhere, facts={"a": [0.1, None, "二"], "b": 1})
    assert entry_digest(same) == entry_digest(ENTRY)


def test_a_changed_entry_is_found_although_its_digest_was_changed_too(database):
    sealed_trail(database, seals=3)
    with unguarded(database) as connection:
        connection.execute(update(entries).where(entries.c.id == 5).values(actor_id="person:else"))
        row = connection.execute(select(entries).where(entries.c.id == 5)).mappings().one()
        digest = entry_digest(entry_of(row))
        connection.execute(update(sealed).where(sealed.c.entry_id == 5).values(digest=digest))
    assert flaws(database) == [Flaw(FlawKind.SEAL_CHANGED, seal_no=2)]


def test_a_removed_entry_is_named(database):
    sealed_trail(database, seals=2)
    with unguarded(database) as connection:
        connection.execute(delete(entries).where(entries.c.id == 2))
    assert flaws(database) == [Flaw(FlawKind.ENTRY_REMOVED, seal_no=1, entry_id=2)]


def test_an_entry_removed_with_its_place_under_the_seal_is_found(database):
    sealed_trail(database, seals=2)
    with unguarded(database) as connection:
        connection.execute(delete(entries).where(entries.c.id == 2))
        connection.execute(delete(sealed).where(sealed.c.entry_id == 2))
    assert flaws(database) == [Flaw(FlawKind.ENTRIES_DIFFER, seal_no=1)]


def test_an_entry_put_under_an_old_seal_is_found(database):
    sealed_trail(database, seals=2)
    with unguarded(database) as connection:
        row = dict(connection.execute(select(entries).where(entries.c.id == 1)).mappings().one())
        connection.execute(insert(entries).values({**row, "id": 100}))
        forged = connection.execute(select(entries).where(entries.c.id == 100)).mappings().one()
        connection.execute(
            insert(sealed).values(entry_id=100, seal_no=1, digest=entry_digest(entry_of(forged)))
        )
    assert flaws(database) == [Flaw(FlawKind.ENTRIES_DIFFER, seal_no=1)]


@pytest.mark.parametrize("values", [{"digest": "0" * 64}, {"at": NOW.replace(hour=1)}, {"last_id": 7}])
def test_a_changed_seal_is_found(database, values):
    sealed_trail(database, seals=3)
    with unguarded(database) as connection:
        connection.execute(update(seals).where(seals.c.no == 2).values(values))
    assert Flaw(FlawKind.SEAL_CHANGED, seal_no=2) in flaws(database)


@pytest.mark.parametrize("no", [1, 2, 3])
def test_a_removed_seal_is_found_wherever_it_stood(database, no):
    sealed_trail(database, seals=3)
    with unguarded(database) as connection:
        connection.execute(delete(seals).where(seals.c.no == no))
    assert Flaw(FlawKind.SEAL_REMOVED, seal_no=no) in flaws(database)


def test_an_end_cut_off_without_a_trace_is_found_by_the_head_that_was_noted(database):
    sealed_trail(database, seals=3)
    with database.read() as connection:
        head = verify(connection).head
    with unguarded(database) as connection:
        connection.execute(delete(seals).where(seals.c.no == 3))
        connection.execute(delete(sealed).where(sealed.c.seal_no == 3))
        connection.execute(delete(entries).where(entries.c.id > 6))
    assert flaws(database) == []
    assert flaws(database, noted_head=head) == [Flaw(FlawKind.HEAD_DIFFERS, seal_no=3)]


def test_a_noted_head_is_held_by_a_chain_that_has_grown_since(database):
    sealed_trail(database, seals=2)
    with database.read() as connection:
        head = verify(connection).head
    sealed_trail(database, seals=1)
    assert flaws(database, noted_head=head) == []
    assert flaws(database, since=2, noted_head=head) == []
    assert flaws(database, since=3, noted_head=head) == []


def test_a_walk_from_a_later_seal_trusts_what_lies_before(database):
    sealed_trail(database, seals=3)
    with unguarded(database) as connection:
        connection.execute(update(entries).where(entries.c.id == 1).values(actor_id="person:else"))
    assert flaws(database, since=1) == []
    assert len(flaws(database)) == 1
    with pytest.raises(SealUnknown):
        flaws(database, since=4)


def test_a_head_that_is_none_is_refused(database):
    for head in ("", "1", f"x:{BEGINNING}", "1:abc", f"{10**9}:{BEGINNING}"):
        with pytest.raises(HeadUnreadable):
            flaws(database, noted_head=head)


def test_a_trail_that_is_wrong_all_over_is_told_by_its_first_flaws_and_walked_to_its_end(database):
    with database.write() as connection:
        add_entries(connection, MOST_FLAWS + 1)
        assert seal(connection, NOW) is not None
    sealed_trail(database, seals=1)
    with unguarded(database) as connection:
        connection.execute(update(entries).values(actor_id="person:else"))
    with database.read() as connection:
        found = verify(connection)
    assert (found.seals, len(found.flaws)) == (2, MOST_FLAWS)


def test_what_is_not_sealed_yet_can_still_be_sealed_after_a_gap(database):
    sealed_trail(database, seals=1)
    with database.write() as connection:
        add_entries(connection, 1)
        assert seal(connection, NOW).previous != BEGINNING
    assert flaws(database) == []


def test_the_last_seals_are_verified_by_themselves(database):
    auditor = actor("auditor", site="")
    sealed_trail(database, seals=4)
    with database.read() as connection:
        assert service.verified_latest(connection, auditor, seals=2) == ()
    with unguarded(database) as connection:
        for entry in (1, 11):
            connection.execute(update(entries).where(entries.c.id == entry).values(action="x"))
    with database.read() as connection:
        found = service.verified_latest(connection, auditor, seals=2)
        state = service.seal_state(connection, auditor)
    assert [(flaw.seal_no, flaw.entry_id) for flaw in found] == [(4, 11)]
    assert (state.last.no, state.last.last_id, state.unsealed) == (4, 12, 0)
