"""Decisions on reconnections: who has one, for how long, and what ends it. All pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta, tzinfo

from tierline.entitlements.model import Decision
from tierline.lines.model import Line, Suspension
from tierline.reconnections.model import POSTPAID, BillingEvent, EventKind, Reconnection, State, Terms
from tierline.service_passwords.model import Refusal
from tierline.sites.model import Rank, is_within, rank
from tierline.wording import Text

TRANSITIONS: Mapping[State | None, tuple[State, ...]] = {
    None: (State.REQUESTED,),
    State.REQUESTED: (State.REFUSED, State.ACTIVE),
    State.REFUSED: (),
    State.ACTIVE: (State.SETTLED, State.EXPIRED, State.ENDED),
    State.SETTLED: (),
    # A payment that came in time and was reported late.
    State.EXPIRED: (State.SETTLED,),
    State.ENDED: (),
}
"""The states that may follow each."""

LONGEST = timedelta(days=31)
"""How long after the grant people can extend to: the sources set no limit, and this one stops a slip."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far ahead of ours the clock of another system may be."""


# ---------------------------------------------------------------- may a line be reconnected

LINE_CLOSED = Refusal(
    "line_closed",
    Text("The line is closed; its services ended with it.", "线路已销户，服务随之失效。"),
    "GRD-20",
)
ALREADY_RECONNECTED = Refusal(
    "already_reconnected",
    Text(
        "The line is reconnected already. Paying what is overdue keeps it on.",
        "该线路已紧急开机；缴清欠费可持续使用。",
    ),
    "ENT-04",
)
SUSPENDED_BY_CUSTOMER = Refusal(
    "suspended_by_customer",
    Text(
        "The line is suspended at the customer's wish, not for arrears. The customer can have it resumed.",
        "该线路系客户申请停机，并非欠费停机；客户可申请复机。",
    ),
    "ENT-04",
)
NOT_SUSPENDED = Refusal(
    "not_suspended",
    Text(
        "The line is not suspended for arrears; there is nothing to reconnect.",
        "该线路未因欠费停机，无需紧急开机。",
    ),
    "ENT-04",
)
LAST_UNPAID = Refusal(
    "last_unpaid",
    Text(
        "No payment followed the last reconnection. Pay what is overdue, and the service is there again.",
        "上次紧急开机后未缴费；缴清欠费后方可再次享有。",
    ),
    "ENT-05",
)
TERMS_OPEN = Refusal(
    "terms_open",
    Text(
        "The service standard does not say on what terms. Its owner has to amend it.",
        "服务标准未规定办理条件，须由归口部门修订。",
    ),
    "ENT-04",
)


def arrears_too_old(most: int, clause: str) -> Refusal:
    """The refusal of a line with more than `most` months in arrears."""
    return Refusal(
        "arrears_too_old",
        Text(
            f"{most + 1} or more months are in arrears. Pay until at most {most} is left, or all of it.",
            f"欠费达 {most + 1} 个月及以上。须缴至欠费不超过 {most} 个月，或全部缴清。",
        ),
        clause,
    )


def refusal_of_line(line: Line, active: Reconnection | None) -> Refusal | None:
    """Why the state of a line leaves nothing to reconnect; None where it is suspended for arrears."""
    if line.is_closed:
        return LINE_CLOSED
    if active is not None:
        return ALREADY_RECONNECTED
    if line.suspended_for is Suspension.CUSTOMER:
        return SUSPENDED_BY_CUSTOMER
    return None if line.suspended_for is Suspension.ARREARS else NOT_SUSPENDED


