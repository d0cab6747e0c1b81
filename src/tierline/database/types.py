"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC to the microsecond; a naive one is refused.

    SQLite keeps no zones and would hand back naive values, which compare with nothing else here.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# What lies below a site is found by a range of its path, which holds in bytewise order alone.
SitePath = String(120).with_variant(String(120, collation="C"), "postgresql")

# SQLite numbers rows by itself only where the key is its own INTEGER.
RowNumber = BigInteger().with_variant(Integer(), "sqlite")
