"""What was published; publishing itself is in publisher.py, which takes time to load its engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from tierline.database.paging import Listing, Page
from tierline.publishing import rules, store
from tierline.publishing.model import Decision, Identity, Publication, State
from tierline.rights.model import Actor


def listed(
    connection: Connection,
    actor: Actor,
    listing: Listing,
    *,
    scheme: str | None = None,
    month: date | None = None,
) -> Page[Publication]:
    """A page of the publications, latest first unless the listing says otherwise."""
    actor.require("publishing:read")
    return store.listed(connection, replace(listing, sort=listing.sort or "-started_at"), scheme, month)


def last_of_schemes(connection: Connection) -> dict[str, Publication]:
    """The publication of each scheme that was done last; for other rooms, without anybody's limit."""
    return {one.scheme: one for one in store.last_done(connection)}


def current(connection: Connection) -> list[Publication]:
    """The publications by which the service goes, and those under way; the caller requires a permission."""
    return store.current(connection)


def foreseen(
    connection: Connection,
    actor: Actor,
    scheme: str,
    month: date,
    rated_on: date,
    *,
    is_published: bool,
    today: date,
) -> Decision:
    """What publishing a run would come to now; `is_published` where its content is what was published last.

    Raises PermissionMissing, and RunOlder where a later month was published.
    """
    actor.require("publishing:read")
    past = store.of_scheme(connection, scheme)
    standing = (one.digest for one in past if one.month == month and one.state is not State.SUPERSEDED)
    # The digest itself is not needed, for which large files would be read.
    digest = next(standing, "") if is_published else ""
    return rules.decision(Identity(scheme, month, rated_on, digest), past, None, today=today)
