"""A write that takes effect once under its key, with the answer kept beside the effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from tierline.database.upsert import insert_new
from tierline.web.errors import KeyReused
from tierline.web.store import answers


@dataclass(frozen=True)
class Kept:
    """An answer as it is kept: a status and a body of JSON."""

    status: int
    body: str


@dataclass(frozen=True)
class Keyed:
    """A request under a key: who makes it, and the digest of all that it asks for."""

    actor_id: str
    key: str
    digest: str


def once(connection: Connection, keyed: Keyed, make: Callable[[], Kept], *, now: datetime) -> Kept:
    """What `make` gives; a second request of the same key gets the first answer, also while it is made.

    Raises KeyReused where the key came with another request. An error leaves neither effect nor key behind.
    """
    row = {"actor_id": keyed.actor_id, "key": keyed.key, "request": keyed.digest, "given_at": now}
    mine = (answers.c.actor_id == keyed.actor_id) & (answers.c.key == keyed.key)
    if not insert_new(connection, answers, row):
        before = connection.execute(select(answers).where(mine)).mappings().one()
        if before["request"] != keyed.digest:
            raise KeyReused()
        return Kept(before["status"], before["body"])
    kept = make()
    connection.execute(update(answers).where(mine).values(status=kept.status, body=kept.body))
    return kept


def kept_answer(connection: Connection, actor_id: str, key: str) -> Kept | None:
    """The answer that somebody got under a key; None where there is none, or no longer."""
    mine = (answers.c.actor_id == actor_id) & (answers.c.key == key) & answers.c.body.is_not(None)
    row = connection.execute(select(answers).where(mine)).mappings().first()
    return Kept(row["status"], row["body"]) if row else None
