"""`/tasks/{id}`: a task by itself, which open pages fetch again and again while it is under way."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from tierline.console.forms import Form
from tierline.console.tasks.view import task_view
from tierline.console.visit import KnownVisit, Visit
from tierline.tasks import service as tasks

router = APIRouter()

TEMPLATE = "templates/task.html"

TaskId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
Anew = Annotated[str, Query(pattern=r"^[01]?$")]


@router.get("/tasks/{task_id}")
def show_task(visit: KnownVisit, task_id: TaskId, anew: Anew = "") -> Response:
    """A task: how far it is, what came of it, and calling it off.

    An open page that fetches it with `anew` is loaded again once the task has ended, as what the page shows
    beside it has changed by then.
    """
    return _page(visit, task_id, Form(), anew=anew == "1")


@router.post("/tasks/{task_id}/cancel")
def post_cancel(visit: KnownVisit, task_id: TaskId) -> Response:
    """Call a task off."""
    return visit.carried_out(
        Form(),
        lambda connection: {"task": tasks.cancel(connection, visit.actor, task_id, now=visit.now).id},
        f"/tasks/{task_id}",
        lambda form, status: _page(visit, task_id, form, status),
    )


def _page(visit: Visit, task_id: str, form: Form, status: int = 200, *, anew: bool = False) -> Response:
    with visit.read() as connection:
        task = tasks.get(connection, visit.actor, task_id)
    shown = task_view(visit.settings, visit.actor, task)
    if not (visit.wants_part and visit.request.method == "GET"):
        return visit.page(TEMPLATE, status, shown=shown, form=form, anew=False, fetched=False)
    answer = visit.part(TEMPLATE, "task", status, shown=shown, form=form, anew=anew, fetched=True)
    if anew and not task.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer
