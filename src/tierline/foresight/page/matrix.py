"""A cell of a matrix of tiers: who stood in one and stands in another, with a sign and a depth of shade."""

from __future__ import annotations

from dataclasses import dataclass

SHADES = 5
SIGNS = {"up": "▲", "down": "▼", "across": "◆"}


@dataclass(frozen=True)
class Cell:
    """One figure of the matrix, with its sign and its class: same, zero, or direction and depth."""

    text: str
    sign: str = ""
    kind: str = ""


def moved_cell(text: str, lines: int, way: str, most: int) -> Cell:
    """Lines that moved up, down or across, told as `text`; the deepest shade is that of the `most` lines."""
    if not lines:
        return Cell(text, kind="zero")
    return Cell(text, SIGNS[way], f"{way} s{min(SHADES, 1 + lines * SHADES // (most + 1))}")
