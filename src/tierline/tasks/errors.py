"""What the tasks room refuses, and what a task is told to have failed of."""

from __future__ import annotations

from tierline.errors import Conflict, Fault, InputError, Missing
from tierline.wording import Text


class TaskUnknown(Missing):
    """No such task, or not one of the actor's site."""

    text = Text("There is no task of this id that you can see.", "没有您可见的该编号任务。")


class KindUnknown(InputError):
    """A kind of task that is none. Facts: field, known."""

    text = Text(
        "{field}: no such kind of task; expected one of {known}.", "{field}：没有该类任务；应为 {known}。"
    )


class TaskOpen(Conflict):
    """The same is asked for already and has not ended. Facts: task."""

    text = Text(
        "The same is asked for already, as the task {task}, which has not ended. Wait for it, or cancel it.",
        "相同的任务 {task} 已提交且尚未结束。请等待其完成，或先取消。",
    )


class TaskOver(Conflict):
    """A task to be cancelled that has ended. Facts: task."""

    text = Text(
        "The task {task} has ended already; there is nothing left to cancel.",
        "任务 {task} 已结束，无可取消。",
    )


class WorkerLost(Fault):
    """A task whose process was lost each time that it was begun."""

    text = Text(
        "The process that carried this out ended twice before it was done, mostly for want of memory. "
        "Nothing half done was left. Look into the log of the worker, then ask again.",
        "执行该任务的进程两次中途终止，多因内存不足；未留下不完整的结果。请查看工作进程日志后重新提交。",
    )


class TaskBroken(Fault):
    """A task that met a fault which nobody foresaw; its message may hold personal data and is left out."""

    text = Text(
        "The task met a fault that was not foreseen, and left nothing half done. The log of the worker names "
        "it under the task {task}.",
        "任务遇到未预料的故障，未留下不完整的结果。故障类别见工作进程日志中的任务 {task}。",
    )
