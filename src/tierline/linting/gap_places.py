"""Where a gap of a table of tiers lies: below the rungs, where none is to be given, or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from tierline.tables.linting.cells import ORDERED
from tierline.tables.linting.cut import Cut
from tierline.tables.linting.model import Box
from tierline.tables.linting.search import bits
from tierline.tables.model import Interval

Chosen = Mapping[int, frozenset[int]]


class GapPlace(Enum):
    """Below the rungs of a ladder; between two of them, or above the highest; or where no number helps."""

    BELOW = auto()
    INSIDE = auto()
    NO_ROW = auto()


def place_of_gap(parts: Cut, box: Box) -> GapPlace:
    """Where the cases of a box lie in which no rule holds."""
    chosen = parts.cells_in(box)
    is_below = False
    for number, cells in chosen.items():
        column = parts.columns[number]
        if not all(column.cells[cell].kind in ORDERED for cell in cells):
            continue
        places = [column.cells[cell].place for cell in cells]
        ordered = [(cell, each.place) for cell, each in enumerate(column.cells) if each.kind in ORDERED]
        above = _rules_in(
            parts, {**chosen, number: frozenset(c for c, place in ordered if place > max(places))}
        )
        under = _rules_in(
            parts, {**chosen, number: frozenset(c for c, place in ordered if place < min(places))}
        )
        tests = [parts.table.rules[rule].tests[column.name] for rule in bits(under & column.bounding)]
        # A rung with two ends says how far it reaches; one that is open below is a rung of a falling ladder.
        if under and (above or any(isinstance(test, Interval) for test in tests)):
            return GapPlace.INSIDE
        is_below |= bool(above or under)
    return GapPlace.BELOW if is_below else GapPlace.NO_ROW


def _rules_in(parts: Cut, chosen: Chosen) -> int:
    """The rules that hold in some case whose inputs lie in the chosen cells."""
    found = parts.possible
    for number, cells in chosen.items():
        here = 0
        for cell in cells:
            here |= parts.columns[number].held[cell]
        found &= here
    return found
