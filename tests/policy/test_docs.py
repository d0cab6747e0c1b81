"""The pages on policy packs: their examples load, both languages show them, no word is left out."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

import pytest

from tests.policy.harbour import with_change
from tierline.policy.blocks.membership import FIXED_PARTS
from tierline.policy.load import read_pack
from tierline.policy.model import Rates
from tierline.policy.pack_text import mistakes_of
from tierline.policy.version_text import BLOCKS
from tierline.policy.vocabulary import ATTRIBUTES, BILL_COLUMNS, GROUPS, NOTICES, SPECIAL_GRADES, Duty
from tierline.wording import Language

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {Language.EN: "policy-packs.md", Language.ZH: "policy-packs.zh-CN.md"}


def blocks(language: Language, kind: str = "yaml") -> list[str]:
    text = (DOCS / PAGES[language]).read_text("utf-8")
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


EXAMPLE, *FRAGMENTS, OF_SITES = blocks(Language.EN)


def test_the_example_is_a_sound_pack_of_two_versions():
    pack = read_pack(EXAMPLE, "harbour-card.yaml")

    assert [str(version.starts_on) for version in pack.versions] == ["2020-01-01", "2021-07-01"]
    assert len(pack.entries) == 1


def test_the_example_of_sites_is_a_sound_pack():
    assert read_pack(OF_SITES, "pier-network.yaml").rates is Rates.SITE


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda fragment: fragment.partition(":")[0])
def test_a_fragment_can_stand_in_a_version_of_the_example(fragment):
    version = "\n- from: 2022-01-01\n" + indent(fragment, "  ")

    assert len(read_pack(EXAMPLE + version, "harbour-card.yaml").versions) == 3


@pytest.mark.parametrize("language", Language)
def test_the_message_that_the_page_shows_is_the_one_that_is_told(language):
    wrong = with_change("{250: blue, 120: white}", "{120: white, 250: blue}", EXAMPLE)

    (mistake,) = mistakes_of(wrong, "harbour-card.yaml")

    assert blocks(language, "text") == [mistake.message(language) + "\n"]


def test_both_languages_show_the_same_examples():
    assert blocks(Language.EN) == blocks(Language.ZH)


@pytest.mark.parametrize("language", Language)
def test_every_word_of_the_form_is_explained(language):
    text = (DOCS / PAGES[language]).read_text("utf-8")
    words = {
        *BLOCKS,
        *ATTRIBUTES,
        *BILL_COLUMNS,
        *GROUPS,
        *NOTICES,
        *SPECIAL_GRADES,
        *map(str, Duty),
        *FIXED_PARTS,
    }

    assert sorted(word for word in words if not re.search(rf"\b{word}\b", text)) == []
