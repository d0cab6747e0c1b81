"""The picture of a series: members by tier over the months, who came and left, who rose and fell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from tierline.foresight.page.bars import Bars, draw_bars
from tierline.foresight.statistics.model import IN_FULL, By, Cell, Dimension, Series, Statistics
from tierline.wording import Language, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure

BY_MONTH: By = (Dimension.SCHEME, Dimension.MONTH)
PICTURED = (IN_FULL, BY_MONTH)
"""The tables that a picture is made of."""

TITLE = Text("Members by tier, month by month", "各等级会员逐月变化")
SAYS = Text(
    "{title}: {before:,} members before {first}, {after:,} after {last}.",
    "{title}：{first} 期初会员 {before:,}，{last} 期末会员 {after:,}。",
)
NOBODY = Text("{title}: no members.", "{title}：没有会员。")
HEAD = Text("{title} ({scheme})", "{title}（{scheme}）")
AFTER = Text("members after each month", "各月期末会员数")
CAME, ROSE = Text("came and left", "新入与离开"), Text("rose and fell", "晋级与降级")
NEW, FROM_2G, OTHER_IN = (
    Text("new", "新入"),
    Text("new from 2G", "2G转入"),
    Text("came otherwise", "其他增加"),
)
LAPSED, ENDED, TO_3G, OTHER_OUT = (
    Text("lapsed", "失效"),
    Text("ended", "终止"),
    Text("2G to 3G", "2G转3G"),
    Text("left otherwise", "其他减少"),
)
RISEN, FALLEN = Text("risen", "晋级"), Text("fallen", "降级")

WIDTH, HEIGHT_OF_A_SCHEME = 11.0, 4.2
WIDE, NARROW = 14, 7
"""How many months can have a label, in the panels on the left and on the right."""


def picture(statistics: Statistics, language: Language) -> str:
    """The picture as SVG: for each scheme its members by tier on the left, its flows on the right."""
    # Loading matplotlib takes as long as many a table, which needs none.
    from tierline.pictures.svg import svg_text

    def draw(figure: Figure) -> None:
        for part, series in zip(_rows_of(figure, len(statistics.series)), statistics.series, strict=True):
            _draw_series(part, statistics, series, language)

    return svg_text(
        draw,
        inches=(WIDTH, HEIGHT_OF_A_SCHEME * len(statistics.series)),
        title=TITLE.read(language),
        says=" ".join(_said(statistics, series, language) for series in statistics.series),
    )


def _rows_of(figure: Figure, count: int) -> list[SubFigure]:
    return list(figure.subfigures(count, 1, squeeze=False)[:, 0])


def _said(statistics: Statistics, series: Series, language: Language) -> str:
    cells = _of(statistics, BY_MONTH, series)
    title = series.title.read(language)
    if not cells:
        return NOBODY.read(language, title=title)
    return SAYS.read(
        language,
        title=title,
        first=f"{cells[0].month:%Y-%m}",
        last=f"{cells[-1].month:%Y-%m}",
        before=cells[0].counts.members_before,
        after=cells[-1].counts.members_after,
    )


def _of(statistics: Statistics, by: By, series: Series) -> list[Cell]:
    return [cell for cell in statistics.tables[by] if cell.scheme == series.scheme]


def _draw_series(part: SubFigure, statistics: Statistics, series: Series, language: Language) -> None:
    from tierline.pictures.colours import INK

    head = HEAD.read(language, title=series.title.read(language), scheme=series.scheme)
    part.suptitle(head, x=0.01, ha="left", fontsize=12, color=INK)
    axes = part.subplot_mosaic([["tiers", "came"], ["tiers", "rose"]], width_ratios=[3, 2])
    flows = {cell.month: cell for cell in _of(statistics, BY_MONTH, series)}
    # A month that only opens a series has no flows, and is left out.
    opens = 0 if series.runs[0].has_memberships else 1
    months = [run.recorded.month for run in series.runs[opens:]]
    draw_bars(axes["tiers"], months, _tiers(statistics, series, months), AFTER, WIDE, language)
    draw_bars(axes["came"], months, _came_and_left(flows, months), CAME, NARROW, language)
    draw_bars(axes["rose"], months, _rose_and_fell(flows, months), ROSE, NARROW, language)


def _tiers(statistics: Statistics, series: Series, months: Sequence[date]) -> list[Bars]:
    """Members by tier, the lowest tier at the bottom; tiers that nobody has ever held are left out."""
    from tierline.pictures.colours import violets

    members = {
        (cell.month, cell.tier): cell.counts.members_after for cell in _of(statistics, IN_FULL, series)
    }
    held = [tier for tier in series.tiers if any(members.get((month, tier)) for month in months)]
    return [
        Bars(series.tiers[tier], tuple(members.get((month, tier), 0) for month in months), colour)
        for tier, colour in reversed(list(zip(held, violets(len(held)), strict=True)))
    ]


def _figures(flows: dict[date | None, Cell], months: Sequence[date], name: str) -> tuple[int, ...]:
    return tuple(getattr(flows[month].counts, name) if month in flows else 0 for month in months)


def _came_and_left(flows: dict[date | None, Cell], months: Sequence[date]) -> list[Bars]:
    from tierline.pictures.colours import GREYS, PAPER, VIOLET, violets

    new, from_2g = _figures(flows, months, "new"), _figures(flows, months, "new_from_2g")
    bars = [
        Bars(NEW, tuple(all_new - few for all_new, few in zip(new, from_2g, strict=True)), VIOLET),
        Bars(FROM_2G, from_2g, violets(4)[2]),
        Bars(OTHER_IN, _figures(flows, months, "other_in"), PAPER, hatch="////"),
        Bars(LAPSED, _figures(flows, months, "lapsed"), GREYS[0], below=True),
        Bars(ENDED, _figures(flows, months, "ended"), GREYS[1], below=True),
        Bars(TO_3G, _figures(flows, months, "to_3g"), GREYS[2], below=True),
        Bars(OTHER_OUT, _figures(flows, months, "other_out"), PAPER, hatch="////", below=True),
    ]
    return [one for one in bars if one.title in (NEW, LAPSED, ENDED) or any(one.figures)]


def _rose_and_fell(flows: dict[date | None, Cell], months: Sequence[date]) -> list[Bars]:
    from tierline.pictures.colours import GREYS, VIOLET

    return [
        Bars(RISEN, _figures(flows, months, "risen"), VIOLET),
        Bars(FALLEN, _figures(flows, months, "fallen"), GREYS[0], below=True),
    ]
