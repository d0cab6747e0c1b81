"""`/months/{month}/{scheme}/lines`: the lines behind a figure, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from tierline.console.errors import FiltersWrong
from tierline.console.forms import Form
from tierline.console.months.line_file import LineFile
from tierline.console.months.routes import PATH, MonthGiven, SchemeGiven, first_day
from tierline.console.months.words import CHANGES, REASONS
from tierline.console.table_file import answered
from tierline.console.visit import KnownVisit, Visit
from tierline.database.paging import Listing
from tierline.months import service
from tierline.months.bodies import CHECK, NAME, SITE
from tierline.months.exporting import lines_to_export, record
from tierline.months.model import NO_TIER, LineGraded, Wanted
from tierline.months.titles import Names, names_of
from tierline.policy.vocabulary import Change, Reason
from tierline.site_directory import service as site_directory
from tierline.sites.model import above, is_within
from tierline.wording import Text

router = APIRouter()

ROWS = 50

ANY = ("", Text("all", "全部"))


class Filters(BaseModel):
    """What the list is narrowed to, as its form sends it: a filter that is left open is empty."""

    change: Change | Literal[""] = ""
    tier: str = Field(default="", pattern=rf"^$|{NAME}")
    reason: Reason | Literal[""] = ""
    site: str = Field(default="", pattern=SITE, max_length=83)
    check: str = Field(default="", pattern=rf"^$|{CHECK}")
    after: str = Field(default="", max_length=40)

    @property
    def wanted(self) -> Wanted:
        """The same as the use case takes it."""
        given = {name: getattr(self, name) or None for name in Wanted.__dataclass_fields__}
        return Wanted(**given)


@router.get(f"{PATH}/{{month}}/{{scheme}}/lines")
def list_lines(
    visit: KnownVisit,
    month: MonthGiven,
    scheme: SchemeGiven,
    filters: Annotated[Filters, Query()],
) -> Response:
    """The lines of a month that fit all that is asked for. Clause: CHN-11."""
    day, wanted = first_day(month), filters.wanted
    names = names_of(visit.actor, visit.settings, day, scheme)
    with visit.read() as connection:
        page = service.lines(
            connection, visit.actor, visit.settings, day, scheme, wanted, Listing(ROWS, filters.after)
        )
        sites = _sites(connection, visit, day, scheme, filters.site or visit.actor.site)
        titles = site_directory.titles(connection, {line.site for line in page.items})
    asked = filters.model_dump(mode="json")
    return visit.page(
        "months/lines.html",
        day=day,
        month=month,
        scheme=scheme,
        names=names,
        columns=_columns(names, page.items),
        lines=page.items,
        next=page.next,
        asked=asked,
        wanted=wanted,
        titles=titles,
        filters=_filters(names, sites),
        changes=CHANGES,
        reasons=REASONS,
        form=Form({name: [value] for name, value in asked.items()}),
    )


@router.post(f"{PATH}/{{month}}/{{scheme}}/lines/file")
def take_out_lines(visit: KnownVisit, month: MonthGiven, scheme: SchemeGiven) -> Response:
    """The same lines, all of them, as a file. Clauses: CHN-11, GOV-01."""
    found = visit.filled(Filters)
    if found.body is None:
        raise FiltersWrong()
    day = first_day(month)
    # Files are read for it, hence before anybody is kept from writing.
    export = lines_to_export(visit.actor, visit.settings, day, scheme, found.body.wanted)
    with visit.write() as connection:
        record(connection, visit.actor, export, now=visit.now)

    file = LineFile(names_of(visit.actor, visit.settings, day, scheme), visit.language)
    pieces = file.pieces(export.batches(visit.service.database), cache(visit.site_name))
    return answered(f"{scheme}-{month}-lines", pieces)


@dataclass(frozen=True)
class Columns:
    """The columns of a page of the list: one in which no line has anything is left out."""

    measures: Mapping[str, Text]
    has_score: bool
    has_tier: bool
    has_change: bool
    has_reason: bool


def _columns(names: Names, lines: Sequence[LineGraded]) -> Columns:
    measured = {name for line in lines for name, value in line.figures.items() if value is not None}
    return Columns(
        {name: title for name, title in names.measures.items() if name in measured},
        any(line.score is not None for line in lines),
        any(line.tier or line.rated_tier or line.previous_tier for line in lines),
        any(line.change is not Change.NONE for line in lines),
        any(line.ineligible_reason is not None for line in lines),
    )


def _filters(names: Names, sites: Mapping[str, Text]) -> list[tuple[str, Text, list[tuple[str, Text]]]]:
    """Each filter with what it offers."""
    tiers = [*names.tiers.items(), (NO_TIER, Text("no tier", "无等级"))]
    changes = [(change.value, title) for change, title in CHANGES.items()]
    reasons = [(reason.value, title) for reason, title in REASONS.items()]
    return [
        *([("change", Text("Change", "变动"), [ANY, *changes])] if names.has_memberships else []),
        ("tier", Text("Tier", "等级"), [ANY, *tiers]),
        ("reason", Text("Not rated because", "未评定原因"), [ANY, *reasons]),
        ("site", Text("Site", "站点"), [ANY, *sites.items()]),
    ]


def _sites(connection: Connection, visit: Visit, day: date, scheme: str, site: str) -> Mapping[str, Text]:
    """The way down to a site, and those right below it."""
    way = [one for one in above(site) if is_within(one, visit.actor.site) and one != visit.actor.site]
    found = dict(site_directory.titles(connection, way))
    return found | service.sites_below(connection, visit.actor, visit.settings, day, scheme, site)
