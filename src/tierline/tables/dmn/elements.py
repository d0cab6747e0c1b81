"""XML that is put together and written out: the same elements give the same bytes, and none are lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from tierline.tables.dmn.errors import NotWritable
from tierline.wording import Text

# A reader of XML makes a carriage return a line feed, and any space in an attribute a blank.
_KEPT = {"\r": "&#13;"}
_KEPT_IN_ATTRIBUTES = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_CONTROL = Text("text without control characters", "不含控制字符的文本")

DC, DI = "http://www.omg.org/spec/DMN/20180521/DC/", "http://www.omg.org/spec/DMN/20180521/DI/"


@dataclass(frozen=True)
class Node:
    """An element: its text, or its children."""

    tag: str
    attributes: Mapping[str, str]
    children: Sequence[Node] = ()
    text: str | None = None


def node(tag: str, attributes: Mapping[str, str], children: Sequence[Node] = ()) -> Node:
    """An element; an attribute that is empty is left out."""
    return Node(tag, {name: value for name, value in attributes.items() if value}, children)


def text_node(tag: str, attributes: Mapping[str, str], text: str, *, is_plain: bool = False) -> Node:
    """An element around a text: in a child `text`, as DMN has expressions, or plainly."""
    if is_plain:
        return Node(tag, attributes, (), text)
    return Node(tag, attributes, (Node("text", {}, (), text),))


def document(root: Node, namespace: str, diagram: str) -> str:
    """The file: DMN's own elements without a prefix."""
    spaces = {"xmlns": namespace, "xmlns:dmndi": diagram, "xmlns:dc": DC, "xmlns:di": DI}
    whole = Node(root.tag, {**spaces, **root.attributes}, root.children)
    return "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', *_lines(whole, 0), ""))


def _lines(element: Node, depth: int) -> Iterator[str]:
    margin = "  " * depth
    attributes = "".join(
        f" {name}={quoteattr(_sound(value), _KEPT_IN_ATTRIBUTES)}"
        for name, value in element.attributes.items()
    )
    opening = f"{margin}<{element.tag}{attributes}"
    if element.text is not None:
        yield f"{opening}>{escape(_sound(element.text), _KEPT)}</{element.tag}>"
    elif element.children:
        yield f"{opening}>"
        for inner in element.children:
            yield from _lines(inner, depth + 1)
        yield f"{margin}</{element.tag}>"
    else:
        yield f"{opening} />"


def _sound(text: str) -> str:
    found = _NOT_XML.search(text)
    if found is None:
        return text
    shown = text if len(text) <= 40 else text[:40] + "…"
    what = Text(f"the control character {found[0]!r}", f"控制字符 {found[0]!r} ")
    raise NotWritable(table=repr(shown), found=what, expected=_NO_CONTROL)
