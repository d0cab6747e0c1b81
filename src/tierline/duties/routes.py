"""`/duties`: what is owed after a run, what is overdue, and carrying one out by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from tierline.duties import service
from tierline.duties.model import OwedDuty, State, Wanted
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.policy.vocabulary import Change, Duty
from tierline.web.call import SignedIn, Writing
from tierline.web.etags import VersionHeld, tag
from tierline.web.paging import ListingAsked, PageOf
from tierline.web.values import DayGiven

router = APIRouter(tags=["duties"])

SITE = r"^([0-9A-Za-z]{1,20}(\.[0-9A-Za-z]{1,20}){0,3})?$"
SCHEME = r"^[a-z0-9][a-z0-9_-]{0,63}$"
MONTH = r"^[12][0-9]{3}-(0[1-9]|1[0-2])$"
LARGEST_ID = 2**53

DutyId = Annotated[int, Path(ge=1, le=LARGEST_ID, examples=[17])]


class DutyShown(BaseModel):
    """What a change of tier obliges to. `problem` says why it is still owed, failed or was dropped."""

    id: int = Field(examples=[17])
    line_id: int = Field(examples=[1])
    msisdn: str = Field(examples=["186****0001"])
    site: str = Field(examples=["65.6501.650102"])
    scheme: str = Field(examples=["unicom-vip-henan"])
    month: date = Field(examples=["2012-06-01"])
    change: Change
    tier: str = Field(examples=["gold"])
    previous_tier: str = Field(examples=["silver"])
    duty: Duty
    notices: list[str] = Field(examples=[["emergency_reconnection"]])
    due_on: date = Field(examples=["2012-06-30"])
    try_on: date = Field(examples=["2012-06-16"])
    state: State
    is_overdue: bool
    done_at: datetime | None
    problem: str = Field(examples=["no_room"])
    version: int = Field(examples=[1])


def _shown(duty: OwedDuty, line: Line | None, today: date) -> DutyShown:
    facts = {name: getattr(duty, name) for name in DutyShown.model_fields if hasattr(duty, name)}
    facts |= {"notices": list(duty.notices), "is_overdue": duty.is_overdue(today)}
    return DutyShown(**facts, msisdn=lines.shown_number(line) if line else "")


@router.get("/duties", summary="Duties of the runs 待办职责列表")
def list_duties(
    call: SignedIn,
    listing: ListingAsked,
    state: Annotated[State | None, Query()] = None,
    duty: Annotated[Duty | None, Query()] = None,
    site: Annotated[str | None, Query(pattern=SITE, max_length=83, examples=["65.6501"])] = None,
    line_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    due_until: Annotated[DayGiven | None, Query(examples=["2012-06-30"])] = None,
    overdue: Annotated[Literal["true"] | None, Query(description="Only what is open past its day.")] = None,
    scheme: Annotated[str | None, Query(pattern=SCHEME, examples=["unicom-star"])] = None,
    month: Annotated[str | None, Query(pattern=MONTH, examples=["2012-06"])] = None,
) -> PageOf[DutyShown]:
    """The duties of your site and below it; sorted by due_on or id."""
    today = call.now.astimezone(call.settings.time_zone).date()
    of_month = date.fromisoformat(f"{month}-01") if month else None
    wanted = Wanted(state, duty, site, line_id, due_until, today if overdue else None, scheme, of_month)
    with call.read() as connection:
        found = service.list_duties(connection, call.actor, wanted, listing)
        known = lines.of_ids(connection, {one.line_id for one in found.items})
    return PageOf(items=[_shown(one, known.get(one.line_id), today) for one in found.items], next=found.next)


@router.get("/duties/{duty_id}", summary="One duty 查看单项职责")
def get_duty(call: SignedIn, duty_id: DutyId, response: Response) -> DutyShown:
    """One duty, with the ETag that carrying it out needs."""
    with call.read() as connection:
        duty = service.get(connection, call.actor, duty_id)
        line = lines.of_id(connection, duty.line_id)
    tag(response, duty.version)
    return _shown(duty, line, call.now.astimezone(call.settings.time_zone).date())


@router.post("/duties/{duty_id}/carry-out", response_model=DutyShown, summary="Carry a duty out 人工办理职责")
def carry_out(call: Writing, duty_id: DutyId, version: VersionHeld) -> Response:
    """Do now what is owed; the answer says what came of it, which may be that it is still owed."""
    today = call.now.astimezone(call.settings.time_zone).date()

    def use_case(connection: Connection) -> DutyShown:
        duty = service.carry_out_one(connection, call.actor, call.settings, duty_id, version, now=call.now)
        return _shown(duty, lines.of_id(connection, duty.line_id), today)

    return call.once(use_case)
