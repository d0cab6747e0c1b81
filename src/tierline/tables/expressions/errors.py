"""What a FEEL expression can have wrong with it. Every one names the place it stands at."""

from __future__ import annotations

from tierline.tables.errors import TableError
from tierline.wording import Text


class ExpressionUnreadable(TableError):
    """A text is no FEEL as it is read here. Facts: place (Text), excerpt, position (from 1), and the Texts
    found, expected.
    """

    text = Text(
        en="{place}: {excerpt!r} cannot be read at character {position}: found {found}, expected {expected}. "
        "Correct it.",
        zh="{place}：无法读懂 {excerpt!r}，问题在第 {position} 个字符：实际为 {found}，应为{expected}。"
        "请改正。",
    )


class NameUnknown(TableError):
    """A name that nothing in scope bears. Facts: place (Text), excerpt, position, name, known."""

    text = Text(
        en="{place}: in {excerpt!r}, character {position}, nothing is called {name!r}. Known here: {known}. "
        "Correct the name, or let the decision require what it names.",
        zh="{place}：在 {excerpt!r} 第 {position} 个字符处，没有名为 {name!r} 的内容。此处可用：{known}。"
        "请改正名称，或让该决策依赖它所指的内容。",
    )


class FunctionNotRead(TableError):
    """A function of FEEL that is not read here. Facts: place (Text), excerpt, position, name."""

    text = Text(
        en="{place}: in {excerpt!r}, character {position}, the function {name!r} is not read here. Express "
        "it with the functions that docs/decision-tables.md lists.",
        zh="{place}：在 {excerpt!r} 第 {position} 个字符处，此处不支持函数 {name!r}。请改用 "
        "docs/decision-tables.zh-CN.md 所列的函数。",
    )


class TooMuchWork(TableError):
    """An expression that does not end, or grows beyond measure. Facts: the Texts place, found."""

    text = Text(
        en="{place}: {found}; this is more than any decision needs. Make the lists, or the calls of one "
        "function by another, smaller.",
        zh="{place}：{found}；这超出了任何决策的需要。请缩小列表，或减少函数之间的相互调用。",
    )
