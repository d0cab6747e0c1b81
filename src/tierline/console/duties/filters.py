"""What the list of duties is narrowed to."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from tierline.console.forms import Form
from tierline.duties.model import State, Wanted
from tierline.duties.words import DUTIES, STATES
from tierline.months.bodies import MONTH, NAME, SITE
from tierline.policy.vocabulary import Duty
from tierline.wording import Text

ALL = Text("all", "全部")

CHOICES = (
    ("state", Text("State", "状态"), [*((one.value, title) for one, title in STATES.items()), ("all", ALL)]),
    ("duty", Text("Duty", "职责"), [("", ALL), *((one.value, title) for one, title in DUTIES.items())]),
)
"""The filters that are chosen from a list, with what each offers."""


class Filters(BaseModel):
    """What is owed where nothing is said, at the reader's site; `overdue` is open past its day.

    The page of a month asks for what its scheme's run obliged to.
    """

    state: State | Literal["all"] = State.OWED
    duty: Duty | Literal[""] = ""
    site: str = Field(default="", pattern=SITE, max_length=83)
    overdue: Literal["true", ""] = ""
    scheme: str = Field(default="", pattern=rf"^$|{NAME}")
    month: str = Field(default="", pattern=rf"^$|{MONTH}")
    after: str = Field(default="", max_length=400)

    def wanted(self, today: date) -> Wanted:
        """The same as the use case takes it."""
        return Wanted(
            None if self.state == "all" else self.state,
            self.duty or None,
            self.site or None,
            overdue_on=today if self.overdue else None,
            scheme=self.scheme or None,
            month=self.of_month,
        )

    @property
    def of_month(self) -> date | None:
        """The first day of the month whose duties alone are listed."""
        return date.fromisoformat(f"{self.month}-01") if self.month else None

    @property
    def asked(self) -> dict[str, str]:
        """The same as parameters of an address."""
        return {name: str(value) for name, value in self.model_dump(mode="json").items()}

    @property
    def form(self) -> Form:
        """The same as its form shows it."""
        return Form({name: [value] for name, value in self.asked.items()})
