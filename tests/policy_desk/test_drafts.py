"""Drafts through their revisions: by whom, at which version, and with nothing typed lost."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from tests.policy.harbour import HARBOUR
from tests.policy_desk.desk import BLUE_AT_130, DAY, LI, NOW, ONE_DATABASE, READER, WANG, Desk
from tests.service.actors import actor
from tierline.audit.store import entries
from tierline.database.errors import ChangedMeanwhile
from tierline.database.paging import Listing
from tierline.policy.errors import SchemeUnknown
from tierline.policy.load import bundled_packs
from tierline.policy_desk import packs, service, store
from tierline.policy_desk.cells import At
from tierline.policy_desk.changes import SetCell, SetDay
from tierline.policy_desk.errors import DraftUnknown, PlaceUnknown, PoliciesReadOnly, StepNotPossible
from tierline.policy_desk.model import DraftState, LogState, Step, VersionState
from tierline.rights.errors import PermissionMissing


@ONE_DATABASE
def test_a_draft_begins_as_what_is_in_force_and_changes_nothing(desk):
    draft = desk.begin()
    shown = desk.get(draft)
    assert (draft.state, draft.version, draft.starts_on) == (DraftState.OPEN, 1, DAY)
    assert (shown.changed, shown.is_readable, shown.is_behind) == (frozenset(), True, False)
    assert shown.content.block("tier").lines[0].rows == (("200", "blue"), ("100", "white"))
    assert shown.possible == (Step.EDIT, Step.TAKE_BOUNDS, Step.SUBMIT, Step.DROP)


def test_an_edit_is_the_next_revision_and_its_text_adds_one_version(desk):
    draft = desk.edit(desk.begin(), BLUE_AT_130)
    with desk.database.read() as connection:
        page = service.revisions(connection, READER, desk.settings, draft.id, Listing())
    last, first = page.items
    assert [one.step for one in page.items] == [Step.EDIT, Step.BEGIN]
    assert (last.number, first.number, last.actor_name) == (2, 1, "Li Wei")
    assert last.text.startswith(HARBOUR)
    assert "130: blue" in last.text
    assert last.digest == draft.digest != first.digest


@ONE_DATABASE
def test_nothing_typed_is_lost_where_it_cannot_be_read(desk):
    draft = desk.edit(desk.begin(), SetCell("tier", 0, 0, 0, "{: ["), SetDay("next year"))
    shown = desk.get(draft)
    assert shown.content.block("tier").lines[0].rows[0] == ("{: [", "blue")
    assert (shown.content.starts_on, draft.digest, shown.is_readable) == ("next year", "", False)
    assert [mark.at.block for mark in shown.marks if mark.bars] == ["from", "tier"]
    mended = desk.edit(draft, BLUE_AT_130, SetDay(DAY))
    assert desk.get(mended).is_readable


def test_of_two_who_edit_the_same_version_one_is_told(desk):
    draft = desk.begin()
    desk.edit(draft, BLUE_AT_130)
    with pytest.raises(ChangedMeanwhile):
        desk.edit(draft, SetCell("tier", 0, 0, 0, "140"), who=WANG)
    assert desk.get(draft).content.block("tier").lines[0].rows[0] == ("130", "blue")


def test_of_two_who_edit_at_the_same_moment_one_wins_and_one_is_told(desk):
    draft = desk.begin()
    together, outcomes = threading.Barrier(2), []

    def edit(text: str) -> None:
        together.wait()
        try:
            desk.edit(draft, SetCell("tier", 0, 0, 0, text))
            outcomes.append(text)
        except ChangedMeanwhile:
            outcomes.append("told")

    threads = [threading.Thread(target=edit, args=(text,)) for text in ("130", "140")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[1] == "told"
    assert desk.get(draft).content.block("tier").lines[0].rows[0] == (sorted(outcomes)[0], "blue")


@ONE_DATABASE
def test_an_edit_that_names_no_place_changes_nothing(desk):
    draft = desk.begin()
    with pytest.raises(PlaceUnknown):
        desk.edit(draft, BLUE_AT_130, SetCell("tier", 0, 9, 0, "1"))
    assert desk.get(draft).draft.version == 1


@pytest.mark.clause("GOV-01")
def test_drafting_needs_its_permission_and_leaves_a_trail(desk):
    draft = desk.edit(desk.begin(), BLUE_AT_130)
    assert desk.get(draft, READER).draft.id == draft.id
    for step in (lambda: desk.begin(who=READER), lambda: desk.edit(draft, who=READER)):
        with pytest.raises(PermissionMissing):
            step()
    with pytest.raises(PermissionMissing):
        desk.get(draft, actor("agent", site=""))
    with desk.database.read() as connection:
        trail = [
            (row.action, row.facts)
            for row in connection.execute(select(entries).where(entries.c.subject_id == draft.id))
        ]
    assert trail == [
        ("policy_draft.begin", {"scheme": "harbour", "revision": 1}),
        ("policy_draft.edit", {"scheme": "harbour", "revision": 2}),
    ]


def test_a_dropped_draft_is_done_with_and_keeps_its_revisions(desk):
    draft = desk.begin()
    with desk.database.write() as connection:
        dropped = service.drop(connection, LI, desk.settings, draft.id, 1, now=NOW)
    assert desk.get(dropped).possible == ()
    with pytest.raises(StepNotPossible, match="The draft is dropped, where it cannot be edited"):
        desk.edit(dropped, BLUE_AT_130)
    with desk.database.write() as connection, pytest.raises(DatabaseError):
        connection.execute(delete(store.revisions))


def test_a_revision_is_never_changed(desk):
    desk.begin()
    with desk.database.write() as connection, pytest.raises(DatabaseError):
        connection.execute(update(store.revisions).values(text=""))


@ONE_DATABASE
def test_an_unknown_draft_or_scheme_is_refused(desk):
    with pytest.raises(SchemeUnknown):
        desk.begin("harbor")
    with desk.database.read() as connection, pytest.raises(DraftUnknown):
        service.get(connection, LI, desk.settings, "0" * 36)


@ONE_DATABASE
def test_a_draft_follows_the_present_pack_where_it_has_changed_nothing(desk):
    draft = desk.edit(desk.begin(), BLUE_AT_130)
    pack = desk.settings.policies / "harbour.yaml"
    pack.write_text(HARBOUR.replace("gotone: white", "gotone: blue"), "utf-8")
    assert desk.get(draft).is_behind
    again = desk.edit(draft)
    shown = desk.get(again)
    assert not shown.is_behind
    assert shown.content.block("tier").lines[0].rows[0] == ("130", "blue")


@ONE_DATABASE
def test_the_packs_are_told_with_their_versions_and_open_drafts(desk):
    draft = desk.begin()
    with desk.database.read() as connection:
        heads = {head.scheme: head for head in packs.packs(connection, READER, desk.settings, now=NOW)}
        shown = packs.pack(connection, READER, desk.settings, "unicom-star", now=NOW)
    harbour = heads["harbour"]
    assert sorted(heads) == ["harbour", "pier", "unicom-star"]
    assert (harbour.log, harbour.waiting, harbour.is_read_only) == (LogState.NONE, None, False)
    assert [one.id for one in harbour.drafts] == [draft.id]
    (version,) = harbour.versions
    assert (version.starts_on, version.clause) == (date(2020, 1, 1), "GRD-04")
    assert version.state is VersionState.IN_FORCE
    (star,) = shown.versions
    assert [block.name for block in star.blocks] == ["measures.tenure_factor", "tier"]
    said = {section.part: section.sentences for section in star.sections}
    assert said["eligible"][1].clause.startswith("GRD-")
    assert said["membership"]
    assert star.names["arpu"].en == "ARPU, whole yuan"


@ONE_DATABASE
def test_without_a_folder_the_bundled_packs_are_shown_and_none_is_changed(database, settings):
    desk = Desk(database, settings)
    with database.read() as connection:
        heads = packs.packs(connection, LI, settings, now=NOW)
    assert [head.scheme for head in heads] == sorted(bundled_packs())
    assert all(head.is_read_only for head in heads)
    with pytest.raises(PoliciesReadOnly):
        desk.begin("unicom-star")


@ONE_DATABASE
def test_past_and_coming_versions_are_told_apart(desk):
    pack = desk.settings.policies / "harbour.yaml"
    pack.write_text(
        f"{HARBOUR}- from: 2026-01-01\n  new_terms: none\n- from: 2027-05-01\n  new_terms: granted\n", "utf-8"
    )
    with desk.database.read() as connection:
        shown = packs.pack(connection, LI, desk.settings, "harbour", now=NOW)
    states = [one.head.state for one in shown.versions]
    assert states == [VersionState.PAST, VersionState.IN_FORCE, VersionState.COMING]


# ---------------------------------------------------------------- what pages ask


@ONE_DATABASE
def test_a_draft_is_tried_with_changes_that_nobody_has_saved(desk):
    draft = desk.begin()
    with desk.database.read() as connection:
        tried = service.tried(connection, LI, desk.settings, draft.id, [SetCell("tier", 0, 0, 0, "x")])
    assert [mark.at for mark in tried.marks if mark.bars] == [At("tier", 0, 0, 0)]
    assert not tried.is_readable
    assert desk.get(draft).content.block("tier").lines[0].rows[0] == ("200", "blue")


@ONE_DATABASE
def test_a_revision_is_read_as_it_was(desk):
    draft = desk.begin()
    desk.edit(draft, SetCell("tier", 0, 0, 0, "130"))
    with desk.database.read() as connection:
        first, second = (
            service.revision(connection, READER, desk.settings, draft.id, number) for number in (1, 2)
        )
        with pytest.raises(DraftUnknown):
            service.revision(connection, READER, desk.settings, draft.id, 3)
    bounds = [one.content.block("tier").lines[0].rows[0][0] for one in (first, second)]
    assert bounds == ["200", "130"]


@ONE_DATABASE
def test_each_analyst_has_what_waits_for_them_and_what_they_have_open(desk):
    open_one = desk.begin("pier")
    edited = desk.edit(desk.begin(), BLUE_AT_130)
    submitted = desk.submit(edited, desk.simulated(edited))
    with desk.database.read() as connection:
        of_li, of_wang = (service.mine(connection, who, desk.settings) for who in (LI, WANG))
    assert [one.id for one in of_li.own] == [open_one.id]
    assert [one.id for one in of_li.submitted] == [submitted.id]
    assert of_li.to_approve == of_li.to_publish == ()
    assert [one.id for one in of_wang.to_approve] == [submitted.id]
    assert of_wang.own == of_wang.submitted == of_wang.to_publish == ()
    desk.step("approve", submitted, WANG)
    with desk.database.read() as connection:
        of_li = service.mine(connection, LI, desk.settings)
    assert ([one.id for one in of_li.to_publish], of_li.submitted) == ([submitted.id], ())
