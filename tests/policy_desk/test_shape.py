"""Lines and columns come and go: a ladder that becomes a table decides the same, and nothing is lost."""

from __future__ import annotations

import functools
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy_desk.desk import PIER
from tests.policy_desk.test_cells import DAY, PACKS, PIER_PACK
from tierline.console.policies.typed import (
    cell_name,
    cited_name,
    content_typed,
    shape_name,
    shape_text,
    where_name,
)
from tierline.policy.load import read_pack
from tierline.policy_desk.between import changes_between
from tierline.policy_desk.cells import At, LineKind
from tierline.policy_desk.changes import (
    AddInput,
    AddLine,
    AddRow,
    MoveRow,
    RemoveInput,
    RemoveLine,
    RemoveRow,
    SetCell,
    SetWhere,
)
from tierline.policy_desk.changing import changed
from tierline.policy_desk.comparing import RowChange, blocks_compared
from tierline.policy_desk.content_json import content_json, content_of
from tierline.policy_desk.drafting import begun
from tierline.policy_desk.errors import PlaceUnknown
from tierline.policy_desk.marks import marked
from tierline.policy_desk.rendering import rendered
from tierline.policy_desk.shape import paired
from tierline.policy_desk.written import blocks_of_versions, inputs_of_block
from tierline.tables.decide import decide


def test_a_column_asks_nothing_until_a_cell_says_more():
    content = changed(begun(PIER_PACK, DAY), [AddInput("tier", 0, 1, "tenure_months")])
    assert content.block("tier").lines[0].rows[0] == (">= 5", "-", "blue")
    draft = marked(PIER_PACK, content).pack
    assert draft is not None
    asked = changed(content, [SetCell("tier", 0, 0, 1, ">= 24")])
    (row,) = [row for row in rendered(PIER_PACK, asked).diff.splitlines() if ">= 24" in row]
    assert row == """+      - [">= 5", ">= 24", blue]"""
    (compared,) = blocks_compared(asked)
    (line,) = compared.lines
    assert line.new_inputs == ("tenure_months",)
    assert [each.change for each in line.rows] == [RowChange.CHANGED, RowChange.SAME, RowChange.SAME]
    assert line.rows[0].before == (">= 5", "-", "blue")
    back = changed(asked, [RemoveInput("tier", 0, 1)])
    assert back.changed == frozenset()


@pytest.mark.parametrize("scheme", PACKS)
def test_a_ladder_that_becomes_a_table_says_the_same(scheme):
    pack = PACKS[scheme]
    content = begun(pack, DAY)
    before = pack.versions[-1]
    for block in content.blocks:
        for number, line in enumerate(block.lines):
            names = [name for name in inputs_of_block(before, block.name) if name not in line.inputs]
            free = [name for name in names if name not in dict(line.where)]
            if line.kind is LineKind.EACH or not free:
                continue
            made = changed(content, [AddInput(block.name, number, 1, free[-1])])
            told = marked(pack, made)
            assert told.pack is not None, told.barring
            after = told.pack.versions[-1]
            if block.name != "tier":
                continue
            for case in _cases(before.tier.rules):
                known = {**dict.fromkeys((*after.tier.inputs, *before.tier.inputs)), **case}
                assert decide(after.tier, known) == decide(before.tier, known)


def _cases(rules):
    """A case at each bound, and just beside it."""
    for rule in rules:
        case = {}
        for name, test in rule.tests.items():
            bound = getattr(test, "bound", getattr(test, "low", getattr(test, "value", None)))
            case[name] = bound
        yield case
        for name, value in case.items():
            if value is not None and not isinstance(value, str | bool):
                yield {**case, name: value - 1}
                yield {**case, name: value + 1}


def test_a_rung_that_is_added_up_ends_below_the_next_in_a_table_too():
    table, _, rest = PIER.partition("  - table:")[2].partition("  - bonus_products")
    assert "spend" in table
    ladder = (
        PIER.partition("  - table:")[0]
        + "  - spend: {at_least: {600: 3, 300: 2, 0: 1}}\n  - bonus_products"
        + rest
    )
    content = begun(read_pack(ladder, "p.yaml"), DAY)
    rows = changed(content, [AddInput("score", 0, 1, "brand")]).block("score").lines[0].rows
    assert [row[0] for row in rows] == [">= 600", "[300..600)", "[0..300)"]


