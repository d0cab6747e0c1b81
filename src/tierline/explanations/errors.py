"""What the explanations of a line refuse."""

from __future__ import annotations

from tierline.errors import Conflict, Missing
from tierline.wording import Text


class SchemeNotThere(Missing):
    """A scheme that the line holds nothing in and that no run was published of."""

    text = Text(
        "{field}: no run of {scheme} was published; there are {known}. Ask for one of these, or for all.",
        "{field}：{scheme} 没有已发布的评定结果；现有 {known}。请选择其一，或不指定方案。",
    )


class NothingToSay(Missing):
    """A part of an explanation that has no sentence for this line."""

    text = Text(
        "{field}: nothing is said of that for this line. Choose what is read out.",
        "{field}：该线路此项没有内容。请选择告知客户的内容。",
    )


class TextChanged(Conflict):
    """What is said of a line is no longer what was read out."""

    text = Text(
        "What is said of this line has changed since it was read out. Nothing was sent. Read it out again,"
        " then send it.",
        "告知客户后内容已有变化，未发送。请重新告知后再发送。",
    )


class TextTooLong(Conflict):
    """A text that would go out as more short messages than anybody reads. Facts: field, found, most."""

    text = Text(
        "This takes {found} short messages, and at most {most} are sent. Send why and what next one by one.",
        "此内容需 {found} 条短信，最多可发送 {most} 条。请将“为何”与“下一步”分开发送。",
    )
