"""When a job is tried again, and on which days a daily one is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

MOST_ATTEMPTS = 12
"""Failures after which a job is given up; with the waits between them that takes three and a half hours."""

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)

MOST_DAYS_MISSED = 31
"""Days for which a daily job is made up after a downtime; older ones are of no use to anybody."""


def wait_after(failures: int) -> timedelta | None:
    """How long a job waits after so many failures, twice as long each time; None where it is given up."""
    if failures >= MOST_ATTEMPTS:
        return None
    doubled: int = 2 ** (failures - 1)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def moment_of(day: date, at: time, zone: tzinfo) -> datetime:
    """The moment of a local time of day, in UTC.

    Where the clocks are put on over it, it falls as long after the change as it would have been into the
    gap; where they are put back and it comes twice, the first one counts.
    """
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)


def days_due(last: date | None, today: date) -> list[date]:
    """The days to schedule a daily job for: today, and the days missed since `last`, the latest before today.

    A job that has never been scheduled begins today.
    """
    missed = max(min((today - last).days - 1, MOST_DAYS_MISSED), 0) if last else 0
    return [today - timedelta(days=back) for back in range(missed, -1, -1)]
