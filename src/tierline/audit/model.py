"""An entry of the audit trail, and the seals that chain entries together. Clause: GOV-01."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Entry:
    """What was done, by whom, to what. `facts` hold no personal data."""

    id: int
    at: datetime
    actor_id: str
    actor_kind: str
    site: str
    action: str
    subject_kind: str
    subject_id: str
    facts: Mapping[str, Any]
    request_id: str


@dataclass(frozen=True)
class Sealed:
    """An entry's place under a seal, with the entry's own digest, so that a changed one can be named."""

    entry_id: int
    digest: str


@dataclass(frozen=True)
class Seal:
    """A batch of entries under one digest, which takes in the digest of the seal before."""

    no: int
    at: datetime
    first_id: int
    last_id: int
    count: int
    digest: str
    previous: str

    @property
    def head(self) -> str:
        """The seal as it is noted elsewhere: number and digest."""
        return f"{self.no}:{self.digest}"


@dataclass(frozen=True)
class SealState:
    """How far the trail is sealed: the seal at the head, None where there is none, and what came after it."""

    last: Seal | None
    unsealed: int


class FlawKind(StrEnum):
    """What can be wrong with a trail."""

    ENTRY_CHANGED = "entry_changed"
    ENTRY_REMOVED = "entry_removed"
    ENTRIES_DIFFER = "entries_differ"
    """Entries were put under the seal or taken from it."""
    SEAL_CHANGED = "seal_changed"
    SEAL_REMOVED = "seal_removed"
    HEAD_DIFFERS = "head_differs"
    """The chain does not hold the seal that was noted elsewhere."""


@dataclass(frozen=True)
class Flaw:
    """Something that is not as it was sealed. `seal_no` is the first seal that shows it."""

    kind: FlawKind
    seal_no: int
    entry_id: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What a verification found. `head` is the last seal's, None where there is none."""

    seals: int
    entries: int
    unsealed: int
    head: str | None
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True)
class Asked:
    """Which entries are asked for; what is None is not asked about."""

    subject_kind: str | None = None
    subject_id: str | None = None
    actor_id: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None
