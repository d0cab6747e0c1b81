"""The publications of runs, for whoever wants to know what the service goes by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from tierline.publishing.model import Publication, State
from tierline.publishing.service import listed
from tierline.web.call import SignedIn
from tierline.web.paging import ListingAsked, PageOf
from tierline.web.values import DayGiven

router = APIRouter(tags=["publications"])


class CountsShown(BaseModel):
    """What a publication has changed so far."""

    lines_new: int = Field(examples=[1840])
    lines_changed: int = Field(examples=[9310])
    memberships_begun: int = Field(examples=[12379])
    memberships_changed: int = Field(examples=[10539])
    memberships_removed: int = Field(examples=[0])
    duties_owed: int = Field(examples=[12379])
    lines_left: int = Field(examples=[3], description="Lines in use that the run does not know.")
    overrides_begun: int = Field(examples=[2], description="Tiers set by hand that are new.")
    overrides_changed: int = Field(examples=[0])
    overrides_removed: int = Field(examples=[1])


class PublicationShown(BaseModel):
    """A run brought into the service, and how far it has come."""

    id: int = Field(examples=[12])
    scheme: str = Field(examples=["unicom-star"])
    month: date = Field(examples=["2026-12-01"])
    rated_on: date = Field(examples=["2026-12-05"])
    digest: str = Field(examples=["9f2c6f0e5d1b"])
    state: State
    owes_duties: bool
    counts: CountsShown
    begun_by: str = Field(examples=["system:operator"])
    started_at: datetime
    ended_at: datetime | None


def shown(publication: Publication) -> PublicationShown:
    """A publication as the API shows it; where its folder lies is for the command line alone."""
    return PublicationShown.model_validate(publication, from_attributes=True)


@router.get("/publications", summary="Runs brought into the service 评级结果发布记录")
def list_publications(
    call: SignedIn,
    listing: ListingAsked,
    scheme: Annotated[str | None, Query(max_length=64, examples=["unicom-star"])] = None,
    month: Annotated[
        DayGiven | None, Query(description="First day of the month.", examples=["2026-12-01"])
    ] = None,
) -> PageOf[PublicationShown]:
    """Publications, latest first. Sort by `started_at` or `month`."""
    with call.read() as connection:
        page = listed(connection, call.actor, listing, scheme=scheme, month=month)
    return PageOf[PublicationShown](items=[shown(one) for one in page.items], next=page.next)
