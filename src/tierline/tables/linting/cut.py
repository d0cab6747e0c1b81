"""A table with its inputs cut into cells: where its rules hold, alone and together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tierline.tables.decide import Value, holds
from tierline.tables.linting.boxes import box_of
from tierline.tables.linting.cells import Column, columns_of
from tierline.tables.linting.model import Box
from tierline.tables.linting.search import Chosen
from tierline.tables.model import DecisionTable


@dataclass(frozen=True)
class Cut:
    """A table and its columns; rules are counted from 0 here."""

    table: DecisionTable
    columns: tuple[Column, ...]

    @cached_property
    def everything(self) -> int:
        """All rules, a bit for each."""
        return (1 << len(self.table.rules)) - 1

    @cached_property
    def possible(self) -> int:
        """The rules that hold in some case."""
        found = self.everything
        for column in self.columns:
            somewhere = 0
            for held in column.held:
                somewhere |= held
            found &= somewhere
        return found

    @cached_property
    def meeting(self) -> tuple[int, ...]:
        """For each rule the others that hold together with it in some case."""
        found = []
        for rule in range(len(self.table.rules)):
            others = self.possible & ~(1 << rule) if self.possible >> rule & 1 else 0
            for column in self.columns:
                if others:
                    beside = 0
                    for held in column.held:
                        if held >> rule & 1:
                            beside |= held
                    others &= beside
            found.append(others)
        return tuple(found)

    def region(self, *rules: int) -> dict[int, frozenset[int]]:
        """The cells in which all of the rules hold, for each column that bounds one of them."""
        first, *others = (self._regions[rule] for rule in rules)
        found = dict(first)
        for other in others:
            for number, cells in other.items():
                found[number] = found[number] & cells if number in found else cells
        return dict(sorted(found.items()))

    def is_within(self, rule: int, other: int) -> bool:
        """Whether another rule holds wherever a rule does."""
        inner = self._regions[rule]
        return all(
            number in inner and inner[number] <= cells for number, cells in self._regions[other].items()
        )

    @cached_property
    def _regions(self) -> tuple[dict[int, frozenset[int]], ...]:
        return tuple(
            {
                number: frozenset(column.region(rule))
                for number, column in enumerate(self.columns)
                if column.bounding >> rule & 1
            }
            for rule in range(len(self.table.rules))
        )

    def box(self, chosen: Mapping[int, frozenset[int]] | Chosen) -> Box:
        """The cases whose inputs lie in the chosen cells."""
        return box_of(self.columns, dict(chosen))

    def cells_in(self, box: Box) -> dict[int, frozenset[int]]:
        """The cells in which the tests of a box hold."""
        return {
            number: frozenset(
                cell
                for cell, each in enumerate(column.cells)
                if holds(box[column.name], each.example) is True
            )
            for number, column in enumerate(self.columns)
            if column.name in box
        }

    def case(self, chosen: Mapping[int, frozenset[int]] | Chosen) -> dict[str, Value]:
        """One case whose inputs lie in the first of the chosen cells; null only where it has to be."""
        cells = dict(chosen)
        found: dict[str, Value] = {}
        for number, column in enumerate(self.columns):
            inside = cells.get(number, range(len(column.cells)))
            found[column.name] = column.cells[min(inside)].example
        return found


def cut(table: DecisionTable) -> Cut:
    """The table with its inputs cut."""
    return Cut(table, columns_of(table))
