"""What the law of test_readers_agree.py does not reach: refusals, and what the expressions look like."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tierline.tables.compile import Ratio, compile_table, compile_test
from tierline.tables.errors import MissingInput, NotCompilable
from tierline.tables.model import Aggregation, DecisionTable, HitPolicy, Multiple, Rule
from tierline.tables.parse import parse_test
from tierline.wording import Language

ibis = pytest.importorskip("ibis")

LINES = ibis.table(
    {
        "fen": "int64",
        "months": "int64",
        "brand": "string",
        "joined": "date",
        "weight": "float64",
        "paid": "!int64",
    },
    name="lines",
)
SPEND = Ratio(LINES.fen, 100)
MEAN = Ratio(LINES.fen, LINES.months, unit=100)


def sql(expression):
    written = ibis.to_sql(LINES.select(answer=expression), dialect="duckdb")
    text = " ".join(str(written).replace('"t0".', "").replace('"', "").split())
    return text.removeprefix("SELECT ").removesuffix(" AS answer FROM lines AS t0")


def rule(outputs, **cells):
    return Rule({name: parse_test(text) for name, text in cells.items()}, outputs)


def table(policy, *rules, **parts):
    return DecisionTable("invented", ("spend", "brand"), ("result",), rules, policy, **parts)


COLUMNS = {"spend": SPEND, "brand": LINES.brand}


@pytest.mark.parametrize(
    ("text", "column", "written"),
    [
        (">= 300", SPEND, "fen >= 30000"),
        ("> 0.005", SPEND, "fen > 0"),  # no whole fen lies between
        (">= 0.005", SPEND, "fen >= 1"),
        ("0.005", SPEND, "FALSE"),
        (">= 300", MEAN, "fen >= ( months * 30000 )"),
        ("> 0.125", MEAN, "( fen * 2 ) > ( months * 25 )"),
        ("> 0", MEAN, "fen > 0"),
        ('"gotone","m_zone"', LINES.brand, "COALESCE(brand IN ('gotone', 'm_zone'), FALSE)"),
        ("5,7", Ratio(LINES.paid, 100), "paid IN (500, 700)"),  # never null, so nothing to coalesce
    ],
)
def test_an_expression_is_as_short_as_its_test(text, column, written):
    assert sql(compile_test(parse_test(text), column)) == written


def test_a_ladder_is_one_case_and_a_branch_lets_null_be():
    ladder = [rule((Decimal(50),), brand='"gotone"'), rule((Decimal(30),), brand='"m_zone"')]
    compiled = compile_table(
        table(HitPolicy.COLLECT, *ladder, aggregation=Aggregation.SUM, default=(Decimal(0),)), COLUMNS
    )

    (score,) = compiled.outcomes
    assert score.denominator == 1
    assert sql(score.numerator) == (
        "CAST(CASE WHEN brand = 'gotone' THEN 50 WHEN brand = 'm_zone' THEN 30 ELSE 0 END AS BIGINT)"
    )


def test_a_multiple_of_null_adds_nothing_to_a_score():
    rules = [rule((Decimal(50),)), rule((Multiple("spend", Decimal(-100)),))]
    scored = table(HitPolicy.COLLECT, *rules, aggregation=Aggregation.SUM, default=(Decimal(0),))

    (score,) = compile_table(scored, COLUMNS).outcomes

    assert sql(score.numerator) == "CAST(50 AS BIGINT) + COALESCE(fen * -1, 0)"


def test_priority_is_one_case_with_the_best_rule_first():
    rules = [rule(("silver",), spend=">= 150"), rule(("gold",), spend=">= 300")]
    compiled = compile_table(table(HitPolicy.PRIORITY, *rules, ranking=("gold", "silver")), COLUMNS)

    assert sql(compiled.outcomes[0]) == (
        "CASE WHEN fen >= 30000 THEN 'gold' WHEN fen >= 15000 THEN 'silver' ELSE CAST(NULL AS TEXT) END"
    )


def test_unique_rules_that_exclude_each_other_are_not_checked_row_by_row():
    rules = [rule(("silver",), spend="[150..300)"), rule(("gold",), spend=">= 300")]

    assert sql(compile_table(table(HitPolicy.UNIQUE, *rules), COLUMNS).conflict) == "FALSE"


def test_numbers_of_a_column_share_one_denominator():
    rules = [
        rule((Decimal("1.05"),), spend=">= 1"),
        rule((Decimal("1.1"),), spend=">= 0"),
        rule((Multiple("spend", Decimal("0.5")),)),
    ]

    (factor,) = compile_table(table(HitPolicy.FIRST, *rules), COLUMNS).outcomes

    assert factor.denominator == 200
    assert "THEN 210 WHEN fen >= 0 THEN 220 ELSE fen END" in sql(factor.numerator)


def test_constants_near_the_limit_of_32_bits_are_added_in_64():
    rules = [
        rule((Decimal(2_000_000_000),)),
        rule((Decimal(2_000_000_000),)),
        rule((Decimal(-1),), spend=">= 0"),
    ]
    connection = ibis.duckdb.connect()
    connection.raw_sql("CREATE TABLE lines AS SELECT 5::BIGINT AS fen, 'gotone' AS brand")
    lines = connection.table("lines")

    columns = {"spend": Ratio(lines.fen, 100), "brand": lines.brand}
    (total,) = compile_table(table(HitPolicy.COLLECT, *rules, aggregation=Aggregation.SUM), columns).outcomes

    assert connection.to_pyarrow(lines.select(total=total.numerator)).to_pylist() == [
        {"total": 3_999_999_999}
    ]


def test_a_list_of_hundreds_of_tests_is_no_tower_of_hundreds():
    test = parse_test(",".join(f"[{n}.2..{n}.7]" for n in range(600)))

    assert "fen >= 59920" in sql(compile_test(test, SPEND))


@pytest.mark.parametrize("policy", [HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER])
def test_a_policy_that_gives_lists_has_no_form_for_a_base(policy):
    ranking = ("gold",) if policy is HitPolicy.OUTPUT_ORDER else ()
    asked = table(policy, rule(("gold",), spend=">= 300"), ranking=ranking)

    with pytest.raises(NotCompilable, match=policy.value):
        compile_table(asked, COLUMNS)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (rule(("gold",), brand=">= 300"), "rule 1, input brand"),
        (rule(("gold",), spend='"gotone"'), "rule 1, input spend"),
        (rule(("gold",), spend='not(date("2026-01-01"))'), 'date("2026-01-01")'),
        (rule(("gold",), spend=">= 92233720368547758.08"), "9223372036854775808"),
        (rule((Decimal(10) ** 30,)), "output result"),
        (rule((Multiple("brand", Decimal(2)),)), "brand"),
    ],
)
def test_what_does_not_fit_its_column_is_refused_in_both_languages(broken, words):
    with pytest.raises(NotCompilable) as refused:
        compile_table(table(HitPolicy.FIRST, broken), COLUMNS)

    assert words in refused.value.message(Language.EN)
    assert "决策表 invented" in refused.value.message(Language.ZH)


def test_outputs_of_one_column_are_of_one_kind():
    with pytest.raises(NotCompilable, match="several kinds"):
        compile_table(table(HitPolicy.FIRST, rule(("gold",), spend="1"), rule((Decimal(1),))), COLUMNS)


def test_a_multiple_needs_one_denominator():
    asked = table(HitPolicy.FIRST, rule((Multiple("spend", Decimal(2)),)))

    with pytest.raises(NotCompilable, match="row to row"):
        compile_table(asked, {**COLUMNS, "spend": MEAN})


def test_a_column_of_binary_fractions_is_refused():
    with pytest.raises(NotCompilable, match="float64"):
        compile_test(parse_test(">= 5"), LINES.weight)


def test_every_input_needs_a_column():
    with pytest.raises(MissingInput, match="brand"):
        compile_table(table(HitPolicy.FIRST), {"spend": SPEND})
