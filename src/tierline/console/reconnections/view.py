"""What the pages of reconnections show: lists by what is asked, a row, a step of a history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from tierline.console.queue import Count
from tierline.entitlements.policy import Book
from tierline.policy.titles import tier_title
from tierline.reconnections import rules
from tierline.reconnections.model import Reconnection, Risk, State, Step, Tally, Wanted
from tierline.reconnections.titles import REASONS, STATES
from tierline.rights.model import Actor
from tierline.wording import Text

SOON = timedelta(hours=6)
"""A reconnection that ends within a shift is worth a call."""

DUE_FIRST, LATEST_FIRST = "expires_at", "-requested_at"
NOTICED_LATE = timedelta(minutes=1)


class Shown(StrEnum):
    """What a list holds."""

    ACTIVE = "active"
    SOON = "soon"
    REFUSED_TODAY = "refused_today"
    UNPAID = "unpaid"
    EXPIRED = "expired"
    SETTLED = "settled"
    ENDED = "ended"
    REFUSED = "refused"
    ALL = "all"


TITLES: Mapping[Shown, Text] = {
    Shown.ACTIVE: Text("Active", "生效中"),
    Shown.SOON: Text("End within 6 hours", "6 小时内到期"),
    Shown.REFUSED_TODAY: Text("Refused today", "今日未办理"),
    Shown.UNPAID: Text("Expired, still unpaid", "到期仍未缴费"),
    Shown.EXPIRED: Text("Expired", "到期停机"),
    Shown.SETTLED: Text("Settled", "已结清"),
    Shown.ENDED: Text("Ended by hand or with the line", "人工结束或随销户结束"),
    Shown.REFUSED: Text("Refused", "未办理"),
    Shown.ALL: Text("All", "全部"),
}


@dataclass(frozen=True)
class Row:
    """A reconnection of the queue."""

    reconnection: Reconnection
    number: str
    site: Text
    tier: Text
    state: Text
    reason: Text | None

    @property
    def used_share(self) -> float:
        """The part of the credit that is used, in percent; 0 where there is none."""
        credit = self.reconnection.credit_fen
        return min(100 * self.reconnection.used_fen / credit, 100) if credit else 0.0


@dataclass(frozen=True)
class Done:
    """A step of the history: what happened, why, who did it, and whether that was noticed late."""

    step: Step
    title: Text
    reason: Text | None
    who: Text
    is_late: bool


def wanted(shown: Shown, site: str, now: datetime, zone: tzinfo) -> tuple[Wanted, str]:
    """What a list is to hold, and its order: what is due first, or what was asked for last."""
    if shown is Shown.ACTIVE:
        return Wanted((State.ACTIVE,), site), DUE_FIRST
    if shown is Shown.SOON:
        return Wanted((State.ACTIVE,), site, expires_before=now + SOON), DUE_FIRST
    if shown is Shown.REFUSED_TODAY:
        return Wanted((State.REFUSED,), site, requested_since=rules.day_of(now, zone)), LATEST_FIRST
    if shown is Shown.UNPAID:
        return Wanted((State.EXPIRED,), site, is_unpaid=True), LATEST_FIRST
    states = () if shown is Shown.ALL else (State(shown.value),)
    return Wanted(states, site), LATEST_FIRST


def counts(tally: Tally) -> tuple[Count, ...]:
    """The numbers at the head of the page."""
    soon, unpaid = tally.expiring, tally.expired_unpaid
    return (
        Count(Shown.ACTIVE, Text("active", "生效中"), tally.active, "", "i-run"),
        Count(Shown.SOON, Text("end within 6 hours", "6 小时内到期"), soon, "warn" if soon else "", "i-warn"),
        Count(Shown.REFUSED_TODAY, Text("refused today", "今日未办理"), tally.refused, "", "i-no"),
        Count(
            Shown.UNPAID,
            Text("expired, still unpaid", "到期仍未缴费"),
            unpaid,
            "bad" if unpaid else "",
            "i-late",
        ),
    )


def row(one: Reconnection, number: str, site: Text) -> Row:
    """A reconnection as the queue shows it."""
    tier = tier_title(one.scheme, one.tier) if one.tier else Text("", "")
    return Row(one, number, site, tier, STATES[one.state], reason_of(one.reason))


def tier_at_risk(risk: Risk, book: Book) -> Text:
    """What the tier of a risk is called by its standard."""
    standard = book.standards.get(risk.standard)
    return (
        standard.columns.get(risk.tier, Text(risk.tier, risk.tier))
        if standard
        else Text(risk.tier, risk.tier)
    )


def reason_of(code: str) -> Text | None:
    """The sentence of a reason; the code itself where it has none, None where there is no reason."""
    return REASONS.get(code, Text(code, code)) if code else None


def history(steps: Sequence[Step], names: Mapping[str, Text]) -> list[Done]:
    """The steps of a reconnection, the last one first."""
    return [
        Done(
            step,
            _title(step),
            None if step.from_state is step.to_state else reason_of(step.reason),
            names[step.actor_id],
            step.recorded_at - step.at > NOTICED_LATE,
        )
        for step in reversed(steps)
    ]


def _title(step: Step) -> Text:
    if step.from_state is step.to_state:
        return Text("extended until", "延长至")
    return STATES[step.to_state]


def may_end(actor: Actor, one: Reconnection) -> bool:
    """True where the actor may end it by hand. Clause: ENT-06."""
    return one.is_active and actor.may("reconnection:end") and rules.may_direct(actor.site, one.site)


def may_extend(actor: Actor, one: Reconnection) -> bool:
    """True where the actor may let it last longer: a prepaid one has its days by the standard. ENT-06."""
    return may_end(actor, one) and one.credit_fen is None
