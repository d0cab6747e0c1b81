"""The parser of FEEL, into the tree of syntax.py: whole expressions, from the loosest operator down."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tierline.tables.expressions import atoms, cells, wanted
from tierline.tables.expressions.reader import DEEPEST_NESTING, PARTIAL, VALUE, Names, Reader
from tierline.tables.expressions.syntax import (
    Chain,
    Compare,
    Constant,
    Every,
    Expression,
    Filter,
    For,
    If,
    InstanceOf,
    Matches,
    Negative,
    Path,
    Quantified,
    RangeOf,
    Some,
    Tests,
    Within,
)
from tierline.wording import Text

_SUM = re.compile(r"[+-]")
_PRODUCT = re.compile(r"\*(?!\*)|/(?![/*])")
_POWER = re.compile(r"\*\*")
_TYPE = re.compile(
    r"(?:years and months duration|days and time duration|date and time|number|string|boolean|date|time"
    r"|list|context|range|function|Any|Null)\b(?:\s*<[^>]*>)?"
)


def parsed(text: str, names: Names, place: Text) -> Expression:
    """The expression that a text writes. Raises ExpressionUnreadable, NameUnknown or FunctionNotRead."""
    reader = _Parser(text, names, place)
    expression = reader.expression()
    reader.expect_end(wanted.THE_END)
    return expression


def parsed_tests(text: str, names: Names, place: Text) -> Tests:
    """The tests that a cell writes, `?` the value; an empty cell is `-`. Raises what `parsed` does."""
    reader = _Parser(text, names.beside(VALUE), place)
    found = cells.tests(reader)
    reader.expect_end(wanted.THE_CELL_END)
    return found


class _Parser(Reader):
    """Expressions; each method reads one precedence."""

    def expression(self) -> Expression:
        with self.deeper():
            return self._some()

    def additive(self) -> Expression:
        return self._chain(_SUM, lambda: self._chain(_PRODUCT, lambda: self._chain(_POWER, self._unary)))

    def _textual(self) -> Expression | None:
        """What begins with a word of its own and takes in all that follows; None where nothing such is."""
        for word, read in (
            ("if", self._if),
            ("for", self._for),
            ("some", self._quantified),
            ("every", self._quantified),
            ("function", lambda: atoms.function(self)),
        ):
            if self.is_word(word):
                return read()
        return None

    def _if(self) -> Expression:
        self.expect_word("if")
        condition = self.expression()
        self.expect_word("then")
        then = self.expression()
        self.expect_word("else")
        return If(condition, then, self.expression())

    def _for(self) -> Expression:
        self.expect_word("for")
        with atoms.loops(self) as loops:
            self.expect_word("return")
            start = self.at
            with self.naming(PARTIAL):
                result = self.expression()
            return For(loops, result, PARTIAL in self.text[start : self.at])

    def _quantified(self) -> Expression:
        is_every = self.word("every")
        if not is_every:
            self.expect_word("some")
        with atoms.loops(self) as loops:
            self.expect_word("satisfies")
            return Quantified(is_every, loops, self.expression())

    def _some(self) -> Expression:
        operands = [self._every()]
        while self.word("or"):
            operands.append(self._every())
        return operands[0] if len(operands) == 1 else Some(tuple(operands))

    def _every(self) -> Expression:
        operands = [self._comparison()]
        while self.word("and"):
            operands.append(self._comparison())
        return operands[0] if len(operands) == 1 else Every(tuple(operands))

    def _comparison(self) -> Expression:
        left = self.additive()
        if operator := self.comparison_sign():
            return Compare(operator, left, self.additive())  # type: ignore[arg-type]
        if self.word("between"):
            low = self.additive()
            self.expect_word("and")
            span = RangeOf(low, self.additive(), True, True)
            return Within(left, Tests((Matches(span, asks_value=False),)))
        if self.word("in"):
            return Within(left, self._tests_after_in())
        return left

    def _tests_after_in(self) -> Tests:
        if not self.sign("("):
            return Tests((cells.one_test(self),))
        with self.bracketed():
            first = cells.one_test(self)
            if isinstance(first, Matches) and self.sign(".."):
                span = atoms.interval_from(self, first.expression, includes_low=False)
                return Tests((Matches(span, asks_value=False),))
            further = cells.tests(self).tests if self.sign(",") else ()
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
        if textual := self._textual():
            return textual
        found = self._postfix(atoms.primary(self))
        if self.word("instance"):
            self.expect_word("of")
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
                found = Path(found, atoms.member(self))
            elif self.takes_filters and self.sign("["):
                found = Filter(found, atoms.condition(self))
                self.expect("]", wanted.A_BRACKET)
            elif self.peek() == "(" and not isinstance(found, Constant):
                self.sign("(")
                found = atoms.call(self, found)
            else:
                return found
