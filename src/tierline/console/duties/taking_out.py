"""`/duties/file`: the list of duties as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.duties.filters import Filters
from tierline.console.duties.routes import DUE_FIRST, PATH, named, today
from tierline.console.errors import FiltersWrong
from tierline.console.months.words import CHANGES
from tierline.console.table_file import Said, taken_out
from tierline.console.visit import KnownVisit
from tierline.duties import service
from tierline.duties.model import OwedDuty
from tierline.duties.words import DUTIES, STATES, problem
from tierline.policy.titles import scheme_title, tier_title
from tierline.wording import Text

router = APIRouter()

HEAD = (
    Text("due", "期限"),
    Text("line", "线路"),
    Text("number", "号码"),
    Text("duty", "职责"),
    Text("change", "变动"),
    Text("tier", "等级"),
    Text("tier before", "变动前等级"),
    Text("scheme", "方案"),
    Text("month", "月份"),
    Text("site code", "站点编码"),
    Text("site", "站点"),
    Text("state", "状态"),
    Text("because", "原因"),
)


@router.post(f"{PATH}/file")
def take_out(visit: KnownVisit) -> Response:
    """The duties of a list, all of them. Clauses: CHN-11, GOV-01."""
    filters = visit.filled(Filters).body
    if filters is None:
        raise FiltersWrong()
    wanted = filters.wanted(today(visit))
    return taken_out(
        visit,
        "duty",
        HEAD,
        lambda connection, listing: service.list_duties(connection, visit.actor, wanted, listing),
        _rows,
        sort=DUE_FIRST,
        asked=filters.model_dump(mode="json", exclude={"after"}),
    )


def _rows(connection: Connection, duties: Sequence[OwedDuty]) -> Iterator[Sequence[Said]]:
    facts = named(connection, duties)
    for one in duties:
        yield (
            one.due_on,
            one.line_id,
            facts["numbers"][one.line_id, one.owner_no],
            DUTIES[one.duty],
            CHANGES[one.change],
            tier_title(one.scheme, one.tier) if one.tier else None,
            tier_title(one.scheme, one.previous_tier) if one.previous_tier else None,
            scheme_title(one.scheme),
            f"{one.month:%Y-%m}",
            one.site,
            facts["sites"][one.site],
            STATES[one.state],
            problem(one.problem) if one.problem else None,
        )
