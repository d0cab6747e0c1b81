"""The bodies of the forms about people and systems. An empty site is headquarters."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from tierline.console.filters import Filter, SiteAsked
from tierline.people.bodies import PRINTED, Department, Name, RoleName, SitePathOf
from tierline.people.model import PersonFacts, RoleHeld
from tierline.wording import Language

Version = Annotated[int, Field(ge=1, lt=2**31)]


class PeopleAsked(Filter):
    """The filters of the list of people."""

    called: Annotated[str, Field(max_length=80, pattern=PRINTED)] = ""
    site: SiteAsked | None = Field(default=None, examples=["65.6501"])
    role: RoleName | None = None
    is_active: bool | None = None


class FactsForm(BaseModel):
    """What is written down of a person."""

    name: Name
    department: Department = ""
    site: SitePathOf = ""
    language: Language = Language.ZH

    def facts(self, *, is_active: bool = True) -> PersonFacts:
        """The same as the room knows it."""
        return PersonFacts(self.name, self.department, self.site, self.language, is_active)


class NewPersonForm(FactsForm):
    """Somebody to be added, with the first role where one is chosen."""

    account: Annotated[str, Field(min_length=2, max_length=64, examples=["zhao.min"])]
    role: RoleName | None = None


class ChangeForm(FactsForm):
    """A change of what is written down, made from a version of it."""

    version: Version


class ActiveForm(BaseModel):
    """Whether somebody may sign in from now on."""

    version: Version
    is_active: bool


class RoleForm(BaseModel):
    """A role at a site."""

    role: RoleName
    site: SitePathOf = ""

    def held(self) -> RoleHeld:
        """The same as the room knows it."""
        return RoleHeld(self.role, self.site)


class SystemForm(BaseModel):
    """A system to be given credentials."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=PRINTED, examples=["billing"])]
    site: SitePathOf = ""
    roles: Annotated[list[RoleName], Field(min_length=1, max_length=20)]
