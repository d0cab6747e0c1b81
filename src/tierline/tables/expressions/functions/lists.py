"""Functions of lists. A list never changes: each gives a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from functools import cmp_to_key, partial, reduce

from tierline.tables.expressions.arithmetic import calculated
from tierline.tables.expressions.functions.signature import Signature, function, gathering, whole
from tierline.tables.expressions.values import (
    NUMBERS,
    Function,
    MonthsDuration,
    Value,
    compare,
    equal,
    every,
    number,
    some,
)

_MOST_LEVELS = 50


def total(values: tuple[Value, ...]) -> Value:
    """The sum of numbers, or of durations; null for nothing and for anything else."""
    is_summed = values and all(isinstance(value, Decimal) for value in values)
    if is_summed or (values and all(_is_duration(value) for value in values)):
        return reduce(lambda one, other: calculated("+", one, other), values)
    return None


def lowest(values: tuple[Value, ...]) -> Value:
    """The least of values of one kind; null for nothing and for what has no order."""
    return _extreme(values, "<")


def highest(values: tuple[Value, ...]) -> Value:
    """The greatest of values of one kind; null for nothing and for what has no order."""
    return _extreme(values, ">")


def contains(values: Value, wanted: Value) -> Value:
    """Whether a list has an item that is equal."""
    return any(equal(value, wanted) is True for value in values) if isinstance(values, tuple) else None


def _is_duration(value: Value) -> bool:
    return isinstance(value, timedelta | MonthsDuration)


def _extreme(values: tuple[Value, ...], order: str) -> Value:
    best: Value = None
    for position, value in enumerate(values):
        is_better = compare(order, value, value if position == 0 else best)
        if is_better is None:
            return None
        best = value if position == 0 or is_better else best
    return best


def _mean(values: tuple[Value, ...]) -> Value:
    sum_of_all = total(values)
    return None if sum_of_all is None else calculated("/", sum_of_all, Decimal(len(values)))


def _product(values: tuple[Value, ...]) -> Value:
    if not values or not all(isinstance(value, Decimal) for value in values):
        return None
    return reduce(lambda one, other: calculated("*", one, other), values)


def _median(values: tuple[Value, ...]) -> Value:
    if not values or not all(isinstance(value, Decimal) for value in values):
        return None
    numbers = sorted(value for value in values if isinstance(value, Decimal))
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return calculated("/", NUMBERS.add(numbers[middle - 1], numbers[middle]), Decimal(2))


def _mode(values: tuple[Value, ...]) -> Value:
    if not all(isinstance(value, Decimal) for value in values):
        return None
    numbers = [value for value in values if isinstance(value, Decimal)]
    counts = {value: numbers.count(value) for value in numbers}
    most = max(counts.values(), default=0)
    return tuple(sorted(value for value, count in counts.items() if count == most))


def _deviation(values: tuple[Value, ...]) -> Value:
    mean = _mean(values)
    if len(values) < 2 or not isinstance(mean, Decimal):
        return None
    squares = [
        NUMBERS.power(NUMBERS.subtract(value, mean), 2) for value in values if isinstance(value, Decimal)
    ]
    if len(squares) < len(values):
        return None
    sum_of_squares = reduce(NUMBERS.add, squares)
    return number(NUMBERS.sqrt(NUMBERS.divide(sum_of_squares, Decimal(len(values) - 1))))


def _sublist(values: Value, start: Value, length: Value = None) -> Value:
    first = whole(start)
    count = None if length is None else whole(length)
    if not isinstance(values, tuple) or not first or abs(first) > len(values):
        return None
    if length is not None and (count is None or count < 1):
        return None
    at = first - 1 if first > 0 else len(values) + first
    if count is None:
        return values[at:]
    return values[at : at + count] if at + count <= len(values) else None


def _appended(values: tuple[Value, ...]) -> Value:
    if values[0] is None:
        return None
    return (*(values[0] if isinstance(values[0], tuple) else (values[0],)), *values[1:])


def _concatenated(values: tuple[Value, ...]) -> Value:
    if None in values:
        return None
    return tuple(item for value in values for item in (value if isinstance(value, tuple) else (value,)))


def _inserted(values: Value, position: Value, item: Value) -> Value:
    at = _index(values, position)
    return None if at is None or not isinstance(values, tuple) else (*values[:at], item, *values[at:])


def _removed(values: Value, position: Value) -> Value:
    at = _index(values, position)
    return None if at is None or not isinstance(values, tuple) else (*values[:at], *values[at + 1 :])


def _replaced(values: Value, match: Value, item: Value) -> Value:
    """With another item at a position, or wherever a function of the old and the new one says true."""
    if isinstance(match, Function):
        if not isinstance(values, tuple) or len(match.parameters) != 2:
            return None
        return tuple(item if match.answer((value, item)) is True else value for value in values)
    at = _index(values, match)
    return None if at is None or not isinstance(values, tuple) else (*values[:at], item, *values[at + 1 :])


def _index(values: Value, position: Value) -> int | None:
    place = whole(position)
    if not isinstance(values, tuple) or not place or abs(place) > len(values):
        return None
    return place - 1 if place > 0 else len(values) + place


def _index_of(values: Value, match: Value) -> Value:
    if not isinstance(values, tuple):
        return None
    return tuple(Decimal(at) for at, value in enumerate(values, start=1) if equal(value, match) is True)


def _distinct(values: tuple[Value, ...]) -> tuple[Value, ...]:
    found: list[Value] = []
    for value in values:
        if not any(equal(value, other) is True for other in found):
            found.append(value)
    return tuple(found)


def _united(values: tuple[Value, ...]) -> Value:
    return None if None in values else _distinct(tuple(_leaves(values, 1)))


def _flattened(values: Value) -> Value:
    return tuple(_leaves(values, _MOST_LEVELS)) if isinstance(values, tuple) else None


def _leaves(values: tuple[Value, ...], levels: int) -> Iterator[Value]:
    for value in values:
        if isinstance(value, tuple) and levels:
            yield from _leaves(value, levels - 1)
        else:
            yield value


def _sorted(values: Value, precedes: Value = None) -> Value:
    if not isinstance(values, tuple):
        return None
    before: Callable[[Value, Value], Value]
    if precedes is None:
        before = partial(compare, "<")
    elif isinstance(precedes, Function) and len(precedes.parameters) == 2:
        before = _asked_of_two(precedes)
    else:
        return None

    def order(one: Value, other: Value) -> int:
        return -1 if before(one, other) is True else 1 if before(other, one) is True else 0

    return tuple(sorted(values, key=cmp_to_key(order)))


def _asked_of_two(function_of_two: Function) -> Callable[[Value, Value], Value]:
    return lambda one, other: function_of_two.answer((one, other))


def _of_list(answer: Callable[[tuple[Value, ...]], Value]) -> Callable[[Value], Value]:
    def of_list(values: Value) -> Value:
        return None if values is None else answer(values if isinstance(values, tuple) else (values,))

    return of_list


LISTS: dict[str, Signature] = {
    "list contains": function(contains, "list", "element"),
    "count": gathering(lambda values: Decimal(len(values))),
    "min": gathering(lowest),
    "max": gathering(highest),
    "sum": gathering(total),
    "mean": gathering(_mean),
    "product": gathering(_product),
    "median": gathering(_median),
    "mode": gathering(_mode),
    "stddev": gathering(_deviation),
    "all": gathering(every),
    "any": gathering(some),
    "sublist": function(_sublist, "list", "start position", "length", least=2),
    "append": Signature(("list", "item"), _appended, 2, gathers=True),
    "concatenate": Signature(("list",), _concatenated, 1, gathers=True),
    "insert before": function(_inserted, "list", "position", "newItem"),
    "remove": function(_removed, "list", "position"),
    "list replace": function(_replaced, "list", "position", "newItem"),
    "reverse": function(_of_list(lambda values: values[::-1]), "list"),
    "index of": function(_index_of, "list", "match"),
    "union": Signature(("list",), _united, 1, gathers=True),
    "distinct values": function(_of_list(_distinct), "list"),
    "flatten": function(_flattened, "list"),
    "sort": function(_sorted, "list", "precedes", least=1),
}
