"""Every kind of mistake is told with the file, the line, what was found and what was expected."""

from __future__ import annotations

import pytest

from tests.policy.harbour import HARBOUR, Broken, broken_packs, with_change, with_version
from tierline.policy.errors import PackError, PackUnreadable, PolicyError, SchemeRepeated
from tierline.policy.load import file_mistakes, read_pack, read_pack_file, read_packs
from tierline.policy.pack_text import mistakes_of
from tierline.wording import Language

CHINESE = range(0x4E00, 0x9FFF)


@pytest.mark.parametrize("broken", broken_packs(), ids=lambda broken: broken.name)
def test_a_mistake_is_told_with_its_line_what_was_found_and_what_was_expected(broken: Broken):
    with pytest.raises(PackError) as refused:
        read_pack(broken.text, "harbour.yaml")

    english = refused.value.message(Language.EN)
    assert english.startswith(f"harbour.yaml, line {broken.line}, ")
    found, expected = english.split("; expected ", 1)
    assert broken.found in found.split(": found ", 1)[1]
    assert broken.expected in expected


@pytest.mark.parametrize("broken", broken_packs(), ids=lambda broken: broken.name)
def test_a_mistake_is_told_in_chinese_with_the_same_facts(broken: Broken):
    (mistake, *_) = mistakes_of(broken.text, "harbour.yaml")

    chinese = mistake.message(Language.ZH)
    assert chinese.startswith(f"harbour.yaml 第 {broken.line} 行，")
    found, expected = chinese.split("；应为", 1)
    assert any(ord(letter) in CHINESE for letter in expected.removesuffix("。请改正该行。"))
    assert "found" not in chinese
    assert "expected" not in chinese
    if broken.found.startswith("`"):
        assert broken.found in found


VERSIONS = {
    "versions out of order": ("- from: 2019-12-31\n", 31, "`2019-12-31`", "a day after 2020-01-01"),
    "two versions of one day": ("- from: 2020-01-01\n", 31, "`2020-01-01`", "a day after 2020-01-01"),
    "a kept block beside other measures": (
        "- {from: 2021-01-01, measures: {paid_3m: {title: {en: paid, zh: 缴费}, sum: paid}}}\n",
        20,
        "`spend`",
        "one of account_kind",
    ),
    "a block without a basis": (
        "- {from: 2021-01-01, membership: {closing: {ends: never}}}\n",
        31,
        "closing",
        "the key starts",
    ),
}


@pytest.mark.parametrize("name", VERSIONS)
def test_a_later_version_is_checked_against_what_stands_already(name):
    version, line, found, expected = VERSIONS[name]

    with pytest.raises(PackError) as refused:
        read_pack(with_version(version), "harbour.yaml")

    message = refused.value.message(Language.EN)
    assert f"line {line}, " in message
    assert f"found {found}" in message
    assert expected in message


