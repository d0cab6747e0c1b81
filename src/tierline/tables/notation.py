"""The text form of a test: S-FEEL, as an analyst writes it in a cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tierline.tables.model import (
    AnyOf,
    Anything,
    Comparison,
    Equal,
    Interval,
    Multiple,
    Not,
    Output,
    Scalar,
    Test,
)

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def text_of(test: Test) -> str:
    """The test in S-FEEL, as `parse_test` reads it: the two are inverse up to `normalised`."""
    match normalised(test):
        case Comparison(op, bound):
            return f"{op} {scalar_text(bound)}"
        case Equal(value):
            return scalar_text(value)
        case Interval(low, high, includes_low, includes_high):
            opening, closing = "[" if includes_low else "(", "]" if includes_high else ")"
            return f"{opening}{scalar_text(low)}..{scalar_text(high)}{closing}"
        case AnyOf(tests):
            return ", ".join(text_of(part) for part in tests)
        case Not(inner):
            return f"not({text_of(inner)})"
        case Anything():
            return "-"


def scalar_text(value: Scalar) -> str:
    """A value as S-FEEL writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case str():
            return f'"{"".join(_ESCAPES.get(c) or (c if c.isprintable() else _escape(c)) for c in value)}"'
        case date():
            return f'date("{value.isoformat()}")'


def outcome_text(output: Output) -> str:
    """An outcome as a decision table has it: a value, or a multiple of an input."""
    return f"{output.by} * {output.of}" if isinstance(output, Multiple) else scalar_text(output)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:06X}"


def normalised(test: Test) -> Test:
    """The same test in the one shape that the parser gives: no list in a list, of one, or with `-` in it."""
    if isinstance(test, Not):
        return Not(normalised(test.test))
    if not isinstance(test, AnyOf):
        return test
    flat: list[Test] = []
    for part in map(normalised, test.tests):
        if isinstance(part, Anything):
            return part
        flat.extend(part.tests if isinstance(part, AnyOf) else (part,))
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))
