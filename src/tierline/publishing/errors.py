"""What publishing refuses."""

from __future__ import annotations

from tierline.errors import Conflict, Fault, InputError
from tierline.wording import Text


class RunOlder(Conflict):
    """A run of a month before the one that is published."""

    text = Text(
        "{scheme} of {month:%Y-%m}: {last:%Y-%m} is published already, and an older month may not follow "
        "it. Publish a run of {last:%Y-%m} or later.",
        "{scheme} {month:%Y-%m}：已发布 {last:%Y-%m}，不可再发布更早的月份。"
        "请发布 {last:%Y-%m} 或之后的结果。",
    )


class RunNotWhole(InputError):
    """A folder that does not hold all of a run."""

    text = Text(
        "{path} does not hold a whole run: {problem}. Grade the month again.",
        "{path} 中的运行结果不完整：{problem}。请重新评定该月。",
    )


class InputsMoved(InputError):
    """A run whose inputs are no longer those that it records."""

    text = Text(
        "The run in {path} cannot be published: these inputs are gone or were changed since: {files}. "
        "Put back the files as they were, or grade the month again.",
        "{path} 中的运行无法发布：以下输入已不存在或此后被修改：{files}。请恢复原文件，或重新评定该月。",
    )


class LinesUnfit(InputError):
    """Subscribers that the service cannot hold."""

    text = Text(
        "The subscribers of the run in {path}: {problem}. Nothing was published.",
        "{path} 中运行所用的用户数据：{problem}。未发布任何内容。",
    )


class PublicationTaken(Fault):
    """Another publisher of the same scheme is at work."""

    text = Text(
        "Another publisher is bringing in {scheme}; this one has stopped. What is published stands; look "
        "with: tierline publish --list.",
        "另一发布进程正在发布 {scheme}，本进程已停止。已发布的内容有效；可用 tierline publish --list 查看。",
    )


class FolderMissing(InputError):
    """The command without the folder of a run."""

    text = Text(
        "RUN_DIR: found nothing; expected the folder of a finished run, or --list.",
        "RUN_DIR：未给出；应给出已完成运行的文件夹，或使用 --list。",
    )
