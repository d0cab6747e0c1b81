from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.reconnections.base import NOON
from tests.service.actors import actor
from tierline.lines import service as lines
from tierline.lines import store as line_store
from tierline.lines.model import Status, Suspension
from tierline.messages.store import messages
from tierline.reconnections import store
from tierline.reconnections.model import BillingEvent, EventKind, Outcome, State
from tierline.work_orders import service as work_orders

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
END = NOON + 3 * DAY
"""The end of the three days of a gold member."""


def standing(world, reconnection_id):
    """State, reason and end of a reconnection, and what its line is suspended for."""
    found = world.stored(reconnection_id)
    return found.state, found.reason, found.ended_at, world.line().suspended_for


@pytest.mark.clause("ENT-04")
def test_days_run_out_with_their_last_second(world):
    world.add()
    granted = world.granted()

    world.work(END - SECOND)
    before = standing(world, granted.id)
    world.work(END)

    assert before == (State.ACTIVE, "", None, None)
    assert standing(world, granted.id) == (State.EXPIRED, "time_up", END, Suspension.ARREARS)
    with world.database.read() as connection:
        templates = connection.execute(select(messages.c.template)).scalars().all()
    assert set(templates) == {"reconnection_prepaid", "reconnection_expired"}


@pytest.mark.clause("ENT-04")
def test_credit_runs_out_with_its_last_fen(world):
    world.add()
    granted = world.granted()

    world.used(9_999, NOON + HOUR)
    before = standing(world, granted.id)
    world.used(1, NOON + 2 * HOUR)

    assert before == (State.ACTIVE, "", None, None)
    ended = (State.EXPIRED, "credit_used_up", NOON + 2 * HOUR, Suspension.ARREARS)
    assert standing(world, granted.id) == ended
    assert world.stored(granted.id).left_fen == 0
    world.work(END)
    assert standing(world, granted.id) == ended


@pytest.mark.clause("ENT-04")
def test_what_fell_due_while_the_process_was_down_takes_effect_in_order_at_its_instant(world):
    world.add()
    granted = world.granted()
    back = END + 2 * DAY

    answers = world.reported_all(
        [
            BillingEvent("b", "late", EventKind.USAGE, END - SECOND, line_id=1, fen=400),
            BillingEvent("b", "after", EventKind.USAGE, END, line_id=1, fen=700),
            BillingEvent("b", "early", EventKind.USAGE, NOON, line_id=1, fen=200),
        ],
        back,
    )
    world.work(back)

    assert [answer.outcome for answer in answers] == [Outcome.APPLIED, Outcome.REFUSED, Outcome.APPLIED]
    assert answers[1].reason == "not_reconnected_then"
    assert world.stored(granted.id).used_fen == 600
    assert standing(world, granted.id) == (State.EXPIRED, "time_up", END, Suspension.ARREARS)
    with world.database.read() as connection:
        last = store.steps_of(connection, granted.id)[-1]
    assert (last.at, last.recorded_at) == (END, back)


@pytest.mark.clause("ENT-04")
@pytest.mark.parametrize("worker_first", [True, False])
def test_usage_of_before_the_end_counts_whether_the_worker_or_the_report_comes_first(world, worker_first):
    world.add()
    granted = world.granted()
    back = END + HOUR

    if worker_first:
        world.work(back)
    world.used(300, END - HOUR, now=back)
    world.work(back)

    assert world.stored(granted.id).used_fen == 300
    assert standing(world, granted.id) == (State.EXPIRED, "time_up", END, Suspension.ARREARS)


@pytest.mark.clause("ENT-05")
@pytest.mark.parametrize("worker_first", [True, False])
def test_a_payment_in_time_settles_although_it_is_reported_late(world, worker_first):
    world.add(payment="postpaid")
    granted = world.granted()
    paid_at, back = NOON + 47 * HOUR, NOON + 50 * HOUR

    if worker_first:
        world.work(back)
    world.paid(paid_at, now=back)
    world.work(back)

    assert standing(world, granted.id) == (State.SETTLED, "paid", paid_at, None)
    assert world.line().status is Status.ACTIVE


