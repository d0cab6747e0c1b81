"""The way of a draft to policy: simulated, submitted, approved by a second account, published, rated by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from tests.policy.harbour import HARBOUR
from tests.policy_desk.desk import BLUE_AT_130, DAY, LI, NOW, ONE_DATABASE, READER, WANG
from tests.service.actors import client
from tierline.audit.store import entries
from tierline.database.errors import ChangedMeanwhile
from tierline.database.paging import Listing
from tierline.errors import Conflict, Fault
from tierline.foresight.publication.errors import DraftTooEarly
from tierline.foresight.publication.service import Step as LogStep
from tierline.foresight.publication.service import decide
from tierline.foresight.publication.service import submit as submit_file
from tierline.grading.request import Request, chosen
from tierline.interchange.forms import Form
from tierline.policy.publication.errors import KeyUnreadable
from tierline.policy.publication.keys import read_key
from tierline.policy.publication.model import Act, Person
from tierline.policy.publication.review import reviewed
from tierline.policy_desk import comparing, packs, service
from tierline.policy_desk.changes import SetCell, SetDay
from tierline.policy_desk.comparing import RowChange
from tierline.policy_desk.errors import (
    KeyNotSet,
    PersonNeeded,
    SecondPersonNeeded,
    SimulationNeeded,
    StepNotPossible,
)
from tierline.policy_desk.model import DraftState, LogState, Step
from tierline.policy_desk.results import RESULT
from tierline.rights.errors import PermissionMissing
from tierline.wording import Language


@pytest.fixture
def submitted(desk):
    """A draft that was submitted by Li."""
    draft = desk.edit(desk.begin(), BLUE_AT_130)
    return desk.submit(draft, desk.simulated(draft))


def log_step(desk, name):
    return LogStep(desk.settings.policies, Person(name, "clerk"), NOW, read_key(desk.settings.policy_key))


@pytest.mark.clause("GOV-04")
def test_a_draft_is_approved_by_a_second_person_published_and_rated_by(desk, submitted):
    pack = desk.settings.policies / "harbour.yaml"
    assert (submitted.state, submitted.entry) == (DraftState.SUBMITTED, 2)
    with pytest.raises(SecondPersonNeeded) as refused:
        desk.step("approve", submitted, LI)
    assert refused.value.message(Language.ZH) != refused.value.message(Language.EN)
    assert not isinstance(refused.value, Fault)
    assert pack.read_text("utf-8") == HARBOUR

    approved = desk.step("approve", submitted, WANG, "as agreed")
    assert desk.get(approved).possible == (Step.PUBLISH, Step.REJECT)
    published = desk.step("publish", approved, LI)

    assert published.state is DraftState.PUBLISHED
    with desk.database.read() as connection:
        compared = comparing.compare(connection, READER, desk.settings, draft_id=published.id)
    assert [block.name for block in compared.blocks] == ["tier"]
    assert pack.read_text("utf-8").startswith(HARBOUR)
    review = reviewed(desk.settings.policies)
    assert review.is_sound
    people = [(one.deed.act.value, one.deed.person.name, one.deed.person.account) for one in review.entries]
    assert people == [
        ("opened", "Li Wei", "service:1"),
        ("submitted", "Li Wei", "service:1"),
        ("approved", "Wang Fang", "service:2"),
        ("published", "Li Wei", "service:1"),
    ]
    asked = Request(("harbour",), date(2027, 1, 1), {}, desk.settings.desk, policies=desk.settings.policies)
    ((_, version),) = chosen(asked)
    assert str(version.tier.rules[0].tests["spend"].bound) == "130"
    with desk.database.read() as connection:
        head = next(
            one for one in packs.packs(connection, READER, desk.settings, now=NOW) if one.scheme == "harbour"
        )
        history = packs.history(connection, READER, desk.settings, "harbour")
        steps = [
            row.action
            for row in connection.execute(
                select(entries).where(entries.c.subject_id == submitted.id).order_by(entries.c.id)
            )
        ]
    assert (head.log, head.problems, head.waiting, head.drafts) == (LogState.SOUND, (), None, ())
    assert [(one.act, one.person, one.reason) for one in history[:3]] == [
        ("published", "Li Wei", ""),
        ("approved", "Wang Fang", "as agreed"),
        ("submitted", "Li Wei", "plan of 2027"),
    ]
    assert {one.draft_id for one in history[:3]} == {submitted.id}
    assert steps[2:] == [f"policy_draft.{step}" for step in ("submit", "approve", "publish")]


@ONE_DATABASE
def test_two_accounts_of_one_name_are_two_people_and_one_account_is_one_whatever_its_name(desk, submitted):
    with pytest.raises(SecondPersonNeeded):
        desk.step("approve", submitted, replace(LI, name="Somebody Else"))
    assert desk.step("approve", submitted, replace(WANG, name="Li Wei")).state is DraftState.APPROVED


@pytest.mark.clause("GOV-01")
@ONE_DATABASE
def test_each_step_needs_its_permission_and_a_person(desk, submitted):
    for name, permission in (("approve", "policy:approve"), ("publish", "policy:publish")):
        without = replace(WANG, permissions=WANG.permissions - {permission})
        with pytest.raises(PermissionMissing):
            desk.step(name, submitted, without)
    with pytest.raises(PersonNeeded):
        desk.step("approve", submitted, replace(client("policy_analyst"), id="9"))
    drafting = LI.permissions - {"policy:approve", "policy:publish"}
    with pytest.raises(PermissionMissing):
        desk.step("reject", submitted, replace(WANG, permissions=drafting))
    taken_back = desk.step("reject", submitted, replace(LI, permissions=drafting))
    assert taken_back.state is DraftState.REJECTED


@ONE_DATABASE
def test_what_does_not_fit_the_state_is_refused_with_what_is_possible(desk, submitted):
    with pytest.raises(StepNotPossible) as refused:
        desk.step("publish", submitted, LI)
    assert refused.value.message(Language.EN) == (
        "The draft is submitted, where it cannot be published. Possible now: approved, rejected."
    )
    assert refused.value.message(Language.ZH) == "草案状态为“待审批”，不能发布。目前可以：批准、驳回。"
    with pytest.raises(StepNotPossible):
        desk.edit(submitted, SetCell("tier", 0, 0, 0, "140"))
    with pytest.raises(ChangedMeanwhile):
        desk.step("approve", replace(submitted, version=2), WANG)


def test_a_rejected_draft_is_mended_and_submitted_again(desk, submitted):
    rejected = desk.step("reject", submitted, WANG, "too many")
    assert rejected.state is DraftState.REJECTED
    with desk.database.read() as connection:
        last = service.revisions(connection, LI, desk.settings, rejected.id, Listing(limit=1)).items[0]
    assert (last.step, last.reason, last.actor_name) == (Step.REJECT, "too many", "Wang Fang")
    mended = desk.edit(rejected, SetCell("tier", 0, 0, 0, "140"))
    assert mended.state is DraftState.OPEN
    again = desk.submit(mended, desk.simulated(mended))
    assert desk.step("approve", again, WANG).state is DraftState.APPROVED


@ONE_DATABASE
def test_a_simulation_of_another_text_is_not_enough(desk):
    draft = desk.edit(desk.begin(), BLUE_AT_130)
    task = desk.simulated(draft)
    other = desk.edit(draft, SetCell("tier", 0, 0, 0, "140"))
    with pytest.raises(SimulationNeeded):
        desk.submit(other, task)
    with pytest.raises(SimulationNeeded):
        desk.submit(other, replace(task, id="0" * 36))
    assert desk.get(other).draft.state is DraftState.OPEN
    assert not (desk.settings.policies / "policy-log.jsonl").exists()


@ONE_DATABASE
def test_a_day_that_has_passed_is_refused_and_nothing_is_recorded(desk):
    draft = desk.edit(desk.begin(), BLUE_AT_130, SetDay("2026-11-05"))
    task = desk.simulated(draft)
    with pytest.raises(DraftTooEarly):
        desk.submit(draft, task)
    assert desk.get(draft).draft == draft


@ONE_DATABASE
def test_a_missing_key_is_said_plainly(desk):
    draft = desk.edit(desk.begin(), BLUE_AT_130)
    task = desk.simulated(draft)
    without = replace(desk, settings=desk.settings.model_copy(update={"policy_key": None}))
    with pytest.raises(KeyNotSet, match="TIERLINE_POLICY_KEY names no key"):
        without.submit(draft, task)
    desk.settings.policy_key.unlink()
    with pytest.raises(KeyUnreadable):
        desk.submit(draft, task)


# ---------------------------------------------------------------- the command line beside it


@ONE_DATABASE
def test_the_state_follows_what_the_command_line_does(desk, submitted):
    decide(log_step(desk, "zhao"), Act.APPROVED, "harbour")
    assert desk.get(submitted).draft.state is DraftState.APPROVED
    assert desk.step("publish", submitted, LI).state is DraftState.PUBLISHED


@ONE_DATABASE
def test_a_draft_that_another_submission_replaced_is_open_again(desk, submitted, tmp_path):
    draft = desk.edit(desk.begin(), SetCell("tier", 0, 0, 0, "140"))
    task = desk.simulated(draft)
    file = tmp_path / "harbour.yaml"
    with desk.database.read() as connection:
        _, content = comparing.exported(connection, LI, desk.settings, draft.id, Form.YAML)
    file.write_bytes(content)
    submit_file(log_step(desk, "zhao"), file, desk.settings.desk / task.id / RESULT)
    assert desk.get(submitted).draft.state is DraftState.OPEN
    assert desk.get(draft).draft.state is DraftState.SUBMITTED
    with desk.database.read() as connection:
        page = service.listed(connection, READER, desk.settings, Listing(), scheme="harbour")
        head = packs.pack(connection, READER, desk.settings, "harbour", now=NOW).head
    assert {one.id: one.state.value for one in page.items} == {submitted.id: "open", draft.id: "submitted"}
    assert (head.waiting.person, head.waiting.digest) == ("zhao", draft.digest)


@ONE_DATABASE
def test_a_pack_that_is_not_as_published_is_told(desk, submitted):
    pack = desk.settings.policies / "harbour.yaml"
    pack.write_text(HARBOUR.replace("100: white", "90: white"), "utf-8")
    with desk.database.read() as connection:
        head = packs.pack(connection, READER, desk.settings, "harbour", now=NOW).head
    assert head.log is LogState.BROKEN
    assert "not as published" in head.problems[0].en


# ---------------------------------------------------------------- compared and downloaded


@ONE_DATABASE
def test_a_draft_is_compared_by_row_by_sentence_and_as_a_diff(desk):
    draft = desk.edit(desk.begin(), BLUE_AT_130)
    with desk.database.read() as connection:
        found = comparing.compare(connection, READER, desk.settings, draft.id)
        names = [
            comparing.exported(connection, READER, desk.settings, draft.id, form)[0]
            for form in (Form.YAML, Form.DMN)
        ]
        _, dmn = comparing.exported(connection, READER, desk.settings, draft.id, Form.DMN)
    (block,) = found.blocks
    rows = block.lines[0].rows
    assert [(row.change, row.before, row.after) for row in rows] == [
        (RowChange.CHANGED, ("200", "blue"), ("130", "blue")),
        (RowChange.SAME, ("100", "white"), ("100", "white")),
    ]
    assert [one.sentences[0].says.en for one in (*found.gone, *found.new)] == [
        "spend: at least 200",
        "spend: at least 130",
    ]
    assert "+  - spend: {at_least: {130: blue, 100: white}}" in found.diff.splitlines()
    assert names == [f"harbour-{DAY}.yaml", f"harbour-{DAY}.dmn"]
    assert b"<decisionTable" in dmn


@ONE_DATABASE
def test_a_draft_that_cannot_be_read_is_compared_by_its_cells_and_not_downloaded(desk):
    draft = desk.edit(desk.begin(), SetCell("tier", 0, 0, 0, "x"))
    with desk.database.read() as connection:
        found = comparing.compare(connection, READER, desk.settings, draft.id)
        with pytest.raises(Conflict, match="Found `x`"):
            comparing.exported(connection, READER, desk.settings, draft.id, Form.YAML)
    assert found.blocks[0].lines[0].rows[0].after == ("x", "blue")
    assert (found.gone, found.new, found.diff) == ((), (), "")
