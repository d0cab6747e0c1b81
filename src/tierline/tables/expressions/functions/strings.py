"""Functions of strings. A character is a character of Unicode."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tierline.tables.expressions.functions.signature import Signature, function, whole
from tierline.tables.expressions.values import Value


def _of_two(answer: Callable[[str, str], Value]) -> Callable[[Value, Value], Value]:
    def asked(string: Value, match: Value) -> Value:
        return answer(string, match) if isinstance(string, str) and isinstance(match, str) else None

    return asked


def _of_one(answer: Callable[[str], Value]) -> Callable[[Value], Value]:
    return lambda string: answer(string) if isinstance(string, str) else None


def _substring(string: Value, start: Value, length: Value = None) -> Value:
    """Counted from 1, or from the end with a negative start."""
    first = whole(start)
    count = None if length is None else whole(length)
    if not isinstance(string, str) or not first or (length is not None and (count is None or count < 1)):
        return None
    at = first - 1 if first > 0 else max(len(string) + first, 0)
    return string[at:] if count is None else string[at : at + count]


def _length(string: str) -> Value:
    return Decimal(len(string))


def _joined(values: Value, delimiter: Value = None) -> Value:
    if not isinstance(values, tuple) or not (delimiter is None or isinstance(delimiter, str)):
        return None
    words = [value for value in values if value is not None]
    return None if not all(isinstance(word, str) for word in words) else (delimiter or "").join(words)


STRINGS: dict[str, Signature] = {
    "substring": function(_substring, "string", "start position", "length", least=2),
    "string length": function(_of_one(_length), "string"),
    "upper case": function(_of_one(str.upper), "string"),
    "lower case": function(_of_one(str.lower), "string"),
    "substring before": function(
        _of_two(lambda string, match: string.partition(match)[0] if match and match in string else ""),
        "string",
        "match",
    ),
    "substring after": function(
        _of_two(lambda string, match: string.partition(match)[2] if match else string), "string", "match"
    ),
    "contains": function(_of_two(lambda string, match: match in string), "string", "match"),
    "starts with": function(_of_two(str.startswith), "string", "match"),
    "ends with": function(_of_two(str.endswith), "string", "match"),
    "string join": function(_joined, "list", "delimiter", least=1),
}
