"""Work orders over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.rights.model import Actor
from tierline.web.call import Call, SignedIn, Writing
from tierline.web.etags import VersionHeld, tag
from tierline.web.paging import ListingAsked, PageOf
from tierline.web.values import MomentGiven
from tierline.work_orders import rules, service
from tierline.work_orders.model import (
    Action,
    Kind,
    Outcome,
    OutcomeByHand,
    Result,
    State,
    Step,
    Wanted,
    WorkOrder,
)

router = APIRouter(tags=["work orders"])

OrderId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$", examples=["0b9f4c1e-6f0a-4d5c-9a55-0c9c1d7c6a10"])]
# PostgreSQL keeps no text with a zero character in it.
NOTE = r"^[^\x00]*$"
PERSON = r"^[A-Za-z0-9:.@_-]*$"
SITE_PATH = r"^[0-9A-Za-z.]*$"
Note = Annotated[
    str, Field(max_length=400, pattern=NOTE, examples=["Called at ten, promised to pay tomorrow."])
]
PersonId = Annotated[
    str, Field(min_length=1, max_length=80, pattern=PERSON, examples=["7d1f6a5e-2f4e-4a43-9b5c-0d7c7c1b6c11"])
]
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _in_range(at: datetime) -> datetime:
    if not EARLIEST <= at <= LATEST:
        raise ValueError("expected a moment of the years 2000 to 2199")
    return at


Before = Annotated[MomentGiven, AfterValidator(_in_range)]
SITE = Field(max_length=120, examples=["65.6501.650102"])


class PassOn(BaseModel):
    """The order goes to the county of its line, or to `site` below the city that directs it."""

    model_config = ConfigDict(extra="forbid")

    person_id: PersonId
    site: str | None = Field(default=None, max_length=120, pattern=SITE_PATH, examples=["65.6501.650102"])
    note: Note = ""


class Assign(BaseModel):
    """Another person is to follow the order."""

    model_config = ConfigDict(extra="forbid")

    person_id: PersonId
    note: Note = ""


class Report(BaseModel):
    """What came of a contact; `is_last` hands the order back to the city."""

    model_config = ConfigDict(extra="forbid")

    result: Result = Field(examples=["promised"])
    is_last: bool = Field(default=False, examples=[False])
    note: Note = ""


class Close(BaseModel):
    """The order is closed by hand."""

    model_config = ConfigDict(extra="forbid")

    outcome: OutcomeByHand = Field(examples=["handled"])
    note: Note = ""


class PersonShown(BaseModel):
    """Who follows an order."""

    id: str = Field(examples=["7d1f6a5e-2f4e-4a43-9b5c-0d7c7c1b6c11"])
    name: str = Field(examples=["Li Wei"])


class StepShown(BaseModel):
    """One step of an order's history."""

    at: datetime
    actor_id: str = Field(examples=["system"])
    action: Action
    from_state: State | None
    to_state: State
    from_site: str = SITE
    to_site: str = SITE
    assignee: str = Field(examples=["Li Wei"])
    result: Result | None
    note: str


class OrderShown(BaseModel):
    """A work order as it stands."""

    id: str = Field(examples=["0b9f4c1e-6f0a-4d5c-9a55-0c9c1d7c6a10"])
    kind: Kind
    subject_id: str
    line_id: int = Field(examples=[1000001])
    province: str = SITE
    city: str = SITE
    county: str = SITE
    at_site: str = SITE
    assignee: PersonShown | None
    state: State
    raised_at: datetime
    raised_by: str
    due_by: datetime
    is_overdue: bool
    closed_at: datetime | None
    outcome: Outcome | None
    version: int = Field(examples=[3])


class OrderWhole(OrderShown):
    """A work order with its whole history, and what can be done with it now."""

    possible: list[Action]
    steps: list[StepShown]


def _facts(order: WorkOrder, now: datetime) -> dict[str, object]:
    person = order.assignee
    return {
        **{name: getattr(order, name) for name in OrderShown.model_fields if hasattr(order, name)},
        "province": order.sites.province,
        "city": order.sites.city,
        "county": order.sites.county,
        "assignee": PersonShown(id=person.id, name=person.name) if person else None,
        "is_overdue": order.is_open and order.due_by <= now,
    }


def _step(step: Step) -> StepShown:
    return StepShown.model_validate(step, from_attributes=True)


