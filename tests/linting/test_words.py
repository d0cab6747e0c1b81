"""Every finding is said in both languages, rows of plain tables by their number."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tierline.linting.model import Code, Touch
from tierline.linting.service import has_errors, linted_tables
from tierline.linting.words import TOUCHES, Wording
from tierline.tables.linting.model import FindingKind
from tierline.tables.model import Aggregation, DecisionTable, HitPolicy, Rule
from tierline.tables.parse import parse_test
from tierline.wording import Language


def table(policy: HitPolicy, *rows: tuple[str, object], **given: object) -> DecisionTable:
    rules = tuple(Rule({"spend": parse_test(cell)}, (output,)) for cell, output in rows)
    return DecisionTable("bands", ("spend",), ("offer",), rules, policy, **given)


BANDS = table(HitPolicy.UNIQUE, ("< 100", "a"), ("[100..200]", "b"), (">= 200", "c"))
TWICE = table(HitPolicy.FIRST, ("< 100", "a"), ("< 100", "a"), ("-", "b"))
POINTS = table(
    HitPolicy.COLLECT,
    *(
        ("[0..100]", Decimal(30)),
        ("[100..200)", Decimal(10)),
        ("[200..300)", Decimal(20)),
        ("< 0", Decimal(0)),
    ),
    aggregation=Aggregation.SUM,
    default=(Decimal(0),),
)


@pytest.mark.parametrize(
    ("broken", "code", "english", "chinese"),
    [
        (
            BANDS,
            Code.OVERLAP,
            "row 2, row 3 hold together where spend: 200; a table with hit policy unique gives no answer"
            " there.",
            "“spend：200”时，第 2 行、第 3 行同时成立；命中策略为 unique 的决策表此时没有结果。",
        ),
        (
            BANDS,
            Code.NULL_GAP,
            "No row holds where one of these is not known: spend.",
            "下列输入未知时，没有任何一行成立：spend。",
        ),
        (TWICE, Code.DUPLICATE, "row 2 says the same as row 1.", "第 2 行与第 1 行内容相同。"),
        (
            POINTS,
            Code.OVERLAP,
            "row 1, row 2 hold together where spend: 100; both are added up there.",
            "“spend：100”时，第 1 行、第 2 行同时成立；此时两者都计入。",
        ),
        (
            POINTS,
            Code.RUNGS,
            "From row 1 to row 2 the outcome turns against the rest of the ladder.",
            "从第 1 行到第 2 行，结果的变化方向与阶梯其余各级相反。",
        ),
    ],
)
def test_a_finding_is_said_in_both_languages(broken, code, english, chinese):
    (told,) = [each for each in linted_tables("bands.csv", [broken]).told if each.code is code]

    said = Wording(None).sentence(told)

    assert (said.en, said.zh) == (english, chinese)


@pytest.mark.parametrize("sought", [kind for kind in FindingKind if kind.value in ("gap", "overlap")])
def test_a_search_that_gave_up_says_so(sought):
    told = linted_tables("bands.csv", [BANDS]).told[0]
    stopped = replace(told, code=Code.STOPPED, finding=replace(told.finding, sought=sought))

    said = Wording(None).sentence(stopped)

    assert said.en != said.zh
    assert "more" in said.en


def test_only_a_table_without_an_answer_is_an_error():
    assert has_errors([linted_tables("bands.csv", [BANDS])])
    assert not has_errors([linted_tables("bands.csv", [TWICE, POINTS])])


@pytest.mark.parametrize("language", list(Language))
def test_every_way_of_touching_a_line_has_words(language):
    assert len({TOUCHES[touch].read(language) for touch in Touch}) == len(Touch)


def test_what_is_told_together_gives_a_number_and_an_instance():
    many = table(HitPolicy.UNIQUE, *((f">= {number}", "a") for number in range(8)))

    (together,) = [each for each in linted_tables("bands.csv", [many]).told if len(each.finding.where) > 1]

    said = Wording(None).sentence(together)
    assert said.en.startswith("8 more pairs of rows hold together, such as where spend: ")
    assert said.zh.startswith("另有 8 对行同时成立，例如“spend：")
