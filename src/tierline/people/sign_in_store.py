"""Queries about signing in: failures that make an account wait, sign-ins begun with the provider."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from tierline.database.upsert import insert_new
from tierline.people.store import oidc_sign_ins, sign_in_failures


def count_attempt(
    connection: Connection, key: str, most: int, wait: timedelta, now: datetime
) -> datetime | None:
    """Count an attempt as failed until it proves right; the moment until which the key waits, None to go on.

    Counted before the password is checked, so that many attempts at once are not heard as one.
    """
    new = {"key": key, "count": 0, "last_at": now, "wait_until": None}
    insert_new(connection, sign_in_failures, new)
    mine = sign_in_failures.c.key == key
    before = connection.execute(select(sign_in_failures).where(mine).with_for_update()).mappings().one()
    if before["wait_until"] and before["wait_until"] > now:
        waits: datetime = before["wait_until"]
        return waits
    is_over = before["wait_until"] or now - before["last_at"] >= wait
    count = 1 if is_over else before["count"] + 1
    wait_until = now + wait if count >= most else None
    connection.execute(
        update(sign_in_failures).where(mine).values(count=count, last_at=now, wait_until=wait_until)
    )
    return None


def clear_attempts(connection: Connection, keys: Iterable[str]) -> None:
    """Forget the failures of these keys."""
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.key.in_(list(keys))))


def begin_oidc(connection: Connection, row: dict[str, Any]) -> None:
    """Keep a sign-in that was begun with the identity provider."""
    connection.execute(insert(oidc_sign_ins).values(row))


def take_oidc(connection: Connection, state_digest: str, now: datetime) -> RowMapping | None:
    """A sign-in that was begun and is not over, removed so that nobody ends it twice."""
    this = oidc_sign_ins.c.state_digest == state_digest
    row = connection.execute(select(oidc_sign_ins).where(this).with_for_update()).mappings().one_or_none()
    if row is None:
        return None
    connection.execute(delete(oidc_sign_ins).where(this))
    return row if row["expires_at"] > now else None
