"""Decisions on messages, with plain values."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tierline.lines.model import Line, Status
from tierline.messages import rules
from tierline.messages.model import Part, Purpose, Reason, Receipt, State
from tierline.wording import Language

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
EVENING, MORNING = time(21), time(8)


def moment(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def line(**changes: object) -> Line:
    facts: dict[str, object] = {
        "id": 1,
        "msisdn": "18600000001",
        "segment": "public",
        "product": "mobile_3g",
        "payment": "prepaid",
        "status": Status.ACTIVE,
        "suspended_for": None,
        "is_barred": False,
        "joined_on": date(2009, 3, 1),
        "closed_on": None,
        "site": "65.6501",
        "owner_no": 1,
        "language": Language.ZH,
        "do_not_disturb": False,
        "birthday_month": None,
        "birthday_day": None,
        "arrears_months": 0,
        "arrears_fen": 0,
        "changed_at": None,
        "version": 1,
    }
    return Line(**{**facts, **changes})  # type: ignore[arg-type]  # a test gives what a line has


@pytest.mark.parametrize(
    ("now", "begins", "ends", "expected"),
    [
        (moment("2012-06-15T20:59:59"), EVENING, MORNING, None),
        (moment("2012-06-15T21:00:00"), EVENING, MORNING, moment("2012-06-16T08:00:00")),
        (moment("2012-06-16T00:00:00"), EVENING, MORNING, moment("2012-06-16T08:00:00")),
        (moment("2012-06-16T07:59:59"), EVENING, MORNING, moment("2012-06-16T08:00:00")),
        (moment("2012-06-16T08:00:00"), EVENING, MORNING, None),
        (moment("2012-06-16T13:00:00"), time(12), time(14), moment("2012-06-16T14:00:00")),
        (moment("2012-06-16T13:00:00"), MORNING, MORNING, None),  # equal times: no quiet hours
        # The night in which clocks go on by an hour is shorter, that in which they go back longer.
        (moment("2012-03-10T22:00:00", NEW_YORK), EVENING, MORNING, datetime(2012, 3, 11, 12, tzinfo=UTC)),
        (moment("2012-11-03T22:00:00", NEW_YORK), EVENING, MORNING, datetime(2012, 11, 4, 13, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_by_the_clocks_of_the_operator(now, begins, ends, expected):
    zone = now.tzinfo

    assert rules.quiet_end(now.astimezone(UTC), begins, ends, zone) == expected


@given(
    now=some.timedeltas(timedelta(0), timedelta(days=700)).map(datetime(2011, 1, 1, tzinfo=UTC).__add__),
    begins=some.times(),
    ends=some.times(),
)
def test_quiet_hours_never_end_before_now_and_never_after_a_day_and_an_hour(now, begins, ends):
    end = rules.quiet_end(now, begins, ends, NEW_YORK)

    assert end is None or timedelta(0) <= end - now <= timedelta(hours=25)


@pytest.mark.clause("ENT-11")
@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        (Purpose.CARE, Reason.DO_NOT_DISTURB),
        (Purpose.MARKETING, Reason.DO_NOT_DISTURB),
        (Purpose.SERVICE, None),
        (Purpose.NOTICE, None),
        (Purpose.COMMAND_ANSWER, None),
    ],
)
def test_do_not_disturb_withholds_what_is_not_about_the_service(purpose, expected):
    assert rules.withheld_at_writing(purpose, line(do_not_disturb=True)) is expected
    assert rules.withheld_at_writing(purpose, line(do_not_disturb=False)) is None


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (None, Reason.LINE_GONE),
        (line(status=Status.CLOSED), Reason.LINE_CLOSED),
        (line(owner_no=2), Reason.OWNER_CHANGED),
        (line(do_not_disturb=True), Reason.DO_NOT_DISTURB),
        (line(status=Status.SUSPENDED), None),
    ],
)
def test_what_was_written_for_another_time_is_not_sent(found, expected):
    assert rules.withheld_at_sending(Purpose.CARE, 1, found) is expected


def test_pauses_grow_to_an_hour_and_are_never_quite_alike():
    assert rules.pause(1, 0.0) == timedelta(seconds=2.5)
    assert rules.pause(1, 1.0) == timedelta(seconds=5)
    assert rules.pause(3, 1.0) == timedelta(seconds=20)
    assert rules.pause(50, 1.0) == timedelta(hours=1)


def part(number: int, receipt: Receipt | None, reason: str = "") -> Part:
    return Part(f"c{number}", "m", receipt, reason, None)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([part(1, None)], (State.SENT, "")),
        ([part(1, Receipt.DELIVERED), part(2, None)], (State.SENT, "")),
        ([part(1, Receipt.DELIVERED), part(2, Receipt.DELIVERED)], (State.DELIVERED, "")),
        ([part(1, Receipt.FAILED, "receipt_undeliv"), part(2, None)], (State.FAILED, "receipt_undeliv")),
        ([], (State.SENT, "")),
    ],
)
def test_a_message_is_delivered_when_all_its_parts_are(parts, expected):
    assert rules.state_by_receipts(parts) == expected
