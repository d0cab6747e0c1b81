"""`tierline policy submit` to `publish`, `log`, `key` and `mend`, as a user calls them, in both languages."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.policy.publication.folder import DRAFT, Folder, folder_at
from tierline.cli.main import application
from tierline.policy.errors import SchemeUnknown
from tierline.policy.publication.environment import KEY
from tierline.policy.publication.errors import KeyMissing, LogBroken, SamePerson

LATER = (datetime.now(UTC) + timedelta(days=40)).date().isoformat()


def tierline(*arguments: object) -> Result:
    answer = CliRunner().invoke(application(), ["policy", *(str(each) for each in arguments)])
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    folder = folder_at(tmp_path)
    monkeypatch.setenv(KEY, str(folder.key.path))
    folder.simulate(folder.draft(DRAFT.replace("2027-01-01", LATER)), version=LATER)
    return folder


@pytest.fixture
def submit(folder: Folder) -> tuple[object, ...]:
    place = folder.path.parent
    return ("submit", place / "draft.yaml", "--simulation", place / "simulated", "--policies", folder.path)


@pytest.mark.clause("GOV-04")
def test_the_way_of_a_draft_is_told_step_by_step(folder, submit):
    to = ("--policies", folder.path)

    said = tierline(*submit, "--as", "Li", "--reason", "plan of 2027").output
    assert re.match(
        r"Entry 2: the draft [0-9a-f]{12} of harbour is submitted. It is kept as .+\.yaml\.", said
    )
    assert "tierline policy approve harbour" in said
    compare = re.search(r"tierline policy (diff) (\S+) (\S+)", said)
    assert f"In force on {LATER}" in tierline(*compare.groups()).output
    assert "approved" in tierline("approve", "harbour", *to, "--as", "Wang").output
    said = tierline("publish", "harbour", *to, "--as", "Li").output
    assert f"Its latest version is in force from {LATER}." in said

    shown = tierline("log", "harbour", *to)
    assert shown.exit_code == 0
    for fact in ("opened  Li", "submitted  Li", "approved  Wang", "published  Li", "plan of 2027"):
        assert fact in shown.output
    assert "4 entries verified" in shown.output
    assert "harbour.yaml: as published." in shown.output
    assert "pier" not in shown.output


def test_the_way_is_told_in_chinese(folder, submit):
    to = ("--policies", folder.path, "--lang", "zh")

    assert "已提交" in tierline(*submit, "--as", "李", "--lang", "zh").output
    assert "待第二人批准" in tierline("log", *to).output
    assert "已批准" in tierline("approve", "harbour", *to, "--as", "王").output
    assert "已批准，可以发布" in tierline("log", *to).output
    assert "已驳回" in tierline("reject", "harbour", *to, "--as", "王").output
    shown = tierline("log", *to).output
    for fact in ("建立", "提交", "批准", "驳回", "已校验 4 条记录", "harbour.yaml：与发布时一致。"):
        assert fact in shown


def test_machines_are_told_the_same(folder, submit):
    entry = json.loads(tierline(*submit, "--as", "Li", "--json").output)
    assert (entry["number"], entry["act"], entry["person"]) == (2, "submitted", "Li")

    told = json.loads(tierline("log", "--policies", folder.path, "--json").output)

    assert told["sound"] is True
    assert told["entries"][1] == entry
    assert told["head"] == f"2:{entry['hash']}"
    assert told["public_key"] == folder.key.public
    assert [(pack["scheme"], pack["waiting"]) for pack in told["packs"]] == [("harbour", 2), ("pier", None)]
    assert tierline("log", "--policies", folder.path, "--head", told["head"]).exit_code == 0


def test_what_is_wrong_is_shown_and_ends_with_exit_code_1(folder, submit):
    tierline(*submit, "--as", "Li")
    (folder.path / "pier.yaml").unlink()
    folder.pack.write_text(folder.pack.read_text("utf-8").replace("over: 3", "over: 4"), "utf-8")

    shown = tierline("log", "--policies", folder.path)
    assert shown.exit_code == 1
    assert "harbour.yaml, version from 2020-01-01: not as published" in shown.output
    assert "There is no pack of pier, which was published." in shown.output

    lines = folder.lines()
    folder.put([lines[0], lines[1].replace(b'"Li"', b'"Wu"')])
    shown = tierline("log", "--policies", folder.path)
    assert shown.exit_code == 1
    assert "policy-log.jsonl, line 2: the entry was changed" in shown.output
    told = json.loads(tierline("log", "--policies", folder.path, "--json").output)
    assert [(flaw["line"], flaw["kind"]) for flaw in told["flaws"]] == [(2, "changed")]
    with pytest.raises(LogBroken):
        tierline("approve", "harbour", "--policies", folder.path, "--as", "Wang")


def test_a_scheme_that_neither_log_nor_folder_knows_is_told(folder, submit):
    tierline(*submit)

    with pytest.raises(SchemeUnknown, match="harbour, pier"):
        tierline("log", "quay", "--policies", folder.path)


def test_without_a_name_the_account_acts_and_cannot_approve_itself(folder, submit):
    tierline(*submit)

    with pytest.raises(SamePerson):
        tierline("approve", "harbour", "--policies", folder.path)


def test_the_key_is_made_once_and_shown_again(tmp_path, monkeypatch):
    monkeypatch.delenv(KEY, raising=False)
    with pytest.raises(KeyMissing):
        tierline("key")

    made = tierline("key", "--key", tmp_path / "policy.pem").output
    shown = tierline("key", "--key", tmp_path / "policy.pem", "--lang", "zh").output

    public = re.search(r"Public key: ([0-9a-f]{64})", made)[1]
    assert shown == f"公钥：{public}\n"


def test_a_torn_end_is_mended_by_a_command(folder, submit):
    tierline(*submit, "--as", "Li")
    folder.log.write_bytes(folder.log.read_bytes() + b'{"number":3')
    assert tierline("log", "--policies", folder.path).exit_code == 1

    said = tierline("mend", "--policies", folder.path, "--as", "Wang").output

    assert said.startswith("11 bytes of an entry that was not written to its end are now in ")
    shown = tierline("log", "--policies", folder.path)
    assert shown.exit_code == 0
    assert "11 bytes of a torn entry set aside" in shown.output
