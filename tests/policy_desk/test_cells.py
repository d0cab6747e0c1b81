"""Every pack as cells and back: nothing that a version says is lost, and nothing typed can break the text."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.harbour import HARBOUR
from tests.policy_desk.desk import PIER
from tierline.policy.load import bundled_packs, read_pack
from tierline.policy_desk.cells import LineKind
from tierline.policy_desk.changes import AddRow, MoveRow, RemoveRow, SetCell, SetDay, SetValue, SetWhere
from tierline.policy_desk.changing import changed
from tierline.policy_desk.content_json import content_json, content_of
from tierline.policy_desk.drafting import begun, on_present
from tierline.policy_desk.errors import CellRefused, PlaceUnknown
from tierline.policy_desk.marks import marked
from tierline.policy_desk.rendering import rendered, spread
from tierline.policy_desk.written import blocks_of_versions

DAY = "2035-01-01"
PACKS = {**bundled_packs(), "harbour": read_pack(HARBOUR, "h.yaml"), "pier": read_pack(PIER, "p.yaml")}
PIER_PACK = PACKS["pier"]


def rows(content, block, line=0):
    return [" | ".join(row) for row in content.block(block).lines[line].rows]


@pytest.mark.parametrize("scheme", PACKS)
def test_a_draft_of_all_blocks_says_what_the_last_version_says(scheme):
    pack = PACKS[scheme]
    last, content = pack.versions[-1], begun(pack, DAY)
    whole = replace(content, base=(), present=())
    for text in (rendered(pack, content).text, rendered(pack, whole).text, spread(pack, content).text):
        *before, new = read_pack(text, pack.path).versions
        assert tuple(before) == pack.versions
        assert new == replace(last, starts_on=new.starts_on, citation=new.citation)
        assert text.startswith(pack.text)


@pytest.mark.parametrize("scheme", PACKS)
def test_a_revision_is_kept_whole(scheme):
    content = begun(PACKS[scheme], DAY)
    assert content_of(json.loads(json.dumps(content_json(content)))) == content


def test_cells_are_as_they_were_written():
    tier, score, factor = (begun(PIER_PACK, DAY).block(name) for name in ("tier", "score", "measures.factor"))
    assert [line.kind for line in score.lines] == [LineKind.TABLE, LineKind.EACH]
    assert score.lines[0].rows == (("< 300", "1"), ("[300..600)", "2"), (">= 600", "3"))
    assert (score.lines[1].inputs, score.lines[1].rows) == (("bonus_products",), (("2",),))
    assert score.lines[1].where == (("tenure_months", ">= 60"),)
    assert tier.lines[0].rows == ((">= 5", "blue"), ("[3..5)", "blue"), ("[1..3)", "white"))
    assert (factor.title.en, factor.hit_policy) == ("tenure factor", "first")


def test_each_version_has_the_blocks_in_force_from_it_on():
    later = f"{PIER}\n- from: 2022-01-01\n  tier:\n  - score: {{at_least: {{4: blue, 2: white}}}}\n"
    first, second = blocks_of_versions(read_pack(later, "p.yaml"))
    assert [block.name for block in first] == ["measures.factor", "score", "tier"]
    assert [block.name for block in second] == ["measures.factor", "score", "tier"]
    assert first[1] == second[1]
    assert second[2].lines[0].rows[0] == ("4", "blue")


def test_rows_are_added_moved_and_removed_and_only_what_differs_is_written():
    content = changed(
        begun(PIER_PACK, DAY),
        [
            AddRow("score", 0, 1, ("null", "0")),
            MoveRow("score", 0, 3, 0),
            RemoveRow("score", 0, 1),
            SetWhere("score", 1, "product", '"mobile_4g"'),
            SetWhere("score", 1, "tenure_months", ""),
        ],
    )
    assert rows(content, "score") == [">= 600 | 3", "null | 0", "[300..600) | 2"]
    assert content.block("score").lines[1].where == (("product", '"mobile_4g"'),)
    assert content.changed == {"score"}
    added = [line[1:] for line in rendered(PIER_PACK, content).diff.splitlines()[3:] if line[0] == "+"]
    assert "  score:" in added
    assert "  tier:" not in added
    assert """  - bonus_products: {each: 2}""" in added
    assert """    where: {product: {test: '"mobile_4g"'}}""" in added


@pytest.mark.parametrize(
    "change",
    [
        SetCell("tier", 0, 3, 0, "1"),
        SetCell("tier", 0, -1, 0, "1"),
        SetCell("tier", 1, 0, 0, "1"),
        SetCell("duties", 0, 0, 0, "1"),
        SetCell("tier", 0, 0, 2, "1"),
        AddRow("score", 1, 0),
        AddRow("tier", 0, 0, ("1", "2", "3")),
        MoveRow("tier", 0, 0, 9),
    ],
)
def test_a_place_that_is_not_there_is_refused(change):
    with pytest.raises(PlaceUnknown):
        changed(begun(PIER_PACK, DAY), [change])


@pytest.mark.parametrize("text", ["x" * 201, "a\x07b", "a\ud800", "a\u200bb"])
def test_what_no_cell_can_hold_is_refused(text):
    with pytest.raises(CellRefused):
        changed(begun(PIER_PACK, DAY), [SetCell("tier", 0, 0, 0, text)])


typed = st.text(max_size=30).filter(lambda text: " ".join(text.split()).isprintable())


@settings(max_examples=40)
@given(typed, typed, typed, typed)
def test_whatever_is_typed_is_kept_and_told_at_its_place(day, cell, test, outcome):
    changes = [
        SetDay(day),
        SetCell("score", 0, 1, 0, test),
        SetCell("score", 0, 1, 1, outcome),
        SetCell("tier", 0, 0, 0, cell),
        SetValue("measures.spend", "last_months", test),
        SetValue("eligible.product", "is", outcome),
    ]
    content = changed(begun(PIER_PACK, DAY), changes)
    assert content.block("tier").lines[0].rows[0] == (" ".join(cell.split()), "blue")
    told = marked(PIER_PACK, content)
    assert (told.pack is None) == bool(told.barring)
    typed_at = {"from", "score", "tier", "measures.spend", "eligible.product"}
    assert {mark.at.block for mark in told.barring} <= typed_at
    assert content_of(json.loads(json.dumps(content_json(content)))) == content


def test_a_pack_that_changed_meanwhile_gives_what_the_draft_has_not_touched():
    draft = changed(begun(PIER_PACK, DAY), [SetCell("tier", 0, 0, 0, "> 5")])
    moved = read_pack(PIER.replace('["< 300", 1]', '["< 300", 0]').replace(">= 5", ">= 6"), "p.yaml")
    found = on_present(moved, draft)
    assert rows(found, "score")[0] == "< 300 | 0"
    assert rows(found, "tier")[0] == "> 5 | blue"
    assert found.changed == {"tier"}
