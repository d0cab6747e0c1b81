"""The actor who asks, and roles as sets of permissions named thing:verb. Clause: GOV-01."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tierline.rights.errors import PermissionMissing
from tierline.wording import Text


class ActorKind(StrEnum):
    """What an actor is."""

    PERSON = "person"
    CLIENT = "client"
    """A system with credentials of its own."""
    CUSTOMER = "customer"
    SYSTEM = "system"
    """The service itself: its worker and its command line."""


@dataclass(frozen=True)
class Role:
    """A set of permissions with its names."""

    name: str
    title: Text
    permissions: frozenset[str]


@dataclass(frozen=True)
class Actor:
    """Who acts, where they belong, and what they may do.

    `site` limits what they see to it and what lies below; a customer sees the line `line_id` alone, and of
    its history what belongs to the owner `owner_no`. `department` is a person's, "" where unknown.
    """

    id: str
    kind: ActorKind
    name: str
    site: str
    permissions: frozenset[str]
    department: str = ""
    line_id: int | None = None
    owner_no: int | None = None
    request_id: str = ""

    def may(self, permission: str) -> bool:
        """True where the actor has that permission."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise PermissionMissing where the actor lacks the permission."""
        if permission not in self.permissions:
            raise PermissionMissing(permission=permission)
