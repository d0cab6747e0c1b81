"""How a policy is said: tests, windows, days and duties, in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.policy.harbour import HARBOUR, with_change
from tierline.policy.load import bundled_packs, read_pack
from tierline.policy.phrases import VALUES, conditions_text, text_of_test
from tierline.policy.statement import Part, Statement
from tierline.policy.statements import statements
from tierline.policy.vocabulary import ATTRIBUTES, FIXED, MOBILE
from tierline.tables.model import AnyOf, Anything, Comparison, Equal, Interval, Not, Test
from tierline.wording import Text


def said(text: str, part: Part) -> list[Statement]:
    (version, *_) = read_pack(text, "harbour.yaml").versions
    return [statement for statement in statements(version) if statement.part is part]


def any_of(*values: str) -> AnyOf:
    return AnyOf(tuple(map(Equal, values)))


@pytest.mark.parametrize(
    ("test", "english", "chinese"),
    [
        (Comparison(">=", Decimal("450")), "at least 450", "不低于 450"),
        (Comparison("<", Decimal("1.50")), "less than 1.50", "低于 1.50"),
        (
            Interval(Decimal(120), Decimal(200), includes_low=False, includes_high=True),
            "more than 120 and at most 200",
            "高于 120 且不高于 200",
        ),
        (Equal(True), "yes", "是"),
        (Equal(None), "not known", "未知"),
        (Equal("data_card"), "data card", "无线上网卡"),
        (any_of(*MOBILE), "mobile", "移动电话"),
        (any_of("data_card", *FIXED), "fixed line and broadband, data card", "固话和宽带、无线上网卡"),
        (Not(Equal("data_card")), "not data card", "非无线上网卡"),
        (Not(any_of("test", "staff")), "none of test, staff", "非测试、员工"),
        (Anything(), "anything", "不限"),
    ],
)
def test_a_test_is_said_in_words(test: Test, english: str, chinese: str):
    assert text_of_test(test) == Text(english, chinese)


def test_conditions_are_said_one_behind_the_other_and_what_allows_anything_is_not_said():
    titles = {"product": Text("product", "产品"), "real_name": Text("real name", "实名")}
    tests: dict[str, Test] = {"product": Equal("broadband"), "site": Anything(), "real_name": Equal(False)}

    assert conditions_text(tests, titles) == Text("product: broadband; real name: no", "产品：宽带；实名：否")


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_every_value_of_the_vocabulary_has_a_title(attribute):
    assert set(ATTRIBUTES[attribute].values) <= set(VALUES)


@pytest.mark.parametrize("scheme", sorted(bundled_packs()))
def test_no_two_statements_of_a_part_share_a_name(scheme):
    for version in bundled_packs()[scheme].versions:
        names = [(statement.part, statement.name) for statement in statements(version)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("mean: billed\n      last_months: 3", "monthly mean of: billed, yuan; the last 3 months"),
        ("sum: suspensions\n      last_months: 1", "sum of: suspensions; the last month"),
        ("sum: paid", "sum of: paid, yuan; all months before the rating"),
        (
            "mean: billed\n      last_months: 12\n      on_network: true\n      rounded: whole_yuan",
            "monthly mean of: billed, yuan; the last 12 months, or those since the joining month if fewer;"
            " rounded half up to whole yuan",
        ),
    ],
)
def test_a_window_is_said_with_its_months_and_its_rounding(window, expected):
    (statement,) = said(with_change("mean: billed\n      last_months: 3", window), Part.MEASURES)

    assert statement.says.en == expected


def test_a_tier_is_said_with_what_decides_it_and_where_that_holds():
    statements = said(HARBOUR, Part.TIER)

    assert [(each.name, each.subject.en, each.says.en, each.where.en) for each in statements] == [
        ("blue", "blue", "spend: at least 200", ""),
        ("white", "white", "spend: at least 100", ""),
        ("white (tenure_months >= 60)", "white", "brand: GoTone", "months on the network: at least 60"),
    ]


def test_a_line_that_closed_is_never_rated_whatever_the_pack_says():
    (closed, *_) = said(HARBOUR, Part.ELIGIBLE)

    assert (closed.says.en, closed.clause) == ("not closed on the rating day", "GRD-20")


def test_the_life_of_a_membership_is_said_part_by_part():
    told = {each.name: each.says.en for each in said(HARBOUR, Part.MEMBERSHIP)}

    assert told == {
        "term": "12 months",
        "starts joined": "on the rating day",
        "starts risen": "on the rating day",
        "starts renewed": "on the first day of the next month",
        "starts fallen": "on the day after the running one ends",
        "ends": "on the last day of the term",
        "inside_term": "the tier can only rise",
        "rated_anew": "in the last month of the term",
        "closing": "ends the membership at once",
    }
