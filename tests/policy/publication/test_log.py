"""The log verified: whatever is done to it, by anybody without the key, is found and named."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.policy.publication.folder import DRAFT, NOW, PIER, VERSION, Folder, content, folder_at
from tierline.errors import TierlineError
from tierline.policy.publication.entries import BEGINNING, entry_of, hash_of, line_of
from tierline.policy.publication.environment import PUBLIC_KEY
from tierline.policy.publication.errors import (
    HeadUnreadable,
    KeyDiffers,
    KeyExposed,
    KeyInFolder,
    KeyUnreadable,
    LogBroken,
    LogMissing,
    NothingTorn,
    PublicKeyUnreadable,
)
from tierline.policy.publication.keys import SigningKey, make_key, read_key
from tierline.policy.publication.log import LOG, FlawKind, PolicyLog, read
from tierline.policy.publication.mending import mend
from tierline.policy.publication.model import Act, Entry, Person
from tierline.policy.publication.rating import rated_by
from tierline.policy.publication.review import reviewed
from tierline.wording import Language

Lines = list[bytes]

DAY = date(2026, 12, 5)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Four entries: opened, submitted, approved, published. No test changes it."""
    folder = folder_at(tmp_path_factory.mktemp("published"))
    folder.submit()
    folder.approve()
    folder.publish()
    return folder


def verified(lines: Sequence[bytes], **known: str) -> PolicyLog:
    return read(b"".join(lines), LOG, **known)


def changed(line: bytes, old: str, new: str) -> bytes:
    text = line.decode()
    assert text.count(old) == 1, old
    return text.replace(old, new).encode()


def signed(entry: Entry, key: SigningKey) -> bytes:
    digest = hash_of(entry)
    return line_of(replace(entry, hash=digest, signature=key.signature(digest)))


def entry(line: bytes) -> Entry:
    return entry_of(line.rstrip(b"\n"))


def rehashed(line: bytes) -> bytes:
    one = entry(line)
    return line_of(replace(one, hash=hash_of(one)))


def chained(lines: Sequence[bytes], key: SigningKey, **first: str) -> Lines:
    """The entries written anew, one behind the other, with another key."""
    found: Lines = []
    previous = BEGINNING
    for number, line in enumerate(lines, 1):
        one = entry(line)
        deed = replace(one.deed, **first) if number == 1 else one.deed
        found.append(signed(replace(one, number=number, previous=previous, deed=deed), key))
        previous = entry(found[-1]).hash
    return found


# ---------------------------------------------------------------- tampering


def other_key(folder: Folder) -> SigningKey:
    return make_key(folder.path.parent / "other.pem")


def other_entry(lines: Lines) -> Entry:
    """The third entry as another log would have it behind another second one."""
    return replace(entry(lines[2]), previous="1" * 64)


TAMPERINGS: dict[str, tuple[Callable[[Lines, Folder], Lines], int, FlawKind]] = {
    "a name is changed": (
        lambda lines, _: [*lines[:2], changed(lines[2], '"wang"', '"zhao"'), lines[3]],
        3,
        FlawKind.CHANGED,
    ),
    "a name is changed and the hash made to fit": (
        lambda lines, _: [*lines[:2], rehashed(changed(lines[2], '"wang"', '"zhao"')), lines[3]],
        3,
        FlawKind.UNSIGNED,
    ),
    "a name is changed and signed with another key": (
        lambda lines, folder: [
            *lines[:2],
            signed(entry(changed(lines[2], '"wang"', '"zhao"')), other_key(folder)),
            lines[3],
        ],
        3,
        FlawKind.UNSIGNED,
    ),
    "a space is put in": (
        lambda lines, _: [*lines[:3], changed(lines[3], '"act":', '"act": ')],
        4,
        FlawKind.UNREADABLE,
    ),
    "a line is garbage": (
        lambda lines, _: [*lines[:3], b'{"number": [[[\n', lines[3]],
        4,
        FlawKind.UNREADABLE,
    ),
    "a line is empty": (lambda lines, _: [lines[0], b"\n", *lines[1:]], 2, FlawKind.UNREADABLE),
    "an entry is removed": (lambda lines, _: [*lines[:2], lines[3]], 3, FlawKind.DISPLACED),
    "the first entry is removed": (lambda lines, _: lines[1:], 1, FlawKind.UNSIGNED),
    "two entries are swapped": (
        lambda lines, _: [lines[0], lines[2], lines[1], lines[3]],
        2,
        FlawKind.DISPLACED,
    ),
    "an entry is doubled": (lambda lines, _: [*lines[:3], lines[2], lines[3]], 4, FlawKind.DISPLACED),
    "an entry of the same key's other log is put in": (
        lambda lines, folder: [*lines[:2], signed(other_entry(lines), folder.key), lines[3]],
        3,
        FlawKind.DISPLACED,
    ),
    "the log is begun anew in its midst": (
        lambda lines, folder: [
            *lines,
            signed(replace(entry(lines[0]), number=5, previous=entry(lines[3]).hash), folder.key),
        ],
        5,
        FlawKind.DISPLACED,
    ),
    "the last entry is cut": (lambda lines, _: [*lines[:3], lines[3][:-20]], 4, FlawKind.TORN),
    "the end of the last line is cut": (lambda lines, _: [*lines[:3], lines[3][:-1]], 4, FlawKind.TORN),
    "zeros stand at the end": (lambda lines, _: [*lines, b"\0" * 512], 5, FlawKind.TORN),
    "everything is gone": (lambda lines, _: [], 1, FlawKind.EMPTY),
}


