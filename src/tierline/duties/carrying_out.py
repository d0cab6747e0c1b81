"""Carrying out locked duties, each kind its own way; use cases are in service.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from tierline.account_managers import service as account_managers
from tierline.cards import service as cards
from tierline.cards.model import VoidReason
from tierline.duties import rules, store
from tierline.duties.model import Outcome, OwedDuty, Problem, State
from tierline.errors import TierlineError
from tierline.lines import service as lines
from tierline.lines.model import Line, Membership
from tierline.messages import service as messages
from tierline.policy.titles import scheme_title, tier_title
from tierline.policy.vocabulary import Change, Duty
from tierline.settings import Settings
from tierline.wording import Text

ONE_DAY = date.resolution

NO_END = Text("further notice", "另行通知之日")

NOTICE_TEMPLATES = {
    "arrears_suspension_reminder": "notice_suspension_reminder",
    "emergency_reconnection": "notice_emergency_reconnection",
    "temporary_credit": "notice_temporary_credit",
}
"""The three things of which a new 3G VIP is told, a short message each. Clause: ENT-13."""


def carry_out(
    connection: Connection, settings: Settings, owed: Sequence[OwedDuty], *, now: datetime
) -> list[Outcome]:
    """Carry out locked duties and mark what came of each; the outcomes, in the same order.

    One that fails takes back its own changes alone. Lines are taken in the order of their sites, for the sake
    of those who assign account managers at the same time.
    """
    batch = _Batch(connection, settings, owed, now)
    try:
        # A place to go back to for each duty costs two statements; nearly always one for all is enough.
        with connection.begin_nested():
            outcomes = {duty.id: batch.carry_out(duty) for duty in batch.in_order}
    except TierlineError:
        outcomes = {duty.id: batch.carry_out_apart(duty) for duty in batch.in_order}
    alike: dict[Outcome, list[int]] = {}
    for duty_id, outcome in outcomes.items():
        alike.setdefault(outcome, []).append(duty_id)
    for outcome, duty_ids in alike.items():
        store.mark(connection, duty_ids, outcome, now)
    return [outcomes[duty.id] for duty in owed]


class _Batch:
    """Some duties with their lines, which are locked, and what these hold."""

    def __init__(
        self, connection: Connection, settings: Settings, owed: Sequence[OwedDuty], now: datetime
    ) -> None:
        self.connection, self.settings, self.now = connection, settings, now
        line_ids = {duty.line_id for duty in owed}
        self.lines = lines.lock_all(connection, line_ids)
        self.memberships = lines.memberships_of_all(connection, line_ids)
        self.in_order = sorted(owed, key=self._place)

    def _place(self, duty: OwedDuty) -> tuple[str, int, int]:
        line = self.lines.get(duty.line_id)
        return line.site if line else "", duty.line_id, duty.id

    def carry_out(self, duty: OwedDuty) -> Outcome:
        """Carry one out, or say what hinders it. Raises what the rooms below refuse."""
        today = self.now.astimezone(self.settings.time_zone).date()
        line = self.lines.get(duty.line_id)
        membership = rules.membership_of(duty, self.memberships.get(duty.line_id, ()), today)
        hindered = rules.hindrance(duty, line, membership, today)
        if line is None or hindered:
            return hindered or Outcome(State.DROPPED, Problem.LINE_UNKNOWN)
        return _act(self.connection, self.settings, duty, line, membership, self.now)

    def carry_out_apart(self, duty: OwedDuty) -> Outcome:
        """The same, where a failure leaves the others as they are."""
        try:
            with self.connection.begin_nested():
                return self.carry_out(duty)
        except TierlineError as error:
            return Outcome(State.FAILED, type(error).__name__)


def _act(
    connection: Connection,
    settings: Settings,
    duty: OwedDuty,
    line: Line,
    membership: Membership | None,
    now: datetime,
) -> Outcome:
    match duty.duty:
        case Duty.TELL_CUSTOMER:
            _tell(connection, settings, duty, line, membership, now)
        case Duty.ISSUE_CARD:
            cards.issue(connection, line, duty.scheme, duty.tier, now=now)
        case Duty.VOID_CARD:
            reason = VoidReason.LINE_CLOSED if line.is_closed else VoidReason.MEMBERSHIP_ENDED
            cards.void(connection, line, reason, now=now, scheme=duty.scheme)
        case Duty.ASSIGN_MANAGER:
            if account_managers.assign(connection, line, now=now) is None:
                tomorrow = now.astimezone(settings.time_zone).date() + ONE_DAY
                return Outcome(State.OWED, Problem.NO_ROOM, try_on=tomorrow)
    return Outcome(State.DONE)


def _tell(
    connection: Connection,
    settings: Settings,
    duty: OwedDuty,
    line: Line,
    membership: Membership | None,
    now: datetime,
) -> None:
    """The change itself, and each notice as a message of its own: short ones arrive whole. Clause: ENT-13."""
    tier = duty.previous_tier if duty.change is Change.LAPSED else duty.tier
    facts: dict[str, Text | date] = {
        "scheme": scheme_title(duty.scheme),
        "tier": tier_title(duty.scheme, tier),
    }
    if membership:
        facts |= {"since": membership.since, "ends_on": membership.ends_on or NO_END}
    messages.tell(connection, settings, line, f"tier_{duty.change}", facts, now=now, key=f"duty:{duty.id}")
    for notice in duty.notices:
        key = f"duty:{duty.id}:{notice}"
        messages.tell(connection, settings, line, NOTICE_TEMPLATES[notice], {}, now=now, key=key)
