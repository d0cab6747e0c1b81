"""A task as pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tierline.console.tasks.kinds import TOLD
from tierline.console.tasks.told import Part
from tierline.policy.phrases import filled
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.tasks.kinds import KINDS
from tierline.tasks.model import State, Task
from tierline.wording import Text

STATES = {
    State.QUEUED: Text("waits for the worker", "等待执行"),
    State.RUNNING: Text("under way", "执行中"),
    State.DONE: Text("done", "已完成"),
    State.FAILED: Text("not done", "未完成"),
    State.CANCELLED: Text("called off", "已取消"),
}
MARKS = {
    State.QUEUED: "hold",
    State.RUNNING: "run",
    State.DONE: "ok",
    State.FAILED: "bad",
    State.CANCELLED: "hold",
}

UNDER_WAY = {
    "queued": Text("Waits for the worker to begin it.", "等待工作进程开始。"),
    "behind": Text("Waits for another task to end.", "等待其他任务完成。"),
    "ending": Text("Is being called off; nothing half done stays.", "正在取消，不会留下不完整的结果。"),
    "begun": Text("Has begun.", "已开始。"),
}


@dataclass(frozen=True)
class TaskView:
    """A task with its words. `page` is where what it is about is shown, `parts` are what came of it."""

    task: Task
    kind: Text
    about: Text
    page: str
    state: Text
    mark: str
    where: Text
    parts: tuple[Part, ...]
    may_cancel: bool

    @property
    def path(self) -> str:
        """Its own page."""
        return f"/tasks/{self.task.id}"


def task_view(settings: Settings, actor: Actor, task: Task) -> TaskView:
    """A task as `actor` sees it."""
    told = TOLD[task.kind]
    return TaskView(
        task,
        KINDS[task.kind].title,
        told.about(settings, task),
        told.page(task),
        STATES[task.state],
        MARKS[task.state],
        _where(task),
        told.came_of(task) if task.result is not None else (),
        task.is_open and not task.is_cancel_asked and actor.may(KINDS[task.kind].asks),
    )


def task_views(settings: Settings, actor: Actor, tasks: Iterable[Task]) -> list[TaskView]:
    """The same of several."""
    return [task_view(settings, actor, task) for task in tasks]


def _where(task: Task) -> Text:
    """Where a task stands that has not ended."""
    if task.is_cancel_asked:
        return UNDER_WAY["ending"]
    if task.state is State.QUEUED:
        return UNDER_WAY["behind" if task.waits_for_another else "queued"]
    stage = TOLD[task.kind].stages.get(task.stage)
    if stage is None:
        return UNDER_WAY["begun"]
    if not task.whole:
        return stage
    counted = Text("{stage}: {done} of {whole}", "{stage}：{done} / {whole}")
    return filled(counted, stage=stage, done=f"{task.done:,}", whole=f"{task.whole:,}")
