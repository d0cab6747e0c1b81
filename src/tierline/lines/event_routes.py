"""`POST /line-events`: other systems tell what happened to lines between runs."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from tierline.lines import events
from tierline.lines.model import EventKind, EventResult, LineEvent, Outcome, Refusal, Suspension
from tierline.lines.msisdn import PATTERN
from tierline.sites.model import PATH
from tierline.web.call import Writing
from tierline.web.values import MomentGiven

router = APIRouter(tags=["lines"])

MOST_EVENTS = 500

Number = Annotated[str, Field(pattern=PATTERN, examples=["18600000001"])]
Product = Literal[
    "mobile_2g",
    "mobile_3g",
    "mobile_4g",
    "mobile_5g",
    "mobile_bundle",
    "fixed_line",
    "broadband",
    "data_card",
]
Payment = Literal["prepaid", "postpaid"]
Segment = Literal["public", "group", "group_member"]
SitePath = Annotated[str, Field(pattern=f"^{PATH.pattern}$", max_length=83, examples=["65.6501.650102"])]


class Happening(BaseModel):
    """What every event has; `event_id` is your own, and makes a second report of it harmless."""

    model_config = ConfigDict(extra="forbid")

    event_id: str = Field(min_length=1, max_length=80, pattern="^[!-~]+$", examples=["crm-20261120-000017"])
    line_id: int = Field(ge=-(2**63), lt=2**63, examples=[1000001])
    happened_at: MomentGiven = Field(examples=["2026-11-20T09:30:00+08:00"])


class Closed(Happening):
    """The line left the network; it loses its tiers and services at once, for good. 销户"""

    kind: Literal[EventKind.CLOSED]


class Suspended(Happening):
    """The line does not work for the time being. 停机"""

    kind: Literal[EventKind.SUSPENDED]
    reason: Suspension


class Resumed(Happening):
    """The line works again. 复机"""

    kind: Literal[EventKind.RESUMED]


class NewOwner(Happening):
    """Another customer holds the line now; the tier stays, what is known of the former one does not. 过户"""

    kind: Literal[EventKind.NEW_OWNER]


class NewPlan(Happening):
    """The line has another product, way of paying or segment; the tier stays. 变更套餐"""

    kind: Literal[EventKind.NEW_PLAN]
    product: Product
    payment: Payment
    segment: Segment


class NewNumber(Happening):
    """The line has another number. 改号"""

    kind: Literal[EventKind.NEW_NUMBER]
    msisdn: Number


class MovedSite(Happening):
    """The line belongs to another site. 变更归属站点"""

    kind: Literal[EventKind.MOVED_SITE]
    site: SitePath


class Joined(Happening):
    """A new line; its number may be one of a line that closed. 入网"""

    kind: Literal[EventKind.JOINED]
    msisdn: Number
    product: Product
    payment: Payment
    segment: Segment
    site: SitePath


AnyEvent = Annotated[
    Closed | Suspended | Resumed | NewOwner | NewPlan | NewNumber | MovedSite | Joined,
    Field(discriminator="kind"),
]


class Batch(BaseModel):
    """Events in the order in which they are to be applied."""

    model_config = ConfigDict(extra="forbid")

    events: list[AnyEvent] = Field(min_length=1, max_length=MOST_EVENTS)


class ResultShown(BaseModel):
    """What came of one event."""

    event_id: str = Field(examples=["crm-20261120-000017"])
    outcome: Outcome
    reason: Refusal | None = Field(examples=["line_closed"])


class BatchResult(BaseModel):
    """What came of each event, in the order of the batch."""

    results: list[ResultShown]


@router.post("/line-events", summary="Report events of lines 上报线路事件", response_model=BatchResult)
def report(call: Writing, body: Batch) -> Response:
    """Apply up to 500 events at once; each has an outcome of its own, and one refused keeps no other back."""
    given = [_event(one) for one in body.events]
    return call.once(
        lambda connection: _shown(
            events.report(connection, call.actor, given, zone=call.settings.time_zone, now=call.now)
        ),
        body,
    )


def _event(given: Happening) -> LineEvent:
    facts = given.model_dump(mode="json")
    shared = {name: facts.pop(name) for name in ("event_id", "line_id", "kind")}
    del facts["happened_at"]
    return LineEvent(
        shared["event_id"], shared["line_id"], EventKind(shared["kind"]), given.happened_at, facts
    )


def _shown(results: list[EventResult]) -> BatchResult:
    return BatchResult(
        results=[
            ResultShown(event_id=one.event_id, outcome=one.outcome, reason=one.refusal) for one in results
        ]
    )
