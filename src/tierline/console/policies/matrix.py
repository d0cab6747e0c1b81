"""Who moves, as a matrix and as flows: figures that open their lists, deep where many lines move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from tierline.policy_desk.simulation import NONE, Cell, Month, Simulation
from tierline.wording import Text

DEPTHS = 5
NO_TIER = Text("no tier", "无等级")


@dataclass(frozen=True)
class Figure:
    """A figure. `direction` is up, down, across or "" for the same tier; `depth` goes from 0 to 5."""

    present: str
    draft: str
    lines: int
    direction: str
    depth: int

    @property
    def mark(self) -> str:
        """Its class: the same tier is outlined, what moves is filled, zero is quiet."""
        if not self.direction:
            return "same"
        if not self.lines:
            return "zero"
        return f"{'d' if self.direction == 'down' else 'u'}{self.depth}"


@dataclass(frozen=True)
class Matrix:
    """The tiers best first, a row of figures for each present tier, and sums."""

    tiers: tuple[tuple[str, Text], ...]
    rows: tuple[tuple[Figure, ...], ...]
    present: tuple[int, ...]
    draft: tuple[int, ...]


def matrix(simulation: Simulation, month: Month) -> Matrix:
    """The matrix of a month, of the tiers that any line has; none is one of them."""
    used = {name or NONE for cell in month.matrix if cell.lines for name in (cell.present, cell.draft)}
    tiers = tuple(each for each in (*simulation.tiers, (NONE, NO_TIER)) if each[0] in used)
    found = {(cell.present or NONE, cell.draft or NONE): cell.lines for cell in month.matrix}
    names = [name for name, _ in tiers]
    most = max((lines for (one, other), lines in found.items() if one != other), default=0)
    rows = tuple(
        tuple(
            _figure(names, one, other, found.get((one, other), 0), most, is_ranked=simulation.is_ranked)
            for other in names
        )
        for one in names
    )
    present = tuple(sum(figure.lines for figure in row) for row in rows)
    draft = tuple(sum(row[at].lines for row in rows) for at in range(len(names)))
    return Matrix(tiers, rows, present, draft)


def flows(simulation: Simulation, month: Month) -> list[dict[str, object]]:
    """The cells in which lines move, for a picture: from, to, lines, direction."""
    return [
        {
            "from": cell.present or NONE,
            "to": cell.draft or NONE,
            "lines": cell.lines,
            "direction": direction(simulation.tiers, cell, is_ranked=simulation.is_ranked),
        }
        for cell in month.flows
    ]


def direction(tiers: Sequence[tuple[str, Text]], cell: Cell, *, is_ranked: bool) -> str:
    """Whether a cell rises or falls, or goes across where tiers have no order; "" for the same tier."""
    names = [name for name, _ in tiers]
    places = [names.index(name) if name in names else len(names) for name in (cell.present, cell.draft)]
    if places[0] == places[1]:
        return ""
    if not is_ranked and len(names) not in places:
        return "across"
    return "up" if places[1] < places[0] else "down"


def _figure(names: Sequence[str], one: str, other: str, lines: int, most: int, *, is_ranked: bool) -> Figure:
    tiers = [(name, NO_TIER) for name in names if name != NONE]
    depth = ceil(DEPTHS * sqrt(lines / most)) if most and one != other else 0
    return Figure(one, other, lines, direction(tiers, Cell(one, other, lines), is_ranked=is_ranked), depth)
