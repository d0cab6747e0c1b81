"""Lines of a pack's text in pieces, each of which knows the place of the draft that it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tierline.interchange.blocks import YAML_WORDS
from tierline.interchange.citations import Cited, note_lines, quoted
from tierline.policy_desk.cells import At

PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
"""What YAML takes as it stands, in braces too."""


@dataclass(frozen=True)
class Piece:
    """Some text of a line, and the place of the draft that it says; None for what only holds it together."""

    text: str
    at: At | None = None


@dataclass(frozen=True)
class Row:
    """A line of the text, in pieces."""

    pieces: tuple[Piece, ...]


def citation(cited: Cited, indent: int, at: At) -> Iterator[Row]:
    """What a value cites, as far as it is said."""
    pairs = (("clause", cited.clause), ("basis", cited.basis), ("confidence", cited.confidence))
    lines = [f"{key}: {scalar(value)}" for key, value in pairs if value]
    if cited.interpretation is not None:
        lines += note_lines(cited.interpretation)
    yield from (Row((Piece(" " * indent + line, at),)) for line in lines)


def scalar(text: str) -> str:
    """A cell as YAML holds it whatever its letters, so that nothing typed can break the text around it."""
    if PLAIN.fullmatch(text) and text.lower() not in YAML_WORDS:
        return text
    return f"'{text}'" if '"' in text and "'" not in text and text.isprintable() else quoted(text)
