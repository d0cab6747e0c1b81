"""Which birthdays a day has."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tierline.greetings.rules import birthdays_on


@pytest.mark.clause("ENT-11")
@pytest.mark.parametrize("year", [2011, 2012, 2100])
def test_each_birthday_comes_once_a_year_the_leap_day_too(year):
    days = [date(year, 1, 1) + timedelta(days=count) for count in range(366)]
    greeted = [birthday for day in days if day.year == year for birthday in birthdays_on(day)]
    assert len(greeted) == len(set(greeted)) == 366


def test_in_a_common_year_the_leap_day_is_greeted_on_the_day_before():
    assert birthdays_on(date(2011, 2, 28)) == ((2, 28), (2, 29))
    assert birthdays_on(date(2012, 2, 28)) == ((2, 28),)