UNREADABLE = {
    "a bracket left open": ("a: [1, 2", 1, "not closed"),
    "a quotation mark left open": ("a: 1\nb: 'c", 2, "quotation mark"),
    "a tab in the indent": ("a:\n\tb: 1", 2, "a tab in the indent"),
    "a second document": ("a: 1\n---\nb: 2", 2, "a second document"),
    "an unknown alias": ("a: *b", 1, "an alias"),
    "a control character": ("a: 1\nb: \x07", 2, "control character"),
    "nothing": ("", 1, "nothing in it"),
    "a comment alone": ("# policy\n", 1, "nothing in it"),
    "a lone half of a character": ("a: \ud800", 1, "not UTF-8"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_text_that_is_no_yaml_is_told_with_its_line(name):
    text, line, problem = UNREADABLE[name]

    with pytest.raises(PackUnreadable) as refused:
        read_pack(text, "harbour.yaml")

    assert refused.value.message(Language.EN).startswith(f"harbour.yaml, line {line}: ")
    assert problem in refused.value.message(Language.EN)
    chinese = refused.value.message(Language.ZH)
    assert any(
        ord(letter) in CHINESE
        for letter in chinese.partition("读取：")[2].removesuffix("。请改正该处后重试。")
    )


BOMB = "\n".join(
    [f"a: &a [{', '.join('x' * 9)}]"]
    + [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
)

TOO_MUCH = {
    "an alias bomb": (BOMB, "at most 20000 values"),
    "a list that holds itself": ("a: &a [*a]", "at most 20000 values"),
    "a mapping that holds itself": ("&a {a: *a}", "at most 20000 values"),
    "too many levels of brackets": ("[" * 200_000, "at most 30 levels"),
    "too many closed levels": ("[" * 100_000 + "]" * 100_000, "at most 30 levels"),
    "too many levels of lists": ("- " * 100_000, "at most 30 levels"),
    "too many levels of mappings": ("{a: " * 60_000, "at most 30 levels"),
    "too long a text": ("x" * 300_001, "at most 300000 characters"),
    "too many values": ("[" + "1," * 30_000 + "]", "at most 20000 values"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_a_text_that_is_too_much_is_refused_before_it_does_harm(name):
    text, expected = TOO_MUCH[name]

    with pytest.raises(PackError) as refused:
        read_pack(text, "harbour.yaml")

    assert expected in refused.value.message(Language.EN)


def test_all_mistakes_that_can_be_told_in_one_go_are_told_in_the_order_of_their_lines():
    text = with_change("[mobile]", "[mobil]")
    text = with_change("mean: billed", "mean: spent", text)
    text = with_change("200: blue, 100: white", "100: white, 200: blue", text)
    text = with_change("{gotone: white}", "{gotone: green}", text)
    text = with_change("months: 12", "months: none", text)

    mistakes = mistakes_of(text, "harbour.yaml")

    assert [mistake.facts["line"] for mistake in mistakes] == [12, 17, 20, 21, 24]


def test_a_faulty_measure_makes_no_mistakes_of_the_lines_that_name_it():
    mistakes = mistakes_of(with_change("mean: billed", "mean: spent"), "harbour.yaml")

    assert [mistake.facts["line"] for mistake in mistakes] == [17]


def test_a_block_that_later_versions_keep_is_at_fault_once():
    text = with_version("- from: 2021-01-01\n- from: 2022-01-01\n").replace("200: blue", "200: green")

    assert len(mistakes_of(text, "harbour.yaml")) == 1


def test_a_pack_that_is_not_utf_8_is_told_with_its_line(tmp_path):
    (tmp_path / "harbour.yaml").write_bytes(HARBOUR.encode("gb18030"))

    with pytest.raises(PackUnreadable) as refused:
        read_pack_file(tmp_path / "harbour.yaml")

    assert refused.value.message(Language.EN).startswith("harbour.yaml, line 2: ")
    assert "not UTF-8" in refused.value.message(Language.EN)


def test_two_packs_of_one_scheme_are_refused_by_name(tmp_path):
    for name in ("a.yaml", "b.yml"):
        (tmp_path / name).write_text(HARBOUR, "utf-8")

    with pytest.raises(SchemeRepeated) as refused:
        read_packs(tmp_path)

    assert refused.value.facts == {"file": "b.yml", "scheme": "harbour", "other": "a.yaml"}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("missing.yaml", lambda path: None),
        ("folder.yaml", lambda path: path.mkdir()),
        ("empty.yaml", lambda path: path.touch()),
        ("bytes.yaml", lambda path: path.write_bytes(bytes(range(256)))),
        ("nul\0.yaml", lambda path: None),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_name(tmp_path, language, name, make):
    make(tmp_path / name)

    (mistake,) = file_mistakes(tmp_path / name)

    assert isinstance(mistake, PolicyError)
    assert name.partition("\0")[0] in mistake.message(language)


def test_a_folder_without_packs_is_refused(tmp_path):
    with pytest.raises(PolicyError, match=r"holds no \.yaml file"):
        read_packs(tmp_path)
