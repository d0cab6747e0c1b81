"""Where a customer may be booked for, and how far ahead a first free time is looked for. Pure."""

from __future__ import annotations

from datetime import timedelta

from tierline.appointments.slots import limit_of
from tierline.lines.model import Line
from tierline.rights.model import Actor
from tierline.sites.model import Rank, above, ancestor, is_within

LOOKED_AHEAD = timedelta(days=7)


def places_of(actor: Actor, line: Line) -> list[str]:
    """Where to look, the nearest first: county, city and province of the line, as far as the actor sees."""
    limit = limit_of(actor)
    county = ancestor(line.site, Rank.COUNTY)
    near = [path for path in reversed(above(line.site)) if path and is_within(path, limit)]
    # A hall of its own is no limit to where its customers may go.
    return [path for path in near if path == county or path != line.site or county is None] or [limit]
