"""An entry of the audit trail, and the seals that chain entries together. Clause: GOV-01."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
class Seal:
    """A batch of entries under one hash, which takes in the hash of the seal before."""

    no: int
    at: datetime
    first_id: int
    last_id: int
    count: int
    digest: str
    previous: str