def _whole(connection: Connection, actor: Actor, order_id: str, now: datetime) -> OrderWhole:
    order, steps = service.get(connection, actor, order_id)
    possible = list(rules.possible(order.state))
    whole = {**_facts(order, now), "possible": possible, "steps": [_step(step) for step in steps]}
    return OrderWhole.model_validate(whole)


@router.get("/work-orders", summary="Work orders of a site 站点工单")
def list_work_orders(
    call: SignedIn,
    listing: ListingAsked,
    state: Annotated[list[State] | None, Query(description="Several may be given.")] = None,
    kind: Kind | None = None,
    site: Annotated[
        str, Query(max_length=120, pattern=SITE_PATH, description="Where the orders lie, or above it.")
    ] = "",
    assignee: Annotated[
        str, Query(max_length=80, pattern=PERSON, description="Id of the person who follows.")
    ] = "",
    due_before: Before | None = None,
    line_id: Annotated[int | None, Query(ge=0, lt=2**63)] = None,
) -> PageOf[OrderShown]:
    """The work orders of your site and of those below it; sorted by due_by or raised_at. Clause: CHN-11."""
    wanted = Wanted(
        tuple(state or ()), kind, site, assignee_id=assignee, due_before=due_before, line_id=line_id
    )
    with call.read() as connection:
        page = service.listed(connection, call.actor, wanted, listing)
    shown = [OrderShown.model_validate(_facts(order, call.now)) for order in page.items]
    return PageOf[OrderShown](items=shown, next=page.next)


@router.get("/work-orders/{order_id}", summary="One work order 工单详情")
def show_work_order(call: SignedIn, response: Response, order_id: OrderId) -> OrderWhole:
    """A work order with its whole history; its version is the ETag, which a change sends in If-Match."""
    with call.read() as connection:
        whole = _whole(connection, call.actor, order_id, call.now)
    tag(response, whole.version)
    return whole


def _changed(call: Call, body: BaseModel, order_id: str, change: Callable[[Connection], None]) -> Response:
    def use_case(connection: Connection) -> OrderWhole:
        change(connection)
        return _whole(connection, call.actor, order_id, call.now)

    return call.once(use_case, body)


@router.post(
    "/work-orders/{order_id}/pass-on", response_model=OrderWhole, summary="Pass on to the county 转派县分公司"
)
def pass_on(call: Writing, order_id: OrderId, held: VersionHeld, body: PassOn) -> Response:
    """Pass an order from the city to the county, and name who follows it. Clause: ENT-06."""

    def change(connection: Connection) -> None:
        service.pass_on(
            connection,
            call.actor,
            order_id,
            held,
            body.person_id,
            site=body.site,
            note=body.note,
            now=call.now,
        )

    return _changed(call, body, order_id, change)


@router.post(
    "/work-orders/{order_id}/assign", response_model=OrderWhole, summary="Name who follows 指定跟踪人"
)
def assign(call: Writing, order_id: OrderId, held: VersionHeld, body: Assign) -> Response:
    """Name another person to follow an order where it lies. Clause: ENT-06."""

    def change(connection: Connection) -> None:
        service.assign(connection, call.actor, order_id, held, body.person_id, note=body.note, now=call.now)

    return _changed(call, body, order_id, change)


@router.post(
    "/work-orders/{order_id}/report", response_model=OrderWhole, summary="Report a contact 反馈催缴情况"
)
def report(call: Writing, order_id: OrderId, held: VersionHeld, body: Report) -> Response:
    """Record what came of a contact; the last report hands the order back to the city. Clause: ENT-06."""

    def change(connection: Connection) -> None:
        service.report(
            connection,
            call.actor,
            order_id,
            held,
            body.result,
            is_last=body.is_last,
            note=body.note,
            now=call.now,
        )

    return _changed(call, body, order_id, change)


@router.post("/work-orders/{order_id}/close", response_model=OrderWhole, summary="Close by hand 人工关闭")
def close(call: Writing, order_id: OrderId, held: VersionHeld, body: Close) -> Response:
    """Close an order by hand, as the city that directs it. Clause: ENT-06."""

    def change(connection: Connection) -> None:
        service.close(connection, call.actor, order_id, held, body.outcome, note=body.note, now=call.now)

    return _changed(call, body, order_id, change)
