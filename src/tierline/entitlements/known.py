"""All that a decision on a line depends on, gathered in two queries, and the decisions that follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection

from tierline.entitlements import rules, store
from tierline.entitlements.books import book
from tierline.entitlements.errors import ServiceUnknown
from tierline.entitlements.matrix import Matrices
from tierline.entitlements.model import Asked, Decided, Decision, Held, LineFacts, Per, Switched
from tierline.entitlements.policy import Book
from tierline.lines import service as lines
from tierline.lines.model import Line, Membership
from tierline.settings import Settings

DO_NOT_DISTURB = "do_not_disturb"
"""A switch whose state is a preference of the line, where messages look for it. Clause: ENT-11."""


@dataclass(frozen=True)
class Standing:
    """What is known of a line at a moment: the tiers it holds, what it may have, and what is switched on."""

    line: Line
    memberships: tuple[Membership, ...]
    decided: Decided
    switched: tuple[Switched, ...]


@dataclass(frozen=True)
class Known:
    """All that a decision depends on."""

    line: Line
    matrices: Matrices
    asked: Asked
    memberships: tuple[Membership, ...]
    switched: tuple[Switched, ...]

    def decision(self, service: str) -> Decision:
        """The decision on one service. Raises ServiceUnknown."""
        if self.matrices.row(service) is None:
            raise ServiceUnknown(service=service[:60], known=", ".join(self.matrices.services))
        return rules.decide(self.matrices, service, self.asked)

    @property
    def standing(self) -> Standing:
        """The decisions on all services."""
        return Standing(self.line, self.memberships, _decided(self.matrices, self.asked), self.switched)


def known(
    connection: Connection,
    line: Line,
    at: datetime,
    settings: Settings,
    by: Book | None = None,
    held: tuple[Membership, ...] | None = None,
) -> Known:
    """What is known of a line at a moment, `by` other standards than those issued if given.

    `held` are the tiers in force at that moment, for whoever has asked for them already.
    """
    day = at.astimezone(settings.time_zone).date()
    month, year = (rules.period_of(at, settings.time_zone, per) for per in Per)
    if held is None:
        held = tuple(lines.memberships(connection, line.id, day))
    present = store.present(connection, line.id, line.owner_no, month, year)
    standards = by or book(connection, settings, present.last_amendment)
    matrices = standards.at(day, line.site)
    asked = Asked(
        facts=LineFacts(line.product, line.payment, line.segment, line.status.value),
        held=tuple(Held(each.scheme, each.tier, each.ends_on if each.by_hand else None) for each in held),
        # What nobody counts would only keep equal lines apart.
        used=tuple(each for each in present.used if each.service in matrices.limited),
        month=month,
        year=year,
    )
    switched = present.switched
    if matrices.row(DO_NOT_DISTURB) is not None:
        switched = (*switched, Switched(DO_NOT_DISTURB, line.do_not_disturb))
    return Known(line, matrices, asked, held, switched)


@lru_cache(maxsize=2_048)
def _decided(matrices: Matrices, asked: Asked) -> Decided:
    """Lines of equal facts have equal decisions, so that most calls find theirs made already."""
    return Decided(rules.decide_all(matrices, asked))
