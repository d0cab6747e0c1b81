"""The values of an input, cut at all bounds that its tests name: no test tells two values of a cell apart.

Cells are points, open ranges between neighbouring bounds, single words and the rest of them, true, false,
null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import ceil, floor
from operator import and_, or_
from typing import Any

from tierline.tables.decide import Value, holds, kind_of
from tierline.tables.model import (
    AnyOf,
    Anything,
    Bound,
    Comparison,
    DecisionTable,
    Domain,
    Equal,
    Interval,
    Kind,
    Multiple,
    Not,
    Scalar,
    Test,
)

DAY = timedelta(days=1)
ORDERED = (Kind.NUMBER, Kind.DATE)


@dataclass(frozen=True)
class Cell:
    """Values that all tests of a column treat alike, with one of them, or two where it holds several.

    `low` and `high` bound an open range, None where it has no such end; `place` counts ranges and points from
    the lowest, so that neighbours can be told.
    """

    kind: Kind
    examples: tuple[Value, ...]
    low: Bound | None = None
    high: Bound | None = None
    place: int = 0
    is_rest: bool = False

    @property
    def example(self) -> Value:
        """One value of the cell."""
        return self.examples[0]

    @property
    def is_point(self) -> bool:
        """Whether it holds one value."""
        return self.low is None and self.high is None and not self.is_rest


@dataclass(frozen=True)
class Column:
    """An input with its cells, and for each of these the rules that hold there as far as this input goes.

    A set of rules is a number with a bit for each. `bounding` are the rules that fail in some cell.
    """

    name: str
    cells: tuple[Cell, ...]
    held: tuple[int, ...]
    bounding: int

    @property
    def is_ordered(self) -> bool:
        """Whether it holds numbers or days."""
        return self.cells[0].kind in ORDERED

    def region(self, rule: int) -> tuple[int, ...]:
        """The cells in which a rule holds, by number."""
        return tuple(number for number, held in enumerate(self.held) if held >> rule & 1)


def columns_of(table: DecisionTable) -> tuple[Column, ...]:
    """The inputs of a table, cut."""
    return tuple(_column(table, name) for name in table.inputs)


def _column(table: DecisionTable, name: str) -> Column:
    tests = [rule.tests.get(name, Anything()) for rule in table.rules]
    multiplied = any(
        isinstance(output, Multiple) and output.of == name for rule in table.rules for output in rule.outputs
    )
    domain = table.domains.get(name, Domain())
    if domain.kind is None and multiplied:
        domain = Domain(Kind.NUMBER, domain.allowed, domain.is_whole)
    cells = tuple(cells_of(tests, domain))
    rules: dict[Test, int] = {}
    for number, test in enumerate(tests):
        rules[test] = rules.get(test, 0) | 1 << number
    held = tuple(
        reduce(or_, (bits for test, bits in rules.items() if holds(test, cell.example) is True), 0)
        for cell in cells
    )
    return Column(name, cells, held, ((1 << len(tests)) - 1) & ~reduce(and_, held, -1))


def cells_of(tests: Sequence[Test], domain: Domain) -> Iterator[Cell]:
    """The cells of the values that a domain takes in, cut by tests.

    Where the domain names no kind, values are of the kinds that the tests name, and of no other.
    """
    values = _values([*tests, *([domain.allowed] if domain.allowed else [])])
    # With its kind beside each value, true and 1 are two.
    named = list({(kind_of(value), value): value for value in values}.values())
    kinds = [domain.kind] if domain.kind else list(dict.fromkeys(map(kind_of, named)))
    kinds = [kind for kind in kinds if kind is not Kind.NULL] or [Kind.STRING]
    for kind in kinds:
        for cell in _of_kind(kind, [value for value in named if kind_of(value) is kind], domain):
            if _is_allowed(domain, cell.example):
                yield cell
    if _is_allowed(domain, None):
        yield Cell(Kind.NULL, (None,))


def _is_allowed(domain: Domain, value: Value) -> bool:
    return domain.allowed is None or holds(domain.allowed, value) is True


def _values(tests: Iterable[Test]) -> Iterator[Scalar]:
    for test in tests:
        match test:
            case Comparison(_, bound):
                yield bound
            case Interval(low, high):
                yield from (low, high)
            case Equal(value):
                yield value
            case AnyOf(parts):
                yield from _values(parts)
            case Not(inner):
                yield from _values([inner])
            case Anything():
                pass


def _of_kind(kind: Kind, named: Sequence[Any], domain: Domain) -> Iterator[Cell]:
    match kind:
        case Kind.BOOLEAN:
            yield from (Cell(kind, (value,)) for value in (True, False))
        case Kind.STRING:
            yield from (Cell(kind, (value,)) for value in named)
            other = "other"
            while other in named:
                other = f"another {other}"
            yield Cell(kind, (other,), is_rest=True)
        case Kind.NUMBER | Kind.DATE:
            is_whole = kind is Kind.NUMBER and domain.is_whole
            ends: list[Any] = [None, *sorted(named), None]
            place = 0
            for low, high in pairwise(ends):
                examples = _between(low, high, is_whole) if kind is Kind.NUMBER else _days_between(low, high)
                if examples:
                    place += 1
                    yield Cell(kind, examples, low, high, place, is_rest=True)
                if high is not None and not (is_whole and Fraction(high).denominator > 1):
                    place += 1
                    yield Cell(kind, (high,), place=place)
        case Kind.NULL:
            return


def _between(low: Any, high: Any, is_whole: bool) -> tuple[Value, ...]:
    """Up to two numbers between two others, whole ones if there are any; none where there is none."""
    least = None if low is None else floor(low) + 1
    most = None if high is None else ceil(high) - 1
    if least is None and most is None:
        return (Decimal(0), Decimal(1))
    if least is None or most is None:
        near = least if least is not None else most
        assert near is not None
        return (Decimal(near), Decimal(near + (1 if most is None else -1)))
    if least <= most:
        middle = (least + most) // 2
        if least < most:
            return (Decimal(middle), Decimal(middle + 1))
        if is_whole:
            return (Decimal(middle),)
    elif is_whole:
        return ()
    first = Decimal(least) if least <= most else _halved(low, high)
    return (first, _halved(low, first))


def _halved(low: Decimal, high: Decimal) -> Decimal:
    """The number in the middle, exact whatever the decimal context."""
    middle = (Fraction(low) + Fraction(high)) / 2
    places = 0
    while middle.denominator != 1:
        middle, places = middle * 10, places + 1
    return Decimal(f"{middle.numerator}e-{places}")


def _days_between(low: Any, high: Any) -> tuple[Value, ...]:
    """Up to two days between two others."""
    if low is None and high is None:
        return (date(2000, 1, 1), date(2000, 1, 2))
    least = date.min if low is None else None if low == date.max else low + DAY
    most = date.max if high is None else None if high == date.min else high - DAY
    if least is None or most is None or least > most:
        return ()
    if low is None:
        least, most = most, least
    return (least,) if least == most else (least, least + DAY if low is not None else least - DAY)
