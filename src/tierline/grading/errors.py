"""What a run, its folder and its verification can be refused for."""

from __future__ import annotations

from tierline.errors import Fault, InputError
from tierline.wording import Text


class RatingDayOutside(InputError):
    """A rating day that does not lie in the rating month."""

    text = Text(
        en="The rating day {day} does not lie in the rating month {month}. Give a day of that month.",
        zh="评定日 {day} 不在评定月 {month} 内。请给出该月中的日期。",
    )


class SchemeTwice(InputError):
    """A scheme named twice in one call."""

    text = Text(
        en="The scheme {scheme} is named twice. Name it once.", zh="方案 {scheme} 被指定两次，请只指定一次。"
    )


class FolderUnwritable(Fault):
    """An output folder that cannot be made or written."""

    text = Text(
        en="{path} cannot be written ({problem}). Choose a folder that you may write to.",
        zh="{path} 无法写入（{problem}）。请选择有写权限的文件夹。",
    )


class FolderTaken(InputError):
    """An output folder that holds something of the same name that no run wrote."""

    text = Text(
        en="{path} holds {found}, which does not belong to this kind of result. Choose another folder,"
        " or move it away.",
        zh="{path} 中已有 {found}，不属于此类结果。请换一个文件夹，或先将其移走。",
    )


class FolderHoldsRun(InputError):
    """An output folder with the result of a run or a replay, which another kind of result would replace."""

    text = Text(
        en="--out: {path} holds the result of a run, which this would replace. Name another folder.",
        zh="--out：{path} 中有评定结果，写入会取而代之。请改用其他文件夹。",
    )


class RunUnderWay(Fault):
    """Another run is writing into the folder."""

    text = Text(
        en="Another run is writing into {path}. Wait until it has ended, share its work by giving the same"
        " call with --join, or choose another folder.",
        zh="另一个运行正在写入 {path}。请等待其结束，或以相同命令加 --join 分担其工作，或换一个文件夹。",
    )


class RunDiffers(Fault):
    """A call with --join that asks for something else than the run that is under way."""

    text = Text(
        en="The run that is writing into {path} was asked for something else (there ≠ here): {differences}."
        " Give the same call as there, wait until it has ended, or choose another folder.",
        zh="正在写入 {path} 的运行与本次要求不同（彼 ≠ 此）：{differences}。"
        "请使用与其相同的命令，或等待其结束，或换一个文件夹。",
    )


class NoRunThere(InputError):
    """A folder without the result of a run."""

    text = Text(
        en="{path} does not hold the result of a run ({problem}). Give the folder that was named with --out.",
        zh="{path} 中没有运行结果（{problem}）。请给出运行时 --out 指定的文件夹。",
    )


class ThreadsRefused(InputError):
    """A number of threads or an amount of memory that cannot be."""

    text = Text(
        en="{option}: found {found}; expected {expected}.",
        zh="{option}：现为 {found}；应为 {expected}。",
    )


class InputsGone(InputError):
    """A past run whose inputs are no longer there."""

    text = Text(
        en="The run in {path} cannot be done again: these inputs are gone: {files}. Put them back"
        " where they were.",
        zh="{path} 中的运行无法重跑：以下输入已不存在：{files}。请放回原处。",
    )


class InputsChanged(InputError):
    """A past run whose inputs were changed so that no run can read them."""

    text = Text(
        en="The run in {path} cannot be done again: these inputs were changed or written anew since:"
        " {files}. What is wrong with them now: {problem} Put back the files as they were.",
        zh="{path} 中的运行无法重跑：以下输入此后被修改或重写：{files}。现有问题：{problem}请恢复原文件。",
    )


class InputsInMotion(Fault):
    """Input files that were changed, replaced or removed while a run read them."""

    text = Text(
        en="These inputs were changed while the run read them: {files}. Nothing of the earlier result was"
        " changed. Wait until they are written in full, and run again.",
        zh="运行读取期间以下输入被修改：{files}。已有结果未改动。请等文件写完后重新运行。",
    )
