"""What the output of the month before can be refused for, and what a run after it."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class NothingCarried(InputError):
    """A folder whose run carried nothing on. Facts: path."""

    text = Text(
        en="--after: {path} carries nothing on to the next month (no carried/manifest.json). Grade that month"
        " with --carry first, or this one in full from --subscribers and --bills.",
        zh="--after：{path} 没有可供下月使用的内容（缺少 carried/manifest.json）。请先用 --carry 评定该月，"
        "或由 --subscribers 与 --bills 全量评定本月。",
    )


class CarriedUnreadable(InputError):
    """A manifest that is broken, or of a form that this version does not know. Facts: path, problem."""

    text = Text(
        en="--after: {path} cannot be read as what a run carries on ({problem}). It may be of another"
        " version; grade that month anew with --carry.",
        zh="--after：{path} 无法作为结转内容读取（{problem}）。可能来自其他版本；请用 --carry 重新评定该月。",
    )


class NotTheMonthBefore(InputError):
    """An output of another month than the one before. Facts: path, found, month, expected."""

    text = Text(
        en="--after: {path} is of {found}; expected the output of {expected}, the month before {month}."
        " Give that folder, or another --month.",
        zh="--after：{path} 属于 {found}；应为 {month} 的上一月 {expected} 的结果。请给出该文件夹，"
        "或改用其他 --month。",
    )


class OtherSchemes(InputError):
    """An output of other schemes than those that are asked for. Facts: path, found, expected."""

    text = Text(
        en="--after: {path} is of {found}; the run asks for {expected}. Name the same schemes, or grade in"
        " full with --carry.",
        zh="--after：{path} 的方案为 {found}；本次要求 {expected}。请指定相同的方案，或用 --carry 全量评定。",
    )


class CarriedDamaged(InputError):
    """Files of last month's output that are gone or not as they were written. Facts: path, files."""

    text = Text(
        en="--after: {path} is not whole: missing, of another run or changed since: {files}. Put the files"
        " back as they were, or grade that month anew with --carry.",
        zh="--after：{path} 不完整：以下文件缺失、属于其他运行或已被修改：{files}。请恢复原文件，"
        "或用 --carry 重新评定该月。",
    )


class MonthsTooShort(InputError):
    """A window that is not carried and cannot be summed. Facts: path, window, first, held."""

    text = Text(
        en="--after: {path} does not carry {window}, which the policy now asks for, and its bills begin with"
        " {held}; expected {first} or before. Grade this month in full with --carry.",
        zh="--after：现行政策所需的 {window} 不在 {path} 的结转内容中，且其账单自 {held} 起；"
        "应不晚于 {first}。请用 --carry 全量评定本月。",
    )


class OptionBesideAfter(InputError):
    """An option that does not go with --after or is missing without it. Facts: option, found, expected."""

    text = Text(
        en="{option}: found {found}; expected {expected}.", zh="{option}：现为 {found}；应为 {expected}。"
    )
