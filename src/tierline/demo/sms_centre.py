"""The demo's SMS centre: it delivers, but not to phones that are off and to numbers that it does not know."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tierline.messages.model import Channel
from tierline.messages.senders.model import Outcome, Outgoing, Result

ONE_IN_UNKNOWN, ONE_IN_UNANSWERED = 61, 5
"""Of so many lines, the centre does not know one, and never says of one whether messages arrive."""


class SmsCentre:
    """What becomes of a message depends on its line alone, so that each demo has the same failures."""

    channel = Channel.SMS
    batch = 100

    def __init__(self, switched_off: Collection[int]) -> None:
        self._switched_off = switched_off

    def is_ready(self) -> bool:
        """It is always there."""
        return True

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        """What becomes of each."""
        return [self._outcome(message.line_id or 0) for message in batch]

    def _outcome(self, line_id: int) -> Outcome:
        if line_id in self._switched_off:
            return Outcome(Result.REFUSED, "receipt_undeliv")
        if line_id % ONE_IN_UNKNOWN == 0:
            return Outcome(Result.REFUSED, "esme_rinvdstadr")
        return Outcome(Result.SENT if line_id % ONE_IN_UNANSWERED == 0 else Result.DELIVERED)

    def close(self) -> None:
        """Nothing is open."""