def terms_of(decision: Decision, line: Line) -> Terms | Refusal:
    """What the better of the line's standards gives it, or why none does. Clauses: ENT-04, ENT-05.

    The quota of one per calendar month is among what the decision takes in.
    """
    if not decision.is_granted:
        return Refusal(decision.reason.value, decision.says, decision.citation.clause)
    days, hours = decision.number("days"), decision.number("hours")
    credit = decision.fen("credit_yuan")
    if line.is_prepaid and (days is None or credit is None):
        return TERMS_OPEN
    if days is None and hours is None:
        return TERMS_OPEN
    # A day of credit is one of 24 hours, so that everybody gets the same whenever they ask.
    lasts = timedelta(days=days) if days is not None else timedelta(hours=hours or 0)
    most_arrears = next((term for term in decision.terms if term.name == "most_arrears_months"), None)
    return Terms(
        standard=decision.standard,
        scheme=decision.scheme,
        tier=decision.tier,
        lasts=lasts,
        credit_fen=credit if line.is_prepaid else None,
        clause=decision.citation.clause,
        most_arrears_months=int(most_arrears.value) if most_arrears else None,
        arrears_clause=most_arrears.citation.clause if most_arrears else "",
    )


def is_unpaid(line: Line, last: Reconnection | None) -> bool:
    """True where no payment followed the last reconnection that the present owner was granted.

    That counts for postpaid lines, of which the source says so; prepaid ones are limited by their credit.
    """
    return line.payment == POSTPAID and last is not None and last.paid_at is None


def refusal_of_history(line: Line, terms: Terms, last: Reconnection | None) -> Refusal | None:
    """Why what the line owes stands against it; `last` is as for `is_unpaid`. Clause: ENT-05."""
    most = terms.most_arrears_months
    if most is not None and line.arrears_months > most:
        return arrears_too_old(most, terms.arrears_clause)
    return LAST_UNPAID if is_unpaid(line, last) else None


# ---------------------------------------------------------------- what ends it


def used_up_at(usages: Iterable[tuple[datetime, int]], credit_fen: int) -> datetime | None:
    """The moment at which usage, in the order in which it happened, reaches the credit; None before that.

    The last fen belongs to the credit, and with it the credit has run out. Clause: ENT-04.
    """
    used = 0
    for at, fen in sorted(usages):
        used += fen
        if used >= credit_fen:
            return at
    return None


def is_over(reconnection: Reconnection, at: datetime) -> bool:
    """True for an active reconnection whose time is up at that moment; its last moment is before its end."""
    expires_at = reconnection.expires_at
    return reconnection.is_active and expires_at is not None and expires_at <= at


def changed_at(line: Line, at: datetime) -> datetime:
    """The moment of a change at `at`: noticed late, it does not make a line look older than it is."""
    return max(at, line.changed_at) if line.changed_at else at


def day_of(at: datetime, zone: tzinfo) -> datetime:
    """The first moment of the day in `zone` that `at` belongs to."""
    return datetime.combine(at.astimezone(zone).date(), time(), zone)


def may_direct(site: str, path: str) -> bool:
    """True where people at `site` decide how long a line at `path` stays on: city or above. ENT-06."""
    return is_within(path, site) and rank(site) <= Rank.CITY


# ---------------------------------------------------------------- what billing reports


def event_refusal(
    event: BillingEvent, line: Line, covering: Reconnection | None, active: bool, now: datetime
) -> str | None:
    """Why a report has no effect; None where it has. `covering` is what the line was on by at its moment."""
    if event.at > now + CLOCKS_DIFFER:
        return "in_future"
    if event.kind is EventKind.USAGE:
        return None if covering else "not_reconnected_then"
    if event.kind not in (EventKind.SUSPENDED_FOR_ARREARS, EventKind.RESUMED):
        return None
    if line.is_closed:
        return "line_closed"
    if event.kind is EventKind.RESUMED and line.suspended_for is Suspension.CUSTOMER and not line.is_barred:
        return "suspended_by_customer"
    return "reconnected" if active and event.kind is EventKind.SUSPENDED_FOR_ARREARS else None


def settles(event: BillingEvent) -> bool:
    """True where a report says that nothing is owed any more: a part payment does not. Clause: ENT-05."""
    if event.kind is EventKind.RESUMED:
        return True
    is_of_arrears = event.kind in (EventKind.PAYMENT, EventKind.ARREARS)
    return is_of_arrears and event.arrears_months == 0 and event.arrears_fen == 0
