"""Whose birthday is greeted on a day; pure."""

from __future__ import annotations

import calendar
from datetime import date

Birthday = tuple[int, int]
"""Month and day."""

LEAP_DAY: Birthday = (2, 29)


def birthdays_on(day: date) -> tuple[Birthday, ...]:
    """The birthdays greeted on a day: its own, and on 28 February of a common year the 29th too.

    The day before, so that the greeting never comes after the month of birth is over. Clause: ENT-11.
    """
    own = (day.month, day.day)
    if own == (2, 28) and not calendar.isleap(day.year):
        return own, LEAP_DAY
    return (own,)
