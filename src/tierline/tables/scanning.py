"""A place in a text that moves on as it is read: what the parsers of cells and expressions share."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass

from tierline.errors import TierlineError
from tierline.wording import Text

_ESCAPE = re.compile(r"""\\(?:(["'\\nrt])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6}))""")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
_A_QUOTE = Text(en='the closing " of the string', zh='字符串的结束引号 "')
_AN_ESCAPE = Text(
    en='an escape: \\", \\\\, \\n, \\r, \\t, \\uXXXX or \\UXXXXXX of a Unicode character',
    zh='转义符:\\"、\\\\、\\n、\\r、\\t、\\uXXXX 或 \\UXXXXXX(Unicode 字符)',
)
_NO_CONTROL = Text(en="the escape of a control character, such as \\n", zh="控制字符的转义写法,例如 \\n")
_NOTHING_LEFT = Text(en="the end of the cell", zh="单元格结束")


@dataclass(frozen=True)
class Place:
    """Where a text cannot be read further: its surroundings, the character (from 1), what stands there."""

    excerpt: str
    position: int
    found: Text


class Scanner(ABC):
    """A place in a text; each method reads what stands there and moves the place past it.

    A strict one takes no raw control character in a string and no backslash that begins no escape; the
    expressions of other tools have both.
    """

    is_strict = True

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @abstractmethod
    def error(self, expected: Text, at: int | None = None) -> TierlineError:
        """What is raised where something else was `expected`, here or at the index `at`."""

    def place(self, at: int | None = None) -> Place:
        at = self.at if at is None else at
        rest = self.text[at : at + 12]
        found = Text(en=repr(rest), zh=repr(rest)) if rest else _NOTHING_LEFT
        # The whole of a long cell would bury the message: its surroundings are enough to find the place.
        shown = self.text if len(self.text) <= 80 else "…" + self.text[max(0, at - 30) : at + 30] + "…"
        return Place(shown, at + 1, found)

    def string(self) -> str:
        self.at += 1
        characters: list[str] = []
        while not self.take('"'):
            characters.append(self.character())
        return "".join(characters)

    def character(self) -> str:
        """One character of a string. A lone half of a surrogate pair is none: no file could hold it."""
        character = self.peek()
        if not character:
            raise self.error(_A_QUOTE)
        if self.is_strict and (character < " " or character == "\x7f"):
            raise self.error(_NO_CONTROL)
        start = self.at
        if character == "\\":
            character = self.escaped()
        else:
            self.at += 1
        if "\ud800" <= character <= "\udfff":
            raise self.error(_AN_ESCAPE, at=start)
        return character

    def escaped(self) -> str:
        start = self.at
        escape = self.match(_ESCAPE)
        if escape is None:
            if self.is_strict:
                raise self.error(_AN_ESCAPE)
            self.at += 1
            return "\\"
        plain, short, long = escape.groups()
        if plain:
            return _CONTROLS.get(plain, plain)
        code = int(short or long, 16)
        if 0xD800 <= code <= 0xDBFF and (second := self.match(_ESCAPE)) and second[2]:
            # FEEL writes a character beyond U+FFFF either as one \U or, as Java does, in two halves.
            low = int(second[2], 16)
            if 0xDC00 <= low <= 0xDFFF:
                return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00))
        if code > 0x10FFFF:
            raise self.error(_AN_ESCAPE, at=start)
        return chr(code)

    def skip_spaces(self) -> None:
        while self.peek().isspace():
            self.at += 1

    def peek(self) -> str:
        """The next character, or nothing at the end."""
        return self.text[self.at : self.at + 1]

    def take(self, expected: str) -> bool:
        taken = self.text.startswith(expected, self.at)
        if taken:
            self.at += len(expected)
        return taken

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found
