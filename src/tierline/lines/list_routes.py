"""`GET /lines`: lines that an actor may see, page by page; and all memberships of one of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from tierline.database.paging import Page
from tierline.lines import service
from tierline.lines.model import Line, LinesWanted, Membership, Status
from tierline.lines.msisdn import PATTERN
from tierline.lines.shown import BY_HAND, SOURCE, ByHandShown, by_hand_json
from tierline.web.call import SignedIn
from tierline.web.paging import ListingAsked, PageOf

router = APIRouter(tags=["lines"])

Number = Annotated[str, Path(pattern=PATTERN, examples=["18600000001"])]


class LineListed(BaseModel):
    """A line in a list, its number masked."""

    id: int = Field(examples=[1000001])
    number: str = Field(examples=["186****0001"])
    segment: str = Field(examples=["public"])
    product: str = Field(examples=["mobile_3g"])
    payment: str = Field(examples=["prepaid"])
    status: Status
    site: str = Field(examples=["65.6501.650102"])
    joined_on: date = Field(examples=["2009-03-01"])


class MembershipShown(BaseModel):
    """A tier that the line has, had or will have; `ends_on` null is without end."""

    scheme: str = Field(examples=["unicom-vip"])
    tier: str = Field(examples=["gold"])
    since: date = Field(examples=["2012-01-01"])
    ends_on: date | None = Field(examples=["2013-01-08"])
    source: str = SOURCE
    by_hand: ByHandShown | None = BY_HAND


class Memberships(BaseModel):
    """The memberships of a line by scheme and first day, since its present owner has it."""

    items: list[MembershipShown]


@router.get("/lines", summary="List lines 线路列表")
def list_lines(
    call: SignedIn,
    listing: ListingAsked,
    site: Annotated[str | None, Query(max_length=120, examples=["65.6501"])] = None,
    product: Annotated[str | None, Query(max_length=32, examples=["mobile_4g"])] = None,
    status: Status | None = None,
    scheme: Annotated[str | None, Query(max_length=64, examples=["unicom-star"])] = None,
    tier: Annotated[
        str | None,
        Query(max_length=64, description="A tier that the line holds today.", examples=["five_star"]),
    ] = None,
) -> PageOf[LineListed]:
    """Lines at your site and below it. Sort by `id`, `joined_on` or `site`."""
    today = call.now.astimezone(call.settings.time_zone).date()
    wanted = LinesWanted(site, product, status, scheme, tier)
    with call.read() as connection:
        found: Page[Line] = service.list_lines(connection, call.actor, wanted, listing, on=today)
    items = [
        LineListed(number=service.shown_number(one), **{name: getattr(one, name) for name in SHOWN})
        for one in found.items
    ]
    return PageOf[LineListed](items=items, next=found.next)


SHOWN = [name for name in LineListed.model_fields if name != "number"]


@router.get("/lines/{msisdn}/memberships", summary="Memberships of a line 线路的会员期")
def list_memberships(call: SignedIn, msisdn: Number) -> Memberships:
    """All memberships of a line, by rating and by hand, but those that ended before its owner had it.

    On the days of a tier that is set by hand it is in force in the place of the rated one of its scheme.
    """
    with call.read() as connection:
        line = service.find(connection, call.actor, msisdn)
        held: list[Membership] = service.memberships_of_owner(connection, line, zone=call.settings.time_zone)
    items = [
        MembershipShown.model_validate({**vars(one), "by_hand": by_hand_json(call.actor, one)})
        for one in held
    ]
    return Memberships(items=items)
