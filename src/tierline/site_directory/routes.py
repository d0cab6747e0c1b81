"""`/sites`: the operator's places, as far as whoever asks sees them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tierline.site_directory import service
from tierline.sites import model
from tierline.web.call import SignedIn, Writing
from tierline.web.etags import VersionHeld, tag
from tierline.web.paging import ListingAsked, PageOf

router = APIRouter(tags=["sites"])

PATH = r"^[0-9A-Za-z]{1,20}(\.[0-9A-Za-z]{1,20}){0,3}$"

PRINTED = r"^[^\x00-\x1f\x7f]*$"

Title = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]{1,120}$")]
Called = Annotated[
    str, Query(max_length=120, pattern=PRINTED, description="A part of a name, or how a path begins.")
]
SiteInPath = Annotated[str, Path(pattern=PATH, max_length=83, examples=["65.6501"])]


class Titles(BaseModel):
    """The names of a site."""

    model_config = ConfigDict(extra="forbid")

    title_en: Title = Field(examples=["Urumqi"])
    title_zh: Title = Field(examples=["乌鲁木齐市"])


class NewSite(Titles):
    """A site to be added below one that is there."""

    path: str = Field(pattern=PATH, max_length=83, examples=["65.6501"])


class SiteShown(Titles):
    """A site: province, city, county or hall, by the parts of its path; headquarters has the path ""."""

    path: str = Field(examples=["65.6501"])
    version: int = Field(examples=[1])


def _shown(site: model.Site) -> SiteShown:
    return SiteShown(path=site.path, title_en=site.title_en, title_zh=site.title_zh, version=site.version)


@router.get("/sites", summary="Sites that you see 可见站点")
def list_sites(call: SignedIn, listing: ListingAsked, called: Called = "") -> PageOf[SiteShown]:
    """The sites at your own and below it, by path."""
    with call.read() as connection:
        found = service.list_sites(connection, call.actor, listing, called=called)
    return PageOf(items=[_shown(site) for site in found.items], next=found.next)


@router.get("/sites/{path}", summary="One site 查看站点")
def get_site(call: SignedIn, path: SiteInPath, response: Response) -> SiteShown:
    """One site, with the ETag that a change of its names needs."""
    with call.read() as connection:
        site = service.get(connection, call.actor, path)
    tag(response, site.version)
    return _shown(site)


@router.post("/sites", status_code=201, response_model=SiteShown, summary="Add a site 新增站点")
def add_site(call: Writing, body: NewSite) -> Response:
    """Add a site below one that is there and within your own."""
    site = model.Site(body.path, body.title_en, body.title_zh)
    answer = call.once(
        lambda connection: _shown(service.add(connection, call.actor, site, now=call.now)), body, 201
    )
    tag(answer, 1)
    return answer


@router.patch("/sites/{path}", summary="Rename a site 修改站点名称")
def rename_site(
    call: SignedIn, path: SiteInPath, body: Titles, version: VersionHeld, response: Response
) -> SiteShown:
    """Give a site other names."""
    site = model.Site(path, body.title_en, body.title_zh, version)
    with call.write() as connection:
        renamed = service.rename(connection, call.actor, site, now=call.now)
    tag(response, renamed.version)
    return _shown(renamed)
