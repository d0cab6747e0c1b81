"""What a queue of orders has beside its list: how many there are, and who can be named to follow one."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from tierline.people import service as people
from tierline.rights.model import Actor
from tierline.rights.policy import roles
from tierline.sites.errors import SiteUnknown
from tierline.sites.model import is_within
from tierline.work_orders import store
from tierline.work_orders.model import Action, Person, Tally, WorkOrder


def tally(connection: Connection, actor: Actor, site: str, *, soon: timedelta, now: datetime) -> Tally:
    """How many open orders lie at a site and below it, late and due within `soon` among them.

    Raises SiteUnknown where the site is not the actor's or below it. Clause: CHN-11.
    """
    actor.require("work_order:read")
    if not is_within(site, actor.site):
        raise SiteUnknown(site=site[:120])
    return store.tally(connection, site, limit=actor.site, at=now, soon=now + soon)


def count_followed(connection: Connection, actor: Actor, person_id: str) -> int:
    """How many open orders name a person, for whoever sees people: closing an account changes none."""
    actor.require("person:read")
    return store.count_followed(connection, person_id, actor.site)


def followers(connection: Connection, actor: Actor, order: WorkOrder, action: Action) -> list[Person]:
    """Who can be named to follow an order that is passed on or assigned, by name.

    They see work orders at the county, or where the order lies, by a role that they hold there or below.
    """
    actor.require("work_order:read")
    site = order.sites.county if action is Action.PASS_ON else order.at_site
    roles_there = [name for name, role in roles().items() if "work_order:read" in role.permissions]
    found = {one.id: one.name for role in roles_there for one in people.holders(connection, role, site)}
    return sorted((Person(*one) for one in found.items()), key=lambda person: (person.name, person.id))
