from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings

from tests.tables.strategies import NUMBERS, any_test, number_tests
from tierline.tables.decide import holds
from tierline.tables.exclusion import excludes, rules_exclude
from tierline.tables.model import Rule
from tierline.tables.parse import parse_test

CENT = Decimal("0.01")
VALUES = [None, *NUMBERS, *(number + CENT for number in NUMBERS), *(number - CENT for number in NUMBERS)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (">= 300", "< 300"),
        ("> 300", "<= 300"),
        ("[150..300)", "[300..450)"),
        ("[150..300]", "(300..450)"),
        ('"gold"', '"silver"'),
        ('"gold","silver"', 'not("gold","silver")'),
        ("null", ">= 0"),
        ("null", "not(null)"),
        ("5", "<5,>5"),
        ('>= date("2026-01-01")', ">= 5"),
    ],
)
def test_tests_without_a_common_value_exclude_each_other(one, other):
    assert excludes(parse_test(one), parse_test(other))
    assert excludes(parse_test(other), parse_test(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (">= 300", "<= 300"),
        ("[150..300]", "[300..450)"),
        ("> 5", ">= 4"),
        ("null", "-"),
        ('"gold"', 'not("silver")'),
    ],
)
def test_tests_with_a_common_value_do_not(one, other):
    assert not excludes(parse_test(one), parse_test(other))
    assert not excludes(parse_test(other), parse_test(one))


@settings(deadline=None)
@given(one=number_tests, other=number_tests)
def test_no_value_fulfils_two_tests_that_exclude_each_other(one, other):
    in_common = [value for value in VALUES if holds(one, value) and holds(other, value)]

    assert not (in_common and excludes(one, other))


@settings(deadline=None)
@given(one=any_test, other=any_test)
def test_exclusion_works_both_ways(one, other):
    assert excludes(one, other) == excludes(other, one)


def test_rules_exclude_each_other_by_any_input_that_both_test():
    one = Rule({"spend": parse_test(">= 300"), "product": parse_test('"mobile"')}, ("gold",))
    other = Rule({"product": parse_test('"fixed"'), "tenure": parse_test("> 6")}, ("gold",))

    assert rules_exclude(one, other)
    assert not rules_exclude(one, Rule({"tenure": parse_test("> 6")}, ("gold",)))
