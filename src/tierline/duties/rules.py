"""Whether a duty can be carried out today, and for which membership; pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date

from tierline.duties.model import Outcome, OwedDuty, Problem, State
from tierline.lines.model import Line, Membership
from tierline.policy.vocabulary import Change, Duty


def month_end(month: date) -> date:
    """The last day of a month: by then a new member is served. Clause: GRD-13."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def membership_of(duty: OwedDuty, memberships: Iterable[Membership], today: date) -> Membership | None:
    """The membership that a duty speaks of: the latest of its tier that is not over."""
    held = [
        each
        for each in memberships
        if (each.scheme, each.tier) == (duty.scheme, duty.tier)
        and (each.ends_on is None or each.ends_on >= today)
    ]
    return max(held, key=lambda each: each.since, default=None)


def hindrance(
    duty: OwedDuty, line: Line | None, membership: Membership | None, today: date
) -> Outcome | None:
    """What keeps a duty from being carried out today; None where nothing does.

    A card is made void whatever became of the line. A card for a tier that has not begun waits for its first
    day, so that the running one keeps its own; telling and assigning a manager do not wait. Clause: GRD-08.
    """
    if line is None:
        return Outcome(State.DROPPED, Problem.LINE_UNKNOWN)
    if duty.duty is Duty.VOID_CARD:
        return None
    if line.is_closed:
        return Outcome(State.DROPPED, Problem.LINE_CLOSED)
    if line.owner_no != duty.owner_no:
        return Outcome(State.DROPPED, Problem.NEW_OWNER)
    if duty.duty is Duty.TELL_CUSTOMER and duty.change is Change.LAPSED:
        return None
    if membership is None:
        return Outcome(State.DROPPED, Problem.TIER_OVER)
    if duty.duty is Duty.ISSUE_CARD and membership.since > today:
        return Outcome(State.OWED, try_on=membership.since)
    return None
