"""Numbers as they are spoken: small counts in words, and never past a bound that is not reached."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.explanations.numerals import count_text, day_text, money_text, month_text, number_text


@pytest.mark.parametrize(
    ("count", "english", "chinese"),
    [
        (0, "no", "零"),
        (1, "one", "一"),
        (2, "two", "两"),
        (10, "ten", "十"),
        (12, "twelve", "十二"),
        (20, "twenty", "二十"),
        (21, "twenty-one", "二十一"),
        (99, "ninety-nine", "九十九"),
        (100, "100", "100"),
        (1_234, "1,234", "1,234"),
    ],
)
def test_a_count_below_a_hundred_is_said_in_words(count: int, english: str, chinese: str) -> None:
    said = count_text(count)

    assert (said.en, said.zh) == (english, chinese)


@pytest.mark.parametrize(
    ("value", "number", "money"),
    [
        (Fraction(168), "168", "168"),
        (Fraction(2268, 10), "226.8", "226.80"),
        (Fraction(220, 3), "73.33", "73.33"),
        (Fraction(1_234_567), "1,234,567", "1,234,567"),
        (Fraction(135, 100), "1.35", "1.35"),
        (Fraction(0), "0", "0"),
    ],
)
def test_numbers_have_no_idle_zeros_and_money_has_both_digits_or_none(
    value: Fraction, number: str, money: str
) -> None:
    assert (number_text(value).en, money_text(value).zh) == (number, money)


@given(st.fractions(0, 1_000), st.integers(0, 1_000))
def test_a_number_is_never_said_to_reach_a_bound_that_it_misses(value: Fraction, bound: int) -> None:
    said = Decimal(number_text(value, [Decimal(bound)]).en.replace(",", ""))

    if value < bound - Fraction(1, 10**6):
        assert said < bound
    if value >= bound:
        assert said >= bound or round(said, 2) == bound


def test_days_and_months_are_said_whole() -> None:
    day = date(2026, 12, 8)

    assert (day_text(day).en, day_text(day).zh) == ("8 December 2026", "2026年12月8日")
    assert (month_text(day).en, month_text(day).zh) == ("December 2026", "2026年12月")
