"""When a job is tried again, and when a daily one is due whatever the clocks of its zone do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tierline.jobs.rules import (
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    MOST_DAYS_MISSED,
    days_due,
    moment_of,
    wait_after,
)

NEW_YORK = ZoneInfo("America/New_York")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("failures", "expected"),
    [
        (1, timedelta(seconds=10)),
        (2, timedelta(seconds=20)),
        (9, timedelta(seconds=2560)),
        (10, LONGEST_WAIT),
        (MOST_ATTEMPTS - 1, LONGEST_WAIT),
        (MOST_ATTEMPTS, None),
    ],
)
def test_a_job_waits_twice_as_long_after_each_failure_until_it_is_given_up(failures, expected):
    assert wait_after(failures) == expected


@pytest.mark.parametrize(
    ("day", "at", "zone", "expected"),
    [
        (date(2012, 6, 15), time(9, 0), SHANGHAI, datetime(2012, 6, 15, 1, 0, tzinfo=UTC)),
        # Shanghai itself put its clocks on at midnight: 0:30 of this day did not exist there.
        (date(1986, 5, 4), time(2, 30), SHANGHAI, datetime(1986, 5, 3, 18, 30, tzinfo=UTC)),
        (date(2012, 3, 11), time(1, 59), NEW_YORK, datetime(2012, 3, 11, 6, 59, tzinfo=UTC)),
        (date(2012, 3, 11), time(2, 30), NEW_YORK, datetime(2012, 3, 11, 7, 30, tzinfo=UTC)),
        (date(2012, 3, 11), time(3, 0), NEW_YORK, datetime(2012, 3, 11, 7, 0, tzinfo=UTC)),
        (date(2012, 11, 4), time(1, 30), NEW_YORK, datetime(2012, 11, 4, 5, 30, tzinfo=UTC)),
        (date(2012, 11, 4), time(1, 30, fold=1), NEW_YORK, datetime(2012, 11, 4, 5, 30, tzinfo=UTC)),
        (date(2012, 11, 4), time(2, 0), NEW_YORK, datetime(2012, 11, 4, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_local_time_is_one_moment_also_where_it_is_missing_or_comes_twice(day, at, zone, expected):
    assert moment_of(day, at, zone) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (None, [15]),
        (date(2012, 6, 14), [15]),
        (date(2012, 6, 12), [13, 14, 15]),
        (date(2012, 6, 15), [15]),
    ],
)
def test_missed_days_come_before_today(last, expected):
    assert days_due(last, date(2012, 6, 15)) == [date(2012, 6, day) for day in expected]


def test_days_missed_long_ago_are_let_go():
    days = days_due(date(2000, 1, 1), date(2012, 6, 15))
    assert (days[0], days[-1]) == (date(2012, 6, 15) - timedelta(days=MOST_DAYS_MISSED), date(2012, 6, 15))
    assert len(days) == MOST_DAYS_MISSED + 1
