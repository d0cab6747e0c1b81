"""Cases in which none of some rules holds: found by splitting inputs, never by going through all cases.

One input after the other is split into its cells, and rules that fail there are left out. Where a rule is
left that no other input can stop, it holds in all that remains; where no rule is left, none does. What is
found for a set of rules and inputs is found once. Steps are counted, and beyond a limit the search gives up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tierline.tables.linting.cells import Column

MOST_STEPS = 40_000
"""Steps of one search: about a quarter of a second."""

MOST_BOXES = 400
"""Boxes of one search that are put together."""

Chosen = tuple[tuple[int, frozenset[int]], ...]
"""Cells by the number of the column; any cell of a column that is not there."""


class SearchStopped(Exception):
    """A search took more steps than it may."""


@dataclass
class Steps:
    """Counts the steps of a search."""

    left: int = MOST_STEPS

    def take(self, steps: int = 1) -> None:
        """Count some. Raises SearchStopped."""
        self.left -= steps
        if self.left < 0:
            raise SearchStopped


@dataclass
class Search:
    """Searches over the same columns. `within` limits columns to some of their cells."""

    columns: Sequence[Column]
    within: dict[int, frozenset[int]] = field(default_factory=dict)
    steps: Steps = field(default_factory=Steps)
    _found: dict[tuple[int, int], tuple[Chosen, ...]] = field(default_factory=dict)
    _covered: set[tuple[int, int]] = field(default_factory=set)

    def uncovered(self, rules: int) -> tuple[Chosen, ...]:
        """All cases in which none of the rules holds, as boxes that exclude each other."""
        return self._uncovered(rules, (1 << len(self.columns)) - 1)

    def first_uncovered(self, rules: int) -> Chosen | None:
        """Some cases in which none of the rules holds; None where there are none."""
        return self._first_uncovered(rules, (1 << len(self.columns)) - 1)

    def groups(self, number: int, rules: int) -> dict[tuple[int, bool], list[int]]:
        """Cells of a column by the rules that are left in them; null by itself, as it is told by itself."""
        column = self.columns[number]
        found: dict[tuple[int, bool], list[int]] = {}
        for cell, held in enumerate(column.held):
            if number not in self.within or cell in self.within[number]:
                key = (held & rules, column.cells[cell].example is None)
                found.setdefault(key, []).append(cell)
        return found

    def relevant(self, rules: int, left: int) -> tuple[int, int]:
        """The columns left that can still stop one of the rules, and the rules that they can stop."""
        columns = stopped = 0
        for number, column in enumerate(self.columns):
            if left >> number & 1 and column.bounding & rules:
                columns |= 1 << number
                stopped |= column.bounding & rules
        return columns, stopped

    def widest(self, rules: int, columns: int) -> int:
        """The column that can stop the most of the rules; of several, one of words, as people tell cases."""

        def weight(number: int) -> tuple[int, bool, int]:
            column = self.columns[number]
            return (column.bounding & rules).bit_count(), not column.is_ordered, -number

        return max((number for number in range(len(self.columns)) if columns >> number & 1), key=weight)

    def _uncovered(self, rules: int, left: int) -> tuple[Chosen, ...]:
        if not rules:
            return ((),)
        left, stopped = self.relevant(rules, left)
        if stopped != rules:
            return ()
        if (rules, left) not in self._found:
            self._found[rules, left] = self._split(rules, left)
        return self._found[rules, left]

    def _split(self, rules: int, left: int) -> tuple[Chosen, ...]:
        number = self.widest(rules, left)
        groups = self.groups(number, rules)
        self.steps.take(len(groups))
        alike: dict[tuple[tuple[Chosen, ...], bool], list[int]] = {}
        for (kept, is_null), cells in groups.items():
            inner = self._uncovered(kept, left & ~(1 << number))
            if inner:
                alike.setdefault((inner, is_null), []).extend(cells)
        if len(alike) == 2 and len({inner for inner, _ in alike}) == 1:
            ((inner, _), cells), (_, others) = alike.items()
            if len(cells) + len(others) == len(self.columns[number].cells):
                return inner
        boxes = [((number, frozenset(cells)), *box) for (inner, _), cells in alike.items() for box in inner]
        if len(boxes) > MOST_BOXES:
            raise SearchStopped
        self.steps.take(len(boxes))
        return tuple(boxes)

    def _first_uncovered(self, rules: int, left: int) -> Chosen | None:
        if not rules:
            return ()
        left, stopped = self.relevant(rules, left)
        if stopped != rules or (rules, left) in self._covered:
            return None
        number = self.widest(rules, left)
        groups = self.groups(number, rules)
        self.steps.take(len(groups))
        for (kept, _), cells in sorted(groups.items(), key=lambda group: group[0][0].bit_count()):
            inner = self._first_uncovered(kept, left & ~(1 << number))
            if inner is not None:
                return ((number, frozenset(cells)), *inner)
        self._covered.add((rules, left))
        return None


def bits(rules: int) -> tuple[int, ...]:
    """The rules of a set, by number."""
    return tuple(number for number in range(rules.bit_length()) if rules >> number & 1)
