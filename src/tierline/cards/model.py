"""A member card: the sign of a tier that a line holds in a scheme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class VoidReason(StrEnum):
    """Why a card is no longer valid."""

    NEW_TIER = "new_tier"
    """The card of another tier took its place. Clause: GRD-07."""
    MEMBERSHIP_ENDED = "membership_ended"
    LINE_CLOSED = "line_closed"
    """Clause: GRD-08."""
    NEW_OWNER = "new_owner"
    LOST = "lost"
    STOLEN = "stolen"
    DAMAGED = "damaged"
    WRONG = "wrong"
    """It should not have been issued."""


@dataclass(frozen=True)
class Card:
    """A card of one owner of a line. `number` is that of the card itself, not the line's."""

    id: str
    line_id: int
    owner_no: int
    scheme: str
    tier: str
    number: str
    issued_at: datetime
    voided_at: datetime | None
    reason: VoidReason | None
    version: int

    @property
    def is_valid(self) -> bool:
        """True until the card is made void."""
        return self.voided_at is None
