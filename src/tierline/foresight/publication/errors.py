"""What a draft, or the simulation that it rests on, can be refused for."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class SimulationUnreadable(InputError):
    """A folder without the record of a simulation. Facts: path, problem."""

    text = Text(
        en="{path} holds no simulation ({problem}). Give the folder that tierline simulate wrote with --out.",
        zh="{path} 中没有模拟结果（{problem}）。请给出 tierline simulate 以 --out 写出的文件夹。",
    )


class SimulationOfAnother(InputError):
    """A simulation of another draft, or against another pack. Facts: path, what, found, expected."""

    text = Text(
        en="The simulation in {path} is not one of this draft: {what} there is {found}, here {expected}."
        " Simulate exactly this draft against the pack that is in the folder now: tierline simulate.",
        zh="{path} 中的模拟不是针对这份草案：其中{what}为 {found}，此处为 {expected}。"
        "请用 tierline simulate 以文件夹中现行政策包对这份草案重新模拟。",
    )


class SimulationOfNothingNew(InputError):
    """A simulation of a month in which no new version is in force. Facts: path, month, version, new."""

    text = Text(
        en="The simulation in {path} rates {month} by the version from {version}, which the draft does not"
        " change; its new versions are from {new}. Simulate a month in which one of these is in force.",
        zh="{path} 中的模拟以自 {version} 起的版本评定 {month}，草案未更改该版本；新版本自 {new} 起。"
        "请模拟新版本生效后的月份。",
    )


class DraftTooEarly(InputError):
    """A draft that would hold before the day on which it is issued. Facts: file, day, today."""

    text = Text(
        en="{file}, version from {day}: an amendment holds from the day of its issue at the earliest"
        " (GOV-04), and today is {today}. Give the version a later day, simulate it and submit it again.",
        zh="{file}，自 {day} 起的版本：修订最早自发布之日起生效（GOV-04），今日为 {today}。"
        "请改用更晚的日期，重新模拟并提交。",
    )


class PackMoved(InputError):
    """The folder's pack is not the one that the draft was simulated against. Facts: file, found, expected."""

    text = Text(
        en="{file} was changed after the draft was submitted: found the digest {found}, expected {expected},"
        " which the draft was simulated against. Nothing was replaced. Put that text back, or simulate and"
        " submit the draft again.",
        zh="{file} 在草案提交后被更改：现摘要为 {found}，模拟时为 {expected}。未替换任何文件。"
        "请恢复原文，或重新模拟并提交草案。",
    )


class PublicationUnfinished(InputError):
    """A draft that is in the folder already, but not on record. Facts: scheme."""

    text = Text(
        en="The publication of {scheme} was cut short: its pack is in place, and not yet on record. Finish"
        " it: tierline policy publish {scheme}.",
        zh="{scheme} 的发布曾中断：政策包已就位，但尚未记录。请先完成：tierline policy publish {scheme}。",
    )


class NameTaken(InputError):
    """A file of the name that a new scheme's pack would have. Facts: file, scheme."""

    text = Text(
        en="{file} exists already, and is not the pack of {scheme}. Move it away; nothing was replaced.",
        zh="{file} 已存在，且不是 {scheme} 的政策包。请将其移走；未替换任何文件。",
    )


class DigestDiffers(InputError):
    """A decision that names another draft. Facts: scheme, found, waiting."""

    text = Text(
        en="The draft of {scheme} that waits is {waiting}, not {found}. Look at it, and decide again.",
        zh="{scheme} 待处理的草案是 {waiting}，不是 {found}。请查看后重新决定。",
    )
