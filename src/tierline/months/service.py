"""What those see of a month who answer for it, within their site. Clauses: CHN-11, GOV-03."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import Connection

from tierline.database.errors import SortUnknown
from tierline.database.paging import Listing, Page
from tierline.duties import service as duties
from tierline.months import lists, runs
from tierline.months.errors import OnlyOfLines, PlaceWrong
from tierline.months.figures import figures_of
from tierline.months.listing import listed_as, months_listed
from tierline.months.model import DutyCount, LineGraded, MonthListed, MonthShown, Wanted
from tierline.months.numbers import numbered
from tierline.months.showing import with_lines, without_lines
from tierline.policy.model import Rates
from tierline.publishing import service as publishing
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.site_directory import service as site_directory
from tierline.sites.model import is_within
from tierline.wording import Text

PLACE = re.compile(r"-?[0-9]{1,18}")
"""The place in a list of lines is the id of the last."""


def listed(connection: Connection, actor: Actor, settings: Settings, listing: Listing) -> Page[MonthListed]:
    """The graded months with the run of each scheme, latest month first; a page holds `limit` whole months.

    Raises PermissionMissing, RunsNotKept and PlaceWrong.
    """
    actor.require("run:read")
    _check_sort(listing, "month")
    months = runs.months(settings)
    if listing.after:
        months = [month for month in months if month < _month_after(listing.after)]
    shown = months[: listing.limit]
    is_last = len(shown) == len(months)
    found = months_listed(connection, settings, shown)
    return Page(found, None if is_last else f"{shown[-1]:%Y-%m}")


def shown(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    month: date,
    scheme: str,
    *,
    has_examples: bool = True,
) -> MonthShown:
    """A scheme's month beside the one before, within the actor's site; counts are remembered, examples not.

    Raises PermissionMissing, RunsNotKept and MonthUnknown.
    """
    actor.require("run:read")
    run = runs.get(settings, month, scheme)
    bare = without_lines(run, listed_as(connection, run, publishing.current(connection)))
    if run.recorded.rates is Rates.SITE:
        return bare
    return with_lines(connection, actor, settings, run, bare, has_examples=has_examples)


def lines(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    month: date,
    scheme: str,
    wanted: Wanted,
    listing: Listing,
) -> Page[LineGraded]:
    """The lines behind a figure of a month, by id, within the actor's site; their numbers are masked.

    Raises PermissionMissing, RunsNotKept, MonthUnknown, OnlyOfLines, CheckUnknown and PlaceWrong.
    """
    actor.require("run:read")
    _check_sort(listing, "subscriber_id")
    run = runs.get(settings, month, scheme)
    if run.recorded.rates is Rates.SITE:
        raise OnlyOfLines(scheme=scheme)
    after = _id_after(listing.after) if listing.after else None
    found = lists.lines_of(run, wanted, actor.site, after=after, limit=listing.limit + 1)
    page = found[: listing.limit]
    place = str(page[-1].subscriber_id) if len(found) > listing.limit else None
    return Page(numbered(connection, page), place)


def duties_due(connection: Connection, actor: Actor, month: date, scheme: str) -> list[DutyCount]:
    """The duties of a scheme's month by kind and state, within the actor's site."""
    counts = duties.counted(connection, actor, scheme=scheme, month=month)
    return [DutyCount(duty.value, state.value, count) for (duty, state), count in counts.items()]


def _check_sort(listing: Listing, only: str) -> None:
    """Raises SortUnknown where another order is asked for than the one that there is."""
    if listing.sort not in ("", only):
        raise SortUnknown(found=listing.sort[:40], known=only)


def _month_after(place: str) -> date:
    if not runs.MONTH.fullmatch(place):
        raise PlaceWrong(field="after")
    return date.fromisoformat(f"{place}-01")


def _id_after(place: str) -> int:
    if not PLACE.fullmatch(place):
        raise PlaceWrong(field="after")
    return int(place)


def sites_below(
    connection: Connection, actor: Actor, settings: Settings, month: date, scheme: str, site: str
) -> dict[str, Text]:
    """The sites right below one that have lines in a run, with their titles; none outside the actor's site.

    Raises PermissionMissing, RunsNotKept and MonthUnknown.
    """
    actor.require("run:read")
    if not is_within(site, actor.site):
        return {}
    found = figures_of(runs.get(settings, month, scheme), site).by_site
    return site_directory.titles(connection, [one for one in found if one != site])
