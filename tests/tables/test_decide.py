from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from tierline.tables.decide import Decision, decide, holds
from tierline.tables.errors import Conflict, MissingInput, NotANumber
from tierline.tables.model import Aggregation, DecisionTable, HitPolicy, Multiple, Rule
from tierline.tables.parse import parse_test
from tierline.wording import Language


def rule(outputs, **cells):
    return Rule({name: parse_test(text) for name, text in cells.items()}, outputs)


def table(policy, *rules, **parts):
    return DecisionTable("invented", ("spend", "months"), ("result",), rules, policy, **parts)


def case(spend=None, months=None):
    return {"spend": spend, "months": months}


SILVER = rule(("silver",), spend=">= 150")
GOLD = rule(("gold",), spend=">= 300")
LOYAL = rule(("gold",), months=">= 60")
RANKING = ("gold", "silver")


@pytest.mark.parametrize(
    ("text", "value", "held"),
    [
        (">= 300", Decimal("300.00"), True),
        (">= 300", Decimal("299.99"), False),
        (">= 300", Fraction(1800 * 10**30 - 1, 6 * 10**30), False),
        ("> 0.1", Fraction(1, 10), False),
        ("0.1", Fraction(1, 10), True),
        ("5", 5, True),
        (">= 300", None, None),
        ("[1..2]", None, None),
        (">= 300", "300", None),
        ("[1..2]", date(2026, 1, 1), None),
        (">= 0", True, None),
        ("1", True, False),
        ("true", 1, False),
        ('"gold"', None, False),
        ("5", None, False),
        ("null", None, True),
        ("null", 0, False),
        ("not(null)", None, False),
        ("not(5)", None, True),
        ("not(< 5)", None, None),
        ("< 5, 7", None, None),
        ("< 5, null", None, True),
        ("5, 7", None, False),
        ("< 5, 7", 7, True),
        ("-", None, True),
        ("not(-)", None, False),
        ('[date("2026-01-01")..date("2026-02-01"))', date(2026, 2, 1), False),
        ('[date("2026-01-01")..date("2026-02-01"))', date(2026, 1, 1), True),
    ],
)
def test_a_test_is_true_false_or_unknown(text, value, held):
    assert holds(parse_test(text), value) is held


@pytest.mark.parametrize("value", [3.5, datetime.fromisoformat("2026-01-01T00:00+08:00")])
def test_a_value_that_is_not_exact_here_is_refused(value):
    with pytest.raises(TypeError):
        holds(parse_test("5"), value)


def test_first_gives_the_first_rule_that_holds_and_names_all_that_hold():
    assert decide(table(HitPolicy.FIRST, SILVER, GOLD), case(500)) == Decision((0, 1), (0,), ("silver",))


def test_priority_gives_the_best_output_and_of_equals_the_first_rule():
    asked = table(HitPolicy.PRIORITY, SILVER, GOLD, LOYAL, ranking=RANKING)

    assert decide(asked, case(500, 60)) == Decision((0, 1, 2), (1,), ("gold",))


def test_unique_gives_the_one_rule_that_holds():
    assert decide(table(HitPolicy.UNIQUE, SILVER, GOLD), case(299)) == Decision((0,), (0,), ("silver",))


def test_unique_refuses_two_rules_that_hold_even_where_they_agree():
    with pytest.raises(Conflict) as refused:
        decide(table(HitPolicy.UNIQUE, SILVER, GOLD, LOYAL), case(100_000, 60))

    assert "invented: the rules 1, 2, 3 hold" in refused.value.message(Language.EN)
    assert "规则 1, 2, 3" in refused.value.message(Language.ZH)


def test_any_allows_rules_that_agree():
    assert decide(table(HitPolicy.ANY, GOLD, LOYAL), case(300, 60)) == Decision((0, 1), (0, 1), ("gold",))


