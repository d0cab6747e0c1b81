"""A Sankey diagram: ribbons between two columns of names, all widths to one scale, nothing left out.

One unit of its axes is a point, so that room for the words is known. Names stand from the top in the order
that they are given in, and so do the ribbons at each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from tierline.pictures.colours import INK, INK_2, PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BAR = 6.0
"""Width of the bar that stands for a name."""

LEAST_SLOT, SPACE = 27.0, 7.0
"""Height that a name needs for its two lines of words, and the room between two names."""

HAIR = 0.7
"""The width that the narrowest ribbon is drawn with: it is seen, however few it stands for."""

LABELLED = 7.5
"""Ribbons at least this wide carry their number."""

APART = (44.0, 9.0)
"""How far apart the middles of two numbers have to be, across or down."""

RISING, FALLING = 0.27, 0.73
"""Where along a ribbon its number stands: rises and falls cross in the middle."""


@dataclass(frozen=True)
class Name:
    """One name of a column: in bold its title, and what is said of it below; how much leaves or arrives."""

    title: str
    note: str
    amount: int


@dataclass(frozen=True)
class Ribbon:
    """So much from a name on the left to one on the right, by their numbers.

    Numbers of what rises stand near the left, those of what falls near the right.
    """

    source: int
    target: int
    amount: int
    label: str
    colour: str
    is_rising: bool


def height_of(left: Sequence[Name], right: Sequence[Name], room: float) -> float:
    """How many points high the diagram is where all ribbons together are `room` points wide."""
    return max(_slots(left, _scale(left, room))[1], _slots(right, _scale(left, room))[1])


def draw_sankey(
    figure: Figure,
    left: Sequence[Name],
    right: Sequence[Name],
    ribbons: Sequence[Ribbon],
    *,
    room: float,
    words: float,
) -> None:
    """Draw it over the whole figure; `words` is the width in points that the names of a side may take."""
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    width, height = (inches * 72 for inches in figure.get_size_inches())
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    scale = _scale(left, room)
    begins, ends = _slots(left, scale)[0], _slots(right, scale)[0]
    start, end = words + BAR, width - words - BAR
    _ribbons(axes, ribbons, (start, end), (list(begins), list(ends)), scale)
    _names(axes, left, begins, scale, words, is_left=True)
    _names(axes, right, ends, scale, width - words - BAR, is_left=False)


def _scale(names: Sequence[Name], room: float) -> float:
    return room / max(1, sum(name.amount for name in names))


def _slots(names: Sequence[Name], scale: float) -> tuple[list[float], float]:
    """Where the bar of each name begins, and the height of all."""
    found, y = [], 0.0
    for name in names:
        slot = max(name.amount * scale, LEAST_SLOT)
        found.append(y + (slot - name.amount * scale) / 2)
        y += slot + SPACE
    return found, y - SPACE if names else 0.0


def _ribbons(
    axes: Axes,
    ribbons: Sequence[Ribbon],
    across: tuple[float, float],
    free: tuple[list[float], list[float]],
    scale: float,
) -> None:
    labels = []
    for one in ribbons:
        wide = one.amount * scale
        top, other = free[0][one.source], free[1][one.target]
        free[0][one.source] += wide
        free[1][one.target] += wide
        axes.add_patch(
            PathPatch(
                _ribbon(across, top, other, max(wide, HAIR)), facecolor=one.colour, linewidth=0, alpha=0.82
            )
        )
        if wide >= LABELLED:
            at = RISING if one.is_rising else FALLING
            curve = 3 * at**2 - 2 * at**3
            labels.append(
                (across[0] + (across[1] - across[0]) * at, top + (other - top) * curve + wide / 2, one)
            )
    # Numbers come last, so that no ribbon lies over one; where two would meet, that of the wider stands.
    placed: list[tuple[float, float]] = []
    for x, y, one in sorted(labels, key=lambda label: -label[2].amount):
        if all(abs(x - other_x) > APART[0] or abs(y - other_y) > APART[1] for other_x, other_y in placed):
            placed.append((x, y))
            axes.text(x, y, one.label, ha="center", va="center", fontsize=8, color=INK, path_effects=_HALO)


_HALO = [withStroke(linewidth=2.2, foreground=PAPER)]


def _ribbon(across: tuple[float, float], top: float, other: float, wide: float) -> Path:
    start, end = across
    # Controls at the thirds: the way across goes with t, and the way down with 3t² - 2t³.
    near, far = start + (end - start) / 3, start + 2 * (end - start) / 3
    points = [
        *((start, top), (near, top), (far, other), (end, other)),
        *((end, other + wide), (far, other + wide), (near, top + wide), (start, top + wide)),
        (start, top),
    ]
    curve = [Path.CURVE4] * 3
    return Path(points, [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY])


def _names(
    axes: Axes, names: Sequence[Name], tops: Sequence[float], scale: float, x: float, *, is_left: bool
) -> None:
    place, align = (x - 6, "right") if is_left else (x + BAR + 6, "left")
    for name, top in zip(names, tops, strict=True):
        height = name.amount * scale
        axes.add_patch(Rectangle((x, top), BAR, max(height, HAIR), facecolor=INK, linewidth=0))
        middle = top + height / 2
        axes.text(place, middle - 1, name.title, ha=align, va="bottom", fontsize=9, color=INK)
        axes.text(place, middle + 1, name.note, ha=align, va="top", fontsize=7.5, color=INK_2)
