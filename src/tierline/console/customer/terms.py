"""Tiers, terms and states of a line as the time line shows them and the table beside it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tierline.console.customer.possible import Possible
from tierline.console.customer.state import LineState, Span
from tierline.console.customer.timeline import TimeLine, timeline_of
from tierline.lines.model import Membership
from tierline.policy.titles import scheme_title, tier_title
from tierline.rights.model import Actor, ActorKind
from tierline.wording import Text


@dataclass(frozen=True)
class TermShown:
    """A row of the table beside the time line; who set a tier by hand is for staff alone."""

    scheme_title: Text
    scheme: str
    tier: str
    title: Text
    since: date
    ends_on: date | None
    is_by_hand: bool
    reason: str


@dataclass(frozen=True)
class TermsShown:
    """The picture and the rows of the table, the latest first.

    `state` is None as long as only the terms are known: the rest is loaded with the explanation.
    """

    timeline: TimeLine
    rows: tuple[TermShown, ...]
    possible: tuple[Possible, ...]
    state: LineState | None

    @property
    def spans(self) -> tuple[Span, ...]:
        """The states of the line, the latest first."""
        return tuple(reversed(self.state.spans)) if self.state else ()

    @property
    def is_empty(self) -> bool:
        """True where nothing is known that could be drawn."""
        return not (self.rows or self.possible or self.spans)


def terms_of(
    actor: Actor,
    held: Sequence[Membership],
    now: datetime,
    owned_from: date | None,
    possible: tuple[Possible, ...] = (),
    state: LineState | None = None,
) -> TermsShown:
    """All that is held, what is possible and how the line was; `now` by the operator's clocks."""
    timeline = timeline_of(held, now, owned_from, possible, state.spans if state else ())
    return TermsShown(timeline, tuple(_term(actor, one) for one in reversed(held)), possible, state)


def _term(actor: Actor, one: Membership) -> TermShown:
    told = one.by_hand is not None and actor.kind is ActorKind.PERSON
    return TermShown(
        scheme_title=scheme_title(one.scheme),
        scheme=one.scheme,
        tier=one.tier,
        title=tier_title(one.scheme, one.tier),
        since=one.since,
        ends_on=one.ends_on,
        is_by_hand=one.by_hand is not None,
        reason=one.by_hand.reason if told and one.by_hand else "",
    )
