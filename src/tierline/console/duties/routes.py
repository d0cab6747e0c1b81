"""`/duties`: what is owed, what has failed and what is done, by kind and state."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from tierline.console.forms import Form
from tierline.console.months.words import CHANGES
from tierline.console.visit import KnownVisit
from tierline.database.paging import Listing
from tierline.duties import service
from tierline.duties.model import State, Wanted
from tierline.duties.words import DUTIES, STATES, problem
from tierline.lines import service as lines
from tierline.months.bodies import MONTH, NAME
from tierline.policy.titles import scheme_title, tier_title
from tierline.policy.vocabulary import Duty
from tierline.site_directory import service as site_directory
from tierline.wording import Text

router = APIRouter()

PATH = "/duties"
ROWS = 50

ANY = ("", Text("all", "全部"))


class Filters(BaseModel):
    """What the list is narrowed to: what is owed where nothing is said; `overdue` is open past its day.

    The page of a month asks for what its scheme's run obliged to.
    """

    state: State | Literal["all"] = State.OWED
    duty: Duty | Literal[""] = ""
    overdue: Literal["true", ""] = ""
    scheme: str = Field(default="", pattern=rf"^$|{NAME}")
    month: str = Field(default="", pattern=rf"^$|{MONTH}")
    after: str = Field(default="", max_length=400)

    def wanted(self, today: date) -> Wanted:
        """The same as the use case takes it."""
        state = None if self.state == "all" else self.state
        overdue_on = today if self.overdue else None
        return Wanted(
            state, self.duty or None, overdue_on=overdue_on, scheme=self.scheme or None, month=self.of_month
        )

    @property
    def of_month(self) -> date | None:
        """The first day of the month whose duties alone are listed."""
        return date.fromisoformat(f"{self.month}-01") if self.month else None


@router.get(PATH)
def list_duties(visit: KnownVisit, filters: Annotated[Filters, Query()]) -> Response:
    """The duties of one's site and below it, those due first at the top. Clauses: GRD-18, CHN-11."""
    today = visit.now.astimezone(visit.settings.time_zone).date()
    with visit.read() as connection:
        page = service.list_duties(
            connection, visit.actor, filters.wanted(today), Listing(ROWS, filters.after, "due_on")
        )
        known = lines.of_ids(connection, {one.line_id for one in page.items})
        sites = site_directory.titles(connection, {duty.site for duty in page.items})
    asked = filters.model_dump(mode="json")
    return visit.page(
        "duties/list.html",
        duties=page.items,
        next=page.next,
        asked=asked,
        of_month=filters.of_month,
        form=Form({name: [value] for name, value in asked.items()}),
        filters=[
            (
                "state",
                Text("State", "状态"),
                [*((one.value, title) for one, title in STATES.items()), ("all", ANY[1])],
            ),
            ("duty", Text("Duty", "职责"), [ANY, *((one.value, title) for one, title in DUTIES.items())]),
        ],
        numbers={
            duty.id: lines.shown_number(known[duty.line_id])
            for duty in page.items
            if duty.line_id in known and known[duty.line_id].owner_no == duty.owner_no
        },
        sites=sites,
        words={"duty": DUTIES, "state": STATES, "change": CHANGES},
        scheme_title=scheme_title,
        tier_title=tier_title,
        problem=problem,
        today=today,
    )
