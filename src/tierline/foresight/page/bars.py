"""Stacked bars, one for each month, as the pictures of foresight draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from tierline.wording import Language, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL_POINTS = 10.5
"""How far apart the labels beside a stack stand at the least."""


@dataclass(frozen=True)
class Bars:
    """One colour of a stack of bars: its name and a figure for each month; `below` hangs from zero."""

    title: Text
    figures: tuple[int, ...]
    colour: str
    hatch: str = ""
    below: bool = False


def draw_bars(
    axes: Axes,
    months: Sequence[date],
    bars: Sequence[Bars],
    title: Text | None,
    most_labels: int,
    language: Language,
) -> None:
    """Stacked bars with their names beside them in the order of the stack."""
    _stack(axes, months, bars, most_labels, language)
    if title is not None:
        axes.set_title(title.read(language))
    handles, names = axes.get_legend_handles_labels()
    order = _as_stacked(bars)
    axes.legend(
        [handles[number] for number in order],
        [names[number] for number in order],
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
        borderaxespad=0.2,
    )


def draw_labelled_bars(
    axes: Axes, months: Sequence[date], bars: Sequence[Bars], most_labels: int, language: Language
) -> None:
    """Stacked bars, the name and the last figure of each beside its part of the last bar."""
    from tierline.pictures.colours import EDGE, INK_2

    _stack(axes, months, bars, most_labels, language)
    tops, base = [], 0
    for one in bars:
        tops.append(base + one.figures[-1] / 2)
        base += one.figures[-1]
    highest = max((sum(figures) for figures in zip(*(one.figures for one in bars), strict=True)), default=1)
    axes.set_ylim(0, max(1, highest) * 1.04)
    axes.set_xlim(-0.6, len(months) - 0.4)
    figure = axes.get_figure(root=True)
    assert figure is not None
    points = axes.get_position().height * figure.get_size_inches()[1] * 72
    least = LABEL_POINTS * highest * 1.04 / points
    edge = len(months) - 1 + _width(len(months)) / 2
    away = edge + 0.028 * len(months)
    for one, middle, place in zip(bars, tops, _apart(tops, least), strict=True):
        axes.plot([edge, away], [middle, place], color=EDGE, linewidth=0.6, clip_on=False)
        label = f"{one.title.read(language)}  {one.figures[-1]:,}"
        axes.text(away + 0.008 * len(months), place, label, va="center", ha="left", fontsize=8.5, color=INK_2)


def draw_single_bars(axes: Axes, bars: Sequence[Bars], language: Language) -> None:
    """The bars of a single month, lying, the last of a stack on top; name before, figure behind each."""
    from tierline.pictures.colours import EDGE, INK, INK_2

    figures = [one.figures[-1] for one in bars]
    most = max((*figures, 1))
    axes.barh(range(len(bars)), figures, height=0.72, color=[one.colour for one in bars])
    axes.axvline(0, color=EDGE, linewidth=0.8)
    axes.set_yticks(range(len(bars)), [one.title.read(language) for one in bars], color=INK)
    axes.set(xlim=(0, most * 1.12), xticks=[])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    for place, figure in enumerate(figures):
        axes.text(figure + most * 0.008, place, f"{figure:,}", va="center", fontsize=8.5, color=INK_2)


def _apart(places: Sequence[float], least: float) -> list[float]:
    """The places, which go up, moved as little as it takes to have at least that much between each two."""
    groups: list[list[float]] = []
    for place in places:
        # A group is its middle and how many places it holds; groups that meet become one.
        groups.append([place, 1])
        while len(groups) > 1 and (
            groups[-1][0] - groups[-2][0] < least * (groups[-1][1] + groups[-2][1]) / 2
        ):
            middle, count = groups.pop()
            other, others = groups.pop()
            groups.append([(middle * count + other * others) / (count + others), count + others])
    return [
        max(middle - least * (count - 1) / 2, least / 2 if number == 0 else 0) + least * place
        for number, (middle, count) in enumerate(groups)
        for place in range(int(count))
    ]


def _stack(
    axes: Axes, months: Sequence[date], bars: Sequence[Bars], most_labels: int, language: Language
) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    from tierline.pictures.colours import EDGE, INK_3, PAPER

    places = range(len(months))
    above, below = [0] * len(months), [0] * len(months)
    for one in bars:
        base = below if one.below else above
        heights = [-figure if one.below else figure for figure in one.figures]
        axes.bar(
            places,
            heights,
            bottom=list(base),
            width=_width(len(months)),
            color=one.colour,
            hatch=one.hatch or None,
            edgecolor=EDGE if one.hatch else PAPER,
            linewidth=0.5,
            label=one.title.read(language),
        )
        base[:] = [low + height for low, height in zip(base, heights, strict=True)]
    if any(one.below for one in bars):
        axes.axhline(0, color=INK_3, linewidth=0.8)
        axes.spines["bottom"].set_visible(False)
    axes.set_xticks(*month_labels(months, most_labels, language))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda figure, _: f"{abs(figure):,.0f}"))
    if not any(above) and not any(below):
        axes.set_ylim(0, 1)


def _width(months: int) -> float:
    """How much of its month a bar takes: less where there are few, which would be blocks."""
    return min(0.78, 0.22 * months)


def _as_stacked(bars: Sequence[Bars]) -> list[int]:
    """The bars from the top of the picture to its bottom."""
    above = [number for number, one in enumerate(bars) if not one.below]
    return [*reversed(above), *(number for number, one in enumerate(bars) if one.below)]


def month_labels(months: Sequence[date], most: int, language: Language) -> tuple[list[int], list[str]]:
    """The months that have a label, and their labels; the year stands below where it begins."""
    step = max(1, -(-len(months) // most))
    places = list(range(0, len(months), step))
    shown = [months[place] for place in places]
    starts = {*shown[:1], *(after for before, after in pairwise(shown) if before.year != after.year)}
    month = Text("{month:%m}", "{month.month}月")
    return places, [
        month.read(language, month=day) + (f"\n{day.year}" if day in starts else "") for day in shown
    ]
