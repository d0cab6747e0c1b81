"""When a line was off, and on again by a reconnection, as spans of its row on the time line. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tierline.lines.model import StateRecord, Suspension
from tierline.reconnections.model import Reconnection


@dataclass(frozen=True)
class Span:
    """A time in a state, `off` or `on` by a reconnection. A moment that is not on record is None.

    `ended_at` of a reconnection that runs is the moment at which it runs out.
    """

    kind: str
    began_at: datetime | None
    ended_at: datetime | None
    is_over: bool
    reasons: tuple[Suspension, ...] = ()
    reconnection: Reconnection | None = None


@dataclass(frozen=True)
class LineState:
    """The row of the line itself, the earliest first; `known_from` as the line's record has it."""

    spans: tuple[Span, ...]
    known_from: datetime | None


def state_of(record: StateRecord, reconnections: Iterable[Reconnection]) -> LineState:
    """What is on record of a line under its present owner."""
    off = [Span("off", one.began_at, one.ended_at, one.is_over, one.reasons) for one in record.outages]
    on = [
        Span("on", one.granted_at, one.ended_at or one.expires_at, not one.is_active, reconnection=one)
        for one in reconnections
        if one.granted_at is not None
    ]
    # What began nobody knows when lasts still: it is the last.
    spans = sorted([*off, *on], key=lambda one: (one.began_at is None, one.began_at or 0))
    return LineState(tuple(spans), record.known_from)
