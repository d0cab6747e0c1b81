"""When an order holds and what stands against it: plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.service_passwords.test_rules import LINE
from tierline.lines.model import Status, Suspension
from tierline.orders import rules
from tierline.orders.model import Asked, Effect, Order, OrderKind, OrderState
from tierline.service_passwords.model import Channel, Shown

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHOWN = Shown(Channel.HALL, is_confirmed=True)
NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
LOST = replace(LINE, status=Status.SUSPENDED, suspended_for=Suspension.CUSTOMER)
UNPAID = replace(LINE, status=Status.SUSPENDED, suspended_for=Suspension.ARREARS)


def asked(kind: OrderKind, code: str | None = None, effect: Effect = Effect.NEXT_MONTH) -> Asked:
    return Asked(kind, SHOWN, code, effect)


def under_way(kind: OrderKind, code: str, state: OrderState = OrderState.PLACED) -> Order:
    return Order(
        id="6f1c9d1e-0b5a-4a6e-9d57-2f5d9a1b7c33",
        kind=kind,
        line_id=1,
        owner_no=1,
        site=LINE.site,
        code=code,
        state=state,
        channel=Channel.HALL,
        identity="document",
        placed_by="person:clerk",
        placed_at=NOW,
        effective_on=date(2012, 7, 1),
        answered_at=None,
        reason=None,
        version=1,
    )


@pytest.mark.clause("CHN-06")
@pytest.mark.parametrize(
    ("now", "effect", "expected"),
    [
        (datetime(2012, 6, 15, 2, 0, tzinfo=UTC), Effect.NEXT_MONTH, date(2012, 7, 1)),
        (datetime(2012, 6, 1, 2, 0, tzinfo=UTC), Effect.NEXT_MONTH, date(2012, 7, 1)),
        # In Shanghai it is July already, and January.
        (datetime(2012, 6, 30, 16, 0, tzinfo=UTC), Effect.NEXT_MONTH, date(2012, 8, 1)),
        (datetime(2012, 12, 31, 16, 0, tzinfo=UTC), Effect.NEXT_MONTH, date(2013, 2, 1)),
        (datetime(2012, 12, 31, 15, 59, tzinfo=UTC), Effect.NEXT_MONTH, date(2013, 1, 1)),
        (datetime(2012, 6, 30, 16, 0, tzinfo=UTC), Effect.AT_ONCE, date(2012, 7, 1)),
    ],
)
def test_a_new_plan_holds_from_the_next_month_of_the_operators_calendar(now, effect, expected):
    assert rules.effective_on(asked(OrderKind.PLAN, "plan-96", effect), now, SHANGHAI) == expected


@pytest.mark.clause("CHN-06")
@pytest.mark.parametrize(
    ("kind", "line", "reason"),
    [
        (OrderKind.SUSPEND, LINE, None),
        (OrderKind.SUSPEND, LOST, "already_suspended"),
        (OrderKind.SUSPEND, UNPAID, "already_suspended"),
        (OrderKind.RESUME, LOST, None),
        (OrderKind.RESUME, LINE, "not_suspended"),
        (OrderKind.RESUME, UNPAID, "suspended_for_arrears"),
        (OrderKind.PRODUCT, LINE, None),
        (OrderKind.PRODUCT, UNPAID, "line_suspended"),
        (OrderKind.PLAN, LOST, "line_suspended"),
    ],
)
def test_the_state_of_a_line_decides_what_it_can_order(kind, line, reason):
    refusal = rules.refusal(asked(kind, "code"), line, [])

    assert (refusal.reason if refusal else None) == reason


@pytest.mark.parametrize(
    ("kind", "code", "reason"),
    [
        (OrderKind.PLAN, "plan-96", "plan_under_way"),
        (OrderKind.PLAN, "plan-126", "plan_under_way"),
        (OrderKind.PRODUCT, "roaming", "product_under_way"),
        (OrderKind.PRODUCT, "music", None),
        (OrderKind.SUSPEND, None, None),
    ],
)
def test_what_is_under_way_is_not_ordered_twice(kind, code, reason):
    open_orders = [under_way(OrderKind.PLAN, "plan-96"), under_way(OrderKind.PRODUCT, "roaming")]

    refusal = rules.refusal(asked(kind, code), LINE, open_orders)

    assert (refusal.reason if refusal else None) == reason
