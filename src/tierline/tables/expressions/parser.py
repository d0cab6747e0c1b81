"""The parser of FEEL expressions, into the tree of syntax.py. The cells of tables are read by cells.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tierline.tables.expressions import wanted
from tierline.tables.expressions.errors import ExpressionUnreadable, FunctionNotRead, NameUnknown
from tierline.tables.expressions.functions.registry import FUNCTIONS
from tierline.tables.expressions.names import SIMPLE_NAME, function_pattern, normal, pattern_of
from tierline.tables.expressions.syntax import (
    BuiltIn,
    Call,
    Chain,
    Compare,
    Constant,
    ContextOf,
    Every,
    Expression,
    Filter,
    For,
    FunctionOf,
    If,
    InstanceOf,
    ListOf,
    Loop,
    Matches,
    Name,
    Negative,
    Path,
    Quantified,
    RangeOf,
    Some,
    Tests,
    Within,
)
from tierline.tables.expressions.temporal import parsed_temporal
from tierline.tables.expressions.values import NUMBERS
from tierline.tables.scanning import Scanner
from tierline.wording import Text

MOST_CHARACTERS = 50_000
DEEPEST_NESTING = 30

VALUE = "?"
"""The name of the value that a cell tests."""

_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_COMPARISON = re.compile(r"<=|>=|!=|<|>|=")
_SUM = re.compile(r"[+-]")
_PRODUCT = re.compile(r"\*(?!\*)|/(?![/*])")
_POWER = re.compile(r"\*\*")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_ENTRY_NAME = re.compile(r'([^\W\d][^\n:"{}\[\](),]*):')
_LOOP_NAME = re.compile(r"([^\W\d]\w*(?: +\w+)*?)\s+in\b")
_PARAMETER = re.compile(r"([^\W\d]\w*(?: +\w+)*)\s*(?::[^,()]+)?(?=[,)])")
_TYPE = re.compile(
    r"(?:years and months duration|days and time duration|date and time|number|string|boolean|date|time"
    r"|list|context|range|function|Any|Null)\b(?:\s*<[^>]*>)?"
)
_CONSTANTS = {"null": None, "true": True, "false": False}
_RESERVED = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "instance",
        "null",
        "true",
        "false",
    ]
)


@dataclass(frozen=True)
class Names:
    """What an expression may name: values in scope, and the components that any of them may have."""

    values: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()

    def beside(self, *names: str) -> Names:
        """The same with further values in scope."""
        return Names(self.values | set(names), self.members)


def parsed(text: str, names: Names, place: Text) -> Expression:
    """The expression that a text writes. Raises ExpressionUnreadable, NameUnknown or FunctionNotRead."""
    reader = Reader(text, names, place)
    expression = reader.expression()
    reader.expect_end()
    return expression


class Reader(Scanner):
    """A place in an expression; each method reads what stands there, and moves past it and past blanks."""

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

    def expression(self) -> Expression:
        with self.deeper():
            for word, read in (
                ("if", self._if),
                ("for", self._for),
                ("some", self._quantified),
                ("every", self._quantified),
                ("function", self._function),
            ):
                if self._is_word(word):
                    return read()
            return self._some()

    def expect_end(self) -> None:
        if self.at < len(self.text):
            raise self.error(wanted.THE_END)

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

    def additive(self) -> Expression:
        return self._chain(_SUM, lambda: self._chain(_PRODUCT, lambda: self._chain(_POWER, self._unary)))

    def error(self, expected: Text, at: int | None = None) -> ExpressionUnreadable:
        place = self.place(at)
        return ExpressionUnreadable(
            place=self.at_place,
            excerpt=place.excerpt,
            position=place.position,
            found=place.found,
            expected=expected,
        )

    # ------------------------------------------------------------ keywords

    def _is_word(self, word: str) -> bool:
        """Whether a keyword stands here, and no name in scope that begins like it."""
        found = SIMPLE_NAME.match(self.text, self.at)
        if found is None or found[0] != word:
            return False
        name = pattern_of(self.names.values).match(self.text, self.at)
        return name is None or name.end() < found.end()

    def _word(self, word: str) -> bool:
        is_here = self._is_word(word)
        if is_here:
            self.at += len(word)
            self.skip_spaces()
        return is_here

    def _expect_word(self, word: str) -> None:
        if not self._word(word):
            raise self.error(Text(word, f" {word}"))

    def _if(self) -> Expression:
        self._expect_word("if")
        condition = self.expression()
        self._expect_word("then")
        then = self.expression()
        self._expect_word("else")
        return If(condition, then, self.expression())

    def _for(self) -> Expression:
        self._expect_word("for")
        with self._loops() as loops:
            self._expect_word("return")
            return For(loops, self.expression())

    def _quantified(self) -> Expression:
        is_every = self._word("every")
        if not is_every:
            self._expect_word("some")
        with self._loops() as loops:
            self._expect_word("satisfies")
            return Quantified(is_every, loops, self.expression())

    @contextmanager
    def _loops(self) -> Iterator[tuple[Loop, ...]]:
        outer = self.names
        loops = []
        try:
            while True:
                found = self.match(_LOOP_NAME)
                if found is None:
                    raise self.error(wanted.A_LOOP)
                self.skip_spaces()
                name = normal(found[1])
                values = self.expression()
                last = self.expression() if self.sign("..") else None
                loops.append(Loop(name, values, last))
                self.names = self.names.beside(name)
                if not self.sign(","):
                    break
            yield tuple(loops)
        finally:
            self.names = outer

    def _function(self) -> Expression:
        self._expect_word("function")
        self.expect("(", wanted.AN_OPENING)
        parameters: list[str] = []
        while not self.sign(")"):
            if parameters:
                self.expect(",", wanted.A_COMMA)
            found = self.match(_PARAMETER)
            if found is None:
                raise self.error(wanted.A_NAME)
            parameters.append(normal(found[1]))
            self.skip_spaces()
        if self._is_word("external"):
            raise self.error(wanted.NO_EXTERNAL)
        with self._naming(*parameters):
            return FunctionOf(tuple(parameters), self.expression())

    # ------------------------------------------------------------ operators, the loosest first

    def _some(self) -> Expression:
        operands = [self._every()]
        while self._word("or"):
            operands.append(self._every())
        return operands[0] if len(operands) == 1 else Some(tuple(operands))

    def _every(self) -> Expression:
        operands = [self._comparison()]
        while self._word("and"):
            operands.append(self._comparison())
        return operands[0] if len(operands) == 1 else Every(tuple(operands))

    def _comparison(self) -> Expression:
        left = self.additive()
        if operator := self.comparison_sign():
            return Compare(operator, left, self.additive())  # type: ignore[arg-type]
        if self._word("between"):
            low = self.additive()
            self._expect_word("and")
            span = RangeOf(low, self.additive(), True, True)
            return Within(left, Tests((Matches(span, asks_value=False),)))
        if self._word("in"):
            return Within(left, self._tests_after_in())
        return left

    def _tests_after_in(self) -> Tests:
        from tierline.tables.expressions.cells import one_test, tests

        if not self.sign("("):
            return Tests((one_test(self),))
        with self._bracketed():
            first = one_test(self)
            if isinstance(first, Matches) and self.sign(".."):
                span = self._interval_from(first.expression, includes_low=False)
                return Tests((Matches(span, asks_value=False),))
            further = tests(self).tests if self.sign(",") else ()
            self.expect(")", wanted.A_CLOSING)
            return Tests((first, *further))

    def _chain(self, signs: re.Pattern[str], operand: Callable[[], Expression]) -> Expression:
        first = operand()
        rest: list[Any] = []
        while found := self.match(signs):
            self.skip_spaces()
            rest.append((found[0], operand()))
        return Chain(first, tuple(rest)) if rest else first

    def _unary(self) -> Expression:
        if self.sign("-"):
            with self.deeper():
                operand = self._unary()
            if isinstance(operand, Constant) and type(operand.value) is Decimal:
                return Constant(operand.value.copy_negate())
            return Negative(operand)
        found = self._postfix(self._primary())
        if self._word("instance"):
            self._expect_word("of")
            of = self.match(_TYPE)
            if of is None:
                raise self.error(wanted.A_TYPE)
            self.skip_spaces()
            return InstanceOf(found, of[0].partition("<")[0].strip())
        return found

    def _postfix(self, found: Expression) -> Expression:
        steps = 0
        while True:
            steps += 1
            if steps > DEEPEST_NESTING:
                raise self.error(wanted.SHALLOWER)
            if self.peek() == "." and self.text[self.at : self.at + 2] != "..":
                self.sign(".")
                found = Path(found, self._member())
            elif self.takes_filters and self.sign("["):
                found = Filter(found, self._condition())
                self.expect("]", wanted.A_BRACKET)
            elif self.peek() == "(" and not isinstance(found, Constant):
                self.sign("(")
                found = self._call(found)
            else:
                return found

    def _condition(self) -> Expression:
        """What stands in the brackets of a filter, where the components of the items are names."""
        outer, self.any_name = self.any_name, True
        try:
            with self._naming("item", *self.names.members):
                return self.expression()
        finally:
            self.any_name = outer

    def _member(self) -> str:
        found = self.match(pattern_of(self.names.members)) or self.match(SIMPLE_NAME)
        if found is None:
            raise self.error(wanted.A_NAME)
        self.skip_spaces()
        return normal(found[0])

    def _call(self, function: Expression) -> Expression:
        arguments: list[Expression] = []
        names: list[str] = []
        with self._bracketed():
            while not self.sign(")"):
                if arguments:
                    self.expect(",", wanted.A_COMMA)
                named = _ENTRY_NAME.match(self.text, self.at)
                if named is not None and (names or not arguments):
                    self.at = named.end()
                    self.skip_spaces()
                    names.append(normal(named[1]))
                elif names:
                    raise self.error(wanted.A_NAME)
                arguments.append(self.expression())
        return Call(function, tuple(arguments), tuple(names))

    # ------------------------------------------------------------ what stands alone

    def _primary(self) -> Expression:
        start = self.at
        sign = self.peek()
        if sign == '"':
            text = self.string()
            self.skip_spaces()
            return Constant(text)
        if number := self.match(_NUMBER):
            self.skip_spaces()
            return Constant(self._number(number[0], start))
        if sign == "@":
            return self._temporal()
        if sign in ("[", "]", "("):
            return self._list_or_interval()
        if sign == "{":
            return self._context()
        return self._named()

    def _number(self, text: str, start: int) -> Decimal:
        value = Decimal(text)
        if NUMBERS.create_decimal(text).is_infinite():
            raise self.error(wanted.A_SMALLER_NUMBER, at=start)
        return value

    def _temporal(self) -> Expression:
        start = self.at
        self.at += 1
        if self.peek() != '"':
            raise self.error(wanted.A_MOMENT, at=start)
        value = parsed_temporal(self.string())
        if value is None:
            raise self.error(wanted.A_MOMENT, at=start)
        self.skip_spaces()
        return Constant(value)

    def _list_or_interval(self) -> Expression:
        """What begins with a bracket. Which of the three it is shows after its first expression."""
        opening = self.peek()
        self.sign(opening)
        with self._bracketed():
            if opening == "[" and self.sign("]"):
                return ListOf(())
            first = self.expression()
            if self.sign(".."):
                return self._interval_from(first, includes_low=opening == "[")
            if opening == "(":
                self.expect(")", wanted.A_CLOSING)
                return first
            if opening == "]":
                raise self.error(wanted.DOTS)
            items = [first]
            while not self.sign("]"):
                self.expect(",", wanted.A_COMMA)
                items.append(self.expression())
            return ListOf(tuple(items))

    def _interval_from(self, low: Expression, *, includes_low: bool) -> Expression:
        # The upper end of [1..n[ is no filter.
        self.takes_filters = False
        high = self.additive()
        closing = self.peek()
        if closing not in ("]", ")", "["):
            raise self.error(wanted.AN_END)
        self.sign(closing)
        return RangeOf(low, high, includes_low, closing == "]")

    def _context(self) -> Expression:
        self.sign("{")
        entries: list[tuple[str, Expression]] = []
        outer = self.names
        with self._bracketed():
            try:
                while not self.sign("}"):
                    if entries:
                        self.expect(",", wanted.A_COMMA)
                    name = self._entry_name()
                    entries.append((name, self.expression()))
                    self.names = Names(self.names.values | {name}, self.names.members | {name})
            finally:
                self.names = Names(outer.values, self.names.members)
        return ContextOf(tuple(entries))

    def _entry_name(self) -> str:
        if self.peek() == '"':
            name = self.string()
            self.skip_spaces()
            self.expect(":", wanted.A_COLON)
            return name
        found = self.match(_ENTRY_NAME)
        if found is None:
            raise self.error(wanted.A_NAME)
        self.skip_spaces()
        return normal(found[1])

    def _named(self) -> Expression:
        start = self.at
        if self.sign(VALUE) and VALUE in self.names.values:
            self.values_asked += 1
            return Name(VALUE)
        self.at = start
        value = pattern_of(self.names.values).match(self.text, start)
        built_in = function_pattern().match(self.text, start)
        word = SIMPLE_NAME.match(self.text, start)
        if word and word[0] in _CONSTANTS and not (value and value.end() > word.end()):
            self.at = word.end()
            self.skip_spaces()
            return Constant(_CONSTANTS[word[0]])
        if value and not (built_in and built_in.end() >= value.end()):
            self.at = value.end()
            self.skip_spaces()
            return Name(normal(value[0]))
        if built_in:
            name = normal(built_in[0])
            if name not in FUNCTIONS:
                raise FunctionNotRead(**self._unknown(start, name))
            self.at = built_in.end()
            self.skip_spaces()
            return BuiltIn(name)
        if word is None or word[0] in _RESERVED:
            raise self.error(wanted.AN_EXPRESSION)
        if self.any_name:
            self.at = word.end()
            self.skip_spaces()
            return Name(word[0])
        known = ", ".join(sorted(self.names.values - {VALUE})) or "-"
        raise NameUnknown(**self._unknown(start, word[0]), known=known)

    def _unknown(self, start: int, name: str) -> dict[str, Any]:
        place = self.place(start)
        return {
            "place": self.at_place,
            "excerpt": place.excerpt,
            "position": place.position,
            "name": name,
        }

    # ------------------------------------------------------------ what holds for a stretch

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
    def _naming(self, *names: str) -> Iterator[None]:
        outer = self.names
        self.names = outer.beside(*names)
        try:
            yield
        finally:
            self.names = outer

    @contextmanager
    def _bracketed(self) -> Iterator[None]:
        """Within brackets a filter is a filter again, even in the upper end of an interval."""
        outer, self.takes_filters = self.takes_filters, True
        try:
            yield
        finally:
            self.takes_filters = outer
