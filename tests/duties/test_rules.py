"""When a duty can be carried out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.service.base import LINE
from tierline.duties.model import OwedDuty, Problem, State
from tierline.duties.rules import hindrance, membership_of, month_end
from tierline.lines.model import Line, Membership, Status
from tierline.policy.vocabulary import Change, Duty
from tierline.wording import Language

TODAY = date(2012, 6, 15)
DEFAULTS = {
    "suspended_for": None,
    "is_barred": False,
    "closed_on": None,
    "birthday_month": None,
    "birthday_day": None,
}
ACTIVE = Line(
    **{**LINE, **DEFAULTS, "status": Status.ACTIVE, "language": Language.ZH, "changed_at": None},
    id=1,
    msisdn="18600000001",
)
GOLD = Membership(1, "unicom-vip", "gold", date(2012, 6, 5), date(2013, 6, 8), "rated")
DUTY = OwedDuty(
    id=1,
    line_id=1,
    owner_no=1,
    site="65",
    scheme="unicom-vip",
    month=date(2012, 6, 1),
    change=Change.JOINED,
    tier="gold",
    previous_tier="",
    duty=Duty.ISSUE_CARD,
    notices=(),
    due_on=date(2012, 6, 30),
    try_on=date(2012, 6, 1),
    state=State.OWED,
    done_at=None,
    problem="",
    version=1,
)
CLOSED = replace(ACTIVE, status=Status.CLOSED)


@pytest.mark.parametrize(
    ("changed", "line", "membership", "expected"),
    [
        ({}, ACTIVE, GOLD, None),
        ({}, None, GOLD, (State.DROPPED, Problem.LINE_UNKNOWN)),
        ({}, CLOSED, GOLD, (State.DROPPED, Problem.LINE_CLOSED)),
        ({}, replace(ACTIVE, owner_no=2), GOLD, (State.DROPPED, Problem.NEW_OWNER)),
        ({}, ACTIVE, None, (State.DROPPED, Problem.TIER_OVER)),
        ({"duty": Duty.VOID_CARD, "tier": "", "change": Change.ENDED}, CLOSED, None, None),
        ({"duty": Duty.TELL_CUSTOMER, "tier": "", "change": Change.LAPSED}, ACTIVE, None, None),
        ({}, ACTIVE, replace(GOLD, since=date(2012, 7, 1)), (State.OWED, "")),
        ({"duty": Duty.ASSIGN_MANAGER}, ACTIVE, replace(GOLD, since=date(2012, 7, 1)), None),
    ],
)
def test_a_duty_waits_or_is_dropped_for_a_reason(changed, line, membership, expected):
    found = hindrance(replace(DUTY, **changed), line, membership, TODAY)
    assert (found and (found.state, found.problem)) == expected


@pytest.mark.clause("GRD-07")
def test_the_card_of_a_tier_that_begins_later_waits_for_its_first_day():
    later = replace(GOLD, since=date(2012, 7, 1))
    found = hindrance(DUTY, ACTIVE, later, TODAY)
    assert found is not None
    assert found.try_on == date(2012, 7, 1)
    assert hindrance(DUTY, ACTIVE, later, date(2012, 7, 1)) is None


def test_a_renewal_speaks_of_the_later_of_two_memberships_and_never_of_one_that_is_over():
    following = replace(GOLD, since=date(2013, 6, 9), ends_on=date(2014, 6, 8))
    assert membership_of(DUTY, [following, GOLD], TODAY) == following
    assert membership_of(DUTY, [replace(GOLD, ends_on=date(2012, 6, 14))], TODAY) is None


@pytest.mark.clause("GRD-13")
@pytest.mark.parametrize(
    ("month", "last"),
    [(date(2012, 2, 1), date(2012, 2, 29)), (date(2012, 12, 1), date(2012, 12, 31))],
)
def test_a_duty_is_due_by_the_last_day_of_its_month(month, last):
    assert month_end(month) == last
