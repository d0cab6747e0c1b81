"""Recording what was done, and reading it; sealing.py and verifying.py hold the chain of seals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from tierline.audit import store, verifying
from tierline.audit.model import Asked, Entry, Flaw, SealState
from tierline.database.paging import Listing, Page
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


def list_entries(connection: Connection, actor: Actor, asked: Asked, listing: Listing) -> Page[Entry]:
    """What was done at the actor's site and below it, the latest first. Clauses: GOV-01, CHN-11."""
    actor.require("audit:read")
    return store.list_entries(connection, actor.site, asked, listing)


def latest_at(connection: Connection, action: str, kind: str, ids: Sequence[str]) -> Mapping[str, datetime]:
    """When something was last done to each of some subjects, for whoever may see these."""
    return store.latest_at(connection, action, kind, ids) if ids else {}


def seal_state(connection: Connection, actor: Actor) -> SealState:
    """How far the trail is sealed."""
    actor.require("audit:read")
    last = store.last_seal(connection)
    return SealState(last, store.count_after(connection, last.last_id if last else 0))


def verified_latest(connection: Connection, actor: Actor, *, seals: int) -> Sequence[Flaw]:
    """What is not as it was sealed under the last seals; `tierline audit verify` walks the whole chain."""
    actor.require("audit:read")
    last = store.last_seal(connection)
    return verifying.flaws_after(connection, max(last.no - seals, 0)) if last else ()
