from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.reconnections.base import NOON, own_call
from tests.service.actors import actor, customer
from tests.service.base import number
from tests.service_passwords.passwords import set_password
from tierline.audit.store import entries
from tierline.lines import store as line_store
from tierline.lines.errors import LineUnknown
from tierline.lines.model import Status, Suspension
from tierline.messages.store import messages
from tierline.reconnections import store
from tierline.reconnections.model import EventKind, State
from tierline.service_passwords.model import Channel, PasswordKind, Shown
from tierline.sites.model import HEADQUARTERS
from tierline.work_orders import service as work_orders

DAY = timedelta(days=1)


@pytest.mark.clause("ENT-04")
@pytest.mark.parametrize(
    ("tier", "credit_fen", "days"), [("diamond", 30_000, 5), ("gold", 10_000, 3), ("silver", 5_000, 2)]
)
def test_a_prepaid_line_gets_the_credit_of_its_tier(world, tier, credit_fen, days):
    world.add(tier=tier)

    granted = world.granted()

    assert (granted.state, granted.credit_fen, granted.tier) == (State.ACTIVE, credit_fen, tier)
    assert granted.expires_at == NOON + days * DAY
    assert (granted.work_order_id, granted.clause) == (None, "ENT-04")
    assert (world.line().status, world.line().suspended_for) == (Status.ACTIVE, None)


@pytest.mark.clause("ENT-05")
def test_a_postpaid_line_gets_48_hours_and_a_work_order_at_its_city(world):
    world.add(payment="postpaid", tier="silver")

    granted = world.granted()

    assert (granted.credit_fen, granted.expires_at) == (None, NOON + timedelta(hours=48))
    supervisor = actor("supervisor")
    with world.database.read() as connection:
        order, _ = work_orders.get(connection, supervisor, granted.work_order_id)
    assert (order.at_site, order.due_by, order.subject_id) == ("65.6501", granted.expires_at, granted.id)


def test_a_grant_is_told_to_the_customer_and_written_to_the_trail(world):
    world.add()

    granted = world.granted()

    with world.database.read() as connection:
        told = connection.execute(select(messages.c.template, messages.c.text)).all()
        recorded = connection.execute(select(entries.c.action, entries.c.subject_id)).all()
        steps = store.steps_of(connection, granted.id)
    assert [message.template for message in told] == ["reconnection_prepaid"]
    assert "100元" in told[0].text
    assert "6月18日" in told[0].text
    assert ("reconnection.grant", granted.id) in recorded
    assert [step.to_state for step in steps] == [State.REQUESTED, State.ACTIVE]


@pytest.mark.clause("ENT-04")
@pytest.mark.parametrize(
    ("columns", "tier", "reason"),
    [
        ({"status": "active", "suspended_for": None}, "gold", "not_suspended"),
        ({"suspended_for": "customer"}, "gold", "suspended_by_customer"),
        ({"product": "broadband"}, "gold", "product"),
        ({}, None, "no_tier"),
    ],
)
def test_what_is_no_mobile_line_of_a_member_suspended_for_arrears_is_refused(world, columns, tier, reason):
    before = world.add(tier=tier, **columns)

    answer = world.ask()

    assert answer.refusal is not None
    assert (answer.refusal.reason, answer.reconnection.state) == (reason, State.REFUSED)
    assert answer.reconnection.clause == answer.refusal.clause
    assert world.line() == before


@pytest.mark.clause("ENT-05")
@pytest.mark.parametrize(
    ("payment", "months", "reason"),
    [
        ("postpaid", 1, None),
        ("postpaid", 2, "arrears_too_old"),
        ("prepaid", 2, None),  # the source says it of postpaid lines
    ],
)
def test_two_months_in_arrears_are_refused(world, payment, months, reason):
    world.add(payment=payment, arrears_months=months)

    refusal = world.ask().refusal

    assert (refusal.reason if refusal else None) == reason
    assert refusal is None or refusal.clause == "ENT-05"


@pytest.mark.clause("ENT-04")
def test_a_calendar_month_has_one_in_the_zone_of_the_operator(world):
    world.add(tier="silver")
    last_second = datetime(2012, 2, 29, 15, 59, 59, tzinfo=UTC)  # 23:59:59 on the leap day in Shanghai
    world.granted(last_second - 5 * DAY)
    world.work(last_second)

    in_february = world.ask(last_second)
    in_march = world.ask(last_second + timedelta(seconds=1))

    assert in_february.refusal is not None
    assert in_february.refusal.reason == "quota_used_up"
    assert "2012-03-01" in in_february.refusal.sentence.en
    assert in_march.refusal is None
    assert in_march.reconnection.expires_at == last_second + timedelta(seconds=1) + 2 * DAY


