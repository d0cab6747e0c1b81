"""The page that an explanation is written on: headings, sentences, marked points, small tables.

Chinese characters are two columns wide, which the layout counts; colour is left to the terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

WIDTH = 100
"""Columns of a page, where its sentences are broken."""

NEVER_FIRST = "，。；：、）》”！？"
"""Punctuation that begins no line of Chinese."""


class Style(StrEnum):
    """How a line is to look where the terminal has colours."""

    PLAIN = "plain"
    TITLE = "title"
    HEADING = "heading"
    GOOD = "good"
    BAD = "bad"
    FAINT = "faint"


class Mark(StrEnum):
    """What stands before a point: it holds, it does not, or it does not apply."""

    HOLDS = "✓"
    FAILS = "✗"
    ASIDE = "–"


_STYLE_OF = {Mark.HOLDS: Style.GOOD, Mark.FAILS: Style.BAD, Mark.ASIDE: Style.FAINT}


@dataclass
class Page:
    """Lines with their styles, in order."""

    lines: list[tuple[Style, str]] = field(default_factory=list)

    def title(self, text: str) -> None:
        """The first line."""
        self._add(Style.TITLE, text, "", "")

    def heading(self, text: str) -> None:
        """A heading, with an empty line before it."""
        self.space()
        self.lines.append((Style.HEADING, text))

    def space(self) -> None:
        """An empty line."""
        self.lines.append((Style.PLAIN, ""))

    def sentence(self, text: str, style: Style = Style.PLAIN) -> None:
        """A sentence under a heading."""
        self._add(style, text, "  ", "  ")

    def point(self, mark: Mark, text: str, depth: int = 1) -> None:
        """A point with its mark; `depth` 2 stands under another."""
        before = "  " * depth
        self._add(_STYLE_OF[mark], text, f"{before}{mark} ", f"{before}  ")

    def table(self, rows: Sequence[Sequence[str]], *, left: Sequence[int] = (0,)) -> None:
        """Rows in columns; the columns of `left` begin on the left, the others end on the right."""
        widths = [max(width_of(row[at]) for row in rows) for at in range(len(rows[0]))]
        for row in rows:
            cells = [padded(cell, widths[at], to_left=at in left) for at, cell in enumerate(row)]
            self.lines.append((Style.PLAIN, ("  " + "  ".join(cells)).rstrip()))

    def text(self) -> str:
        """The page without colours."""
        return "\n".join(line for _, line in self.lines) + "\n"

    def _add(self, style: Style, text: str, first: str, further: str) -> None:
        for number, part in enumerate(wrapped(text, WIDTH - width_of(first))):
            self.lines.append((style, (further if number else first) + part))


def width_of(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, width: int, *, to_left: bool) -> str:
    """The text filled up with spaces to a width."""
    fill = " " * (width - width_of(text))
    return text + fill if to_left else fill + text


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most `width` columns, broken at spaces or before a Chinese character."""
    line = ""
    for piece in _pieces(text):
        if line and width_of(line) + width_of(piece.rstrip()) > width:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Parts of a text between which a line may end."""
    piece = ""
    for character in text:
        is_wide = unicodedata.east_asian_width(character) in "WF"
        if is_wide and character not in NEVER_FIRST and piece:
            yield piece
            piece = ""
        piece += character
        if character == " ":
            yield piece
            piece = ""
    if piece:
        yield piece
