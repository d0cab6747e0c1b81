"""Sealing: entries go under a seal in batches, and each seal takes in the one before. Clause: GOV-01.

A digest is SHA-256 over canonical JSON, so that it comes out the same on either kind of database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from tierline.audit import store
from tierline.audit.model import Entry, Seal, Sealed

MOST_ENTRIES = 1000
"""Entries under one seal."""

LATE = timedelta(hours=1)
"""An entry may commit so long after those of higher ids; looking back further takes longer."""

BEGINNING = "0" * 64
"""What the first seal takes in."""


def seal(connection: Connection, now: datetime, *, late: timedelta = LATE) -> Seal | None:
    """Put the next entries under a seal; None where there are none, or where another worker was quicker.

    Entries that commit up to `late` after others of higher ids are found; with more, by a verification.
    """
    # The head is read first: entries that another worker seals after this reading make the number collide.
    head = store.last_seal(connection)
    after = store.sealed_up_to(connection, now - late)
    found = store.unsealed(connection, after, MOST_ENTRIES)
    if not found:
        return None
    under = [Sealed(entry.id, entry_digest(entry)) for entry in found]
    made = sealed(head.no + 1 if head else 1, now, under, head.digest if head else BEGINNING)
    return made if store.add_seal(connection, made, under) else None


def sealed(no: int, at: datetime, under: Iterable[Sealed], previous: str) -> Seal:
    """The seal over these entries after the seal whose digest is `previous`."""
    ids, chain = [], hashlib.sha256()
    chain.update(_canonical([previous, no, _written(at)]))
    for each in under:
        ids.append(each.entry_id)
        chain.update(_canonical([each.entry_id, each.digest]))
    first, last = (ids[0], ids[-1]) if ids else (0, 0)
    return Seal(no, at, first, last, len(ids), chain.hexdigest(), previous)


def entry_digest(entry: Entry) -> str:
    """The digest of all that an entry says."""
    facts = {**vars(entry), "at": _written(entry.at), "facts": dict(entry.facts)}
    return hashlib.sha256(_canonical(facts)).hexdigest()


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
