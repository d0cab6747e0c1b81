"""How a function of FEEL is asked: its parameters, by position or by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tierline.tables.expressions.values import Value


@dataclass(frozen=True)
class Signature:
    """A function with its parameters, of which the first `least` are needed.

    A `gathers` function takes one list, or any number of values in its place, and `answer` gets them as a
    tuple. `answer` gives null for arguments of kinds that it does not know. The first parameter of a function
    that converts is called `from` too.
    """

    parameters: tuple[str, ...]
    answer: Callable[..., Value]
    least: int
    gathers: bool = False
    converts: bool = False

    def asked(self, arguments: Sequence[Value], names: Sequence[str]) -> Value:
        """What the function gives; null where the arguments are too few, too many or misnamed."""
        if names:
            return self._named(dict(zip(names, arguments, strict=True)), len(names))
        if self.gathers:
            return self._gathered(arguments)
        if not self.least <= len(arguments) <= len(self.parameters):
            return None
        return self.answer(*arguments, *[None] * (len(self.parameters) - len(arguments)))

    def _named(self, named: dict[str, Value], count: int) -> Value:
        if "from" in named and "from" not in self.parameters and self.converts:
            named[self.parameters[0]] = named.pop("from")
        if len(named) < count or not set(named) <= set(self.parameters):
            return None
        if not set(self.parameters[: self.least]) <= set(named):
            return None
        values = tuple(named.get(parameter) for parameter in self.parameters)
        return self.answer(values) if self.gathers and len(values) > 1 else self.answer(*values)

    def _gathered(self, arguments: Sequence[Value]) -> Value:
        if not arguments or (len(arguments) == 1 and arguments[0] is None):
            return None
        if len(arguments) == 1 and isinstance(arguments[0], tuple):
            return self.answer(arguments[0])
        return self.answer(tuple(arguments))


def function(answer: Callable[..., Any], *parameters: str, least: int | None = None) -> Signature:
    """A function of these parameters, all of them needed unless `least` says otherwise."""
    return Signature(parameters, answer, len(parameters) if least is None else least)


def gathering(answer: Callable[[tuple[Value, ...]], Value]) -> Signature:
    """A function of one list, or of the values themselves. A single value is a list of one."""

    def of_list(values: Value) -> Value:
        return None if values is None else answer(values if isinstance(values, tuple) else (values,))

    return Signature(("list",), of_list, 1, gathers=True)


def whole(value: Value, most: int = 10**9) -> int | None:
    """A whole number of moderate size; None for anything else."""
    if not isinstance(value, Decimal) or abs(value) > most or value != value.to_integral_value():
        return None
    return int(value)
