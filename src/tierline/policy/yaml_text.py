"""From YAML text to nodes, within limits: no text of any kind may crash, stall or unfold without end."""

from __future__ import annotations

from typing import Any

import yaml

from tierline.policy.errors import PackError, PackUnreadable
from tierline.wording import Text

MOST_CHARACTERS = 300_000
MOST_VALUES = 20_000
"""A pack or a mapping is a page or two; more is neither, and aliases could otherwise multiply it."""

DEEPEST = 30

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

WHOLE_FILE = Text("the whole file", "整个文件")

PROBLEMS = {
    "mapping values are not allowed in this context": Text(
        "a `: ` that cannot stand here; quote the text, or set the indent right",
        "此处不能出现“: ”；请给文字加引号或调整缩进",
    ),
    "did not find expected ',' or ']'": Text(
        "a [ that is not closed, or a comma that is missing", "“[”未闭合或缺少逗号"
    ),
    "did not find expected ',' or '}'": Text(
        "a { that is not closed, or a comma that is missing", "“{”未闭合或缺少逗号"
    ),
    "did not find expected key": Text(
        "a line that is indented otherwise than the keys before it", "该行缩进与前面的键不一致"
    ),
    "did not find expected '-' indicator": Text(
        "a line of a list that does not begin with `- `", "列表中的行未以“- ”开头"
    ),
    "could not find expected ':'": Text("a line without `key: `", "该行缺少“键: ”"),
    "found character that cannot start any token": Text(
        "a character that must be quoted, or a tab in the indent", "该字符须加引号，或缩进中含制表符"
    ),
    "found unexpected end of stream": Text("a quotation mark that is not closed", "引号未闭合"),
    "found undefined alias": Text(
        "an alias *name without an anchor &name before it", "别名 *name 之前没有锚点 &name"
    ),
    "second occurrence": Text("an anchor &name that stands twice", "锚点 &name 重复出现"),
    "but found another document": Text(
        "a second document; one file holds one", "出现第二个文档；一个文件只放一个文档"
    ),
    "did not find expected <document start>": Text(
        "text behind the end of the document", "文档结束之后仍有文字"
    ),
}
"""What the YAML reader says most often, in words that help."""

CONTROL = Text("a control character", "控制字符")
NOT_UNICODE = Text("text that is not UTF-8", "文字不是 UTF-8 编码")
EMPTY = Text("there is nothing in it", "内容为空")


def compose(text: str, file: str) -> yaml.Node:
    """The root node of a YAML text. Raises PackUnreadable for what is no YAML, PackError for too much."""
    if len(text) > MOST_CHARACTERS:
        raise _too_much(
            file, 1, Text(f"at most {MOST_CHARACTERS} characters", f"至多 {MOST_CHARACTERS} 个字符")
        )
    try:
        # The events come first: the composer recurses in C, where too deep a text would end the process.
        _check_depth(text, file)
        root = yaml.compose(text, Loader=Loader)
    except yaml.reader.ReaderError as error:
        line = text.encode(errors="replace")[: error.position].count(b"\n") + 1
        raise PackUnreadable(file=file, line=line, problem=CONTROL) from None
    except yaml.MarkedYAMLError as error:
        problem = _problem(error.problem or "")
        # Where the text ends too soon, the reader stands behind its last line.
        line = min(_line(error.problem_mark), max(len(text.splitlines()), 1))
        raise PackUnreadable(file=file, line=line, problem=problem) from None
    except UnicodeError:
        raise PackUnreadable(file=file, line=1, problem=NOT_UNICODE) from None
    if root is None:
        raise PackUnreadable(file=file, line=1, problem=EMPTY)
    _check_size(root, file)
    return root


def _problem(said: str) -> Text:
    return PROBLEMS.get(said) or Text(said, f"YAML 读取程序报告“{said}”")


def _line(mark: Any) -> int:
    """Line number, counted from 1; the start where the reader names no line."""
    return 1 if mark is None else int(mark.line) + 1


def _check_depth(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                expected = Text(f"at most {DEEPEST} levels inside each other", f"至多嵌套 {DEEPEST} 层")
                raise _too_much(file, _line(event.start_mark), expected)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _check_size(root: yaml.Node, file: str) -> None:
    """Refuse texts that unfold, through aliases, into more than a file of ours can hold."""
    waiting: list[yaml.Node] = [root]
    count = 0
    while waiting:
        node = waiting.pop()
        count += 1
        if count > MOST_VALUES:
            expected = Text(
                f"at most {MOST_VALUES} values, aliases unfolded", f"展开别名后至多 {MOST_VALUES} 个值"
            )
            raise _too_much(file, 1, expected)
        if isinstance(node, yaml.MappingNode):
            for pair in node.value:
                waiting.extend(pair)
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)


def _too_much(file: str, line: int, expected: Text) -> PackError:
    return PackError(file=file, line=line, where=WHOLE_FILE, found=Text("more", "超出"), expected=expected)
