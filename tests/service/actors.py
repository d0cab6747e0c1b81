"""Actors for tests, made without accounts."""

from __future__ import annotations

from tierline.people.model import NOWHERE
from tierline.rights.model import Actor, ActorKind
from tierline.rights.policy import permissions_of

CITY = "65.6501"
COUNTY = "65.6501.650102"
HALL = "65.6501.650102.H1"


def actor(*roles: str, site: str = CITY, department: str = "customer_service") -> Actor:
    """A person with these roles at a site."""
    name = "-".join(roles) or "nobody"
    return Actor(
        id=f"person:{name}@{site}",
        kind=ActorKind.PERSON,
        name=name,
        site=site,
        permissions=permissions_of(tuple(sorted(roles))),
        department=department,
    )


def customer(line_id: int, owner_no: int = 1) -> Actor:
    """A customer who signed in for a line."""
    return Actor(
        id=f"customer:{line_id}.{owner_no}",
        kind=ActorKind.CUSTOMER,
        name="customer",
        site=NOWHERE,
        permissions=permissions_of(("customer",)),
        line_id=line_id,
        owner_no=owner_no,
    )


def client(*roles: str, site: str = "") -> Actor:
    """A system with credentials of its own."""
    return Actor(
        id=f"client:{'-'.join(roles)}",
        kind=ActorKind.CLIENT,
        name="-".join(roles),
        site=site,
        permissions=permissions_of(tuple(sorted(roles))),
    )