def test_any_refuses_rules_that_differ():
    with pytest.raises(Conflict):
        decide(table(HitPolicy.ANY, GOLD, SILVER), case(300))
    with pytest.raises(Conflict):
        decide(table(HitPolicy.ANY, rule((True,)), rule((Decimal(1),))), case())


@pytest.mark.parametrize("policy", [HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY])
def test_where_nothing_holds_the_default_is_given_or_nothing(policy):
    ranking = RANKING if policy is HitPolicy.PRIORITY else ()

    assert decide(table(policy, GOLD, ranking=ranking), case(None)).outputs is None
    assert decide(table(policy, GOLD, ranking=ranking, default=("silver",)), case(None)).outputs == (
        "silver",
    )


def test_lists_come_in_the_order_that_their_policy_says():
    rules = (SILVER, GOLD, LOYAL)
    everything = case(500, 60)

    assert decide(table(HitPolicy.COLLECT, *rules), everything).outputs == [("silver",), ("gold",), ("gold",)]
    assert decide(table(HitPolicy.RULE_ORDER, *rules), everything).outputs == [
        ("silver",),
        ("gold",),
        ("gold",),
    ]
    ordered = decide(table(HitPolicy.OUTPUT_ORDER, *rules, ranking=RANKING), everything)
    assert ordered == Decision((0, 1, 2), (1, 2, 0), [("gold",), ("gold",), ("silver",)])


@pytest.mark.parametrize("policy", [HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER])
def test_a_list_of_nothing_is_empty_or_the_default(policy):
    ranking = RANKING if policy is HitPolicy.OUTPUT_ORDER else ()

    assert decide(table(policy, GOLD, ranking=ranking), case(1)).outputs == []
    assert decide(table(policy, GOLD, ranking=ranking, default=("silver",)), case(1)).outputs == [("silver",)]


SCORES = (
    rule((Decimal("250.5"),), spend="> 400"),
    rule((Decimal(300),), months=">= 60"),
    rule((Multiple("months", Decimal("-0.1")),)),
)


@pytest.mark.parametrize(
    ("aggregation", "result", "chosen"),
    [
        (Aggregation.SUM, Fraction("544.5"), (0, 1, 2)),
        (Aggregation.MIN, Fraction(-6), (2,)),
        (Aggregation.MAX, Fraction(300), (1,)),
        (Aggregation.COUNT, 3, (0, 1, 2)),
    ],
)
def test_collect_aggregates_exactly(aggregation, result, chosen):
    asked = table(HitPolicy.COLLECT, *SCORES, aggregation=aggregation)

    assert decide(asked, case(401, 60)) == Decision((0, 1, 2), chosen, result)


@pytest.mark.parametrize("aggregation", [Aggregation.SUM, Aggregation.MIN, Aggregation.MAX])
def test_a_null_output_is_left_out_and_where_nothing_is_left_the_default_is_given(aggregation):
    asked = table(HitPolicy.COLLECT, *SCORES, aggregation=aggregation)
    with_default = table(HitPolicy.COLLECT, *SCORES, aggregation=aggregation, default=(Decimal(7),))

    assert decide(asked, case(401, None)).outputs == Fraction("250.5")
    assert decide(asked, case(1, None)) == Decision((2,), (), None)
    assert decide(with_default, case(1, None)).outputs == 7


def test_a_count_of_nothing_is_0_and_a_null_output_counts():
    counting = table(HitPolicy.COLLECT, GOLD, SILVER, aggregation=Aggregation.COUNT)

    assert decide(counting, case(1)).outputs == 0
    assert decide(table(HitPolicy.COLLECT, *SCORES, aggregation=Aggregation.COUNT), case(1)).outputs == 1


def test_a_case_has_every_input_of_the_table():
    with pytest.raises(MissingInput, match="months"):
        decide(table(HitPolicy.FIRST, GOLD), {"spend": 500})


def test_only_a_number_has_multiples():
    with pytest.raises(NotANumber, match="rule 1, input months"):
        decide(table(HitPolicy.FIRST, rule((Multiple("months", Decimal(2)),))), case(1, "six"))
