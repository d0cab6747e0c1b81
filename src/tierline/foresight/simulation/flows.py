"""The picture of who moves: bands from the tiers under the present policy to those under the draft.

Only movers are drawn, all widths to one scale. Positions are whole pixels of a picture WIDTH wide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, LEAST_SLOT, SPACE, BAR = 560, 34, 10, 6
LEFT, RIGHT = 150, WIDTH - 150
ROOM = 300
"""Pixels of height for all bands of a side together."""

LABELLED = 9
"""Bands at least this wide carry their number."""


@dataclass(frozen=True)
class Node:
    """A tier on one side: where its bar stands, and how many lines leave or arrive."""

    tier: str
    x: int
    y: float
    height: float
    lines: int

    @property
    def middle(self) -> float:
        """Where its name stands."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Band:
    """Movers from one tier to another."""

    present: str
    draft: str
    lines: int
    direction: str
    path: str
    label_x: float
    label_y: float
    is_labelled: bool


@dataclass(frozen=True)
class Flows:
    """The whole picture."""

    left: Sequence[Node]
    right: Sequence[Node]
    bands: Sequence[Band]
    height: int


def flows_of(
    moves: Mapping[tuple[str, str], int], order: Sequence[str], directions: Mapping[tuple[str, str], str]
) -> Flows:
    """The picture of the moves; tiers stand in `order` from the top."""
    total = sum(moves.values())
    scale = ROOM / total if total else 0
    leaving = {tier: sum(n for (one, _), n in moves.items() if one == tier) for tier in order}
    arriving = {tier: sum(n for (_, one), n in moves.items() if one == tier) for tier in order}
    left, height_left = _nodes(leaving, LEFT, scale)
    right, height_right = _nodes(arriving, RIGHT - BAR, scale)
    begins = {node.tier: node.y for node in left}
    ends = {node.tier: node.y for node in right}
    rank = {tier: number for number, tier in enumerate(order)}
    bands = []
    for pair in sorted(moves, key=lambda pair: (rank[pair[0]], rank[pair[1]])):
        wide = max(moves[pair] * scale, 1.0)
        top, other = begins[pair[0]], ends[pair[1]]
        begins[pair[0]] += moves[pair] * scale
        ends[pair[1]] += moves[pair] * scale
        bands.append(_band(pair, moves[pair], directions[pair], top, other, wide))
    return Flows(left, right, bands, round(max(height_left, height_right)))


def _nodes(lines: Mapping[str, int], x: int, scale: float) -> tuple[list[Node], float]:
    """The bars of one side from the top, and the height of all."""
    found, y = [], 0.0
    for tier, moving in lines.items():
        if moving:
            height = max(moving * scale, 1.0)
            slot = max(height, LEAST_SLOT)
            found.append(Node(tier, x, y + (slot - height) / 2, height, moving))
            y += slot + SPACE
    return found, y


def _band(pair: tuple[str, str], lines: int, direction: str, top: float, other: float, wide: float) -> Band:
    x, end = LEFT + BAR, RIGHT - BAR
    middle = (x + end) / 2
    path = (
        f"M{x} {top:.1f}C{middle:.0f} {top:.1f} {middle:.0f} {other:.1f} {end} {other:.1f}"
        f"V{other + wide:.1f}"
        f"C{middle:.0f} {other + wide:.1f} {middle:.0f} {top + wide:.1f} {x} {top + wide:.1f}Z"
    )
    # Rises and falls cross in the middle, so that their numbers stand to either side of it.
    at = 0.3 if direction == "up" else 0.7
    curve = 3 * at**2 - 2 * at**3
    label_y = top + (other - top) * curve + wide / 2
    return Band(*pair, lines, direction, path, x + (end - x) * at, label_y, wide >= LABELLED)
