"""What the routes of this room read and answer, as pydantic models with examples."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from tierline.people.model import NOWHERE, Client, Person, RoleHeld, SignedIn
from tierline.rights.model import Actor, Role
from tierline.sites.model import PATH
from tierline.wording import Language

# Control characters are no part of a name, and a database may refuse them.
PRINTED = r"^[^\x00-\x1f\x7f]+$"
SITE_PATTERN = f"^({PATH.pattern})?$"
ID_PATTERN = "^[0-9a-f-]{36}$"
ROLE_PATTERN = "^[a-z_]{1,32}$"

SitePathOf = Annotated[str, Field(max_length=120, pattern=SITE_PATTERN, examples=["65.6501"])]
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=PRINTED, examples=["Zhao Min"])]
Department = Annotated[
    str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$", examples=["customer_service"])
]
RoleName = Annotated[str, Field(max_length=32, pattern=ROLE_PATTERN, examples=["clerk"])]
Password = Annotated[SecretStr, Field(min_length=1, max_length=256, examples=["four plain words here"])]


class Asked(BaseModel):
    """A request; a field that is not known is refused, for it may be a mistyped one."""

    model_config = ConfigDict(extra="forbid")


class SignInAsked(Asked):
    """An account with its password; `site` chooses among the posts of whoever has several."""

    account: Annotated[str, Field(min_length=1, max_length=64, examples=["zhao.min"])]
    password: Password
    site: SitePathOf | None = None


class SignInGiven(BaseModel):
    """A token for the Authorization header. With `must_change_password` it opens nothing but that change."""

    token: str = Field(examples=["tl_9mX3v0mJ2cM0b5wq1y7GkR4tZ8pLhNsDfEaUoQiXrYc"])
    token_type: str = Field(default="Bearer", examples=["Bearer"])
    expires_at: datetime
    site: str | None = Field(examples=["65.6501"])
    posts: list[str] = Field(examples=[["65.6501", "65.6501.650102"]])
    must_change_password: bool

    @classmethod
    def of(cls, given: SignedIn) -> SignInGiven:
        """What signing in gave."""
        return cls(
            token=given.token,
            expires_at=given.expires_at,
            site=given.site,
            posts=list(given.posts),
            must_change_password=given.must_change_password,
        )


class PasswordChange(Asked):
    """One's own password, and the one to put in its place: 12 characters or more, such as several words."""

    old: Password
    new: Password


class PostChange(Asked):
    """Another of one's posts."""

    site: SitePathOf


class Me(BaseModel):
    """Who is signed in, where, and what they may do there; `site` is null for whoever sees none."""

    id: str = Field(examples=["0b54ae0e-6f43-4bd5-9f3e-3c6e9a4d7a10"])
    kind: str = Field(examples=["person"])
    name: str = Field(examples=["Zhao Min"])
    site: str | None = Field(examples=["65.6501"])
    department: str = Field(examples=["customer_service"])
    permissions: list[str] = Field(examples=[["entitlement:read", "line:find"]])

    @classmethod
    def of(cls, actor: Actor) -> Me:
        """The actor of a call."""
        return cls(
            id=actor.id,
            kind=actor.kind.value,
            name=actor.name,
            site=None if actor.site == NOWHERE else actor.site,
            department=actor.department,
            permissions=sorted(actor.permissions),
        )


class RoleBody(Asked):
    """A role held at a site, and hence at every site below it."""

    role: RoleName
    site: SitePathOf

    def held(self) -> RoleHeld:
        """The same as the room knows it."""
        return RoleHeld(self.role, self.site)


class PersonNew(Asked):
    """Somebody to be added; a password is set by a call of its own."""

    account: Annotated[str, Field(min_length=2, max_length=64, examples=["zhao.min"])]
    name: Name
    department: Department = ""
    site: SitePathOf
    language: Language = Language.ZH
    roles: list[RoleBody] = Field(default_factory=list, max_length=50)


