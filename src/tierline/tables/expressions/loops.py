"""Running through lists: what is kept of them, and what loops gather."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import islice

from tierline.tables.expressions.functions.signature import whole
from tierline.tables.expressions.reader import PARTIAL
from tierline.tables.expressions.values import Range, Value
from tierline.tables.expressions.work import MOST_STEPS, Scope, Work


def filtered(source: Value, holds: Callable[[Scope], Value], scope: Scope, work: Work) -> Value:
    """The items of which a condition is true; the one at an index where it is a number."""
    items = listed(source)
    kept = []
    for item in items:
        work.step()
        answer = holds({**scope, **(item if isinstance(item, dict) else {}), "item": item})
        if isinstance(answer, Decimal):
            return at_index(items, answer)
        if answer is True:
            kept.append(item)
    return tuple(kept)


def at_index(items: tuple[Value, ...], place: Decimal) -> Value:
    index = whole(place)
    if not index or abs(index) > len(items):
        return None
    return items[index - 1 if index > 0 else index]


def with_partial(turns: Iterable[Scope], result: Callable[[Scope], Value], work: Work) -> Value:
    """The results of the turns of a loop, each of which may look at those before it."""
    found: tuple[Value, ...] = ()
    for scope in turns:
        # The list is copied in each turn, which is work too.
        work.step(len(found))
        found = (*found, result({**scope, PARTIAL: found}))
    return found


def items_of(values: Value) -> Iterator[Value]:
    """What a loop runs through: the items of a list, or the whole numbers of a range."""
    match values:
        case Range():
            low, high = whole(values.low), whole(values.high)
            if low is not None and high is not None:
                is_outside = {low: not values.includes_low, high: not values.includes_high}
                yield from (item for item in counted(low, high) if not is_outside.get(int(item)))
        case _:
            yield from listed(values)


def listed(value: Value) -> tuple[Value, ...]:
    """A list as it is; a value by itself is a list of one, null of none."""
    return value if isinstance(value, tuple) else () if value is None else (value,)


def counted(low: int, high: int) -> Iterator[Decimal]:
    step = 1 if high >= low else -1
    return islice(map(Decimal, range(low, high + step, step)), MOST_STEPS + 1)
