"""What the explanations of a line refuse."""

from __future__ import annotations

from tierline.errors import Missing
from tierline.wording import Text


class SchemeNotThere(Missing):
    """A scheme that the line holds nothing in and that no run was published of."""

    text = Text(
        "{field}: no run of {scheme} was published; there are {known}. Ask for one of these, or for all.",
        "{field}：{scheme} 没有已发布的评定结果；现有 {known}。请选择其一，或不指定方案。",
    )
