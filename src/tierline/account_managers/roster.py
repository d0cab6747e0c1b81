"""Use cases of the managers themselves, apart from those of their lines: joining, changing and leaving."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from tierline.account_managers import store
from tierline.account_managers.errors import ManagerExists, ManagerUnknown
from tierline.account_managers.model import AccountManager, Kind
from tierline.audit import service as audit
from tierline.database.errors import ChangedMeanwhile
from tierline.database.paging import Listing, Page
from tierline.jobs import service as jobs
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.sites.errors import SiteUnknown
from tierline.sites.model import checked, is_within


def list_managers(
    connection: Connection, actor: Actor, kind: Kind | None, listing: Listing
) -> Page[AccountManager]:
    """A page of the account managers of the actor's site and below it."""
    actor.require("manager:read")
    return store.list_managers(connection, actor.site, kind, listing)


def get(connection: Connection, actor: Actor, person_id: str) -> AccountManager:
    """One account manager. Raises ManagerUnknown where the actor does not see them."""
    actor.require("manager:read")
    manager = store.find(connection, person_id, actor.site)
    if manager is None:
        raise ManagerUnknown()
    return manager


def add(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    *,
    person_id: str,
    name: str,
    site: str,
    kind: Kind,
    cap: int | None,
    now: datetime,
) -> AccountManager:
    """Make somebody an account manager of a site. Raises ManagerExists, SiteWrong and SiteUnknown."""
    actor.require("manager:assign")
    if not is_within(checked(site), actor.site):
        raise SiteUnknown(site=site)
    manager = AccountManager(
        person_id, name, site, kind, cap or settings.managed_lines, lines=0, is_active=True, version=1
    )
    if not store.add(connection, manager):
        raise ManagerExists()
    facts = {"site": site, "kind": kind.value, "cap": manager.cap}
    audit.record(connection, actor, "manager.add", ("account_manager", person_id), now=now, facts=facts)
    return manager


def change(
    connection: Connection,
    actor: Actor,
    person_id: str,
    version: int,
    *,
    name: str | None = None,
    cap: int | None = None,
    is_active: bool | None = None,
    now: datetime,
) -> AccountManager:
    """Change what is given. The lines of one who is no longer active go to others, as these have room.

    A lower cap takes no line away; it only lets none be added. Raises ManagerUnknown and ChangedMeanwhile.
    """
    actor.require("manager:assign")
    get(connection, actor, person_id)
    given = {"name": name, "cap": cap, "is_active": is_active}
    values = {key: value for key, value in given.items() if value is not None}
    if not store.change(connection, person_id, version, **values):
        raise ChangedMeanwhile(held=version)
    if is_active is False:
        hand_over(connection, person_id, f"{version}", after=0, now=now)
    facts = {key: value for key, value in values.items() if key != "name"}
    audit.record(connection, actor, "manager.change", ("account_manager", person_id), now=now, facts=facts)
    return get(connection, actor, person_id)


def hand_over(connection: Connection, person_id: str, occasion: str, *, after: int, now: datetime) -> None:
    """Have the lines of a manager who left, from the assignment after `after`, given to others soon."""
    jobs.schedule(
        connection,
        "account_managers.hand_over",
        f"account_managers.hand_over:{person_id}:{occasion}:{after}",
        now,
        {"manager": person_id, "occasion": occasion, "after": after},
        now=now,
    )


def hand_over_all(connection: Connection, occasion: str, *, now: datetime) -> None:
    """The same for everybody who left and still has lines, because nobody had room before."""
    for person_id in store.away_with_lines(connection):
        hand_over(connection, person_id, occasion, after=0, now=now)
