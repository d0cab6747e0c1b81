"""Slots of a day, and reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.appointments.model import Counter, Series
from tierline.appointments.rules import reminder_at, slots_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
TIMES = st.times(min_value=time(0), max_value=time(23, 59))


def series(opens, closes, minutes):
    return Series("65", date(2012, 6, 16), opens, closes, minutes, capacity=1, counter=Counter.VIP)


@given(opens=TIMES, closes=TIMES, minutes=st.integers(5, 480))
def test_slots_follow_each_other_and_lie_within_opening_hours(opens, closes, minutes):
    found = slots_of(series(opens, closes, minutes), SHANGHAI)
    ends = [end for _, end in found]
    assert [begin for begin, _ in found][1:] == ends[:-1]
    assert all(end - begin == timedelta(minutes=minutes) for begin, end in found)
    assert all(opens <= begin.time() and end.time() <= closes for begin, end in found)


def test_a_day_from_nine_to_noon_has_six_half_hours():
    found = slots_of(series(time(9), time(12), 30), SHANGHAI)
    assert len(found) == 6
    assert found[0][0] == datetime(2012, 6, 16, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "expected"), [(24, None), (25, timedelta(hours=1)), (72, timedelta(hours=48))]
)
def test_a_reminder_comes_a_day_ahead_unless_it_was_booked_later(hours, expected):
    booked_at = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
    found = reminder_at(booked_at + timedelta(hours=hours), booked_at)
    assert found == (expected and booked_at + expected)
