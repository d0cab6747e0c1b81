"""`/contacts` and the contact plan of a line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.contacts import service
from tierline.contacts.model import Contact, Outcome, Plan, State, Wanted
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.web.call import Call, SignedIn, Writing
from tierline.web.etags import VersionHeld, tag
from tierline.web.paging import ListingAsked, PageOf
from tierline.web.values import DayGiven

router = APIRouter(tags=["contacts"])

SITE = r"^([0-9A-Za-z]{1,20}(\.[0-9A-Za-z]{1,20}){0,3})?$"
ID = r"^[0-9a-f-]{36}$"

Msisdn = Annotated[str, Path(max_length=30, examples=["18600000001"])]
ContactId = Annotated[str, Path(pattern=ID, examples=["8c5f7f4e-0b1e-4a55-9c3b-0d6f4a1f2b3c"])]
PlanId = Annotated[str, Path(pattern=ID, examples=["1f2b3c4d-0b1e-4a55-9c3b-0d6f4a1f2b3c"])]
Manager = Annotated[
    str | None,
    Query(pattern=r"^[\x21-\x7e]{1,80}$", description="Contacts with the lines of this account manager."),
]


class ContactShown(BaseModel):
    """A contact with the owner of a line; `version` goes into If-Match, in quotes."""

    id: str = Field(examples=["8c5f7f4e-0b1e-4a55-9c3b-0d6f4a1f2b3c"])
    plan_id: str = Field(examples=["1f2b3c4d-0b1e-4a55-9c3b-0d6f4a1f2b3c"])
    line_id: int = Field(examples=[1])
    msisdn: str = Field(examples=["186****0001"])
    site: str = Field(examples=["65.6501.650102"])
    due_on: date = Field(examples=["2012-06-30"])
    state: State
    is_overdue: bool
    outcome: Outcome | None
    note: str = Field(examples=["Asks for a second line in autumn."])
    recorded_at: datetime | None
    recorded_by: str
    version: int = Field(examples=[1])


class PlanShown(BaseModel):
    """Regular contact with a line; `by_standard` where its service standard says how often."""

    id: str = Field(examples=["1f2b3c4d-0b1e-4a55-9c3b-0d6f4a1f2b3c"])
    line_id: int = Field(examples=[1])
    site: str = Field(examples=["65.6501.650102"])
    interval_days: int = Field(examples=[30])
    by_standard: bool
    started_at: datetime
    ended_at: datetime | None
    version: int = Field(examples=[1])


class NewPlan(BaseModel):
    """How often a line is to be contacted; without it, as its service standard says."""

    model_config = ConfigDict(extra="forbid")

    interval_days: int | None = Field(default=None, ge=1, le=366, examples=[30])


class Record(BaseModel):
    """What came of a contact."""

    model_config = ConfigDict(extra="forbid")

    outcome: Outcome
    note: str = Field(default="", max_length=500, pattern=r"^[^\x00]*$", examples=["Asks for a second line."])


def _shown(contact: Contact, line: Line | None, today: date) -> ContactShown:
    facts = {name: getattr(contact, name) for name in ContactShown.model_fields if hasattr(contact, name)}
    facts |= {"is_overdue": contact.is_overdue(today), "msisdn": ""}
    if line and line.owner_no == contact.owner_no:
        facts["msisdn"] = lines.shown_number(line)
    else:
        # What was said to a former owner is nobody's any more. Clause: GOV-01.
        facts["note"] = ""
    return ContactShown(**facts)


def _plan_shown(plan: Plan) -> PlanShown:
    return PlanShown(**{name: getattr(plan, name) for name in PlanShown.model_fields})


def _today(call: Call) -> date:
    return call.now.astimezone(call.settings.time_zone).date()


@router.get("/contacts", summary="Contacts that are due 联系任务列表")
def list_contacts(
    call: SignedIn,
    listing: ListingAsked,
    state: Annotated[State | None, Query()] = None,
    site: Annotated[str | None, Query(pattern=SITE, max_length=83, examples=["65.6501"])] = None,
    manager: Manager = None,
    due: Annotated[DayGiven | None, Query(description="Due until this day.", examples=["2012-06-30"])] = None,
    overdue: Annotated[Literal["true"] | None, Query(description="Only what is open past its day.")] = None,
) -> PageOf[ContactShown]:
    """The contacts of your site and below it; sorted by due_on."""
    today = _today(call)
    wanted = Wanted(state, site, manager, due, today if overdue else None)
    with call.read() as connection:
        found = service.list_contacts(connection, call.actor, wanted, listing)
        known = lines.of_ids(connection, {one.line_id for one in found.items})
    return PageOf(items=[_shown(one, known.get(one.line_id), today) for one in found.items], next=found.next)


@router.post(
    "/contacts/{contact_id}/record", response_model=ContactShown, summary="Record a contact 登记联系结果"
)
def record_contact(call: Writing, contact_id: ContactId, body: Record, version: VersionHeld) -> Response:
    """Record what came of a contact; the next one is planned with it."""

    def use_case(connection: Connection) -> ContactShown:
        contact = service.record(
            connection,
            call.actor,
            call.settings,
            contact_id,
            version,
            body.outcome,
            body.note,
            now=call.now,
        )
        return _shown(contact, lines.of_id(connection, contact.line_id), _today(call))

    return call.once(use_case, body)


@router.get("/lines/{msisdn}/contacts", summary="Contacts with a line 线路联系记录")
def list_contacts_of_line(call: SignedIn, msisdn: Msisdn, listing: ListingAsked) -> PageOf[ContactShown]:
    """The contacts with the line's present owner; sorted by due_on."""
    with call.read() as connection:
        found = service.of_line(connection, call.actor, msisdn, listing)
        known = lines.of_ids(connection, {one.line_id for one in found.items})
    shown = [_shown(one, known.get(one.line_id), _today(call)) for one in found.items]
    return PageOf(items=shown, next=found.next)


@router.get("/lines/{msisdn}/contact-plan", summary="Contact plan of a line 查看联系计划")
def get_plan(call: SignedIn, msisdn: Msisdn, response: Response) -> PlanShown:
    """How often a line is contacted; 404 where it is not."""
    with call.read() as connection:
        plan = service.plan_of_line(connection, call.actor, msisdn)
    tag(response, plan.version)
    return _plan_shown(plan)


@router.post(
    "/lines/{msisdn}/contact-plan",
    status_code=201,
    response_model=PlanShown,
    summary="Plan contact with a line 制定联系计划",
)
def start_plan(call: Writing, msisdn: Msisdn, body: NewPlan) -> Response:
    """Plan regular contact with a line; the first one is within one interval."""
    return call.once(
        lambda connection: _plan_shown(
            service.start_plan(
                connection, call.actor, call.settings, msisdn, body.interval_days, now=call.now
            )
        ),
        body,
        201,
    )


@router.post(
    "/contact-plans/{plan_id}/end", response_model=PlanShown, summary="End a contact plan 结束联系计划"
)
def end_plan(call: Writing, plan_id: PlanId, version: VersionHeld) -> Response:
    """End a plan; its open contact is dropped. A group customer gets another by the service standard."""
    return call.once(
        lambda connection: _plan_shown(
            service.end_plan(connection, call.actor, plan_id, version, now=call.now)
        )
    )
