"""Texts of foreign files read as numbers, days and flags."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.datasets.contract import BILLS, SUBSCRIBERS
from tierline.datasets.imports.mapping import MoneyForm
from tierline.datasets.imports.values import (
    CONTRACT_MONEY,
    Unreadable,
    day,
    half_up,
    joined_in,
    month,
    number,
    spread,
    value,
)

YUAN = MoneyForm(signs=("¥", "元"), thousands=",", parentheses_are_negative=True)
CONTINENTAL = MoneyForm(thousands=".", decimal=",")


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("12.50", CONTRACT_MONEY, Fraction("12.5")),
        ("5.00E+05", CONTRACT_MONEY, Fraction(500_000)),
        ("１２．５０", CONTRACT_MONEY, Fraction("12.5")),
        ("-0.01", CONTRACT_MONEY, Fraction(-1, 100)),
        ("¥1,234.50元", YUAN, Fraction("1234.5")),
        ("(3.20)", YUAN, Fraction("-3.2")),
        ("1.234,50", CONTINENTAL, Fraction("1234.5")),
    ],
)
def test_a_number_is_read_exactly_in_the_form_of_its_file(text, form, expected):
    assert number(text, form) == expected


@pytest.mark.parametrize(
    "text",
    ["", "nan", "Infinity", "12a", "1_000", "1e999999999", "1e-999999999", "0." + "1" * 90, "(3)", "1,5"],
)
def test_what_is_no_plain_number_is_refused(text):
    with pytest.raises(Unreadable):
        number(text)


def test_a_point_is_refused_where_the_comma_is_the_decimal_mark():
    with pytest.raises(Unreadable):
        number("1.50", MoneyForm(decimal=","))


@pytest.mark.parametrize(
    ("amount", "expected"), [("0.5", 1), ("0.49", 0), ("-0.5", 0), ("-0.51", -1), ("-1.5", -1), ("2.5", 3)]
)
def test_a_half_goes_up_also_below_zero(amount, expected):
    assert half_up(Fraction(amount)) == expected


@given(total=st.integers(-(10**12), 10**12), months=st.integers(1, 24))
def test_a_spread_total_keeps_its_sum_and_no_month_differs_by_more_than_a_fen(total, months):
    shares = spread(total, months)
    assert (len(shares), sum(shares)) == (months, total)
    assert max(shares) - min(shares) <= 1
    assert shares == sorted(shares)


def test_a_day_is_read_in_the_first_form_that_fits():
    forms = ["%Y-%m-%d", "%Y/%m/%d %H:%M"]
    assert day("2021/8/3 09:30", forms) == date(2021, 8, 3)
    with pytest.raises(Unreadable):
        day("2021-02-30", forms)


def test_a_month_is_its_first_day_and_nothing_else_is_a_month():
    assert month("2022-03") == date(2022, 3, 1)
    for text in ["2022-13", "2022-3", "0000-01", "2022-03-01"]:
        with pytest.raises(Unreadable):
            month(text)


@pytest.mark.parametrize(
    ("tenure", "joined"), [("1", date(2025, 7, 1)), ("7", date(2025, 1, 1)), ("8", date(2024, 12, 1))]
)
def test_a_joining_month_counts_both_its_ends(tenure, joined):
    assert joined_in(tenure, date(2025, 7, 1)) == joined


@pytest.mark.parametrize("tenure", ["0", "-1", "1.5", "99999999"])
def test_a_tenure_that_no_line_can_have_is_refused(tenure):
    with pytest.raises(Unreadable):
        joined_in(tenure, date(2025, 7, 1))


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (SUBSCRIBERS.column("product"), "mobile_9g"),
        (SUBSCRIBERS.column("real_name"), "yes"),
        (SUBSCRIBERS.column("vanity_class"), "4"),
        (SUBSCRIBERS.column("contract_plan"), "-1"),
        (SUBSCRIBERS.column("subscriber_id"), "9223372036854775808"),
        (BILLS.column("suspensions"), "32768"),
        (BILLS.column("suspensions"), "0.5"),
    ],
)
def test_a_value_outside_the_contract_is_refused(column, text):
    with pytest.raises(Unreadable):
        value(text, column, CONTRACT_MONEY, ["%Y-%m-%d"])