@pytest.mark.clause("ENT-05")
@pytest.mark.parametrize(
    ("left_fen", "state", "outcome"), [(0, State.SETTLED, "settled"), (1, State.EXPIRED, "suspended")]
)
def test_a_payment_of_all_settles_and_a_part_payment_does_not(world, left_fen, state, outcome):
    world.add(payment="postpaid")
    granted = world.granted()

    world.paid(NOON + HOUR, left_fen)
    world.work(NOON + 3 * DAY)

    assert world.stored(granted.id).state is state
    assert (world.line().status is Status.ACTIVE) == (state is State.SETTLED)
    assert world.line().arrears_fen == left_fen
    with world.database.read() as connection:
        order, steps = work_orders.get(connection, actor("supervisor"), granted.work_order_id)
    assert order.outcome == outcome
    assert order.closed_at == (NOON + HOUR if left_fen == 0 else NOON + 2 * DAY)
    assert [step.action.value for step in steps] == ["raise", "close"]


def test_a_phone_that_was_lost_meanwhile_is_not_brought_back_by_paying(world):
    world.add()
    granted = world.granted()
    lost = {"status": "suspended", "suspended_for": "customer"}
    world.do(line_store.change, 1, **lost)

    world.work(END)
    world.paid(END + HOUR)
    resumed = world.reported(EventKind.RESUMED, END + HOUR)
    again = world.reported(EventKind.RESUMED, END + 2 * HOUR, now=END + DAY)

    assert standing(world, granted.id)[0] is State.EXPIRED
    assert resumed.outcome is Outcome.APPLIED
    assert (world.line().suspended_for, world.line().is_barred) == (Suspension.CUSTOMER, False)
    assert (again.outcome, again.reason) == (Outcome.REFUSED, "suspended_by_customer")


@pytest.mark.clause("ENT-06")
def test_a_phone_that_is_found_after_its_reconnection_ran_out_unpaid_stays_off(world):
    world.add()
    world.granted()
    world.do(line_store.change, 1, status="suspended", suspended_for="customer")

    world.work(END)
    barred = world.line()
    world.do(lines.resume, barred, Suspension.CUSTOMER, now=END + HOUR)

    assert barred.is_barred
    assert (world.line().status, world.line().suspended_for) == (Status.SUSPENDED, Suspension.ARREARS)


def test_a_report_of_the_same_id_has_no_effect_again(world):
    world.add()
    granted = world.granted()
    one = BillingEvent("b", "1", EventKind.USAGE, NOON + HOUR, line_id=1, fen=400)
    other = BillingEvent("b", "1", EventKind.USAGE, NOON + HOUR, line_id=1, fen=500)
    elsewhere = BillingEvent("c", "1", EventKind.USAGE, NOON + HOUR, line_id=1, fen=50)

    answers = world.reported_all([one, one, other, elsewhere], NOON + DAY)

    assert [answer.outcome.value for answer in answers] == ["applied", "repeated", "refused", "applied"]
    assert answers[2].reason == "id_reused"
    assert world.stored(granted.id).used_fen == 450


@pytest.mark.parametrize(
    ("kind", "at", "reason"),
    [
        (EventKind.SUSPENDED_FOR_ARREARS, NOON + HOUR, "reconnected"),
        (EventKind.USAGE, NOON - SECOND, "not_reconnected_then"),
        (EventKind.ARREARS, NOON + DAY + HOUR, "in_future"),
    ],
)
def test_a_report_that_contradicts_what_is_known_is_refused_with_a_reason(world, kind, at, reason):
    world.add()
    world.granted()

    answer = world.reported(kind, at, now=NOON + DAY)

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, reason)


def test_an_old_report_of_arrears_does_not_outweigh_a_later_one(world):
    world.add()

    world.paid(NOON + 2 * HOUR, left_fen=100)
    world.paid(NOON + HOUR, left_fen=9_000, now=NOON + 3 * HOUR)

    assert world.line().arrears_fen == 100
