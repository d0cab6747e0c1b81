"""What a replay can be refused for."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class MonthTwice(InputError):
    """Two folders that hold the same month of the same scheme."""

    text = Text(
        en="{path} and {other} both hold {scheme} of {month}. Give one of them.",
        zh="{path} 与 {other} 均为 {scheme} {month} 的运行。请只给出其中一个。",
    )


class MonthsApart(InputError):
    """Folders whose months do not follow each other."""

    text = Text(
        en="The folders hold {found}; {missing} is missing between them. Give every month from the first"
        " to the last, or replay one month alone.",
        zh="所给文件夹为 {found}，其间缺少 {missing}。请给出首月至末月的每个月，或只重放一个月。",
    )


class SchemesDiffer(InputError):
    """Months of a series that hold other schemes than the first."""

    text = Text(
        en="{month} is there for {found}, {first} for {expected}. A series has the same schemes in every"
        " month: give the folders of the missing ones, or the folder of one scheme for each month.",
        zh="{month} 有 {found}，{first} 有 {expected}。一个系列每个月的方案必须相同："
        "请补上缺少的文件夹，或每月只给出同一方案的文件夹。",
    )


class NotFollowing(InputError):
    """A month that was not run from the memberships that the folder of the month before holds."""

    text = Text(
        en="{scheme} of {month} in {path} was not run from the memberships in {earlier}. A series is replayed"
        " month by month from the memberships of the one before: give the folders that were run one from the"
        " other, or replay the months one by one.",
        zh="{path} 中 {scheme} {month} 的运行并未读取 {earlier} 中的 memberships。系列按月接续重放："
        "请给出前后相接的运行文件夹，或逐月单独重放。",
    )


class PolicyNotAsRecorded(InputError):
    """A policy.yaml that was changed after the run."""

    text = Text(
        en="policy.yaml in {path} is not the policy of the run: its SHA-256 is {found}, recorded was"
        " {expected}. Put the recorded policy back; without it the month cannot be replayed.",
        zh="{path} 中的 policy.yaml 不是运行时的政策：其 SHA-256 为 {found}，记录为 {expected}。"
        "请恢复记录的政策，否则无法重放该月。",
    )


class InputsNotAsRecorded(InputError):
    """Recorded inputs that were changed after the run: a run over them would be no replay."""

    text = Text(
        en="{path}: these inputs are no longer what the run read: {files}. Nothing was replayed. Put the"
        " files back as they were, and give what was corrected with --bills or --subscribers.",
        zh="{path}：以下输入已不是运行时读取的内容：{files}。未重放任何内容。"
        "请恢复原文件，并用 --bills 或 --subscribers 给出更正的行。",
    )


class OutInRecord(InputError):
    """A folder for the result that lies in one that is to be replayed, or holds it."""

    text = Text(
        en="--out: {out} and {path}, which is to be replayed, lie in each other. The record stays as it is:"
        " choose another folder.",
        zh="--out：{out} 与要重放的 {path} 相互包含。原记录不得改动：请换一个文件夹。",
    )
