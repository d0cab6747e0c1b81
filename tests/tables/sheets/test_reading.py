"""What an analyst writes by hand is read as it was meant, and what could be meant in two ways is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tierline.tables.errors import TableError
from tierline.tables.model import (
    Aggregation,
    AnyOf,
    Anything,
    Comparison,
    DecisionTable,
    Domain,
    Equal,
    HitPolicy,
    Interval,
    Kind,
    Multiple,
    Not,
    Rule,
)
from tierline.tables.sheets.csv_file import read_csv
from tierline.tables.sheets.errors import FormMissing, SheetUnreadable, TableRefused
from tierline.wording import Language

GOLD, SILVER = Equal("gold"), Equal("silver")

BY_HAND = """\
Table:,Tiers of the harbour card
Hit Policy,P
Ranking,gold,silver
,,,,
Role,input,input,output,note
Name,spend,brand,tier,
Type,number,string,string
1,>=450,-,gold,"the best, since 2011"
2,[300..450),"gotone, m_zone",silver
,,not(gotone),silver
"""
TIERS = DecisionTable(
    name="Tiers of the harbour card",
    inputs=("spend", "brand"),
    outputs=("tier",),
    rules=(
        Rule(
            {"spend": Comparison(">=", Decimal(450)), "brand": Anything()},
            ("gold",),
            note="the best, since 2011",
        ),
        Rule(
            {
                "spend": Interval(Decimal(300), Decimal(450), True, False),
                "brand": AnyOf((Equal("gotone"), Equal("m_zone"))),
            },
            ("silver",),
        ),
        Rule({"brand": Not(Equal("gotone"))}, ("silver",)),
    ),
    hit_policy=HitPolicy.PRIORITY,
    ranking=("gold", "silver"),
    domains={"spend": Domain(Kind.NUMBER), "brand": Domain(Kind.STRING), "tier": Domain(Kind.STRING)},
)
IN_CHINESE = """\
决策表,Tiers of the harbour card
命中策略,优先
优先级,gold,silver
用途,输入,输入,输出,备注
名称,spend,brand,tier,
类型,数字,文本,字符串
1,>=450,-,gold,"the best, since 2011"
2,[300..450),"gotone, m_zone",silver
3,,not(gotone),silver
"""


def _read(text: str) -> tuple[DecisionTable, ...]:
    return read_csv(text.encode(), "t.csv")


def _said(text: str, language: Language = Language.EN) -> str:
    with pytest.raises(TableError) as refused:
        _read(text)
    return refused.value.message(language)


def _with_cell(cell: str, kind: str = "", role: str = "input", allowed: str = "") -> str:
    quoted = '"' + cell.replace('"', '""') + '"'
    other = "output" if role == "input" else "input"
    return (
        f"table,t\nrole,{role},{other}\nname,first,second\ntype,{kind},number\nallowed,{allowed},\n"
        f"1,{quoted},1\n"
    )


@pytest.mark.parametrize(
    "content",
    [
        BY_HAND.encode(),
        BY_HAND.encode("utf-8-sig"),
        BY_HAND.encode("utf-16"),
        IN_CHINESE.encode(),
        IN_CHINESE.encode("gb18030"),
        IN_CHINESE.replace("\n", "\r\n").encode("gb18030"),
    ],
)
def test_a_table_written_by_hand_is_read_in_either_language_and_any_encoding_of_excel(content):
    assert read_csv(content, "t.csv") == (TIERS,)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_cells_may_be_parted_by_semicolons_or_tabs(delimiter):
    text = BY_HAND.replace(",", "\0").replace(", ", "\0 ")
    text = text.replace('"gotone\0 m_zone"', '"gotone, m_zone"').replace("best\0 since", "best, since")
    assert _read(text.replace("\0", delimiter)) == (TIERS,)


def test_several_tables_follow_each_other():
    assert _read(f"{BY_HAND}\n\n{IN_CHINESE}") == (TIERS, TIERS)


def test_without_a_hit_policy_a_table_is_unique_as_in_dmn():
    (table,) = _read("table,t\nrole,input,output\nname,spend,tier\n1,>= 5,1\n")
    assert table.hit_policy is HitPolicy.UNIQUE


def test_a_collect_table_has_its_aggregation_and_multiples_either_way_round():
    (table,) = _read(
        "table,t\nhit policy,C\naggregation,+\ndefault,0\nrole,input,output\nname,stops,points\n"
        "1,-,-100 * stops\n2,-,stops * -100\n"
    )
    assert (table.hit_policy, table.aggregation) == (HitPolicy.COLLECT, Aggregation.SUM)
    assert [rule.outputs for rule in table.rules] == [(Multiple("stops", Decimal(-100)),)] * 2
    assert table.default == (Decimal(0),)


@pytest.mark.parametrize(
    ("cell", "kind", "test"),
    [
        ("gold", "string", GOLD),
        ('"gold"', "string", GOLD),
        ('gold, "silver"', "string", AnyOf((GOLD, SILVER))),
        ("not(gold,silver)", "string", Not(AnyOf((GOLD, SILVER)))),
        ("gold, null", "string", AnyOf((GOLD, Equal(None)))),
        ("全球通", "文字", Equal("全球通")),
        ("GoTone card", "string", Equal("GoTone card")),
        ('"450"', "string", Equal("450")),
        ("TRUE", "boolean", Equal(True)),
        ("2026-11-01", "date", Equal(date(2026, 11, 1))),
        (">= 2026-11-01", "date", Comparison(">=", date(2026, 11, 1))),
        ("[2026-11-01..2026-12-01)", "date", Interval(date(2026, 11, 1), date(2026, 12, 1), True, False)),
    ],
)
def test_a_cell_is_read_by_the_type_of_its_column(cell, kind, test):
    (table,) = _read(_with_cell(cell, kind))
    assert table.rules[0].tests == {"first": test}


@pytest.mark.parametrize("cell", ["450", "450, gold", "true", "TRUE", "not(450)", "-450, gold", "-gold"])
def test_what_may_be_a_word_or_not_is_refused_among_strings(cell):
    said = _said(_with_cell(cell, "string"))
    assert said.startswith("t.csv, cell B6 (rule 1, column first): found `")
    assert "in quotation marks, since without them it may be a word or not" in said


def test_a_word_that_a_column_does_not_allow_is_taken_for_a_slip_of_the_pen():
    said = _said(_with_cell("glod", "string", allowed='"gold, silver"'))
    assert 'found `glod`; expected one of "gold", "silver"' in said


def test_a_word_without_quotation_marks_and_without_a_type_says_both_ways_out():
    said = _said(_with_cell("gold"))
    assert "a word stands in quotation marks, or in a column whose type is string" in said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            _with_cell(">= 4O0"),
            "cell B6 (rule 1, column first): found `>= 4O0`; expected a comma and another",
        ),
        (_with_cell(">= 4O0"), "at character 5"),
        (_with_cell("", "number", "output"), "found an empty cell; expected an outcome; null where"),
        (_with_cell(">= 5", "number", "output"), "found `>= 5`; expected one value, such as gold, 50"),
        (_with_cell("5", "nmber"), "cell B4 (column first): found `nmber`; expected one of number, string"),
        ("table,\nrole,output\nname,x\n1,1", "t.csv, cell B1: found an empty cell; expected a name"),
        ("table,t\nrole,input,output\nname,,x\n", "cell B3: found an empty cell; expected a name"),
        ("table,t\nhit policy,frist\nrole,output\nname,x\n", "found `frist`; expected one of unique, any"),
        ("table,t\naggregation,avg\nrole,output\nname,x\n", "found `avg`; expected one of sum, min, max"),
        ("table,t\nrole,inptu\nname,x\n", "cell B2: found `inptu`; expected one of input, output"),
        ("table,t\nrole,output,note,note\nname,x\n", "cell D2: found `note`; expected only one such column"),
        ("table,t\nrole,output\nname,x\n1,1,left over\n", "cell C4: found `left over`; expected nothing"),
        ("table,t\nrole,output\nname,x\nname,y\n", "cell A4: found `name`; expected each of these rows once"),
        ("table,t\nrule 1,1\n", "cell A2: found `rule 1`; expected one of table, hit policy"),
        ("table,t\nrole,output\n1,1\n", "cell A3: found `1`; expected the rows role and name above"),
        ("table,t,u\nrole,output\nname,x\n", "cell C1: found `u`; expected nothing beside the one value"),
        ("table,t\nranking,a,,b\nrole,output\nname,x\n", "cell C2: found an empty cell; expected a value"),
        ('"""table",t\nrole,output\nname,x\n', "expected the head of a decision table here"),
        ('table,t\n"""x",1\n', 'cell A2: found `"x`; expected one of table, hit policy'),
        ('table,"""t"\nrole,output\nname,x\n', "expected a text whose quotation marks are closed"),
        (
            "table,t\nrole,input,output\nname,x,x\ntype,number,string\n",
            "cell C3: found `x`; expected the same type and the same allowed values",
        ),
        (
            "table,t\nhit policy,first\nranking,a\nrole,output\nname,x\n",
            "t.csv, row 1: Table t: a ranking is given, but the hit policy first takes none",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_was_expected(text, told):
    assert told in _said(text)


def test_a_mistake_is_told_in_chinese_too():
    said = _said(_with_cell(">= 4O0"), Language.ZH)
    assert "t.csv 单元格 B6(规则 1,列 first):现为 `>= 4O0`;应为" in said
    assert "请改正该单元格" in said


def test_a_sheet_in_another_form_is_shown_the_form_and_nothing_of_it_is_repeated():
    """It may be a file of subscribers, with phone numbers in it."""
    with pytest.raises(FormMissing) as refused:
        _read("msisdn,tier\n13900000000,gold\n")
    said = refused.value.message(Language.EN)
    assert "role,         input,     input,   output" in said
    assert "13900000000" not in said
    assert "首列" in refused.value.message(Language.ZH)


def test_the_form_that_is_shown_can_itself_be_read():
    from tierline.tables.sheets.gathering import FORM

    (table,) = _read(FORM.replace("[300..450)", '"[300..450)"'))
    assert len(table.rules) == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it is empty"),
        (b"\xef\xbb\xbf \r\n", "it is empty"),
        (b"table,\xff\xff\xff", "neither in UTF-8 nor in GB18030"),
        (b'table,"t\nrole,output\n', "row 1 is no CSV"),
        (b'table,"t"x\n', "row 1 is no CSV"),
        (b"table,t\nrole,output\nname,x\n" + b"1,1\n" * 20_001, "more than 20000 rows"),
        (b"table,t" + b"," * 300 + b"x\n", "row 1 has more than 256 cells"),
        (b"table," + b"x" * 200_000, "row 1 is no CSV: field larger"),
    ],
)
def test_a_file_that_is_no_csv_of_tables_is_refused_with_what_to_do(content, told):
    with pytest.raises(SheetUnreadable) as refused:
        read_csv(content, "t.csv")
    assert told in refused.value.message(Language.EN)


def test_contradicting_parts_are_told_with_the_file():
    with pytest.raises(TableRefused, match=r"t\.csv, row 1: Table t: a count has a default"):
        _read("table,t\nhit policy,C\naggregation,count\ndefault,1\nrole,output\nname,x\n")
