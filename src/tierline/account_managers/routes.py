"""`/account-managers` and `/lines/{msisdn}/account-manager`: who looks after whom."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from tierline.account_managers import roster, service
from tierline.account_managers.model import AccountManager, Assignment, Kind
from tierline.lines import service as lines
from tierline.web.call import SignedIn, Writing
from tierline.web.etags import VersionHeld, tag
from tierline.web.paging import ListingAsked, PageOf

router = APIRouter(tags=["account managers"])

PERSON = r"^[\x21-\x7e]{1,80}$"
SITE = r"^([0-9A-Za-z]{1,20}(\.[0-9A-Za-z]{1,20}){0,3})?$"
LARGEST_CAP = 1_000_000

Msisdn = Annotated[str, Path(max_length=30, examples=["18600000001"])]
PersonId = Annotated[str, Path(pattern=PERSON, examples=["b7a3c1de-52f0-4b8e-a9d4-1d3f6c2a9e10"])]
Name = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,80}$", examples=["Li Na"])]
Cap = Annotated[int, Field(ge=1, le=LARGEST_CAP, examples=[500])]


class NewManager(BaseModel):
    """A person who is to look after lines of a site and below it; without `cap`, that of the installation."""

    model_config = ConfigDict(extra="forbid")

    person_id: str = Field(pattern=PERSON, examples=["b7a3c1de-52f0-4b8e-a9d4-1d3f6c2a9e10"])
    name: Name
    site: str = Field(pattern=SITE, max_length=83, examples=["65.6501.650102"])
    kind: Kind = Kind.VIP
    cap: Cap | None = None


class ManagerChange(BaseModel):
    """What is to be different; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    cap: Cap | None = None
    is_active: bool | None = None


class ManagerShown(BaseModel):
    """An account manager; `lines` counts those that they look after now."""

    person_id: str = Field(examples=["b7a3c1de-52f0-4b8e-a9d4-1d3f6c2a9e10"])
    name: str = Field(examples=["Li Na"])
    site: str = Field(examples=["65.6501.650102"])
    kind: Kind
    cap: int = Field(examples=[500])
    lines: int = Field(examples=[212])
    is_active: bool
    version: int = Field(examples=[1])


class LineShown(BaseModel):
    """A line that a manager looks after."""

    line_id: int = Field(examples=[1])
    msisdn: str = Field(examples=["186****0001"])
    since: datetime


class AssignmentShown(BaseModel):
    """Who looks after a line, and since when."""

    manager: ManagerShown
    since: datetime


class Reassignment(BaseModel):
    """The manager who is to look after a line; without one, whoever is next by the rule."""

    model_config = ConfigDict(extra="forbid")

    manager: str | None = Field(
        default=None, pattern=PERSON, examples=["b7a3c1de-52f0-4b8e-a9d4-1d3f6c2a9e10"]
    )


def _shown(manager: AccountManager) -> ManagerShown:
    return ManagerShown(
        person_id=manager.person_id,
        name=manager.name,
        site=manager.site,
        kind=manager.kind,
        cap=manager.cap,
        lines=manager.lines,
        is_active=manager.is_active,
        version=manager.version,
    )


def _assigned(found: tuple[AccountManager, Assignment]) -> AssignmentShown:
    manager, assignment = found
    return AssignmentShown(manager=_shown(manager), since=assignment.since)


@router.get("/account-managers", summary="Account managers 客户经理列表")
def list_managers(
    call: SignedIn, listing: ListingAsked, kind: Annotated[Kind | None, Query()] = None
) -> PageOf[ManagerShown]:
    """The account managers of your site and below it; sorted by person_id, site or lines."""
    with call.read() as connection:
        found = roster.list_managers(connection, call.actor, kind, listing)
    return PageOf(items=[_shown(manager) for manager in found.items], next=found.next)


@router.post(
    "/account-managers",
    status_code=201,
    response_model=ManagerShown,
    summary="Add an account manager 新增客户经理",
)
def add_manager(call: Writing, body: NewManager) -> Response:
    """Make a person an account manager."""
    answer = call.once(
        lambda connection: _shown(
            roster.add(connection, call.actor, call.settings, **body.model_dump(), now=call.now)
        ),
        body,
        201,
    )
    tag(answer, 1)
    return answer


@router.get("/account-managers/{person_id}", summary="One account manager 查看客户经理")
def get_manager(call: SignedIn, person_id: PersonId, response: Response) -> ManagerShown:
    """One account manager, with the ETag that a change needs."""
    with call.read() as connection:
        manager = roster.get(connection, call.actor, person_id)
    tag(response, manager.version)
    return _shown(manager)


@router.patch("/account-managers/{person_id}", summary="Change an account manager 修改客户经理")
def change_manager(
    call: SignedIn, person_id: PersonId, body: ManagerChange, version: VersionHeld, response: Response
) -> ManagerShown:
    """Change name or cap, or have them leave: their lines then go to others, as these have room."""
    with call.write() as connection:
        manager = roster.change(connection, call.actor, person_id, version, **body.model_dump(), now=call.now)
    tag(response, manager.version)
    return _shown(manager)


@router.get("/account-managers/{person_id}/lines", summary="Lines of an account manager 客户经理名下线路")
def list_lines(call: SignedIn, person_id: PersonId, listing: ListingAsked) -> PageOf[LineShown]:
    """The lines that a manager looks after now; sorted by since or line_id."""
    with call.read() as connection:
        found = service.lines_of(connection, call.actor, person_id, listing)
        known = lines.of_ids(connection, [assignment.line_id for assignment in found.items])
    shown = [
        LineShown(
            line_id=assignment.line_id,
            msisdn=lines.shown_number(known[assignment.line_id]) if assignment.line_id in known else "",
            since=assignment.since,
        )
        for assignment in found.items
    ]
    return PageOf(items=shown, next=found.next)


@router.get("/lines/{msisdn}/account-manager", summary="Account manager of a line 查看线路的客户经理")
def get_assignment(call: SignedIn, msisdn: Msisdn) -> AssignmentShown:
    """Who looks after a line; 404 where nobody does."""
    with call.read() as connection:
        return _assigned(service.of_line(connection, call.actor, msisdn))


@router.post(
    "/lines/{msisdn}/account-manager", response_model=AssignmentShown, summary="Reassign a line 指派客户经理"
)
def reassign(call: Writing, msisdn: Msisdn, body: Reassignment) -> Response:
    """Give a line to a manager of your choice, or to whoever is next but the present one."""
    return call.once(
        lambda connection: _assigned(
            service.reassign(connection, call.actor, msisdn, body.manager, now=call.now)
        ),
        body,
    )
