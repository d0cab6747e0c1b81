"""The parser of what binds tightest: constants, names, brackets, contexts, calls, functions, loops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tierline.tables.expressions import wanted
from tierline.tables.expressions.errors import FunctionNotRead, NameUnknown
from tierline.tables.expressions.functions.registry import FUNCTIONS
from tierline.tables.expressions.names import SIMPLE_NAME, function_pattern, normal, pattern_of
from tierline.tables.expressions.reader import VALUE, Reader
from tierline.tables.expressions.syntax import (
    BuiltIn,
    Call,
    Constant,
    ContextOf,
    Expression,
    FunctionOf,
    ListOf,
    Loop,
    Name,
    RangeOf,
)
from tierline.tables.expressions.temporal import parsed_temporal
from tierline.tables.expressions.values import NUMBERS

_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_ENTRY_NAME = re.compile(r'([^\W\d][^\n:"{}\[\](),]*):')
_LOOP_NAME = re.compile(r"([^\W\d]\w*(?: +\w+)*?)\s+in\b")
_PARAMETER = re.compile(r"([^\W\d]\w*(?: +\w+)*)\s*(?::[^,()]+)?(?=[,)])")
_CONSTANTS = {"null": None, "true": True, "false": False}
RESERVED = frozenset(
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
"""Words of the language that begin no name. `not` is called like a function."""


def primary(reader: Reader) -> Expression:
    """What stands alone: a constant, a name, or anything in brackets."""
    start = reader.at
    sign = reader.peek()
    if _is_odd_name(reader):
        return _named(reader)
    if sign == '"':
        text = reader.string()
        reader.skip_spaces()
        return Constant(text)
    if number := reader.match(_NUMBER):
        reader.skip_spaces()
        return Constant(_number(reader, number[0], start))
    if sign == "@":
        return _temporal(reader)
    if sign in ("[", "]", "("):
        return _list_or_interval(reader)
    if sign == "{":
        return _context(reader)
    return _named(reader)


def function(reader: Reader) -> Expression:
    """`function(a, b) ...`."""
    reader.expect_word("function")
    reader.expect("(", wanted.AN_OPENING)
    parameters: list[str] = []
    while not reader.sign(")"):
        if parameters:
            reader.expect(",", wanted.A_COMMA)
        found = reader.match(_PARAMETER)
        if found is None:
            raise reader.error(wanted.A_NAME)
        parameters.append(normal(found[1]))
        reader.skip_spaces()
    if reader.is_word("external"):
        raise reader.error(wanted.NO_EXTERNAL)
    with reader.naming(*parameters):
        return FunctionOf(tuple(parameters), reader.expression())


@contextmanager
def loops(reader: Reader) -> Iterator[tuple[Loop, ...]]:
    """The variables of `for`, `some` or `every`, which are names for as long as the context is open."""
    outer = reader.names
    found_loops = []
    try:
        while True:
            found = reader.match(_LOOP_NAME)
            if found is None:
                raise reader.error(wanted.A_LOOP)
            reader.skip_spaces()
            name = normal(found[1])
            values = reader.expression()
            last = reader.expression() if reader.sign("..") else None
            found_loops.append(Loop(name, values, last))
            reader.names = reader.names.beside(name)
            if not reader.sign(","):
                break
        yield tuple(found_loops)
    finally:
        reader.names = outer


def call(reader: Reader, asked: Expression) -> Expression:
    """The arguments of a call, after its opening bracket."""
    arguments: list[Expression] = []
    names: list[str] = []
    with reader.bracketed():
        while not reader.sign(")"):
            if arguments:
                reader.expect(",", wanted.A_COMMA)
            named = _ENTRY_NAME.match(reader.text, reader.at)
            if named is not None and (names or not arguments):
                reader.at = named.end()
                reader.skip_spaces()
                names.append(normal(named[1]))
            elif names:
                raise reader.error(wanted.A_NAME)
            arguments.append(reader.expression())
    return Call(asked, tuple(arguments), tuple(names))


def condition(reader: Reader) -> Expression:
    """What stands in the brackets of a filter, where the components of the items are names."""
    outer, reader.any_name = reader.any_name, True
    try:
        with reader.naming("item", *reader.names.members):
            return reader.expression()
    finally:
        reader.any_name = outer


def member(reader: Reader) -> str:
    """The name of a component, after its dot."""
    found = reader.match(pattern_of(reader.names.members)) or reader.match(SIMPLE_NAME)
    if found is None:
        raise reader.error(wanted.A_NAME)
    reader.skip_spaces()
    return normal(found[0])


def interval_from(reader: Reader, low: Expression, *, includes_low: bool) -> Expression:
    """The rest of an interval, after its dots."""
    # The upper end of [1..n[ is no filter.
    reader.takes_filters = False
    high = reader.additive()
    closing = reader.peek()
    if closing not in ("]", ")", "["):
        raise reader.error(wanted.AN_END)
    reader.sign(closing)
    return RangeOf(low, high, includes_low, closing == "]")


def _is_odd_name(reader: Reader) -> bool:
    """Whether a name in scope stands here that does not begin with a letter, as `2nd rate`."""
    if SIMPLE_NAME.match(reader.text, reader.at):
        return False
    name = pattern_of(reader.names.values - {VALUE}).match(reader.text, reader.at)
    number = _NUMBER.match(reader.text, reader.at)
    return name is not None and (number is None or name.end() > number.end())


def _number(reader: Reader, text: str, start: int) -> Decimal:
    value = Decimal(text)
    if NUMBERS.create_decimal(text).is_infinite():
        raise reader.error(wanted.A_SMALLER_NUMBER, at=start)
    return value


def _temporal(reader: Reader) -> Expression:
    start = reader.at
    reader.at += 1
    if reader.peek() != '"':
        raise reader.error(wanted.A_MOMENT, at=start)
    value = parsed_temporal(reader.string())
    if value is None:
        raise reader.error(wanted.A_MOMENT, at=start)
    reader.skip_spaces()
    return Constant(value)


def _list_or_interval(reader: Reader) -> Expression:
    """What begins with a bracket. Which of the three it is shows after its first expression."""
    opening = reader.peek()
    reader.sign(opening)
    with reader.bracketed():
        if opening == "[" and reader.sign("]"):
            return ListOf(())
        first = reader.expression()
        if reader.sign(".."):
            return interval_from(reader, first, includes_low=opening == "[")
        if opening == "(":
            reader.expect(")", wanted.A_CLOSING)
            return first
        if opening == "]":
            raise reader.error(wanted.DOTS)
        items = [first]
        while not reader.sign("]"):
            reader.expect(",", wanted.A_COMMA)
            items.append(reader.expression())
        return ListOf(tuple(items))


def _context(reader: Reader) -> Expression:
    reader.sign("{")
    entries: list[tuple[str, Expression]] = []
    outer = reader.names
    with reader.bracketed():
        try:
            while not reader.sign("}"):
                if entries:
                    reader.expect(",", wanted.A_COMMA)
                name = _entry_name(reader)
                entries.append((name, reader.expression()))
                reader.names = replace(reader.names.beside(name), members=reader.names.members | {name})
        finally:
            reader.names = replace(outer, members=reader.names.members)
    return ContextOf(tuple(entries))


def _entry_name(reader: Reader) -> str:
    if reader.peek() == '"':
        name = reader.string()
        reader.skip_spaces()
        reader.expect(":", wanted.A_COLON)
        return name
    found = reader.match(_ENTRY_NAME)
    if found is None:
        raise reader.error(wanted.A_NAME)
    reader.skip_spaces()
    return normal(found[1])


def _named(reader: Reader) -> Expression:
    start = reader.at
    if reader.sign(VALUE) and VALUE in reader.names.values:
        reader.values_asked += 1
        return Name(VALUE)
    reader.at = start
    value = pattern_of(reader.names.values).match(reader.text, start)
    built_in = function_pattern().match(reader.text, start)
    word = SIMPLE_NAME.match(reader.text, start)
    if word and word[0] in _CONSTANTS and not (value and value.end() > word.end()):
        reader.at = word.end()
        reader.skip_spaces()
        return Constant(_CONSTANTS[word[0]])
    if value and (not built_in or built_in.end() < value.end() or normal(value[0]) in reader.names.functions):
        reader.at = value.end()
        reader.skip_spaces()
        return Name(normal(value[0]))
    if built_in:
        name = normal(built_in[0])
        if name not in FUNCTIONS:
            raise FunctionNotRead(**_unknown(reader, start, name))
        reader.at = built_in.end()
        reader.skip_spaces()
        return BuiltIn(name)
    return _name_out_of_scope(reader)


def _name_out_of_scope(reader: Reader) -> Expression:
    start = reader.at
    word = SIMPLE_NAME.match(reader.text, start)
    if word is None or word[0] in RESERVED:
        raise reader.error(wanted.AN_EXPRESSION)
    if reader.any_name:
        reader.at = word.end()
        reader.skip_spaces()
        return Name(word[0])
    known = ", ".join(sorted(reader.names.values - {VALUE})) or "-"
    raise NameUnknown(**_unknown(reader, start, word[0]), known=known)


def _unknown(reader: Reader, start: int, name: str) -> dict[str, Any]:
    place = reader.place(start)
    return {
        "place": reader.at_place,
        "excerpt": place.excerpt,
        "position": place.position,
        "name": name,
    }
