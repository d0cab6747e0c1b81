"""The parser of cells: unary tests of any FEEL expressions, with `?` for the value that is tested."""

from __future__ import annotations

import re

from tierline.tables.expressions import wanted
from tierline.tables.expressions.reader import Reader
from tierline.tables.expressions.syntax import AnyValue, CellTest, Matches, NotTests, Ordered, Tests

_NOT = re.compile(r"not\s*\(")
_ORDERED = re.compile(r"\(\s*[<>=!]")
_BRACKET = re.compile(r'[()]|"(?:[^"\\]|\\.)*"', re.DOTALL)
_BLANKS = re.compile(r"\s*")


def tests(reader: Reader) -> Tests:
    """Tests with commas between them; where nothing stands at all, `-`."""
    start = reader.at
    if reader.at == len(reader.text):
        return Tests((AnyValue(),))
    found = [one_test(reader)]
    while reader.sign(","):
        found.append(one_test(reader))
    if len(found) > 1 and AnyValue() in found:
        raise reader.error(wanted.ALONE, at=start)
    return Tests(tuple(found))


def one_test(reader: Reader) -> CellTest:
    """One test."""
    if operator := reader.comparison_sign():
        return Ordered(operator, reader.additive())  # type: ignore[arg-type]
    if _ORDERED.match(reader.text, reader.at):
        reader.expect("(", wanted.AN_OPENING)
        with reader.bracketed():
            found = one_test(reader)
        reader.expect(")", wanted.A_CLOSING)
        return found
    if reader.peek() == "-" and _ends(reader, reader.at + 1):
        reader.sign("-")
        return AnyValue()
    if _is_negation(reader):
        return NotTests(_negated(reader))
    asked = reader.values_asked
    expression = reader.expression()
    return Matches(expression, asks_value=reader.values_asked > asked)


def _is_negation(reader: Reader) -> bool:
    """Whether `not(...)` is the whole of a test: `not(a) or b` is an expression."""
    opening = _NOT.match(reader.text, reader.at)
    if opening is None:
        return False
    depth = 1
    for found in _BRACKET.finditer(reader.text, opening.end()):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0:
            return _ends(reader, found.end())
    return True


def _negated(reader: Reader) -> Tests:
    reader.at += len("not")
    reader.skip_spaces()
    reader.expect("(", wanted.AN_OPENING)
    with reader.deeper():
        found = tests(reader)
    reader.expect(")", wanted.A_CLOSING)
    return found


def _ends(reader: Reader, at: int) -> bool:
    rest = _BLANKS.match(reader.text, at)
    end = rest.end() if rest else at
    return reader.text[end : end + 1] in ("", ",", ")")
