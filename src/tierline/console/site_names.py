"""What sites are called, on pages that are opened while a phone rings: asked for once in a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.datastructures import State

from tierline.database.connect import Database
from tierline.database.errors import DatabaseUnreachable
from tierline.site_directory import service as site_directory
from tierline.wording import Text

KEPT = timedelta(minutes=5)
"""A site that is renamed has its new name on every page after this time."""

MOST_KEPT = 2000
HEADQUARTERS = Text("Headquarters", "总部")


def site_names(state: State) -> SiteNames:
    """The names that an application keeps; an application anew keeps none yet."""
    if not hasattr(state, "site_names"):
        state.site_names = SiteNames()
    names: SiteNames = state.site_names
    return names


class SiteNames:
    """The names of sites, each asked for once in a while: no page waits for them twice."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Text, datetime]] = {}

    def of(self, database: Database, path: str, now: datetime) -> Text:
        """The name of a site; its path where the database does not answer, as on the page that says so."""
        found = self._kept.get(path)
        if found and found[1] > now:
            return found[0]
        try:
            with database.read() as connection:
                title = site_directory.title(connection, path)
        except (OperationalError, PoolExhausted, DatabaseUnreachable):
            return Text(path, path)
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[path] = (title, now + KEPT)
        return title
