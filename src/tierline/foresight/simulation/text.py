"""What a simulation says on the screen: the same first paragraph as the report, the moves, the causes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tierline.foresight.page.matrix import SIGNS
from tierline.foresight.simulation.report_tables import causes_table, direction
from tierline.foresight.simulation.report_words import WORDS
from tierline.foresight.simulation.summing_up import paragraph
from tierline.foresight.simulation.wordings import count, tier_titles
from tierline.wording import Language, Text

MOST_MOVES = 12

WRITTEN = Text(
    "Written to {folder}: report.en.html, report.zh.html, simulation.json; the lines that differ in lines/",
    "结果写入 {folder}：report.en.html、report.zh.html、simulation.json，差异线路清单在 lines/",
)


def render(data: Mapping[str, Any], out: Path, language: Language) -> None:
    """Print what came of a simulation on standard output."""
    console = Console(highlight=False)
    last = data["results"][-1]
    console.print(paragraph(data, language), soft_wrap=not console.is_terminal)
    console.print()
    for table in (_moves(data, last, language), _causes(data, last, language)):
        if table.row_count:
            console.print(table)
            console.print()
    console.print(WRITTEN.read(language, folder=out), soft_wrap=True)


def _moves(data: Mapping[str, Any], last: Mapping[str, Any], language: Language) -> Table:
    """The largest moves, a row each: a whole matrix is too wide for a screen."""
    sides = ("present", "draft") if data["kind"] == "simulation" else ("first", "second")
    titles = tier_titles(data, language)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in sides:
        table.add_column(WORDS[name].read(language))
    table.add_column(WORDS["lines"].read(language), justify="right")
    moves = [one for one in last["matrix"] if one["present"] != one["draft"]]
    for one in sorted(moves, key=lambda one: -int(one["lines"]))[:MOST_MOVES]:
        sign = SIGNS[direction(data, one["present"], one["draft"])]
        table.add_row(titles[one["present"]], titles[one["draft"]], f"{sign} {count(one['lines'])}")
    return table


def _causes(data: Mapping[str, Any], last: Mapping[str, Any], language: Language) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("cause", "lines", "kinds", "clause"):
        title = "" if name == "kinds" else WORDS[name].read(language)
        table.add_column(title, justify="right" if name == "lines" else "left")
    for row in causes_table(data, last, language):
        table.add_row(row.cause.whole, row.lines, ", ".join(row.kinds), ", ".join(row.cause.clauses))
    return table
