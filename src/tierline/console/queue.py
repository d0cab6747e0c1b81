"""A queue: the part of it that an address asks for, and the numbers at its head."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from fastapi import Query

from tierline.console.rendering import query
from tierline.wording import Text

Kind = TypeVar("Kind", bound=StrEnum)
"""What lists of a queue can hold."""

ROWS = 25
"""Rows of a page: what somebody goes through without losing their place."""

After = Annotated[str, Query(max_length=400)]
"""The place in a list after which a page begins."""


@dataclass(frozen=True)
class Asked(Generic[Kind]):
    """The part of a queue that is asked for; one that is opened keeps it beside itself.

    `state` is what the list holds, and `usual` what it holds where nothing is said. `person` is the id of
    whoever follows what is listed, "" for anybody.
    """

    state: Kind
    site: str
    after: str
    usual: Kind
    person: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        """The same as parameters of an address; those that go without saying are left out."""
        state = "" if self.state is self.usual else self.state.value
        return {"state": state, "site": self.site, "after": self.after, "person": self.person}

    @property
    def query(self) -> str:
        """The same as the query of an address, "" with nothing."""
        return query(self.parameters).rstrip("?")


@dataclass(frozen=True)
class Count:
    """A number at the head with its sign, and the list behind it. `mark` is "", ok, warn or bad."""

    shown: StrEnum
    title: Text
    number: int
    mark: str
    sign: str
