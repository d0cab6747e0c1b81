"""`/months`, `/months/{month}/{scheme}` with its acts, and the lines behind its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.forms import WHOLE, Form
from tierline.console.months.forms import GradeForm
from tierline.console.months.view import month_view
from tierline.console.months.words import CHANGES, REASONS, STAGES, STEPS
from tierline.console.tasks.view import TaskView, task_view, task_views
from tierline.console.visit import KnownVisit, Visit
from tierline.database.paging import Listing
from tierline.duties.words import DUTIES
from tierline.duties.words import STATES as DUTY_STATES
from tierline.months import asking, foreseeing, service
from tierline.months.asking import GRADE, PUBLISH, VERIFY
from tierline.months.bodies import MONTH, NAME
from tierline.months.model import MonthListed, MonthShown
from tierline.months.next_month import NextMonth, next_month
from tierline.months.titles import names_of
from tierline.policy.model import Rates
from tierline.tasks import service as tasks
from tierline.tasks.model import Task

router = APIRouter()

PATH = "/months"
MONTHS = 6
"""Months of a page: the schemes of each stand below it."""

TASKS = 20
ENDED = 5
"""So many ended tasks are shown beside those under way."""

WORDS: Mapping[str, Any] = {
    "stages": STAGES,
    "steps": STEPS,
    "reasons": REASONS,
    "change_words": CHANGES,
    "duty_words": DUTIES,
    "state_words": DUTY_STATES,
}

MonthGiven = Annotated[str, Path(pattern=MONTH)]
SchemeGiven = Annotated[str, Path(pattern=NAME)]
After = Annotated[str, Query(max_length=40)]


def first_day(month: str) -> date:
    """The day by which rooms know a month."""
    return date.fromisoformat(f"{month}-01")


def today(visit: Visit) -> date:
    """The day at the operator's."""
    return visit.now.astimezone(visit.settings.time_zone).date()


@router.get(PATH)
def list_months(visit: KnownVisit, after: After = "") -> Response:
    """The graded months, what is under way, and the month that comes next."""
    with visit.read() as connection:
        page = service.listed(connection, visit.actor, visit.settings, Listing(MONTHS, after))
        asked = tasks.listed(connection, visit.actor, (GRADE, VERIFY, PUBLISH), Listing(TASKS))
        said = _said_task(connection, visit)
    following = next_month(visit.actor, visit.settings, today=today(visit))
    shown = task_views(visit.settings, visit.actor, asked.items)
    is_open = [one for one in shown if one.task.is_open and not _is_same(one, said)]
    ended = [one for one in shown if not one.task.is_open and not _is_same(one, said)]
    return visit.page(
        "months/list.html",
        months=[(month, list(rows)) for month, rows in groupby(page.items, lambda one: one.month)],
        next=page.next,
        after=after,
        following=following,
        said=said,
        under_way=is_open,
        ended=ended[:ENDED],
    )


@router.get(f"{PATH}/grade")
def show_grade(visit: KnownVisit) -> Response:
    """The form that has a month graded."""
    return _grade_page(visit, Form())


@router.post(f"{PATH}/grade")
def post_grade(visit: KnownVisit) -> Response:
    """Have a month graded."""
    found = visit.filled(GradeForm)
    body = found.body
    if body is None:
        return _grade_page(visit, found.form, 422)

    def use_case(connection: Connection) -> Mapping[str, Any]:
        actor, settings, month = visit.actor, visit.settings, first_day(body.month)
        return {"task": asking.ask_grade(connection, actor, settings, month, body.schemes, now=visit.now).id}

    return visit.carried_out(
        found.form,
        use_case,
        PATH,
        lambda form, status: _grade_page(visit, _at(form, "month"), status),
    )


def _grade_page(visit: Visit, form: Form, status: int = 200) -> Response:
    visit.actor.require("run:carry_out")
    following = next_month(visit.actor, visit.settings, today=today(visit))
    facts = {"form": form, "following": following, "chosen": _chosen(form, following)}
    if visit.wants_part:
        return visit.part("months/grade.html", "act", status, **facts)
    return visit.page("months/grade.html", status, **facts)


def _chosen(form: Form, following: NextMonth) -> list[str]:
    """The schemes that are ticked: as they were sent, or as usual in a fresh form."""
    return list(form.values("schemes") if form.typed else following.usual)


def _at(form: Form, field: str) -> Form:
    """What was refused of the whole form, at the field that decides it."""
    if not form.problem(WHOLE):
        return form
    problems = {name: said for name, said in form.problems.items() if name != WHOLE}
    return replace(form, problems={**problems, field: form.problem(WHOLE)})


@router.get(f"{PATH}/{{month}}/{{scheme}}")
def show_month(visit: KnownVisit, month: MonthGiven, scheme: SchemeGiven) -> Response:
    """May this month go out?"""
    day = first_day(month)
    with visit.read() as connection:
        shown = service.shown(connection, visit.actor, visit.settings, day, scheme)
        facts: dict[str, Any] = {"shown": shown, "listed": shown.listed, "month": month, "scheme": scheme}
        facts |= {"names": names_of(visit.actor, visit.settings, day, scheme)}
        facts |= _done_with_it(connection, visit, shown.listed)
        if shown.listed.rates is Rates.SITE:
            return visit.page("months/sites.html", **facts)
        facts |= {"view": month_view(shown), "foreseen": _foreseen(connection, visit, shown)}
        may_see = visit.actor.may("duty:read")
        facts["duties"] = service.duties_due(connection, visit.actor, day, scheme) if may_see else []
    return visit.page("months/month.html", **facts, **WORDS)


def _foreseen(connection: Connection, visit: Visit, shown: MonthShown) -> foreseeing.Foreseen | None:
    """What publishing would do, for those who may see publications."""
    if not visit.actor.may("publishing:read"):
        return None
    return foreseeing.foreseen(connection, visit.actor, visit.settings, shown, today=today(visit))


def _done_with_it(connection: Connection, visit: Visit, listed: MonthListed) -> dict[str, Any]:
    """The tasks about a month: the one just asked for, those under way, and the last of each kind."""
    said = _said_task(connection, visit)
    found = foreseeing.followed(connection, visit.actor, listed.month, listed.scheme)
    rest = [one for one in task_views(visit.settings, visit.actor, found) if not _is_same(one, said)]
    return {
        "said": said,
        "under_way": [one for one in rest if one.task.is_open],
        "ended": [one for one in rest if not one.task.is_open],
    }


def _said_task(connection: Connection, visit: Visit) -> TaskView | None:
    """The task that the form asked for which led here."""
    answer = visit.answer(connection)
    if answer is None or "task" not in answer:
        return None
    found: Task = tasks.get(connection, visit.actor, answer["task"])
    return task_view(visit.settings, visit.actor, found)


def _is_same(one: TaskView, said: TaskView | None) -> bool:
    return said is not None and one.task.id == said.task.id
