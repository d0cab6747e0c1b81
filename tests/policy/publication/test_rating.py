"""What a folder with a log is rated by: what stands as it was published, and nothing else."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.policy.publication.folder import DRAFT, NOW, PIER, Folder, content, folder_at
from tierline.policy.load import bundled_packs, read_pack_file
from tierline.policy.publication import store
from tierline.policy.publication.errors import LogBusy, LogUnusable, NotAsPublished
from tierline.policy.publication.rating import rated_by
from tierline.policy.publication.review import reviewed
from tierline.policy.publication.version_digests import version_digests
from tierline.wording import Language

BEFORE, AFTER = date(2026, 12, 5), date(2027, 1, 5)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The draft published: the version of 2020 is in force, that of 2027 to come."""
    folder = folder_at(tmp_path)
    folder.submit()
    folder.approve()
    folder.publish()
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), "utf-8")


def refused(folder: Folder, day: date, scheme: str = "harbour") -> str:
    """What the rating is refused with, in English; Chinese tells the same facts."""
    before = content(folder.path)
    with pytest.raises(NotAsPublished) as caught:
        rated_by(folder.path, [scheme], day)
    assert content(folder.path) == before
    english, chinese = (caught.value.message(language) for language in Language)
    assert not re.search(r"[{}]", english + chinese)
    assert all(fact in chinese for fact in re.findall(r"\b[0-9a-f]{12}\b|\d{4}-\d\d-\d\d", english))
    return english


@pytest.mark.clause("GOV-04", "GRD-24")
def test_the_published_versions_are_rated_by_on_their_days(folder):
    for day, starts_on in ((BEFORE, date(2020, 1, 1)), (AFTER, date(2027, 1, 1))):
        ((pack, version),) = rated_by(folder.path, ["harbour"], day)
        assert (pack.scheme, version.starts_on) == ("harbour", starts_on)


@pytest.mark.clause("GOV-04")
def test_a_changed_value_is_refused_with_all_that_one_has_to_know(folder):
    edit(folder.pack, "{250: blue, 120: white}", "{240: blue, 120: white}")
    found = version_digests(read_pack_file(folder.pack))[1].digest[:12]
    published = reviewed(folder.path).log.standing("harbour").versions[1].digest[:12]

    message = refused(folder, AFTER)

    assert message.startswith("harbour.yaml, version from 2027-01-01: not as published. ")
    assert f"Found the digest {found}; " in message
    assert f"it was published with {published} by li on 2026-11-28 (entry 4 of policy-log.jsonl)" in message
    kept = re.search(r"policy-texts/[0-9a-f]{64}\.yaml", message)
    assert kept is not None
    folder.pack.write_bytes((folder.path / kept[0]).read_bytes())
    assert rated_by(folder.path, ["harbour"], AFTER)


@pytest.mark.clause("GOV-04")
def test_a_changed_comment_is_none_of_its_business(folder):
    edit(folder.pack, "versions:\n", "versions:   # oldest first\n\n  # the first one\n")

    assert rated_by(folder.path, ["harbour"], AFTER)
    assert reviewed(folder.path).is_sound


@pytest.mark.clause("GOV-04")
def test_an_edit_of_a_block_that_was_taken_over_is_refused_on_later_days_too(folder):
    edit(folder.pack, "tenure_months: {over: 3}", "tenure_months: {over: 4}")

    assert "version from 2020-01-01" in refused(folder, BEFORE)
    assert "version from 2027-01-01" in refused(folder, AFTER)


def test_a_change_that_is_not_in_force_on_the_day_stops_no_rating_of_it(folder):
    edit(folder.pack, "{250: blue, 120: white}", "{240: blue, 120: white}")

    assert rated_by(folder.path, ["harbour"], BEFORE)
    assert not reviewed(folder.path).is_sound


@pytest.mark.clause("GOV-04")
def test_a_version_that_was_put_in_by_hand_is_refused_once_it_would_be_in_force(folder):
    with folder.pack.open("a", encoding="utf-8") as file:
        file.write("- from: 2027-06-01\n  new_terms: none\n")

    assert rated_by(folder.path, ["harbour"], AFTER)
    message = refused(folder, date(2027, 6, 5))
    assert "version from 2027-06-01" in message
    assert "it was never published" in message


@pytest.mark.clause("GOV-04")
def test_a_version_that_was_taken_out_is_missed(folder):
    folder.pack.write_text(DRAFT[: DRAFT.index("\n- from: 2027")], "utf-8")

    assert rated_by(folder.path, ["harbour"], BEFORE)
    assert "version from 2027-01-01: not as published. Found no such version; it was" in refused(
        folder, AFTER
    )


@pytest.mark.clause("GOV-04")
def test_a_scheme_that_the_log_does_not_know_is_refused(folder):
    quay = PIER.replace("scheme: pier", "scheme: quay")
    (folder.path / "quay.yaml").write_text(quay, "utf-8")

    assert "Move the file out of the folder, and submit it" in refused(folder, BEFORE, "quay")
    assert rated_by(folder.path, ["pier"], BEFORE)


def test_a_folder_without_a_log_and_the_bundled_packs_are_rated_by_as_they_are(tmp_path):
    folder = folder_at(tmp_path)
    edit(folder.pack, "over: 3", "over: 4")

    assert rated_by(folder.path, ["harbour"], BEFORE)[0][0].path == "harbour.yaml"
    assert rated_by(None, ["unicom-star"], BEFORE)[0][0] is bundled_packs()["unicom-star"]


def test_whoever_holds_the_log_for_too_long_is_not_waited_for(folder, monkeypatch):
    monkeypatch.setattr(store, "LONGEST_WAIT_SECONDS", 0.05)

    with store.writing(folder.path, folder.key, NOW), pytest.raises(LogBusy):
        rated_by(folder.path, ["harbour"], BEFORE)

    assert rated_by(folder.path, ["harbour"], BEFORE)


def test_a_log_that_cannot_be_read_is_told(folder):
    folder.log.unlink()
    folder.log.mkdir()

    with pytest.raises(LogUnusable, match=r"policy-log\.jsonl"):
        rated_by(folder.path, ["harbour"], BEFORE)
