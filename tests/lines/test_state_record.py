"""When a line was off, as far as events tell, and never of a former owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.lines.test_event_rules import ACTIVE, CLOSED
from tests.service.actors import actor
from tests.service.base import add_line
from tierline.lines import events, rules, service
from tierline.lines.model import EventKind, LineEvent, Outage, StateRecord, Status, Suspension
from tierline.lines.service import lock, resume, suspend

ARREARS, CUSTOMER = Suspension.ARREARS, Suspension.CUSTOMER
OFF = replace(ACTIVE, status=Status.SUSPENDED, suspended_for=CUSTOMER, is_barred=True)


def on(day: int) -> datetime:
    return datetime(2012, 6, day, 2, 0, tzinfo=UTC)


def off(day: int, **facts: str) -> LineEvent:
    return LineEvent(f"s{day}", 1, EventKind.SUSPENDED, on(day), facts)


def other(kind: EventKind, day: int) -> LineEvent:
    return LineEvent(f"{kind}{day}", 1, kind, on(day))


RESUMED, JOINED = EventKind.RESUMED, EventKind.JOINED


@pytest.mark.parametrize(
    ("told", "line", "owned_since", "expected"),
    [
        ([], ACTIVE, None, StateRecord((), None)),
        ([other(JOINED, 1)], ACTIVE, None, StateRecord((), on(1))),
        (
            [off(2, reason="arrears"), other(RESUMED, 4), off(6), other(EventKind.CLOSED, 7)],
            CLOSED,
            None,
            StateRecord((Outage(on(2), on(4), (ARREARS,), True), Outage(on(6), on(7), (), True)), on(2)),
        ),
        # One outage, however many reasons keep the line off in turn.
        (
            [off(2, reason="arrears"), off(3, reason="customer")],
            OFF,
            None,
            StateRecord((Outage(on(2), None, (ARREARS, CUSTOMER), False),), on(2)),
        ),
        # A monthly run says that it is off, or on again, and not since when.
        ([], OFF, None, StateRecord((Outage(None, None, (CUSTOMER, ARREARS), False),), None)),
        ([off(2)], ACTIVE, None, StateRecord((Outage(on(2), None, (), True),), on(2))),
        ([other(RESUMED, 4)], ACTIVE, None, StateRecord((), on(4))),
        # What began before the present owner had the line is not told of.
        (
            [other(JOINED, 1), off(2, reason="arrears"), other(RESUMED, 4), off(6)],
            ACTIVE,
            on(3),
            StateRecord((Outage(on(6), None, (), True),), on(3)),
        ),
    ],
)
def test_outages_are_told_as_far_as_events_do(told, line, owned_since, expected):
    assert rules.state_record(told, line, owned_since) == expected


@pytest.mark.clause("GOV-01")
def test_a_new_owner_hears_of_no_outage_of_the_former_one(database, settings):
    zone, agent = settings.time_zone, actor("agent")
    with database.write() as connection:
        add_line(connection)
        suspend(connection, lock(connection, 1), ARREARS, now=on(2))
        resume(connection, lock(connection, 1), ARREARS, now=on(3))
        first = service.state_record(connection, agent, lock(connection, 1))
        events.happened(connection, other(EventKind.NEW_OWNER, 5), zone=zone, now=on(5))
        suspend(connection, lock(connection, 1), CUSTOMER, now=on(7))
        second = service.state_record(connection, agent, lock(connection, 1))

    assert first == StateRecord((Outage(on(2), on(3), (ARREARS,), True),), on(2))
    assert second == StateRecord((Outage(on(7), None, (CUSTOMER,), False),), on(5))


def test_of_an_owner_whose_first_day_is_unknown_nothing_is_told(database):
    with database.write() as connection:
        line = add_line(connection, owner_no=2)
        suspend(connection, line, ARREARS, now=on(2))
        found = service.state_record(connection, actor("agent"), replace(line, status=Status.ACTIVE))

    assert found == StateRecord((), None)
