"""The forms of the month's pages."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tierline.months.bodies import MONTH, NAME
from tierline.wording import Text


class GradeForm(BaseModel):
    """A month to be graded and its schemes."""

    model_config = ConfigDict(extra="forbid")

    month: str = Field(pattern=MONTH, examples=["2026-12"])
    schemes: list[Annotated[str, Field(pattern=NAME)]] = Field(min_length=1, max_length=20)


class Duties(StrEnum):
    """Whether a publication obliges to what its changes oblige to."""

    RULES = "rules"
    OWED = "owed"
    NONE = "none"

    @property
    def asked(self) -> bool | None:
        """As the use case takes it: None leaves it to the rules."""
        return {Duties.RULES: None, Duties.OWED: True, Duties.NONE: False}[self]


DUTIES = (
    (Duties.RULES.value, Text("as the rules have it", "按规则")),
    (Duties.OWED.value, Text("duties are owed", "产生待办职责")),
    (Duties.NONE.value, Text("no duties are owed", "不产生待办职责")),
)


class PublishForm(BaseModel):
    """A month to be published. `seen` says that the checks that stand out were looked at."""

    model_config = ConfigDict(extra="forbid")

    duties: Duties = Duties.RULES
    seen: bool = False
