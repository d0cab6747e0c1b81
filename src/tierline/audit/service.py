"""Recording what was done; sealing and verifying are in sealing.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from tierline.audit import store
from tierline.rights.model import Actor


def record(
    connection: Connection,
    actor: Actor,
    action: str,
    subject: tuple[str, str | int],
    *,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Append an entry in the transaction of what it speaks of, without personal data. Clause: GOV-01."""
    kind, subject_id = subject
    store.add(
        connection,
        {
            "at": now,
            "actor_id": actor.id,
            "actor_kind": actor.kind.value,
            "site": actor.site,
            "action": action,
            "subject_kind": kind,
            "subject_id": str(subject_id),
            "facts": dict(facts or {}),
            "request_id": actor.request_id,
        },
    )
