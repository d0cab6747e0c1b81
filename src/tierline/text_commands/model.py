"""A command that reaches us as a short message, and such a message as it was recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tierline.wording import Text


class Action(StrEnum):
    """What a command does."""

    TIERS = "tiers"
    ENTITLEMENTS = "entitlements"
    RECONNECTION = "reconnection"
    DO_NOT_DISTURB_ON = "do_not_disturb_on"
    DO_NOT_DISTURB_OFF = "do_not_disturb_off"


@dataclass(frozen=True)
class Command:
    """A code word, with what else customers may write for it."""

    code: str
    title: Text
    action: Action


class Outcome(StrEnum):
    """What became of a message."""

    NOT_A_LINE = "not_a_line"
    """Its number is that of no line here; nobody is answered."""
    WAITING = "waiting"
    CARRIED_OUT = "carried_out"
    REFUSED = "refused"
    UNKNOWN_COMMAND = "unknown_command"
    NOT_ANSWERED = "not_answered"
    """An unknown text after many others: the sender may be a machine that answers our answers."""
    LINE_CHANGED = "line_changed"
    """The line was closed, or got another owner, before the message was looked at."""


@dataclass(frozen=True)
class Incoming:
    """A short message of a customer as recorded, with the masked number only."""

    id: str
    line_id: int | None
    owner_no: int | None
    number: str
    text: str = field(repr=False)
    command: str
    outcome: Outcome
    received_at: datetime
    handled_at: datetime | None
