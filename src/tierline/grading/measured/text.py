"""The table at the end of a rating of sites: how many have which level, by criterion and in all."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from tierline.grading.measured.summary import NO_TIER, SiteSummary
from tierline.grading.summary_text import HEAD, WRITTEN
from tierline.wording import Language, Text

SITES = Text(
    "{sites:,} sites by the measurements of {month}, in {seconds:.1f} s",
    "共 {sites:,} 个站点，按 {month} 测量数据评定，用时 {seconds:.1f} 秒",
)
CRITERION, OVERALL, NONE = Text("criterion", "标准"), Text("overall", "总评"), Text("none", "未定")


def render(summary: SiteSummary, out: Path, language: Language) -> None:
    """Print the summary on standard output."""
    console, data, tiers = Console(highlight=False), summary.data, summary.version.tiers
    head = {
        "title": summary.pack.title.read(language),
        "scheme": data["scheme"],
        "month": data["month"],
        "rated_on": data["rated_on"],
        "version": data["policy"]["version"],
    }
    console.print(HEAD.read(language, **head), style="bold", soft_wrap=True)
    figures = {"sites": data["sites"], "month": data["measured_in"], "seconds": data["seconds"]}
    console.print(SITES.read(language, **figures))
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(CRITERION.read(language))
    for title in (*(tier.title for tier in tiers), NONE):
        table.add_column(title.read(language), justify="right")
    counts = [(one.title, data["by_criterion"][one.name]) for one in summary.version.site_criteria]
    for title, by_tier in (*counts, (OVERALL, data["by_rated_tier"])):
        cells = [f"{by_tier[name]:,}" for name in (*(tier.name for tier in tiers), NO_TIER)]
        table.add_row(title.read(language), *cells, style="bold" if title is OVERALL else None)
    console.print(table)
    console.print(WRITTEN.read(language, folder=out), soft_wrap=True)
