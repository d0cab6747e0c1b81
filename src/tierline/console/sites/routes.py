"""`/sites` and `/sites/{path}`: a site with those right below it; finding, adding and renaming."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from tierline.console.filters import Filter
from tierline.console.forms import Form
from tierline.console.visit import KnownVisit, Visit
from tierline.people import staff
from tierline.site_directory import service
from tierline.site_directory.routes import PATH, PRINTED, Title
from tierline.sites.model import HEADQUARTERS, Rank, Site, above, is_within, rank
from tierline.wording import Text

router = APIRouter()

SitePath = Annotated[str, Path(pattern=PATH, max_length=83)]

RANKS: Mapping[Rank, Text] = {
    Rank.HEADQUARTERS: Text("headquarters", "总部"),
    Rank.PROVINCE: Text("province", "省"),
    Rank.CITY: Text("city", "地市"),
    Rank.COUNTY: Text("county", "区县"),
    Rank.HALL: Text("hall", "营业厅"),
}


class SitesAsked(Filter):
    """Which sites are shown: those right below, or all below that are called so."""

    called: Annotated[str, Field(max_length=120, pattern=PRINTED)] = ""


class NewForm(BaseModel):
    """A site to be added below the one of the page, by the last part of its path."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,20}$", examples=["6501"])]
    title_en: Title = Field(examples=["Urumqi"])
    title_zh: Title = Field(examples=["乌鲁木齐市"])


class NamesForm(BaseModel):
    """Other names of a site, made from a version of it."""

    version: Annotated[int, Field(ge=1, lt=2**31)]
    title_en: Title = Field(examples=["Urumqi"])
    title_zh: Title = Field(examples=["乌鲁木齐市"])


@router.get("/sites")
def show_own(visit: KnownVisit) -> Response:
    """One's own site."""
    return _page(visit, visit.actor.site)


@router.get("/sites/{path}")
def show_site(visit: KnownVisit, path: SitePath) -> Response:
    """A site within one's own."""
    return _page(visit, path)


@router.post("/sites")
def add_at_top(visit: KnownVisit) -> Response:
    """Add a province below headquarters."""
    return _added(visit, HEADQUARTERS)


@router.post("/sites/{path}/below")
def add_below(visit: KnownVisit, path: SitePath) -> Response:
    """Add a site below this one."""
    return _added(visit, path)


def _added(visit: Visit, path: str) -> Response:
    found = visit.filled(NewForm)
    if found.body is None:
        return _page(visit, path, 422, new=found.form)
    body = found.body
    site = Site(f"{path}.{body.code}" if path else body.code, body.title_en, body.title_zh)

    def use_case(connection: Connection) -> Mapping[str, Any]:
        return {"added": service.add(connection, visit.actor, site, now=visit.now).path}

    return visit.carried_out(
        found.form, use_case, _address(path), lambda form, status: _page(visit, path, status, new=form)
    )


@router.post("/sites/{path}")
def rename(visit: KnownVisit, path: SitePath) -> Response:
    """Give a site other names."""
    found = visit.filled(NamesForm)
    if found.body is None:
        return _page(visit, path, 422, names=found.form)
    body = found.body
    site = Site(path, body.title_en, body.title_zh, body.version)

    def use_case(connection: Connection) -> Mapping[str, Any]:
        return {"renamed": service.rename(connection, visit.actor, site, now=visit.now).path}

    return visit.carried_out(
        found.form, use_case, _address(path), lambda form, status: _page(visit, path, status, names=form)
    )


def _address(path: str) -> str:
    return f"/sites/{path}" if path else "/sites"


def _page(
    visit: Visit, path: str, status: int = 200, *, new: Form | None = None, names: Form | None = None
) -> Response:
    found = visit.asked(SitesAsked)
    asked = found.body or SitesAsked()
    with visit.read() as connection:
        page = (
            service.list_sites(connection, visit.actor, asked.listing, at=path, called=asked.called)
            if asked.called
            else service.list_below(connection, visit.actor, path, asked.listing)
        )
        site = service.get(connection, visit.actor, path) if path else None
        on_the_way = [each for each in above(path)[:-1] if is_within(each, visit.actor.site)]
        titles = service.titles(connection, on_the_way)
        people = None
        if visit.actor.may("person:read"):
            shown = (path, *(each.path for each in page.items))
            people = staff.count_within(connection, visit.actor, shown)
        said = visit.answer(connection)
    return visit.page(
        "sites/site.html",
        status if found.body else 422,
        at=path,
        address=_address(path),
        site=site,
        rank=RANKS[rank(path)],
        next_rank=RANKS[Rank(rank(path) + 1)] if rank(path) < Rank.HALL else None,
        on_the_way=[(each, titles[each]) for each in on_the_way],
        shown=page.items,
        next=page.next,
        find=found.form,
        asked={"called": found.form.value("called"), "after": asked.after},
        people=people,
        all_people=None if people is None else people[path],
        new=new or Form(),
        names=names or Form(),
        said=said,
    )
