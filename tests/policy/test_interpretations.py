"""The register of interpretations: complete, in both languages, and committed as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policy.harbour import HARBOUR, NOTE, with_change
from tierline.policy.clauses import clauses
from tierline.policy.interpretations import WHOLE_PACK, page, pages
from tierline.policy.load import bundled_packs, read_pack
from tierline.wording import Language

DOCS = Path(__file__).parents[2] / "docs" / "interpretations"


def test_the_committed_pages_are_what_the_packs_give():
    committed = {path.name: path.read_text("utf-8") for path in DOCS.iterdir()}

    assert committed == pages(bundled_packs()), "make interpretations"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("scheme", sorted(bundled_packs()))
def test_a_page_tells_of_each_choice_what_is_open_what_was_chosen_and_what_else_could_be(scheme, language):
    pack = bundled_packs()[scheme]

    entries = page(pack, language).split("\n## ")[1:]

    assert len(entries) == len(pack.entries)
    for written, entry in zip(entries, pack.entries, strict=True):
        note = entry.citation.interpretation
        assert note is not None
        for text in (note.open, note.chosen, note.instead, clauses()[entry.citation.clause].says):
            assert text.read(language) in written
        places = [f"`{entry.where}`", f"`{entry.value}`"] if entry.where else [WHOLE_PACK.read(language)]
        assert all(place in written for place in places)


def test_a_policy_that_leaves_nothing_open_says_so():
    pack = read_pack(HARBOUR, "harbour.yaml")

    assert "The source says everything that this policy needs." in page(pack, Language.EN)
    assert "来源已给出本政策所需的全部内容。" in page(pack, Language.ZH)


def test_public_knowledge_is_told_with_its_confidence():
    text = with_change("over: 3", f"over: 3, basis: public, confidence: low, {NOTE}")

    written = page(read_pack(text, "harbour.yaml"), Language.EN)

    assert "**Basis**: public (confidence low)" in written


def test_the_index_counts_by_basis_and_links_every_page():
    written = pages(bundled_packs())["index.md"]

    assert "| `unicom-card` | [China Unicom customer card](unicom-card.md) · " in written
    for name in pages(bundled_packs()):
        assert name == "index.md" or f"({name})" in written
