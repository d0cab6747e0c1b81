"""Statistics as tables on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table

from tierline.foresight.statistics.model import By, Cell, Dimension, Retained, Series, Statistics
from tierline.foresight.statistics.service import without_month
from tierline.foresight.statistics.words import (
    COLUMNS,
    DIMENSIONS,
    FALLEN,
    RETENTION,
    RISEN,
    key_text,
)
from tierline.policy.phrases import COMMA
from tierline.wording import Language, Text

HEAD = Text("{title} ({scheme}), {first} to {last}", "{title}（{scheme}），{first} 至 {last}")
SNAPSHOT = Text("Members on {day}, and what has become of them", "{day} 在籍会员及其后续情况")
ONLY_OPENS = Text(
    "This scheme has no memberships: its first month only says where each line stands. Give the next"
    " month too.",
    "该方案不设会员资格：首月仅用于确定各线路的起点，请同时给出下一个月。",
)
OTHER = Text(
    "'other' are lines that were members, or are, without a change that says so: lines that came into the"
    " base with a membership or left it, and terms granted anew in the days of grace.",
    "“其他”指没有相应变动记录的增减：随会员资格进入或移出用户数据的线路，以及宽限期内重新授予的有效期。",
)
BY_HAND = Text(
    "Set by hand on the rating day of {month}: {tiers}. The figures above count these lines by what they"
    " hold by rating.",
    "{month} 评定日的人工设定：{tiers}。以上数据按评定结果统计这些线路。",
)
WRITTEN = Text("Written to {folder}", "结果写入 {folder}")
MORE = Text(
    "{more:,} more rows are not shown. Give --out for the whole table as CSV, or tell it by less.",
    "另有 {more:,} 行未显示。请用 --out 输出完整的 CSV，或减少统计维度。",
)
MOST_ROWS = 500
"""How many rows of a table are shown: more nobody reads on a screen."""

ALWAYS = ("members_before", "new", "risen", "fallen", "lapsed", "ended", "members_after")


def render(statistics: Statistics, tables: Sequence[By], language: Language) -> None:
    """Print the tables asked for, scheme by scheme, and each snapshot's retention by the first's keys."""
    console = Console(highlight=False)
    for series in statistics.series:
        months = [run.recorded.month for run in series.runs]
        head = HEAD.read(
            language,
            title=series.title.read(language),
            scheme=series.scheme,
            first=f"{months[0]:%Y-%m}",
            last=f"{months[-1]:%Y-%m}",
        )
        console.print(head, style="bold", soft_wrap=True)
        if len(months) == 1 and not series.runs[0].has_memberships:
            console.print(ONLY_OPENS.read(language), style="yellow", soft_wrap=True)
        is_other = False
        for by in tables:
            cells = [cell for cell in statistics.tables[by] if cell.scheme == series.scheme]
            if cells:
                _print(console, _cells(series, by, cells[:MOST_ROWS], language))
                _print_more(console, len(cells), language)
            is_other |= any(cell.counts.other_in or cell.counts.other_out for cell in cells)
        if is_other:
            console.print(OTHER.read(language), style="yellow", soft_wrap=True)
            console.print()
        _print_by_hand(console, series, statistics, language)
        by = without_month(tables[0])
        points = [point for point in statistics.retention[by] if point.scheme == series.scheme]
        for day, found in groupby(points, key=lambda point: point.snapshot):
            console.print(SNAPSHOT.read(language, day=day), style="bold", soft_wrap=True)
            followed = list(found)
            _print(console, _retention(series, by, followed[:MOST_ROWS], language))
            _print_more(console, len(followed), language)


def _print_by_hand(console: Console, series: Series, statistics: Statistics, language: Language) -> None:
    own = [one for one in statistics.by_hand if one.scheme == series.scheme]
    for month, found in groupby(own, key=lambda one: one.month):
        tiers = COMMA.read(language).join(
            f"{series.tiers[one.tier].read(language)} {one.lines:,}" for one in found
        )
        told = BY_HAND.read(language, month=f"{month:%Y-%m}", tiers=tiers)
        console.print(told, style="yellow", soft_wrap=True)
    if own:
        console.print()


def _print(console: Console, table: Table) -> None:
    """A table whose titles break between their words where the screen is narrow.

    One that is too wide even so goes over the edge, where rich by itself would cut figures off.
    """
    if _width(table) > console.width:
        for column in table.columns:
            column.header = str(column.header).replace(" ", "\n")
    Console(width=max(console.width, _width(table)), highlight=False).print(table)


def _width(table: Table) -> int:
    wide = Console(width=10_000)
    return wide.measure(table).maximum


def _print_more(console: Console, rows: int, language: Language) -> None:
    if rows > MOST_ROWS:
        console.print(MORE.read(language, more=rows - MOST_ROWS), style="yellow", soft_wrap=True)
    console.print()


def shown_counts(by: By, cells: Sequence[Cell]) -> list[str]:
    """The counts worth a column: those that are always told, and the others where there are any."""
    left_out = {"risen_out", "fallen_out"} if _stay_inside(cells) else set()
    if Dimension.MONTH not in by:
        # Over several months the same member is kept many times.
        left_out.add("kept")
    return [
        name
        for name in COLUMNS
        if name in ALWAYS or (name not in left_out and any(getattr(cell.counts, name) for cell in cells))
    ]


def _stay_inside(cells: Sequence[Cell]) -> bool:
    """True where who rises or falls leaves no cell: then it neither adds to one nor takes from it."""
    counts = [cell.counts for cell in cells]
    return all(one.risen == one.risen_out and one.fallen == one.fallen_out for one in counts)


def _cells(series: Series, by: By, cells: Sequence[Cell], language: Language) -> Table:
    keys, counts = [name for name in by if name is not Dimension.SCHEME], shown_counts(by, cells)
    titles = {**COLUMNS, "risen": RISEN, "fallen": FALLEN} if _stay_inside(cells) else COLUMNS
    table = _table(
        [DIMENSIONS[name].read(language) for name in keys], [titles[name].read(language) for name in counts]
    )
    before: list[str] = []
    for cell in cells:
        words = [key_text(series, name, getattr(cell, name), language) for name in keys]
        figures = [f"{getattr(cell.counts, name):,}" for name in counts]
        table.add_row(*_unrepeated(words, before), *figures)
        before = words
    return table


def _retention(series: Series, by: By, points: Sequence[Retained], language: Language) -> Table:
    keys = [name for name in by if name is not Dimension.SCHEME]
    columns = [name for name in RETENTION if name != "on_3g" or any(point.on_3g for point in points)]
    table = _table(
        [*(DIMENSIONS[name].read(language) for name in keys), RETENTION["day"].read(language)],
        [RETENTION[name].read(language) for name in columns[1:]],
    )
    before: list[str] = []
    for point in points:
        words = [*(key_text(series, name, getattr(point, name), language) for name in keys)]
        figures = {name: f"{getattr(point, name):,}" for name in columns if name not in ("day", "percent")}
        figures["percent"] = f"{point.percent}%"
        table.add_row(*_unrepeated(words, before), str(point.day), *(figures[name] for name in columns[1:]))
        before = words
    return table


def _unrepeated(words: Sequence[str], before: Sequence[str]) -> list[str]:
    """The keys of a row without those, from the left, that the row above has too; the last always stands."""
    same = 0
    while same < len(words) - 1 and words[: same + 1] == list(before[: same + 1]):
        same += 1
    return ["" if number < same else word for number, word in enumerate(words)]


def _table(words: Sequence[str], figures: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in words:
        table.add_column(title, no_wrap=True)
    for title in figures:
        table.add_column(title, justify="right")
    return table
