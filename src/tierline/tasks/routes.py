"""`/tasks`: long work that was asked for, how far it is, and calling it off."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from tierline.tasks import service
from tierline.tasks.kinds import KINDS
from tierline.tasks.model import State, Task
from tierline.web.call import SignedIn, Writing
from tierline.web.paging import ListingAsked, PageOf
from tierline.wording import Language

router = APIRouter(tags=["tasks"])

TaskId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$", examples=["0b9f4c1e-6f0a-4d5c-9a55-0c9c1d7c6a10"])]


class TaskShown(BaseModel):
    """A task as it stands. `done` of `whole` says how far it is; `whole` is 0 while that is unknown."""

    id: str = Field(examples=["0b9f4c1e-6f0a-4d5c-9a55-0c9c1d7c6a10"])
    kind: str = Field(examples=["grade"])
    asked: dict[str, Any] = Field(examples=[{"month": "2026-12", "schemes": ["unicom-star"]}])
    state: State
    site: str = Field(examples=["65"])
    asked_by: str = Field(examples=["7d1f6a5e-2f4e-4a43-9b5c-0d7c7c1b6c11"])
    asked_by_name: str = Field(examples=["Zhao Li"])
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    done: int = Field(examples=[3])
    whole: int = Field(examples=[8])
    stage: str = Field(examples=["rating"])
    result: dict[str, Any] | None
    problem: str | None = Field(description="Why it failed, in the reader's language.")
    is_cancel_asked: bool


def shown(task: Task, language: Language) -> TaskShown:
    """A task as the API shows it."""
    problem = task.problem.read(language) if task.problem else None
    return TaskShown.model_validate({**vars(task), "problem": problem})


@router.get("/tasks", summary="Tasks and how far they are 任务列表")
def list_tasks(
    call: SignedIn,
    listing: ListingAsked,
    kind: Annotated[
        list[str] | None, Query(max_length=20, description="Several may be given.", examples=[["grade"]])
    ] = None,
) -> PageOf[TaskShown]:
    """The tasks of your site and below it that you may see, the latest first; sorted by asked_at."""
    with call.read() as connection:
        page = service.listed(connection, call.actor, kind or KINDS, listing)
    return PageOf[TaskShown](items=[shown(one, call.language) for one in page.items], next=page.next)


@router.get("/tasks/{task_id}", summary="One task 任务详情")
def show_task(call: SignedIn, task_id: TaskId) -> TaskShown:
    """A task as it stands: how far it is, what came of it, or why it failed."""
    with call.read() as connection:
        return shown(service.get(connection, call.actor, task_id), call.language)


@router.post("/tasks/{task_id}/cancel", response_model=TaskShown, summary="Call a task off 取消任务")
def cancel_task(call: Writing, task_id: TaskId) -> Response:
    """Call a task off: at once in the queue, within seconds under way; nothing half done stays."""
    return call.once(
        lambda connection: shown(service.cancel(connection, call.actor, task_id, now=call.now), call.language)
    )
