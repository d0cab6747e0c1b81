"""The picture of spend against tenure: a shade for each cell, and the bounds of the tiers as lines."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from math import log10
from typing import TYPE_CHECKING, Any

from tierline.foresight.report.model import Spread
from tierline.foresight.report.spread import SPEND_EDGES, TENURE_EDGES, cell_of
from tierline.foresight.report.words import NO_TIER, WORDS
from tierline.foresight.statistics.model import Series
from tierline.pictures.picture import Picture
from tierline.wording import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 8.0, 4.3
SHADES = 9
YEARS = (0, 1, 2, 3, 5, 10, 15, 20, 30)
YUAN = (0, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)


@dataclass(frozen=True)
class Grid:
    """Lines by cell, and the edges that the picture shows."""

    cells: Mapping[tuple[int, int], int]
    """By (row of spend, column of tenure), both from 0."""
    spend: Sequence[int]
    tenure: Sequence[int]
    """The months at which the columns begin, and at the end the month at which the last one ends."""
    has_below: bool
    """Whether the lowest row is that of lines below the first edge of spend."""

    def height(self, spend: Fraction | int) -> float:
        """Where an amount stands on the axis of spend: evenly within each cell."""
        row = bisect_right(self.spend, spend) - 1
        row = min(max(row, 0), len(self.spend) - 2)
        low, high = self.spend[row], self.spend[row + 1]
        return row + float((spend - low) / Fraction(high - low)) + (1 if self.has_below else 0)


def grid_of(spread: Spread) -> Grid:
    """The cells that the lines of a spread lie in, with one free row above the highest line and bound."""
    cells: Counter[tuple[int, int]] = Counter()
    for (yuan, months), lines in spread.lines.items():
        cells[cell_of(SPEND_EDGES, yuan), max(0, cell_of(TENURE_EDGES, months) - 1)] += lines
    top = max(row for row, _ in cells)
    bounds = [bound.spend for one in spread.bounds.values() for bound in one]
    if bounds:
        top = max(top, cell_of(SPEND_EDGES, int(max(bounds))))
    top = min(top + 1, len(SPEND_EDGES) - 1)
    has_below = any(row == 0 for row, _ in cells)
    shift = 0 if has_below else 1
    first, last = (choose(column for _, column in cells) for choose in (min, max))
    shown: Counter[tuple[int, int]] = Counter()
    for (row, column), lines in cells.items():
        shown[min(row, top) - shift, column - first] += lines
    edges = (*TENURE_EDGES, TENURE_EDGES[-1] + 120)
    return Grid(shown, SPEND_EDGES[: top + 1], edges[first : last + 2], has_below)


def spread_picture(series: Series, spread: Spread, says: str, language: Language) -> Picture:
    """The rated lines by spend and tenure, with the bounds of the tiers drawn in."""
    grid = grid_of(spread)

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        most = max(grid.cells.values())
        _shade(axes, grid, most)
        _scales(axes, grid, spread, language)
        _bounds(axes, grid, series, spread, language)
        _legend(axes, most, language)

    return Picture(draw, (WIDTH, HEIGHT), WORDS["spread"].read(language), says)


def _shade(axes: Axes, grid: Grid, most: int) -> None:
    from matplotlib.collections import PolyCollection

    colours = _shades()
    boxes, faces = [], []
    for (row, column), lines in sorted(grid.cells.items()):
        boxes.append([(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)])
        faces.append(colours[_depth(lines, most)])
    # The edge in the colour of the cell closes the hairline that viewers leave between two of them.
    axes.add_collection(PolyCollection(boxes, facecolors=faces, edgecolors=faces, linewidths=0.4))


def _shades() -> list[str]:
    """From light, for few lines, to deep."""
    from tierline.pictures.colours import violets

    return list(reversed(violets(SHADES)))


def _depth(lines: int, most: int) -> int:
    """The number of a shade, by the order of magnitude."""
    if most <= 1:
        return SHADES - 1
    return min(SHADES - 1, int(SHADES * log10(lines) / log10(most)))


def _scales(axes: Axes, grid: Grid, spread: Spread, language: Language) -> None:
    columns, rows = len(grid.tenure) - 1, len(grid.spend) - 1 + (1 if grid.has_below else 0)
    axes.set(xlim=(0, columns), ylim=(0, rows))
    axes.grid(visible=False)
    years = [year for year in YEARS if 12 * year + 1 in grid.tenure]
    axes.set_xticks([grid.tenure.index(12 * year + 1) for year in years], [str(year) for year in years])
    yuan = [one for one in YUAN if one in grid.spend]
    axes.set_yticks([grid.height(one) for one in yuan], [f"{one:,}" for one in yuan])
    axes.tick_params(axis="both", size=3)
    axes.set_xlabel(WORDS["spread_axis"].read(language))
    axes.set_title(spread.measure.title.read(language))


def _bounds(axes: Axes, grid: Grid, series: Series, spread: Spread, language: Language) -> None:
    from matplotlib.patheffects import withStroke

    from tierline.pictures.colours import INK, PAPER

    halo = [withStroke(linewidth=2.6, foreground=PAPER, alpha=0.8)]
    columns = len(grid.tenure) - 1
    for tier in series.tiers:
        for across in _pieces(grid, spread, tier):
            columns_here = [column for column, _ in across]
            heights = [grid.height(spend) for _, spend in across]
            for x, (low, high) in zip(columns_here[1:], pairwise(heights), strict=True):
                axes.plot([x, x], [low, high], color=INK, linewidth=0.5)
            for y, run in groupby(zip(columns_here, heights, strict=True), key=lambda place: place[1]):
                level = [x for x, _ in run]
                axes.plot([level[0], level[-1] + 1], [y, y], color=INK, linewidth=1.3, path_effects=halo)
            if across[-1][0] < columns - 1:
                # What does not reach the right edge has its name where it begins.
                title = series.tiers[tier].read(language)
                at = (columns_here[0] + 0.12, heights[0] + 0.2)
                axes.text(*at, title, va="bottom", ha="left", fontsize=8, color=INK, path_effects=halo)
    last = spread.bounds[spread.steps[-1]]
    if not last:
        return
    top = len(grid.spend) - 1 + (1 if grid.has_below else 0)
    edges = [0.0, *(grid.height(bound.spend) for bound in last), float(top)]
    tiers = [last[0].below, *(bound.tier for bound in last)]
    for name, (low, high) in zip(tiers, pairwise(edges), strict=True):
        title = (NO_TIER if name is None else series.tiers[name]).read(language)
        axes.text(columns * 1.012, (low + high) / 2, title, va="center", ha="left", fontsize=9, color=INK)


def _pieces(grid: Grid, spread: Spread, tier: str) -> list[list[tuple[int, Fraction]]]:
    """The bound at which a tier begins, as runs of neighbouring columns that have it."""
    found: list[list[tuple[int, Fraction]]] = []
    for column, months in enumerate(grid.tenure[:-1]):
        here = [bound.spend for bound in spread.bounds[months] if bound.tier == tier]
        for spend in here[:1]:
            if found and found[-1][-1][0] == column - 1:
                found[-1].append((column, spend))
            else:
                found.append([(column, spend)])
    return found


def _legend(axes: Axes, most: int, language: Language) -> None:
    """The shades from few to many, above the axes at the right."""
    from matplotlib.patches import Rectangle

    from tierline.pictures.colours import INK_2

    wide, high, start, above = 0.025, 0.032, 0.70, 1.028
    for number, shade in enumerate(_shades()):
        place = (start + number * wide, above)
        axes.add_patch(
            Rectangle(
                place, wide, high, transform=axes.transAxes, facecolor=shade, linewidth=0, clip_on=False
            )
        )
    words: dict[str, Any] = {"fontsize": 8, "color": INK_2, "va": "center", "transform": axes.transAxes}
    fewest = f"{WORDS['spread_scale'].read(language)}  1"
    axes.text(start - 0.01, above + high / 2, fewest, ha="right", **words)
    axes.text(start + SHADES * wide + 0.01, above + high / 2, f"{most:,}", ha="left", **words)