class PersonChange(Asked):
    """What is to be changed of a person; what is left out stays."""

    name: Name | None = None
    department: Department | None = None
    site: SitePathOf | None = None
    language: Language | None = None
    is_active: bool | None = None

    def changes(self) -> dict[str, Any]:
        """The fields that were given."""
        return {name: value for name, value in self if value is not None}


class PersonBody(BaseModel):
    """A person as those who may see people see them."""

    id: str = Field(examples=["0b54ae0e-6f43-4bd5-9f3e-3c6e9a4d7a10"])
    account: str = Field(examples=["zhao.min"])
    name: str = Field(examples=["Zhao Min"])
    department: str = Field(examples=["customer_service"])
    site: str = Field(examples=["65.6501"])
    language: Language
    is_active: bool
    has_password: bool
    roles: list[RoleBody]
    version: int = Field(examples=[1])

    @classmethod
    def of(cls, person: Person) -> PersonBody:
        """A person of the room."""
        facts = person.facts
        return cls(
            id=person.id,
            account=person.account,
            name=facts.name,
            department=facts.department,
            site=facts.site,
            language=facts.language,
            is_active=facts.is_active,
            has_password=person.has_password,
            roles=[RoleBody(role=held.role, site=held.site) for held in person.roles],
            version=person.version,
        )


class PasswordGiven(BaseModel):
    """A password for the first sign-in, which is shown this once."""

    password: str = Field(examples=["mW3v0mJ2cM0b5wq1"])


class RoleShown(BaseModel):
    """A role with its permissions; `for_people` is false for those of systems."""

    name: str = Field(examples=["clerk"])
    title: str = Field(examples=["hall clerk"])
    permissions: list[str] = Field(examples=[["entitlement:read", "line:find"]])
    for_people: bool

    @classmethod
    def of(cls, role: Role, language: Language, for_people: bool) -> RoleShown:
        """A role of an installation."""
        return cls(
            name=role.name,
            title=role.title.read(language),
            permissions=sorted(role.permissions),
            for_people=for_people,
        )


class ClientNew(Asked):
    """A system to be given credentials; its secret comes from a call of its own."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=PRINTED, examples=["billing"])]
    site: SitePathOf
    roles: Annotated[list[RoleName], Field(min_length=1, max_length=20, examples=[["billing_system"]])]


class ClientBody(BaseModel):
    """A system with credentials."""

    id: str = Field(examples=["5d2c1f60-0c39-4f0e-8a0b-0f1d5f7f9c11"])
    name: str = Field(examples=["billing"])
    site: str = Field(examples=["65"])
    roles: list[str] = Field(examples=[["billing_system"]])
    is_active: bool
    has_secret: bool

    @classmethod
    def of(cls, client: Client) -> ClientBody:
        """A system of the room."""
        return cls(
            id=client.id,
            name=client.name,
            site=client.site,
            roles=list(client.roles),
            is_active=client.is_active,
            has_secret=client.has_secret,
        )


class SecretGiven(BaseModel):
    """Credentials of a system; the secret is shown this once."""

    client_id: str = Field(examples=["5d2c1f60-0c39-4f0e-8a0b-0f1d5f7f9c11"])
    client_secret: str = Field(examples=["9mX3v0mJ2cM0b5wq1y7GkR4tZ8pLhNsDfEaUoQiXrYc"])


class TokenGiven(BaseModel):
    """RFC 6749, section 5.1."""

    access_token: str = Field(examples=["tl_9mX3v0mJ2cM0b5wq1y7GkR4tZ8pLhNsDfEaUoQiXrYc"])
    token_type: str = Field(default="Bearer", examples=["Bearer"])
    expires_in: int = Field(examples=[1800])


class TokenRefused(BaseModel):
    """RFC 6749, section 5.2."""

    error: str = Field(examples=["invalid_client"])
