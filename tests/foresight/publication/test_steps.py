"""The steps by which a draft becomes policy: the whole way, and what stops a draft at each step."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.policy.harbour import HARBOUR
from tests.policy.publication.folder import DRAFT, NOW, PIER, VERSION, Folder, content, folder_at
from tierline.errors import TierlineError
from tierline.foresight.publication.errors import (
    DigestDiffers,
    DraftTooEarly,
    NameTaken,
    PackMoved,
    SimulationOfAnother,
    SimulationOfNothingNew,
    SimulationUnreadable,
)
from tierline.foresight.publication.service import decide, publish, submit
from tierline.grading.publication import Publication
from tierline.policy.errors import PackError
from tierline.policy.publication.errors import (
    AlreadyApproved,
    DraftChangesVersion,
    DraftSaysNothingNew,
    LogMissing,
    NotApproved,
    NotAsPublished,
    NothingSubmitted,
    SamePerson,
    TextChanged,
    TextUnreadable,
)
from tierline.policy.publication.model import Act
from tierline.policy.publication.review import reviewed
from tierline.policy.publication.texts import PACK, SIMULATION, text_path
from tierline.wording import Language

OTHER = DRAFT.replace("250: blue", "260: blue")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return folder_at(tmp_path)


def refused(folder: Folder, kind: type[TierlineError], step) -> str:
    """What a step is refused with, in English; nothing in the folder is another for it."""
    before = content(folder.path)
    with pytest.raises(kind) as caught:
        step()
    assert content(folder.path) == before
    english, chinese = (caught.value.message(language) for language in Language)
    assert english != chinese
    assert not re.search(r"[{}]", english + chinese)
    return english


# ---------------------------------------------------------------- the whole way


@pytest.mark.clause("GOV-04")
def test_a_draft_becomes_policy_by_simulation_second_person_and_publication(folder):
    draft = folder.draft()
    submitted = submit(folder.step("li", reason="plan of 2027"), draft, folder.simulate(draft))
    assert folder.pack.read_text("utf-8") == HARBOUR
    decide(folder.step("wang"), Act.APPROVED, "harbour", submitted.deed.packs[0].digest[:12])
    assert folder.pack.read_text("utf-8") == HARBOUR

    published = publish(folder.step("li"), "harbour")

    assert folder.pack.read_text("utf-8") == DRAFT
    review = reviewed(folder.path)
    assert review.is_sound
    assert [(one.deed.act.value, one.deed.person.name) for one in review.entries] == [
        ("opened", "li"),
        ("submitted", "li"),
        ("approved", "wang"),
        ("published", "li"),
    ]
    assert published.deed.packs == submitted.deed.packs
    opened, _, _, _ = review.entries
    assert [pack.file for pack in opened.deed.packs] == ["harbour.yaml", "pier.yaml"]
    simulation = submitted.deed.simulation
    assert (simulation.month, simulation.months, simulation.transition) == ("2026-11", 1, "up")
    assert submitted.deed.reason == "plan of 2027"


def test_all_texts_that_the_log_names_are_kept(folder):
    submitted = folder.submit()

    opened, _ = reviewed(folder.path).entries
    for pack in (*opened.deed.packs, *submitted.deed.packs):
        assert text_path(folder.path, pack.digest, PACK).is_file()
    kept = text_path(folder.path, submitted.deed.simulation.digest, SIMULATION)
    assert json.loads(kept.read_text("utf-8"))["kind"] == "simulation"


def test_the_next_draft_is_held_against_what_was_published_last(folder):
    folder.submit()
    folder.approve()
    folder.publish()

    later = f"{DRAFT}- from: 2027-07-01\n  new_terms: none\n"
    draft = folder.draft(later)
    simulated = folder.simulate(draft, version="2027-07-01")
    submit(folder.step("wang"), draft, simulated)
    folder.approve("li")
    folder.publish("zhao")

    assert folder.pack.read_text("utf-8") == later
    assert [str(one.starts_on) for one in reviewed(folder.path).log.standing("harbour").versions] == [
        "2020-01-01",
        "2027-01-01",
        "2027-07-01",
    ]


def test_the_rights_of_the_pack_file_stay_as_they_were(folder):
    folder.pack.chmod(0o640)
    folder.submit()
    folder.approve()
    folder.publish()

    assert folder.pack.stat().st_mode & 0o777 == 0o640


@pytest.mark.clause("GOV-04")
def test_a_new_scheme_is_compared_with_one_in_use_and_published_likewise(folder):
    quay = PIER.replace("scheme: pier", "scheme: quay").replace("2020-01-01", "2027-01-01")
    draft = folder.draft(quay)

    submit(folder.step("li"), draft, folder.simulate(draft, kind="comparison", transition=None))
    folder.approve(scheme="quay")
    publish(folder.step("li"), "quay")

    assert (folder.path / "quay.yaml").read_text("utf-8") == quay
    assert reviewed(folder.path).is_sound


# ---------------------------------------------------------------- submit


@pytest.mark.clause("GOV-04")
def test_a_draft_that_changes_what_was_published_is_refused(folder):
    for text in (
        DRAFT.replace("over: 3", "over: 4"),
        DRAFT.replace("from: 2020-01-01", "from: 2020-01-02"),
        DRAFT.replace("en: blue, zh: 蓝卡", "en: azure, zh: 蓝卡"),
        PIER.replace("from: 2020-01-01", "from: 2027-01-01"),
    ):
        assert text != DRAFT
        message = refused(folder, DraftChangesVersion, lambda text=text: folder.submit(text))
        assert "version from 2020-01-01: not as published" in message


def test_a_draft_that_slips_a_version_in_before_the_last_is_refused(folder):
    folder.submit()
    folder.approve()
    folder.publish()

    between = DRAFT.replace("\n- from: 2027", "\n- from: 2026-12-01\n  new_terms: none\n- from: 2027")
    assert "version from 2026-12-01" in refused(folder, DraftChangesVersion, lambda: folder.submit(between))


def test_a_draft_with_nothing_new_is_refused(folder):
    same = f"# only a comment\n{HARBOUR}"

    assert "no version of harbour" in refused(folder, DraftSaysNothingNew, lambda: folder.submit(same))


@pytest.mark.clause("GOV-04")
@pytest.mark.parametrize(("day", "is_refused"), [("2026-11-27", True), ("2026-11-28", False)])
def test_an_amendment_holds_from_its_day_of_issue_at_the_earliest(folder, day, is_refused):
    text = DRAFT.replace("2027-01-01", day)
    draft = folder.draft(text)
    simulated = folder.simulate(draft, version=day)

    if is_refused:
        message = refused(folder, DraftTooEarly, lambda: submit(folder.step("li"), draft, simulated))
        assert "today is 2026-11-28" in message
    else:
        assert submit(folder.step("li"), draft, simulated)


@pytest.mark.clause("GOV-04")
def test_a_simulation_of_another_draft_or_against_another_pack_is_refused(folder):
    other = folder.draft(OTHER)
    simulated = folder.simulate(other)
    draft = folder.draft()
    message = refused(folder, SimulationOfAnother, lambda: submit(folder.step("li"), draft, simulated))
    assert "digest of the draft" in message

    simulated = folder.simulate(draft, against=folder.path / "pier.yaml")
    message = refused(folder, SimulationOfAnother, lambda: submit(folder.step("li"), draft, simulated))
    assert "digest of the present pack" in message


@pytest.mark.clause("GOV-04")
def test_a_simulation_that_rates_by_no_new_version_shows_nothing_of_it(folder):
    draft = folder.draft()
    simulated = folder.simulate(draft, version="2020-01-01")

    message = refused(folder, SimulationOfNothingNew, lambda: submit(folder.step("li"), draft, simulated))

    assert "its new versions are from 2027-01-01" in message


BROKEN = {
    "no JSON": b"{",
    "no object": b"[]",
    "deep": b"[" * 100_000,
    "another form": b'{"form": 2, "kind": "simulation"}',
    "another kind": b'{"form": 1, "kind": "calibration"}',
    "no sides": b'{"form": 1, "kind": "simulation", "month": "2026-11", "months": 1, "transition": "up"}',
    "not text": b"\xff\xfe",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_folder_without_a_whole_simulation_is_refused(folder, name):
    draft = folder.draft()
    simulated = folder.simulate(draft)
    (simulated / "simulation.json").write_bytes(BROKEN[name])

    refused(folder, SimulationUnreadable, lambda: submit(folder.step("li"), draft, simulated))


@pytest.mark.parametrize(
    "change",
    [
        {"months": "1"},
        {"months": True},
        {"month": 202611},
        {"month": "2026-11\n"},
        {"transition": "up\nand down"},
        {"draft": {"scheme": "harbour", "version": "soon", "sha256": "0" * 64}},
        {"present": None},
        {"present": {"sha256": "abc"}},
    ],
    ids=str,
)
def test_a_simulation_with_a_fact_that_is_none_is_refused(folder, change):
    draft = folder.draft()
    simulated = folder.simulate(draft, **change)

    refused(folder, SimulationUnreadable, lambda: submit(folder.step("li"), draft, simulated))


def test_a_simulation_that_is_not_there_is_told(folder):
    message = refused(
        folder, SimulationUnreadable, lambda: submit(folder.step("li"), folder.draft(), folder.path)
    )

    assert "simulation.json: there is no such file" in message


def test_a_simulation_is_read_where_it_is_published_by_one_link(folder):
    draft = folder.draft()
    written = (folder.simulate(draft) / "simulation.json").read_bytes()
    out = folder.path.parent / "published"
    with Publication(out) as publication:
        (publication.staging / "simulation.json").write_bytes(written)
        publication.publish()

    assert submit(folder.step("li"), draft, out)


def test_a_draft_that_is_no_pack_is_refused_as_everywhere(folder):
    refused(folder, PackError, lambda: folder.submit(DRAFT.replace("over: 3", "over: three")))


@pytest.mark.clause("GOV-04")
def test_nothing_is_submitted_to_a_pack_that_is_not_as_published(folder):
    folder.submit()
    folder.pack.write_text(HARBOUR.replace("over: 3", "over: 4"), "utf-8")

    refused(folder, NotAsPublished, folder.submit)


def test_a_refused_first_draft_opens_no_log(folder):
    with pytest.raises(DraftSaysNothingNew):
        folder.submit(f"# nothing\n{HARBOUR}")

    assert sorted(content(folder.path)) == ["harbour.yaml", "pier.yaml"]


# ---------------------------------------------------------------- approve, reject


@pytest.mark.clause("GOV-04")
@pytest.mark.parametrize("name", ["li", "LI", " Li ", "Ｌｉ"])
def test_whoever_submitted_does_not_approve(folder, name):
    folder.submit(by="li")

    message = refused(folder, SamePerson, lambda: folder.approve(name))

    assert "li" not in message.split()


@pytest.mark.clause("GOV-04")
def test_an_approval_is_of_one_draft_and_another_needs_its_own(folder):
    folder.submit()
    folder.approve()
    folder.submit(OTHER)

    refused(folder, NotApproved, folder.publish)
    folder.approve()
    folder.publish()
    assert folder.pack.read_text("utf-8") == OTHER


def test_a_draft_that_took_the_place_of_the_one_looked_at_is_not_approved(folder):
    looked_at = folder.submit().deed.packs[0].digest
    folder.submit(OTHER)

    refused(
        folder, DigestDiffers, lambda: decide(folder.step("wang"), Act.APPROVED, "harbour", looked_at[:8])
    )


def test_a_draft_is_approved_once(folder):
    folder.submit()
    folder.approve()

    refused(folder, AlreadyApproved, lambda: folder.approve("zhao"))


@pytest.mark.parametrize("by", ["wang", "li"])
def test_a_rejected_draft_waits_no_longer(folder, by):
    folder.submit(by="li")
    folder.approve()

    decide(folder.step(by, reason="too dear"), Act.REJECTED, "harbour")

    refused(folder, NothingSubmitted, folder.publish)
    refused(folder, NothingSubmitted, folder.approve)
    assert folder.pack.read_text("utf-8") == HARBOUR
    folder.submit()


def test_where_nothing_was_submitted_there_is_nothing_to_decide(folder):
    refused(folder, LogMissing, folder.approve)
    folder.submit()
    refused(folder, NothingSubmitted, lambda: folder.approve(scheme="pier"))


@pytest.mark.clause("GOV-04")
@pytest.mark.parametrize("suffix", [PACK, SIMULATION])
def test_what_was_changed_or_removed_after_its_submission_is_not_approved(folder, suffix):
    deed = folder.submit().deed
    digest = deed.packs[0].digest if suffix == PACK else deed.simulation.digest
    path = text_path(folder.path, digest, suffix)
    text = path.read_bytes()

    path.write_bytes(text.replace(b"2027", b"2028"))
    refused(folder, TextChanged, folder.approve)
    path.unlink()
    refused(folder, TextUnreadable, folder.approve)
    path.write_bytes(text)
    folder.approve()


# ---------------------------------------------------------------- publish


@pytest.mark.clause("GOV-04")
def test_a_draft_without_an_approval_is_not_published(folder):
    folder.submit()

    assert "entry 2, is not approved" in refused(folder, NotApproved, folder.publish)


@pytest.mark.clause("GOV-04")
def test_a_draft_that_was_changed_after_its_approval_is_not_published(folder):
    digest = folder.submit().deed.packs[0].digest
    folder.approve()
    text_path(folder.path, digest, PACK).write_text(OTHER, "utf-8")

    refused(folder, TextChanged, folder.publish)


def test_a_pack_that_was_changed_meanwhile_is_not_written_over(folder):
    folder.submit()
    folder.approve()
    folder.pack.write_text(f"# a comment that nobody else has\n{HARBOUR}", "utf-8")

    refused(folder, PackMoved, folder.publish)


@pytest.mark.clause("GOV-04")
def test_a_draft_whose_day_has_passed_while_it_waited_is_not_published(folder):
    folder.submit()
    folder.approve()
    late = NOW.replace(year=2027, month=1, day=2)

    refused(folder, DraftTooEarly, lambda: folder.publish(now=late))
    folder.publish(now=late - timedelta(days=1))


def test_what_is_published_is_published_once(folder):
    folder.submit()
    folder.approve()
    folder.publish()

    refused(folder, NothingSubmitted, folder.publish)


def test_a_file_in_the_way_of_a_new_scheme_is_kept(folder):
    quay = PIER.replace("scheme: pier", "scheme: quay").replace("2020-01-01", "2027-01-01")
    (folder.path / "quay.yaml").write_text(PIER.replace("scheme: pier", "scheme: jetty"), "utf-8")

    refused(folder, NameTaken, lambda: folder.submit(quay))


def test_versions_of_both_schemes_may_wait_side_by_side(folder):
    folder.submit()
    draft = folder.draft(f"{PIER}{VERSION}")
    submit(folder.step("wang"), draft, folder.simulate(draft, against=folder.path / "pier.yaml"))

    decide(folder.step("li"), Act.APPROVED, "pier")

    refused(folder, SamePerson, lambda: decide(folder.step("li"), Act.APPROVED, "harbour"))
    publish(folder.step("zhao"), "pier")
    assert reviewed(folder.path, "harbour").packs[0].waiting is not None
