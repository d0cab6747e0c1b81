"""Explanations as people read them: reviewed pages in both languages, and the layout they are written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grading.explain.explained import FOLDER, KEPT, page_in, some_of_all
from tierline.grading.explain.page import NEVER_FIRST, WIDTH, Page, padded, width_of, wrapped
from tierline.grading.explain.text import page_of
from tierline.wording import Language

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", KEPT)
def test_the_page_is_the_one_that_was_reviewed(name: str, language: Language) -> None:
    assert page_in(name, language) == (FOLDER / f"{name}.{language}.txt").read_text(encoding="utf-8")


def test_every_reviewed_page_is_still_made() -> None:
    expected = {f"{name}.{language}.txt" for name in KEPT for language in Language}

    assert {path.name for path in FOLDER.iterdir()} == expected


@pytest.mark.parametrize("language", list(Language))
def test_some_of_all_case_can_be_said_in_full(language: Language) -> None:
    for one in some_of_all():
        page = page_of(one, language).text()
        assert "{" not in page
        assert "None" not in page
        assert (": " in page) == (language is Language.EN)


def test_a_chinese_character_takes_two_columns() -> None:
    assert width_of("评定 ok") == 7
    assert padded("评定", 6, to_left=True) == "评定  "
    assert padded("评定", 6, to_left=False) == "  评定"


@pytest.mark.parametrize(
    "text", ["the mean monthly bill of the last six months " * 6, "近六个月月均出账不低于，一百五十元。" * 9]
)
def test_a_broken_sentence_keeps_its_width_and_its_words(text: str) -> None:
    lines = list(wrapped(text.strip(), 40))

    assert all(width_of(line) <= 42 for line in lines)
    assert all(line[0] not in NEVER_FIRST for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_lines_under_a_point_stand_under_its_words() -> None:
    page = Page()
    page.sentence("word " * 40)

    assert all(line.startswith("  word") and width_of(line) <= WIDTH for _, line in page.lines)


@pytest.mark.parametrize("language", list(Language))
def test_the_page_in_the_documentation_is_the_one_that_is_printed(language: Language) -> None:
    name = "explain.md" if language is Language.EN else "explain.zh-CN.md"
    document = (DOCS / name).read_text(encoding="utf-8")

    # Its head names the digest of the pack, which is blotted out here.
    _, _, page = page_in("vip-inside-term", language).partition("000000000000\n")
    assert page.strip("\n") in document
