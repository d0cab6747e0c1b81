"""`/work-orders/file`: the queue of work orders as a file."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import Response

from tierline.console.site_choice import site_choice
from tierline.console.table_file import Said, taken_out
from tierline.console.visit import KnownVisit
from tierline.console.work_orders import view
from tierline.console.work_orders.routes import PATH, AskedFor, rows_of
from tierline.wording import Text
from tierline.work_orders import service

router = APIRouter()

HEAD = (
    Text("due", "期限"),
    Text("order", "工单"),
    Text("state", "状态"),
    Text("outcome", "结果"),
    Text("line", "线路"),
    Text("number", "号码"),
    Text("lies at, code", "所在站点编码"),
    Text("lies at", "所在站点"),
    Text("follows", "跟踪人"),
    Text("raised", "派发时间"),
    Text("closed", "关闭时间"),
)


@router.post(f"{PATH}/file")
def take_out(visit: KnownVisit, asked: AskedFor) -> Response:
    """The orders of a list, all of them. Clauses: CHN-11, GOV-01."""
    with visit.read() as connection:
        site = site_choice(connection, visit.actor, asked.site).path
    wanted, sort = view.wanted(asked, site, visit.actor, visit.now)
    return taken_out(
        visit,
        "work_order",
        HEAD,
        lambda connection, listing: service.listed(connection, visit.actor, wanted, listing),
        lambda connection, orders: map(_cells, rows_of(connection, orders)),
        sort=sort,
        asked={"state": asked.state.value, "site": site, "person": asked.person},
    )


def _cells(row: view.Row) -> Sequence[Said]:
    order = row.order
    return (
        order.due_by,
        row.kind,
        row.state,
        row.outcome,
        order.line_id,
        row.number,
        order.at_site,
        row.at_site,
        order.assignee.name if order.assignee else None,
        order.raised_at,
        order.closed_at,
    )