@pytest.mark.clause("GOV-04")
@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_and_nothing_is_rated_by_such_a_log(name, tmp_path):
    folder = folder_at(tmp_path)
    folder.submit()
    folder.approve()
    folder.publish()
    tamper, line, kind = TAMPERINGS[name]
    folder.put(tamper(folder.lines(), folder))
    before = content(folder.path)

    flaw, *_ = reviewed(folder.path).log.flaws
    assert (flaw.line, flaw.kind) == (line, kind)
    for refused in (
        lambda: rated_by(folder.path, ["pier"], DAY),
        lambda: folder.submit(f"{PIER}{VERSION}"),
        folder.publish,
    ):
        with pytest.raises(LogBroken) as caught:
            refused()
        english, chinese = (caught.value.message(language) for language in Language)
        assert english.startswith(f"{LOG}, line {line}: ")
        assert chinese.startswith(f"{LOG} 第 {line} 行：")
    assert content(folder.path) == before


@pytest.mark.clause("GOV-04")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_byte_of_the_log_can_be_another(published, data):
    whole = b"".join(published.lines())
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[at]))

    log = read(whole[:at] + bytes([other]) + whole[at + 1 :], LOG)

    assert log.flaws


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_a_line_is_a_flaw_and_no_crash(published, data):
    lines = published.lines()
    entries = [json.loads(line) for line in lines]
    at = data.draw(st.integers(0, 3))
    key = data.draw(st.sampled_from(sorted(entries[at])))
    other = data.draw(JSON | st.just("0001-01-01T00:00:00+14:00") | st.just("\x1b[2J"))
    assume(other != entries[at][key])
    entries[at][key] = other
    lines[at] = json.dumps(entries[at], separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")

    log = read(b"".join(line.rstrip(b"\n") + b"\n" for line in lines), LOG)

    assert log.flaws[0].line == at + 1
    assert all(flaw.text.en and flaw.text.zh for flaw in log.flaws)


def test_an_untouched_log_has_no_flaw_and_tells_how_things_stand(published):
    log = verified(published.lines())

    assert log.flaws == ()
    assert [one.deed.act for one in log.entries] == [
        Act.OPENED,
        Act.SUBMITTED,
        Act.APPROVED,
        Act.PUBLISHED,
    ]
    assert [str(one.starts_on) for one in log.standing("harbour").versions] == ["2020-01-01", "2027-01-01"]
    assert log.standing("harbour").submission is None
    assert log.standing("pier").in_force(DAY).entry.number == 1


# ---------------------------------------------------------------- what a log cannot tell by itself


def test_entries_cut_off_the_end_are_found_by_the_head_that_was_noted(published):
    lines = published.lines()
    head = verified(lines).head

    assert verified(lines, noted_head=head).flaws == ()
    assert verified(lines[:3]).flaws == ()
    (flaw,) = verified(lines[:3], noted_head=head).flaws
    assert flaw.kind is FlawKind.HEAD_DIFFERS


@pytest.mark.parametrize(
    "head", ["", "4", "4:abc", "x:" + "0" * 64, "²:" + "0" * 64, "9" * 5000 + ":" + "0" * 64]
)
def test_a_head_that_is_none_is_refused(published, head):
    with pytest.raises(HeadUnreadable):
        verified(published.lines(), noted_head=head)


@pytest.mark.clause("GOV-04")
def test_a_log_written_anew_with_another_key_is_found_where_the_key_is_known(published, tmp_path):
    other = make_key(tmp_path / "other.pem")
    forged = chained(published.lines(), other, public_key=other.public)

    assert verified(forged).flaws == ()
    (flaw,) = verified(forged, trusted=published.key.public).flaws
    assert (flaw.line, flaw.kind) == (1, FlawKind.OTHER_KEY)


@pytest.mark.clause("GOV-04")
@pytest.mark.parametrize("by", ["li", " LI", "Ｌｉ", "L i"])
def test_an_entry_against_the_rules_is_found_though_it_is_signed(published, by):
    lines = published.lines()
    approval = entry(lines[2])
    own = signed(replace(approval, deed=replace(approval.deed, person=Person(by, "x"))), published.key)

    flaw, *_ = verified([*lines[:2], own]).flaws

    assert (flaw.line, flaw.kind) == (3, FlawKind.AGAINST_RULES)
    assert "submitted by the same person" in flaw.text.en


@pytest.mark.clause("GOV-04")
def test_a_submission_without_a_simulation_is_no_entry_though_it_is_signed(published):
    lines = published.lines()
    bare = entry(lines[1])
    bare = replace(bare, deed=replace(bare.deed, simulation=None))

    flaw, *_ = verified([lines[0], signed(bare, published.key)]).flaws

    assert (flaw.line, flaw.kind) == (2, FlawKind.UNREADABLE)


# ---------------------------------------------------------------- a torn end


def test_a_torn_end_is_set_aside_and_recorded_and_the_log_goes_on(tmp_path):
    folder = folder_at(tmp_path)
    folder.submit()
    rest = b'{"number":3,"at":"2026-'
    folder.log.write_bytes(folder.log.read_bytes() + rest)
    with pytest.raises(LogBroken, match=r"line 3.*not written to its end.*policy mend"):
        folder.approve()

    mended, aside = mend(folder.path, folder.key, Person("li", "clerk"), NOW)

    assert aside.read_bytes() == rest
    assert mended.deed.set_aside.length == len(rest)
    folder.approve()
    assert [one.deed.act for one in reviewed(folder.path).log.entries][2:] == [Act.MENDED, Act.APPROVED]


def test_nothing_but_a_torn_end_is_ever_taken_out(tmp_path):
    folder = folder_at(tmp_path)
    folder.submit()
    person = Person("li", "clerk")
    with pytest.raises(NothingTorn):
        mend(folder.path, folder.key, person, NOW)
    lines = folder.lines()
    folder.put([changed(lines[0], "clerk", "clark"), lines[1], b"{"])
    before = content(folder.path)

    with pytest.raises(LogBroken):
        mend(folder.path, folder.key, person, NOW)

    assert content(folder.path) == before


def test_an_entry_for_which_the_disk_has_no_room_leaves_the_log_as_it_was(tmp_path, monkeypatch):
    folder = folder_at(tmp_path)
    folder.submit()
    before = folder.log.read_bytes()
    write = os.write
    monkeypatch.setattr("os.write", lambda handle, line: write(handle, line[:30]))

    with pytest.raises(TierlineError, match="No space left"):
        folder.approve()
    monkeypatch.undo()

    assert folder.log.read_bytes() == before
    folder.approve()


# ---------------------------------------------------------------- keys


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    made = make_key(tmp_path / "keys" / "policy.pem")

    assert (tmp_path / "keys" / "policy.pem").stat().st_mode & 0o777 == 0o600
    assert read_key(made.path).public == made.public
    with pytest.raises(KeyUnreadable):
        make_key(made.path)


@pytest.mark.parametrize(
    ("mode", "is_refused"), [(0o600, False), (0o640, False), (0o660, True), (0o604, True)]
)
def test_a_key_that_anybody_may_read_is_refused(tmp_path, mode, is_refused):
    path = make_key(tmp_path / "key.pem").path
    path.chmod(mode)

    if is_refused:
        with pytest.raises(KeyExposed, match="chmod 600"):
            read_key(path)
    else:
        assert read_key(path)


@pytest.mark.parametrize(
    "text", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_file_that_holds_no_key_is_refused(tmp_path, text):
    path = tmp_path / "key.pem"
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(KeyUnreadable, match="no Ed25519 key"):
        read_key(path)


def test_a_key_inside_the_folder_signs_nothing(tmp_path):
    folder = folder_at(tmp_path)
    inside = replace(folder, key=make_key(folder.path / "keys" / "key.pem"))

    with pytest.raises(KeyInFolder):
        inside.submit()

    assert not folder.log.exists()


def test_another_key_adds_nothing_to_a_log(tmp_path):
    folder = folder_at(tmp_path)
    folder.submit()
    before = content(folder.path)

    with pytest.raises(KeyDiffers):
        replace(folder, key=make_key(tmp_path / "other.pem")).approve()

    assert content(folder.path) == before


@pytest.mark.clause("GOV-04")
def test_where_a_key_is_trusted_nothing_is_rated_by_a_folder_without_its_log(tmp_path, monkeypatch):
    folder = folder_at(tmp_path)
    assert rated_by(folder.path, ["harbour"], DAY)

    monkeypatch.setenv(PUBLIC_KEY, folder.key.public)
    with pytest.raises(LogMissing):
        rated_by(folder.path, ["harbour"], DAY)
    folder.submit()
    assert rated_by(folder.path, ["harbour"], DAY)
    assert rated_by(None, ["unicom-star"], DAY)

    monkeypatch.setenv(PUBLIC_KEY, "0" * 64)
    with pytest.raises(LogBroken, match="another key than the trusted one"):
        rated_by(folder.path, ["harbour"], DAY)
    monkeypatch.setenv(PUBLIC_KEY, "mine")
    with pytest.raises(PublicKeyUnreadable):
        rated_by(folder.path, ["harbour"], DAY)


def test_a_line_is_one_json_object_that_any_tool_can_read(published):
    for number, line in enumerate(published.lines(), 1):
        data = json.loads(line)
        assert data["number"] == number
        assert {"at", "act", "person", "account", "previous", "hash", "signature"} <= data.keys()


def test_a_copy_without_hidden_files_can_be_read(published, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for name, data in content(published.path).items():
        path = Path(copy, name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)

    assert reviewed(copy).is_sound
    assert DRAFT in (copy / "harbour.yaml").read_text()
