"""Numbers of cards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.cards.rules import DRAWN_DIGITS, check_digit, is_number, number


@pytest.mark.parametrize(("digits", "expected"), [("7992739871", "3"), ("000000000000000", "0")])
def test_the_check_digit_follows_the_luhn_formula(digits, expected):
    assert check_digit(digits) == expected


@given(drawn=st.integers(0, 10**DRAWN_DIGITS - 1), place=st.integers(0, DRAWN_DIGITS), by=st.integers(1, 9))
def test_any_single_wrong_digit_shows(drawn, place, by):
    right = number(drawn)
    wrong = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]
    assert is_number(right)
    assert not is_number(wrong)
