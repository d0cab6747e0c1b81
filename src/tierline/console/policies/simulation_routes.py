"""`/policies/simulations/{task}/lines`: the lines behind a figure of a simulation."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from tierline.console.forms import Form
from tierline.console.policies import words
from tierline.console.policies.matrix import NO_TIER
from tierline.console.visit import KnownVisit
from tierline.policy.phrases import value_text
from tierline.policy_desk import simulations
from tierline.policy_desk.simulation import NONE, LinesAsked
from tierline.site_directory import service as site_directory
from tierline.web.paging import ListingAsked
from tierline.wording import Text

router = APIRouter()

TaskId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
Word = Annotated[str, Query(max_length=120, pattern=r"^[^\x00]*$")]
SITE = re.compile(r"[0-9A-Za-z.]{0,120}")
NO_SITE = Text("Expected a site by its path, such as 65.6501.", "应为站点路径，例如 65.6501。")


@router.get("/policies/simulations/{task_id}/lines")
def list_lines(
    visit: KnownVisit,
    task_id: TaskId,
    listing: ListingAsked,
    month: Word = "",
    present: Word = "",
    draft: Word = "",
    cause: Word = "",
    effect: Word = "",
    site: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """A page of the lines that differ, narrowed by what the figure was about."""
    is_site = SITE.fullmatch(site) is not None
    form = Form({"site": [site]}, {} if is_site else {"site": NO_SITE.read(visit.language)})
    asked = LinesAsked(month, present, draft, cause, effect, site if is_site else "")
    with visit.read() as connection:
        found = simulations.simulation(connection, visit.actor, visit.settings, task_id)
        page = None
        if is_site:
            page = simulations.simulated_lines(
                connection, visit.actor, visit.settings, task_id, asked, listing
            )
        sites = site_directory.titles(connection, {one.site for one in page.items} if page else ())
    titles = {**dict(found.tiers), NONE: NO_TIER, "": NO_TIER}
    return visit.page(
        "policies/lines.html",
        200 if is_site else 422,
        form=form,
        simulation=found,
        page=page,
        asked={**vars(asked), "after": listing.after},
        month_choices=[(one.month, one.month) for one in found.months],
        titles=titles,
        sites=sites,
        value_text=value_text,
        said_of={one.name: (*one.after, *one.before) for one in found.causes},
        effects=words.EFFECTS,
        limit=listing.limit,
    )
