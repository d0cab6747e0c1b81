"""What the last month and its duties count for the start page."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from tierline.console.formats import month_text
from tierline.console.start.figure import Figure
from tierline.console.visit import Visit
from tierline.database.paging import Listing
from tierline.duties import service as duties
from tierline.months import service
from tierline.months.errors import RunsNotKept
from tierline.months.model import MonthListed, Outcome, Published
from tierline.policy.model import Rates
from tierline.policy.phrases import filled
from tierline.wording import Text

PATH = "/months"


def months(connection: Connection, visit: Visit) -> Sequence[Figure]:
    """Of the last month: schemes graded, those not published, and checks that stand out."""
    try:
        found = service.listed(connection, visit.actor, visit.settings, Listing(1)).items
    except RunsNotKept:
        return []
    of_lines = [one for one in found if one.rates is Rates.LINE]
    if not of_lines:
        return [Figure(Text("months graded", "已评级月份"), 0, PATH)]
    month = month_text(of_lines[0].month)
    waiting = [one for one in of_lines if one.published is not Published.YES]
    odd = sum(_standing_out(connection, visit, one) for one in of_lines)
    return [
        Figure(filled(Text("schemes graded in {month}", "{month}已评级方案"), month=month), len(found), PATH),
        Figure(Text("not published", "未发布"), len(waiting), PATH, "warn" if waiting else "ok"),
        Figure(Text("checks stand out", "检查项须注意"), odd, PATH, "warn" if odd else "ok"),
    ]


def _standing_out(connection: Connection, visit: Visit, listed: MonthListed) -> int:
    shown = service.shown(
        connection, visit.actor, visit.settings, listed.month, listed.scheme, has_examples=False
    )
    return sum(one.outcome is Outcome.STANDS_OUT for one in shown.checks)


def duties_due(connection: Connection, visit: Visit) -> Sequence[Figure]:
    """What is owed, what is overdue, and what has failed."""
    today = visit.now.astimezone(visit.settings.time_zone).date()
    found = duties.tally(connection, visit.actor, today=today)
    overdue, failed = Text("overdue", "逾期"), Text("failed", "失败")
    return [
        Figure(Text("owed", "待办"), found.owed, "/duties?state=owed"),
        Figure(overdue, found.overdue, "/duties?state=all&overdue=true", "bad" if found.overdue else ""),
        Figure(failed, found.failed, "/duties?state=failed", "bad" if found.failed else ""),
    ]