def test_a_line_comes_with_a_basis_of_its_own_and_its_empty_cells_are_marked():
    content = changed(begun(PIER_PACK, DAY), [AddLine("tier", 1, LineKind.TABLE, "spend")])
    assert content.block("tier").lines[1].cited.basis == "example"
    marks = [mark for mark in marked(PIER_PACK, content).marks if mark.bars]
    assert [mark.at for mark in marks] == [At("tier", 1, 0, 0)]
    (way,) = marks[0].ways
    assert way.changes == (SetCell("tier", 1, 0, 0, "-"),)
    filled = changed(content, [*way.changes, SetCell("tier", 1, 0, 1, "white")])
    assert marked(PIER_PACK, filled).pack is not None


@pytest.mark.parametrize(
    "change",
    [
        AddInput("score", 1, 1, "brand"),  # so much for each, which is no table
        AddInput("score", 0, 3, "brand"),
        RemoveInput("score", 0, 0),  # a table keeps one
        RemoveInput("tier", 0, 1),
        AddLine("tier", 2, LineKind.TABLE, "spend"),
        RemoveLine("tier", 0),  # a block keeps one
        RemoveLine("score", 2),
    ],
)
def test_a_shape_that_no_block_has_is_refused(change):
    with pytest.raises(PlaceUnknown):
        changed(begun(PIER_PACK, DAY), [change])


def test_a_line_that_went_is_known_among_those_that_stay():
    one, other = begun(PACKS["unicom-vip"], DAY).block("tier").lines[:2]
    wider = replace(one, rows=one.rows[1:])
    assert paired((one, other), (other,)) == ((0, None), (1, 0))
    assert paired((one, other), (wider, other)) == ((0, 0), (1, 1))
    assert paired((other,), (one, other)) == ((None, 0), (0, 1))


# ---------------------------------------------------------------- laws


@st.composite
def edited(draw):
    """A pack, and a draft of it after some changes of every kind."""
    pack = PACKS[draw(st.sampled_from(sorted(PACKS)))]
    content = begun(pack, DAY)
    for _ in range(draw(st.integers(1, 5))):
        block = draw(st.sampled_from(content.blocks))
        number = draw(st.integers(0, len(block.lines) - 1))
        line = block.lines[number]
        row = draw(st.integers(0, max(len(line.rows) - 1, 0)))
        column = draw(st.integers(0, len(line.inputs)))
        name = draw(st.sampled_from(sorted(inputs_of_block(pack.versions[-1], block.name))))
        text = draw(st.sampled_from(["", "-", ">= 5", "5", "moon", '"a", "b"', "x: }", "400"]))
        change = draw(
            st.sampled_from(
                [
                    AddInput(block.name, number, column, name),
                    RemoveInput(block.name, number, column),
                    AddLine(block.name, number, draw(st.sampled_from(LineKind)), name),
                    RemoveLine(block.name, number),
                    SetWhere(block.name, number, name, text),
                    SetCell(block.name, number, row, min(column, line.width - 1), text),
                    AddRow(block.name, number, row),
                    RemoveRow(block.name, number, row),
                    MoveRow(block.name, number, row, 0),
                ]
            )
        )
        try:
            content = changed(content, [change])
        except PlaceUnknown:
            continue
    return pack, content


def fields(content):
    """The fields of the form of a draft."""
    found = {"from": content.starts_on}
    for block in content.blocks:
        for number, line in enumerate(block.lines):
            found[shape_name(block.name, number)] = shape_text(line)
            found |= {where_name(block.name, number, name): test for name, test in line.where}
            found |= {
                cell_name(block.name, number, row, column): text
                for row, cells in enumerate(line.rows)
                for column, text in enumerate(cells)
            }
            cited, note = line.cited, line.cited.interpretation
            name = functools.partial(cited_name, block.name, number)
            found |= {name(part): getattr(cited, part) for part in ("clause", "basis", "confidence")}
            found |= {
                name(f"{part}.{language}"): getattr(getattr(note, part), language) if note else ""
                for part in ("open", "chosen", "instead")
                for language in ("en", "zh")
            }
    return {name: [value] for name, value in found.items()}


@settings(max_examples=40, deadline=None)
@given(edited())
def test_cells_to_pack_to_cells_and_form_to_cells_lose_nothing(made):
    pack, content = made
    held = begun(pack, DAY)
    told = changes_between(held, content)
    assert told.refused == ()
    assert changed(held, told.changes).blocks == content.blocks
    assert content_typed(held, fields(content)).blocks == content.blocks
    assert content_of(json.loads(json.dumps(content_json(content)))) == content
    if marked(pack, content).pack is not None:
        written = read_pack(rendered(pack, content).text, pack.path)
        assert [block.lines for block in blocks_of_versions(written)[-1]] == [
            block.lines for block in content.blocks
        ]
