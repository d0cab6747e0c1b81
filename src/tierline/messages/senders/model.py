"""What a sender gets, and what it says of each message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tierline.messages.model import Arrival, Channel, Receipt


class Result(StrEnum):
    """What became of an attempt."""

    SENT = "sent"
    """Taken over; whether it arrives is told later, if at all."""
    DELIVERED = "delivered"
    RETRY = "retry"
    BUSY = "busy"
    """Asked to come later, which is no failed attempt."""
    REFUSED = "refused"
    """Refused for good: another attempt would be refused too."""


@dataclass(frozen=True)
class Outgoing:
    """A message on its way. Personal, and never logged: address (a number or a URL), text, secret."""

    id: str
    template: str
    line_id: int | None
    attempt: int
    created_at: datetime
    address: str = field(repr=False)
    text: str = field(repr=False)
    secret: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt: a word for why it failed, and the centre's ids where it gives receipts."""

    result: Result
    reason: str = ""
    centre_ids: tuple[str, ...] = ()


class Sender(Protocol):
    """A way out. It may take long and may fail; what it must not do is raise for a single message."""

    @property
    def channel(self) -> Channel:
        """The messages that it takes."""
        ...

    @property
    def batch(self) -> int:
        """How many it takes at once: as many may go twice when a worker is killed."""
        ...

    def is_ready(self) -> bool:
        """False while nothing can be sent, so that messages are not taken up in vain."""
        ...

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Outcome]:
        """Try to send; one outcome for each message, in their order, within SEND_SECONDS."""
        ...

    def close(self) -> None:
        """Give up connections."""
        ...


SEND_SECONDS = 60
"""A batch is sent, or given up, within this time; a worker's lease on it lasts longer."""

EVENT_SECONDS = 10.0
"""From looking up where an event goes to the end of the answer's headers; a body is not waited for."""


@dataclass(frozen=True)
class Receipted:
    """What a centre says about the end of a short message that it took under `centre_id`."""

    centre_id: str
    receipt: Receipt
    reason: str


class NotRecorded(ConnectionError):
    """What a centre handed in could not be recorded; it is not confirmed, and comes again."""


Listener = Callable[[Receipted | Arrival], None]
"""Records what a centre hands in, before it is confirmed. Raises NotRecorded."""
