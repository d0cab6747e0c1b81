"""A moment means the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import literal, select
from sqlalchemy.exc import StatementError

from tierline.database.types import Moment

SHANGHAI = timezone(timedelta(hours=8))


def there_and_back(database, moment: datetime) -> datetime:
    with database.read() as connection:
        return connection.execute(select(literal(moment, Moment()))).scalar_one()


def test_a_moment_comes_back_aware_in_utc_and_to_the_microsecond(database):
    back = there_and_back(database, datetime(2012, 6, 15, 10, 0, 0, 1, tzinfo=SHANGHAI))
    assert back.isoformat() == "2012-06-15T02:00:00.000001+00:00"


def test_a_moment_without_its_zone_is_refused(database):
    with pytest.raises(StatementError, match="needs its zone"):
        there_and_back(database, datetime(2012, 6, 15))  # noqa: DTZ001  # what is refused


def test_a_moment_beyond_the_calendar_of_utc_is_taken_as_its_end(database):
    assert there_and_back(database, datetime(1, 1, 1, tzinfo=SHANGHAI)) == datetime.min.replace(tzinfo=UTC)
    west = timezone(timedelta(hours=-8))
    assert there_and_back(database, datetime.max.replace(tzinfo=west)) == datetime.max.replace(tzinfo=UTC)
