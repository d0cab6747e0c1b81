"""When the next contact is."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tierline.contacts.model import Outcome
from tierline.contacts.rules import first_due_on, next_due_on

TODAY = date(2012, 6, 15)


@pytest.mark.clause("ENT-16")
@pytest.mark.parametrize(
    ("outcome", "interval", "expected"),
    [
        (Outcome.REACHED, 30, date(2012, 7, 15)),
        (Outcome.DECLINED, 30, date(2012, 7, 15)),
        (Outcome.NOT_REACHED, 30, date(2012, 6, 18)),
        (Outcome.NOT_REACHED, 1, date(2012, 6, 16)),
    ],
)
def test_the_next_contact_follows_by_the_interval_or_soon_where_nobody_was_reached(
    outcome, interval, expected
):
    assert next_due_on(TODAY, outcome, interval) == expected


def test_first_contacts_are_spread_over_the_days_of_one_interval():
    days = Counter(first_due_on(TODAY, line_id, 30) for line_id in range(1, 301))
    assert (min(days), max(days)) == (date(2012, 6, 16), date(2012, 7, 15))
    assert set(days.values()) == {10}
