"""What each room counts for the start page, from its own use cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from tierline.console.start.figure import Figure
from tierline.console.visit import Visit
from tierline.database.paging import MOST_ROWS, Listing
from tierline.reconnections import service
from tierline.reconnections.model import State, Wanted
from tierline.wording import Text

SOON = timedelta(hours=6)
"""A reconnection that ends within a shift is worth a call."""


def reconnections(connection: Connection, visit: Visit) -> Sequence[Figure]:
    """Active ones, and those that end soon."""
    wanted = Wanted(states=(State.ACTIVE,), site="")
    page = service.listed(connection, visit.actor, wanted, Listing(MOST_ROWS))
    soon = [one for one in page.items if one.expires_at and one.expires_at <= visit.now + SOON]
    more = page.next is not None
    return [
        Figure(Text("active", "生效中"), len(page.items), "/reconnections?state=active", is_at_least=more),
        Figure(
            Text("end within 6 hours", "6 小时内到期"),
            len(soon),
            "/reconnections?state=active",
            "warn" if soon else "",
            is_at_least=more,
        ),
    ]
