"""What an event does to a line, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.service.base import LINE
from tierline.lines.model import CONCERNS, EventKind, Line, LineEvent, Refusal, Status, Suspension
from tierline.lines.rules import columns_after, refusal, resumed, suspended
from tierline.wording import Language

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
UNKNOWN = {"suspended_for": None, "is_barred": False, "closed_on": None, "changed_at": None}
ACTIVE = Line(
    **{**LINE, **UNKNOWN, "status": Status.ACTIVE, "language": Language.EN, "do_not_disturb": True},
    id=1,
    msisdn="18600000001",
    birthday_month=7,
    birthday_day=24,
)
CLOSED = replace(ACTIVE, status=Status.CLOSED)


def event(kind, at=NOW, **facts):
    return LineEvent("e1", 1, kind, at, facts)


@pytest.mark.parametrize(
    ("given", "line", "last_at", "expected"),
    [
        (event(EventKind.SUSPENDED), ACTIVE, None, None),
        (event(EventKind.SUSPENDED), None, None, Refusal.LINE_UNKNOWN),
        (event(EventKind.SUSPENDED), CLOSED, None, Refusal.LINE_CLOSED),
        (event(EventKind.CLOSED), CLOSED, None, Refusal.LINE_CLOSED),
        (event(EventKind.SUSPENDED), ACTIVE, NOW, None),  # at the same moment, the later report counts
        (event(EventKind.SUSPENDED), ACTIVE, NOW + timedelta(seconds=1), Refusal.OUTDATED),
        (event(EventKind.CLOSED), ACTIVE, NOW + timedelta(seconds=1), None),  # closing is final
        (event(EventKind.SUSPENDED, NOW + timedelta(minutes=5)), ACTIVE, None, None),
        (event(EventKind.SUSPENDED, NOW + timedelta(minutes=6)), ACTIVE, None, Refusal.IN_FUTURE),
        (event(EventKind.JOINED), None, None, None),
        (event(EventKind.JOINED), CLOSED, None, Refusal.LINE_EXISTS),
    ],
)
def test_an_event_is_refused_for_these_reasons(given, line, last_at, expected):
    assert refusal(given, line, last_at, now=NOW) is expected


ARREARS, CUSTOMER = Suspension.ARREARS, Suspension.CUSTOMER
OFF = {
    "for arrears": replace(ACTIVE, status=Status.SUSPENDED, suspended_for=ARREARS),
    "at a wish": replace(ACTIVE, status=Status.SUSPENDED, suspended_for=CUSTOMER),
    "for both": replace(ACTIVE, status=Status.SUSPENDED, suspended_for=CUSTOMER, is_barred=True),
    "not at all": ACTIVE,
}


def off(columns):
    return next(
        name
        for name, line in OFF.items()
        if columns["status"] == line.status
        and (columns["suspended_for"], columns["is_barred"]) == (line.suspended_for, line.is_barred)
    )


@pytest.mark.clause("ENT-06", "CHN-06")
@pytest.mark.parametrize(
    ("before", "step", "reason", "after"),
    [
        ("not at all", suspended, ARREARS, "for arrears"),
        ("not at all", suspended, CUSTOMER, "at a wish"),
        ("for arrears", suspended, CUSTOMER, "for both"),
        ("at a wish", suspended, ARREARS, "for both"),
        ("for both", suspended, CUSTOMER, "for both"),
        ("for both", resumed, CUSTOMER, "for arrears"),
        ("for both", resumed, ARREARS, "at a wish"),
        ("at a wish", resumed, CUSTOMER, "not at all"),
        ("at a wish", resumed, ARREARS, "at a wish"),
        ("for arrears", resumed, ARREARS, "not at all"),
    ],
)
def test_a_line_that_is_off_for_two_reasons_is_on_when_neither_is_left(before, step, reason, after):
    assert off(step(OFF[before], reason)) == after


def test_a_line_closes_on_the_day_of_the_operators_calendar():
    late = event(EventKind.CLOSED, datetime(2012, 6, 15, 17, 0, tzinfo=UTC))

    columns = columns_after(late, ACTIVE, ZoneInfo("Asia/Shanghai"))

    assert columns["closed_on"] == date(2012, 6, 16)


@pytest.mark.clause("GOV-01")
def test_of_a_new_owner_nothing_is_known():
    columns = columns_after(event(EventKind.NEW_OWNER), ACTIVE, ZoneInfo("Asia/Shanghai"))

    assert columns == {
        "owner_no": 2,
        "language": "zh",
        "do_not_disturb": False,
        "birthday_month": None,
        "birthday_day": None,
        "arrears_months": 0,
        "arrears_fen": 0,
        "is_barred": False,
    }


def test_every_kind_of_event_has_its_concern():
    assert set(CONCERNS) == set(EventKind)
