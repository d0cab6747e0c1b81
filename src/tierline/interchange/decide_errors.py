"""What `tierline table decide` refuses of what it is asked with."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class InputWithoutValue(InputError):
    """An --input that is no pair. Facts: found."""

    text = Text(
        en="--input {found!r} gives no value: a name, = and a value were expected, as in --input 'age=41'.",
        zh="--input {found!r} 没有给出值：应为 名称=值，例如 --input 'age=41'。",
    )


class InputUnknown(InputError):
    """An input that the decisions do not ask for. Facts: name, known."""

    text = Text(
        en="The decision does not ask for {name!r}. It asks for: {known}. Correct the name, or leave it out.",
        zh="该决策不需要输入 {name!r}。它需要：{known}。请改正名称或去掉该输入。",
    )


class InputRepeated(InputError):
    """An input that is given twice. Facts: name."""

    text = Text(
        en="The input {name!r} is given more than once. Give it once.",
        zh="输入 {name!r} 给出了不止一次。请只给一次。",
    )


class InputUnreadable(InputError):
    """A value that is not of the type of its input. Facts: name, found, and the Text expected."""

    text = Text(
        en="The input {name!r} is {found}, and {expected} was expected. Correct the value.",
        zh="输入 {name!r} 为 {found}，应为{expected}。请改正该值。",
    )


class CaseUnreadable(InputError):
    """A file of inputs that cannot be read, or is no JSON object. Facts: path, and the Text found."""

    text = Text(
        en="{path} holds no case: {found}. A JSON object was expected, with a value for each input.",
        zh="{path} 中没有可用的情形：{found}。应为 JSON 对象，每个输入一个值。",
    )
