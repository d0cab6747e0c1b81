"""Whether an order can be placed, from when it holds, and what the customer is told. All pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tierline.lines.model import Line, Status, Suspension
from tierline.orders.model import Asked, Effect, Order, OrderKind
from tierline.service_passwords.model import Refusal
from tierline.wording import Text

AT_ONCE = (OrderKind.SUSPEND, OrderKind.RESUME)
"""These are done the moment they are placed."""

CLAUSE = "CHN-06"


def effective_on(asked: Asked, now: datetime, zone: ZoneInfo) -> date:
    """The day from which an order holds, in the operator's zone: a new plan from the next month's first."""
    today = now.astimezone(zone).date()
    if asked.kind is OrderKind.PLAN and asked.effect is Effect.NEXT_MONTH:
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return today


def refusal(asked: Asked, line: Line, open_orders: Sequence[Order]) -> Refusal | None:
    """Why this line cannot have that order now; None where it can."""
    match asked.kind:
        case OrderKind.SUSPEND:
            return ALREADY_SUSPENDED if line.status is Status.SUSPENDED else None
        case OrderKind.RESUME:
            return _no_resumption(line)
        case OrderKind.PRODUCT | OrderKind.PLAN:
            if line.status is Status.SUSPENDED:
                return LINE_SUSPENDED
            return _repetition(asked, open_orders)


def _no_resumption(line: Line) -> Refusal | None:
    if line.status is not Status.SUSPENDED:
        return NOT_SUSPENDED
    return None if line.suspended_for is Suspension.CUSTOMER else IN_ARREARS


def _repetition(asked: Asked, open_orders: Sequence[Order]) -> Refusal | None:
    same_kind = [order for order in open_orders if order.kind is asked.kind]
    if asked.kind is OrderKind.PLAN and same_kind:
        return PLAN_UNDER_WAY
    if any(order.code == asked.code for order in same_kind):
        return PRODUCT_UNDER_WAY
    return None


def told(kind: OrderKind, day: date) -> Text:
    """What whoever placed an order is told of it."""
    return TOLD[kind] if kind is not OrderKind.PLAN else plan_told(day)


def plan_told(day: date) -> Text:
    """The same of a new plan. Clause: GRD-20."""
    return Text(
        f"The new plan holds from {day}. Tier and services of the line stay as they are.",
        f"新套餐自 {day} 起生效。客户级别及服务保持不变。",
    )


TOLD = {
    OrderKind.SUSPEND: Text(
        "The line is suspended. The customer can have it resumed at any time.",
        "线路已停机，客户可随时申请复机。",
    ),
    OrderKind.RESUME: Text("The line works again.", "线路已恢复使用。"),
    OrderKind.PRODUCT: Text(
        "The order is placed. The customer gets a message once it is carried out.",
        "订购已受理，办理完成后将短信通知客户。",
    ),
}

STILL_OFF = Text(
    "The customer's own suspension is lifted. The line stays off for arrears until they are paid, or it is"
    " reconnected in an emergency.",
    "客户申请的停机已解除；线路因欠费仍处于停机状态，缴清欠费或办理紧急开机后方可使用。",
)

ALREADY_SUSPENDED = Refusal(
    "already_suspended", Text("The line is suspended already.", "该线路已处于停机状态。"), CLAUSE
)
NOT_SUSPENDED = Refusal("not_suspended", Text("The line is not suspended.", "该线路未处于停机状态。"), CLAUSE)
IN_ARREARS = Refusal(
    "suspended_for_arrears",
    Text(
        "The line is suspended for arrears: it is paid, or reconnected in an emergency.",
        "该线路因欠费停机：请缴费，或办理紧急开机。",
    ),
    "ENT-04",
)
LINE_SUSPENDED = Refusal(
    "line_suspended",
    Text("A suspended line orders nothing. Have it resumed first.", "停机期间不能订购，请先复机。"),
    CLAUSE,
)
PLAN_UNDER_WAY = Refusal(
    "plan_under_way",
    Text(
        "A change of plan is under way already. Cancel it, or wait for it.",
        "已有套餐变更在办理中，请取消或等待其完成。",
    ),
    CLAUSE,
)
PRODUCT_UNDER_WAY = Refusal(
    "product_under_way",
    Text("The same product is ordered already.", "该产品已在办理中。"),
    CLAUSE,
)
