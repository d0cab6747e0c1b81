"""A place in an expression: what the parsers of expressions, of their atoms and of cells move on."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tierline.tables.expressions import wanted
from tierline.tables.expressions.errors import ExpressionUnreadable
from tierline.tables.expressions.names import SIMPLE_NAME, pattern_of
from tierline.tables.expressions.syntax import Expression
from tierline.tables.scanning import Scanner
from tierline.wording import Text

MOST_CHARACTERS = 50_000
DEEPEST_NESTING = 30

VALUE = "?"
"""The name of the value that a cell tests."""

PARTIAL = "partial"
"""The name, in a loop, of the list of what its earlier turns gave."""

_COMPARISON = re.compile(r"<=|>=|!=|<|>|=")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Names:
    """What an expression may name: values in scope, and the components that any of them may have.

    Those of the values that are `functions` of the model go before functions of FEEL of the same name.
    """

    values: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()

    def beside(self, *names: str) -> Names:
        """The same with further values in scope."""
        return replace(self, values=self.values | set(names), functions=self.functions - set(names))


class Reader(Scanner):
    """A place in an expression; each method reads what stands there, and moves past it and past blanks.

    `values_asked` counts how often `?` stood there. In a filter `any_name` is true: the components of the
    items are names. `takes_filters` is false in the upper end of an interval, where `[` closes it.
    """

    is_strict = False

    def __init__(self, text: str, names: Names, place: Text) -> None:
        super().__init__(text)
        self.names = names
        self.at_place = place
        self.depth = 0
        self.values_asked = 0
        self.any_name = False
        self.takes_filters = True
        if len(text) > MOST_CHARACTERS:
            raise self.error(wanted.SHORTER, at=MOST_CHARACTERS)
        self.skip_spaces()

    @abstractmethod
    def expression(self) -> Expression:
        """A whole expression."""

    @abstractmethod
    def additive(self) -> Expression:
        """An expression without comparison and logic, as the ends of intervals and tests have it."""

    def expect_end(self, expected: Text) -> None:
        if self.at < len(self.text):
            raise self.error(expected)

    def skip_spaces(self) -> None:
        super().skip_spaces()
        while self.match(_COMMENT):
            super().skip_spaces()

    def sign(self, expected: str) -> bool:
        """Whether a sign stands here; moves past it if so."""
        taken = self.take(expected)
        if taken:
            self.skip_spaces()
        return taken

    def expect(self, sign: str, expected: Text) -> None:
        if not self.sign(sign):
            raise self.error(expected)

    def comparison_sign(self) -> str | None:
        found = self.match(_COMPARISON)
        if found is None:
            return None
        self.skip_spaces()
        return found[0]

    def error(self, expected: Text, at: int | None = None) -> ExpressionUnreadable:
        place = self.place(at)
        return ExpressionUnreadable(
            place=self.at_place,
            excerpt=place.excerpt,
            position=place.position,
            found=place.found,
            expected=expected,
        )

    def is_word(self, word: str) -> bool:
        """Whether a keyword stands here, and no name in scope that begins like it."""
        found = SIMPLE_NAME.match(self.text, self.at)
        if found is None or found[0] != word:
            return False
        name = pattern_of(self.names.values).match(self.text, self.at)
        return name is None or name.end() < found.end()

    def word(self, word: str) -> bool:
        is_here = self.is_word(word)
        if is_here:
            self.at += len(word)
            self.skip_spaces()
        return is_here

    def expect_word(self, word: str) -> None:
        if not self.word(word):
            raise self.error(Text(word, f" {word}"))

    @contextmanager
    def deeper(self) -> Iterator[None]:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise self.error(wanted.SHALLOWER)
        try:
            yield
        finally:
            self.depth -= 1

    @contextmanager
    def naming(self, *names: str) -> Iterator[None]:
        outer = self.names
        self.names = outer.beside(*names)
        try:
            yield
        finally:
            self.names = outer

    @contextmanager
    def bracketed(self) -> Iterator[None]:
        """Within brackets a filter is a filter again, even in the upper end of an interval."""
        outer, self.takes_filters = self.takes_filters, True
        try:
            yield
        finally:
            self.takes_filters = outer
