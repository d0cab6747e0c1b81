"""Cells as tests again: the tests that hold in them, in the shape in which an analyst would write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tierline.tables.linting.cells import ORDERED, Cell, Column
from tierline.tables.linting.model import Box
from tierline.tables.model import AnyOf, Comparison, Equal, Interval, Kind, Not, Test


def box_of(columns: Sequence[Column], chosen: dict[int, frozenset[int]]) -> Box:
    """The cases whose inputs lie in the chosen cells, as tests; an input in any of its cells has none."""
    found = {}
    for number in sorted(chosen):
        column = columns[number]
        if len(chosen[number]) < len(column.cells):
            found[column.name] = test_of(column, chosen[number])
    return found


def test_of(column: Column, chosen: frozenset[int]) -> Test:
    """The test that holds in the chosen cells of a column and in no other of its cells."""
    cells = [column.cells[number] for number in sorted(chosen)]
    left_out = [cell for number, cell in enumerate(column.cells) if number not in chosen]
    if all(cell.kind is Kind.NULL for cell in left_out):
        return Not(Equal(None))
    tests: list[Test] = []
    if any(cell.is_rest and cell.kind is Kind.STRING for cell in cells):
        others = [_equal(cell) for cell in left_out if cell.kind is Kind.STRING]
        # A null is not any of the words either; it is its own cell, and its own test where it is chosen.
        tests.append(Not(AnyOf((*others, Equal(None)))) if others else Not(Equal(None)))
        cells = [cell for cell in cells if cell.kind is not Kind.STRING]
    return joined_test(cells, tests)


def joined_test(cells: Sequence[Cell], tests: Sequence[Test] = ()) -> Test:
    """The test that holds in cells, none of which is the rest of all words, or where one of `tests` does."""
    found = list(tests)
    found += (_equal(cell) for cell in cells if cell.kind in (Kind.STRING, Kind.BOOLEAN))
    found += (_run(run) for run in _runs([cell for cell in cells if cell.kind in ORDERED]))
    found += (Equal(None) for cell in cells if cell.kind is Kind.NULL)
    return found[0] if len(found) == 1 else AnyOf(tuple(found))


def _equal(cell: Cell) -> Equal:
    value: Any = cell.example
    return Equal(value)


def runs_of(column: Column, chosen: frozenset[int]) -> list[frozenset[int]]:
    """The chosen cells of a column apart: each run of neighbouring points and ranges, and all others."""
    ordered = [number for number in sorted(chosen) if column.cells[number].kind in ORDERED]
    numbers = {id(column.cells[number]): number for number in ordered}
    found = [
        frozenset(numbers[id(cell)] for cell in run)
        for run in _runs([column.cells[number] for number in ordered])
    ]
    others = chosen - set(ordered)
    return [*found, others] if others else found


def _runs(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Neighbouring points and ranges together."""
    runs: list[list[Cell]] = []
    for cell in cells:
        if not runs or cell.kind is not runs[-1][-1].kind or cell.place != runs[-1][-1].place + 1:
            runs.append([])
        runs[-1].append(cell)
    return runs


def _run(run: Sequence[Cell]) -> Test:
    first, last = run[0], run[-1]
    low: Any = first.example if first.is_point else first.low
    high: Any = last.example if last.is_point else last.high
    if first is last and first.is_point:
        return Equal(low)
    if low is None and high is None:
        middle: Any = last.example
        return AnyOf((Comparison("<=", middle), Comparison(">", middle)))
    if low is None:
        return Comparison("<=" if last.is_point else "<", high)
    if high is None:
        return Comparison(">=" if first.is_point else ">", low)
    return Interval(low, high, first.is_point, last.is_point)
