"""The elements of an XML file that comes from outside: nothing in it reaches out, and nothing grows."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from tierline.tables.dmn.errors import ModelMissing, ModelTooLarge, NotDmn, NotXml, UnsafeXml
from tierline.tables.dmn.versions import MODEL_NAMESPACES, READABLE
from tierline.wording import Text

MOST_BYTES = 16 * 2**20
DEEPEST = 100
"""Ample: a table of ten thousand rules has a few megabytes, and logic nests some ten elements deep."""


def content_of(path: Path) -> bytes:
    """What a file holds, or a byte more than is read. Raises ModelMissing."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ModelMissing(path=path, reason=error.strerror) from error


def root_of(content: bytes, path: Path) -> tuple[Element, str]:
    """The root of a DMN file, and the version of the standard that it is written in.

    Raises ModelTooLarge, NotXml, UnsafeXml and NotDmn, which name the path.
    """
    if len(content) > MOST_BYTES:
        found = Text(f"more than {MOST_BYTES:,} bytes", f"超过 {MOST_BYTES:,} 字节的内容")
        raise ModelTooLarge(path=path, found=found, expected=Text(f"{MOST_BYTES:,}", f" {MOST_BYTES:,} 字节"))
    root = _parsed(content, path)
    namespace, _, tag = root.tag.rpartition("}")
    version = MODEL_NAMESPACES.get(namespace.removeprefix("{"))
    if tag != "definitions" or version is None:
        raise NotDmn(path=path, found=root.tag, versions=READABLE)
    return root, version


def children(element: Element, *tags: str) -> Iterator[Element]:
    """The children of these names in the namespace of DMN itself; what other tools add is passed over."""
    namespace = element.tag.rpartition("}")[0] + "}"
    for child in element:
        if child.tag.startswith(namespace) and (not tags or child.tag.removeprefix(namespace) in tags):
            yield child


def child(element: Element, *tags: str) -> Element | None:
    """The first such child."""
    return next(children(element, *tags), None)


def tag_of(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag.rpartition("}")[2])


def text_in(element: Element | None) -> str:
    """What the child `text` of an element says, as it is written; nothing where there is none."""
    inner = None if element is None else child(element, "text")
    return "" if inner is None else inner.text or ""


def _parsed(content: bytes, path: Path) -> Element:
    depth = 0
    root: Element | None = None
    try:
        for event, element in iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            root = element if root is None else root
            if depth > DEEPEST:
                found = Text(f"elements nested more than {DEEPEST} deep", f"超过 {DEEPEST} 层的嵌套元素")
                expected = Text(f"{DEEPEST} levels", f" {DEEPEST} 层")
                raise ModelTooLarge(path=path, found=found, expected=expected)
    except DefusedXmlException as error:
        raise UnsafeXml(path=path) from error
    except ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        found = Text(
            f"{reason}, line {line}, character {column + 1}",
            f"第 {line} 行第 {column + 1} 个字符（{reason}）",
        )
        raise NotXml(path=path, found=found) from error
    except (ValueError, LookupError) as error:
        raise NotXml(path=path, found=Text(str(error), str(error))) from error
    if root is None:
        raise NotXml(path=path, found=Text("it is empty", "文件为空"))
    return root
