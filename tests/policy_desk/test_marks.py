"""What is wrong with a draft stands at its cell, with an example and ways to mend it."""

from __future__ import annotations

import pytest

from tests.policy.harbour import HARBOUR
from tests.policy_desk.desk import PIER
from tierline.policy.load import read_pack
from tierline.policy_desk.cells import At
from tierline.policy_desk.changes import RemoveRow, SetCell, SetCitation, SetDay, SetWhere
from tierline.policy_desk.changing import changed
from tierline.policy_desk.drafting import begun
from tierline.policy_desk.marks import Weight, marked

PACK = read_pack(PIER, "pier.yaml")
HARBOUR_PACK = read_pack(HARBOUR, "harbour.yaml")


def told(*changes, pack=PACK):
    return marked(pack, changed(begun(pack, "2027-01-01"), changes))


def found(code, *changes, pack=PACK):
    marks = [mark for mark in told(*changes, pack=pack).marks if mark.code == code]
    assert marks, code
    return marks[0]


def test_a_draft_that_changes_nothing_has_no_mark_that_is_new():
    assert not [mark for mark in told().marks if mark.is_new]


@pytest.mark.parametrize(
    ("change", "at", "says"),
    [
        (SetCell("tier", 0, 0, 1, "green"), At("tier", 0, 0, 1), "expected one of blue, white"),
        (SetCell("tier", 0, 0, 0, ""), At("tier", 0, 0, 0), "This cell is empty"),
        (SetCell("score", 0, 1, 0, "[300..600"), At("score", 0, 1, 0), "at character"),
        (SetCell("score", 0, 1, 1, "two"), At("score", 0, 1, 1), "a number"),
        (SetCell("score", 1, 0, 0, "x"), At("score", 1, 0, 0), "a number"),
        (SetCell("measures.factor", 0, 0, 1, "100"), At("measures.factor", 0, 0, 1), "a factor from 0"),
        (SetWhere("score", 1, "tenure_months", "="), At("score", 1, where="tenure_months"), "expected"),
        (SetWhere("score", 1, "moon", "1"), At("score", 1, where="moon"), "expected one of"),
        (SetDay("soon"), At("from", column=0), "a day such as"),
        (SetDay("2019-12-31"), At("from", column=0), "a day after 2020-01-01"),
        (SetCitation("tier", 0, "GRD-99", "source"), At("tier", 0), "the list of clauses"),
    ],
)
def test_what_the_loader_refuses_stands_at_its_cell(change, at, says):
    marks = told(change)
    assert marks.pack is None
    mark = marks.barring[0]
    assert (mark.weight, mark.code, mark.at) == (Weight.ERROR, "cell", at)
    assert says in mark.says.en
    assert mark.says.zh != mark.says.en
    assert "{" not in mark.says.en + mark.says.zh


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("many", "Found `many`; expected a number"),
        ("300", "a rung below 200"),
        ("200", "Row 1 has 200 already"),
        ("", "This cell is empty"),
    ],
)
def test_what_the_loader_refuses_of_a_ladder_stands_at_its_rung(text, says):
    mark = told(SetCell("tier", 0, 1, 0, text), pack=HARBOUR_PACK).barring[0]
    assert mark.at == At("tier", 0, 1, 0)
    assert says in mark.says.en


def test_mistakes_of_several_blocks_are_told_at_once_also_without_a_day():
    marks = told(SetDay("soon"), SetCell("tier", 0, 0, 0, "x"), SetCell("score", 0, 0, 1, "y"))
    assert [mark.at for mark in marks.barring] == [
        At("from", column=0),
        At("score", 0, 0, 1),
        At("tier", 0, 0, 0),
    ]


GAP = SetCell("tier", 0, 1, 0, "[4..5)")


def test_a_gap_stands_at_the_row_beside_it_with_an_example_and_two_ways_to_close_it():
    mark = found("gap", GAP)
    assert (mark.at, mark.weight, mark.is_new) == (At("tier", 0, 1), Weight.WARNING, True)
    assert mark.says.en == "No row holds where score: at least 3 and less than 4."
    assert 3 <= float(mark.example.en.removeprefix("score = ")) < 4
    assert [way.changes for way in mark.ways] == [
        (SetCell("tier", 0, 2, 0, "[1..4)"),),
        (SetCell("tier", 0, 1, 0, "[3..5)"),),
    ]
    assert [way.says.en for way in mark.ways] == ["row 3: [1..4)", "row 2: [3..5)"]
    for way in mark.ways:
        assert "gap" not in [each.code for each in told(GAP, *way.changes).marks]


def test_an_overlap_is_cut_at_either_end():
    overlap = SetCell("score", 0, 1, 0, "[200..600)")
    mark = found("overlap", overlap)
    assert (mark.at.block, mark.at.row) == ("score", 0)
    assert [way.changes for way in mark.ways] == [
        (SetCell("score", 0, 0, 0, "< 200"),),
        (SetCell("score", 0, 1, 0, "[300..600)"),),
    ]
    for way in mark.ways:
        assert "overlap" not in [each.code for each in told(overlap, *way.changes).marks]


def test_a_row_that_decides_nothing_can_go():
    mark = found("duplicate", SetCell("score", 0, 1, 0, "< 300"), SetCell("score", 0, 1, 1, "1"))
    assert mark.ways[0].changes == (RemoveRow("score", 0, 1),)


def test_a_lowest_rung_that_was_raised_is_a_remark_at_it():
    mark = found("below_rungs", SetCell("tier", 0, 1, 0, "150"), pack=HARBOUR_PACK)
    assert mark.weight is Weight.REMARK


def test_a_changed_value_that_still_cites_the_source_is_remarked_and_can_say_otherwise():
    change = SetCell("tier", 0, 0, 0, "> 5")
    mark = found("still_source", change)
    assert (mark.at, mark.weight) == (At("tier", 0), Weight.REMARK)
    after = told(change, *mark.ways[0].changes)
    assert after.pack.versions[-1].tier.rules[0].basis == "example"
    assert "still_source" not in [each.code for each in after.marks]


def test_another_order_of_the_same_values_is_no_other_basis():
    assert "still_source" not in [mark.code for mark in told().marks]
