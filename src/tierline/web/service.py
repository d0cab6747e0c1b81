"""What the room keeps beside the calls, and forgets."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, tuple_

from tierline.web.store import answers


def forget_answers(connection: Connection, given_before: datetime, most: int) -> int:
    """Remove answers given before a moment under an Idempotency-Key, at most so many; return how many."""
    key = tuple_(answers.c.actor_id, answers.c.key)
    old = select(answers.c.actor_id, answers.c.key).where(answers.c.given_at < given_before).limit(most)
    return connection.execute(delete(answers).where(key.in_(old))).rowcount
