"""`/reconnections/file`: the queue of reconnections as a file."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fastapi import APIRouter
from fastapi.responses import Response

from tierline.console.reconnections import view
from tierline.console.reconnections.routes import PATH, AskedFor, rows_of
from tierline.console.site_choice import site_choice
from tierline.console.table_file import Said, taken_out
from tierline.console.visit import KnownVisit
from tierline.reconnections import service
from tierline.wording import Text

router = APIRouter()

HEAD = (
    Text("asked for", "申请时间"),
    Text("state", "状态"),
    Text("because", "原因"),
    Text("line", "线路"),
    Text("number", "号码"),
    Text("tier", "等级"),
    Text("site code", "站点编码"),
    Text("site", "站点"),
    Text("on from", "开机时间"),
    Text("on until", "到期时间"),
    Text("ended", "结束时间"),
    Text("credit, yuan", "额度，元"),
    Text("used, yuan", "已用，元"),
    Text("arrears, yuan", "欠费，元"),
    Text("months owed", "欠费月数"),
    Text("paid", "缴清时间"),
)


@router.post(f"{PATH}/file")
def take_out(visit: KnownVisit, asked: AskedFor) -> Response:
    """The reconnections of a list, all of them. Clauses: CHN-11, GOV-01."""
    with visit.read() as connection:
        site = site_choice(connection, visit.actor, asked.site).path
    wanted, sort = view.wanted(asked.state, site, visit.now, visit.settings.time_zone)
    return taken_out(
        visit,
        "reconnection",
        HEAD,
        lambda connection, listing: service.listed(connection, visit.actor, wanted, listing),
        lambda connection, found: map(_cells, rows_of(connection, found)),
        sort=sort,
        asked={"state": asked.state.value, "site": site},
    )


def _cells(row: view.Row) -> Sequence[Said]:
    one = row.reconnection
    return (
        one.requested_at,
        row.state,
        row.reason,
        one.line_id,
        row.number,
        row.tier,
        one.site,
        row.site,
        one.granted_at,
        one.expires_at,
        one.ended_at,
        None if one.credit_fen is None else _yuan(one.credit_fen),
        _yuan(one.used_fen),
        _yuan(one.arrears_fen),
        one.arrears_months,
        one.paid_at,
    )


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