@pytest.mark.clause("ENT-05")
def test_after_one_that_no_payment_followed_a_postpaid_line_is_refused_until_it_is_paid(world):
    world.add(payment="postpaid")
    world.granted()
    world.work(NOON + 3 * DAY)
    july = NOON + 20 * DAY

    # In the same month the quota is used up too: nobody is told to wait until the next.
    at_once = world.ask(NOON + 4 * DAY)
    unpaid = world.ask(july)
    world.paid(july + DAY, left_fen=100)
    paid_in_part = world.ask(july + DAY)
    world.paid(july + 2 * DAY)
    world.reported(EventKind.RESUMED, july + 2 * DAY)
    world.reported(EventKind.SUSPENDED_FOR_ARREARS, july + 3 * DAY)
    paid = world.ask(july + 3 * DAY)

    for refused in (at_once, unpaid):
        assert refused.refusal is not None
        assert (refused.refusal.reason, refused.refusal.clause) == ("last_unpaid", "ENT-05")
    assert paid_in_part.refusal is not None
    assert paid.refusal is None


@pytest.mark.clause("ENT-04")
def test_one_that_is_on_already_is_not_given_another(world):
    world.add()
    world.granted()

    again = world.ask(NOON + DAY)

    assert again.refusal is not None
    assert again.refusal.reason == "already_reconnected"


@pytest.mark.clause("ENT-04")
def test_a_hot_line_asked_by_many_at_once_is_granted_once(world):
    world.add()

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda _: world.ask(), range(32)))

    refused = [answer.refusal.reason for answer in answers if answer.refusal]
    assert len(refused) == 31
    assert set(refused) == {"already_reconnected"}


@pytest.mark.clause("ENT-07")
@pytest.mark.parametrize(
    ("shown", "means"),
    [
        (own_call(), "own_line"),
        (Shown(Channel.HOTLINE, number(1)), None),
        (Shown(Channel.HOTLINE, number(9), is_confirmed=True), None),
        (Shown(Channel.HOTLINE, number(9), password="739214"), "service_password"),
        (Shown(Channel.HOTLINE, number(9), password="518263"), None),
        (Shown(Channel.ACCOUNT_MANAGER, password="518263"), "bill_password"),
        (Shown(Channel.ACCOUNT_MANAGER, password="739214"), None),
    ],
)
def test_who_asks_is_made_sure_of_by_the_way_they_ask(world, shown, means):
    line = world.add()
    world.do(set_password, world.settings, line, "739214")
    world.do(set_password, world.settings, line, "518263", PasswordKind.BILL)

    answer = world.ask(shown=shown)

    assert (answer.reconnection.means or None) == means
    assert (answer.refusal is None) == (means is not None)


@pytest.mark.clause("ENT-07")
def test_whoever_is_not_made_sure_of_learns_nothing_of_what_the_line_owes(world):
    world.add(payment="postpaid", arrears_months=2)

    answer = world.ask(shown=Shown(Channel.HOTLINE, number(9)))

    assert answer.refusal is not None
    assert answer.refusal.reason == "service_password_needed"


@pytest.mark.clause("CHN-11")
def test_the_line_of_another_site_or_customer_is_not_there(world):
    world.add()

    assert world.ask(by=customer(1), shown=Shown(Channel.ONLINE)).reconnection.means == "sign_in"
    for stranger in (actor("agent", site="65.6502"), customer(2), customer(1, owner_no=2)):
        with pytest.raises(LineUnknown):
            world.ask(by=stranger)


@pytest.mark.clause("GRD-20")
def test_a_new_owner_sees_nothing_of_the_former_and_has_a_month_of_their_own(world):
    world.add()
    former = world.granted()
    world.work(NOON + 4 * DAY)
    world.do(line_store.change, 1, owner_no=2)

    granted = world.granted(NOON + 5 * DAY)

    assert granted.owner_no == 2
    with world.database.read() as connection:
        assert store.find(connection, former.id, customer(1, owner_no=2)) is None
        assert store.find(connection, granted.id, customer(1, owner_no=2)) is not None


@pytest.mark.clause("GRD-20")
def test_a_closed_line_takes_its_reconnection_with_it(world):
    world.add(payment="postpaid")
    granted = world.granted()
    closed_at = NOON + timedelta(hours=5)
    world.do(line_store.change, 1, status="closed", closed_on=closed_at.date(), changed_at=closed_at)

    world.work(NOON + 2 * DAY)

    ended = world.stored(granted.id)
    assert (ended.state, ended.reason, ended.ended_at) == (State.ENDED, "line_closed", closed_at)
    with world.database.read() as connection:
        order, _ = work_orders.get(connection, actor("supervisor", site=HEADQUARTERS), granted.work_order_id)
    assert order.outcome == "ended"
    assert world.line().suspended_for is not Suspension.ARREARS
