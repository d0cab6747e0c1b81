"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC to the microsecond; a naive one is refused.

    SQLite keeps no zones and would hand back naive values, which compare with nothing else here.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What a value is; pages of a list read the place in it by this."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        try:
            in_utc = value.astimezone(UTC)
        except OverflowError:
            # Nobody lives at the ends of the calendar, but a question may name them.
            in_utc = EARLIEST if value.year == EARLIEST.year else LATEST
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# What lies below a site is found by a range of its path, which holds in bytewise order alone.
SitePath = String(120).with_variant(String(120, collation="C"), "postgresql")

# SQLite numbers rows by itself only where the key is its own INTEGER.
RowNumber = BigInteger().with_variant(Integer(), "sqlite")
