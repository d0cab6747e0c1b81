"""People and systems that work with the service, the roles they hold at sites, and what signing in gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tierline.rights.model import Actor, ActorKind
from tierline.rights.policy import CUSTOMER, roles
from tierline.sites.model import HEADQUARTERS
from tierline.wording import Language

NOWHERE = "-"
"""The site of whoever may see no site: no path equals it or lies below it."""

ROLES_OF_SYSTEMS = frozenset({"billing_system", "message_gateway"})
"""Roles that are made for systems and not given to people."""


@dataclass(frozen=True)
class RoleHeld:
    """A role that somebody holds at a site, and hence at every site below it. Clause: CHN-11."""

    role: str
    site: str


@dataclass(frozen=True)
class PersonFacts:
    """What an administrator writes down of a person; `site`, where they belong, gives no right by itself."""

    name: str
    department: str
    site: str
    language: Language
    is_active: bool = True


@dataclass(frozen=True)
class Person:
    """Somebody who works with the service; what they may do follows from `roles` alone."""

    id: str
    account: str
    facts: PersonFacts
    has_password: bool
    version: int
    roles: tuple[RoleHeld, ...]

    @property
    def name(self) -> str:
        """The name, which is shown to colleagues and never logged."""
        return self.facts.name

    @property
    def site(self) -> str:
        """The site to which the person belongs."""
        return self.facts.site

    @property
    def is_active(self) -> bool:
        """False for somebody who may no longer sign in."""
        return self.facts.is_active


@dataclass(frozen=True)
class Client:
    """A system with credentials of its own; it holds its roles at one site."""

    id: str
    name: str
    site: str
    roles: tuple[str, ...]
    is_active: bool
    has_secret: bool
    version: int


@dataclass(frozen=True)
class Caller:
    """Where an attempt to sign in comes from: a network address, and the id of the request."""

    address: str
    request_id: str = ""


@dataclass(frozen=True)
class SignedIn:
    """What signing in gives. The token is shown this once; the database holds its digest alone.

    `site` is the post that the token is for; None where it opens nothing but one's own password and sign-out.
    """

    token: str
    expires_at: datetime
    site: str | None
    posts: tuple[str, ...]
    must_change_password: bool


def roles_for_people() -> list[str]:
    """The names of the roles that a person may hold, in the order of roles.yaml."""
    return [name for name in roles() if name != CUSTOMER and name not in ROLES_OF_SYSTEMS]


def nobody(site: str = HEADQUARTERS, request_id: str = "") -> Actor:
    """Who acts in the audit trail where somebody has not yet shown who they are."""
    return Actor("nobody", ActorKind.SYSTEM, "nobody", site, frozenset(), request_id=request_id)
