"""The table at the end of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tierline.grading.summary import Summary
from tierline.policy.phrases import CHANGES
from tierline.wording import Language, Text

HEAD = Text(
    "{title} ({scheme}), {month}, rated on {rated_on}, policy from {version}",
    "{title}（{scheme}），{month}，评定日 {rated_on}，政策自 {version}",
)
LINES = Text(
    "{lines:,} lines, {eligible:,} eligible, in {seconds:.1f} s",
    "共 {lines:,} 条线路，{eligible:,} 条参评，用时 {seconds:.1f} 秒",
)
AFTER = Text(
    "Goes on from {folder} ({month}): changed lines {lines}, corrected bills {bills}.",
    "接续 {folder}（{month}）：变更线路 {lines} 条，更正账单 {bills} 行。",
)
WHOLE = Text("given whole", "全量给出")
TIER, HELD, RATED, CHANGE, COUNT, SHARE = (
    Text("tier", "等级"),
    Text("members", "会员"),
    Text("rated", "评定"),
    Text("change", "变动"),
    Text("lines", "线路"),
    Text("share of lines", "占比"),
)
NO_TIER = Text("no tier", "无等级")
UNKNOWN = Text(
    "Left out because their lines are not among the subscribers: {bills} bills,"
    " {special_grades} special grades;"
    " carried on unchanged: {memberships} memberships.",
    "因线路不在 subscribers 中而未计入：账单 {bills} 行、"
    "特殊等级 {special_grades} 行；原样保留：会员资格 {memberships} 行。",
)
BY_HAND = Text(
    "Set by hand: lines {in_force:,}; above the tier that they hold by rating {above:,}, below it {below:,};"
    " still to come {to_come:,}. No figure above counts them.",
    "人工设定：线路 {in_force:,} 条，其中高于评定等级 {above:,} 条、低于评定等级 {below:,} 条；"
    "尚未生效 {to_come:,} 行。以上数据均不含人工设定。",
)
BY_HAND_LEFT = Text(
    "Rows left out of these: over {over:,}, of closed lines {of_closed_lines:,},"
    " of lines that are not among the subscribers {of_unknown_lines:,}.",
    "其中未计入：已到期 {over:,} 行、线路已销户 {of_closed_lines:,} 行、"
    "线路不在 subscribers 中 {of_unknown_lines:,} 行。",
)
WARNING = Text("Note", "提示")
WRITTEN = Text("Written to {folder}", "结果写入 {folder}")


def render(summaries: Sequence[Summary], out: Path, language: Language) -> None:
    """Print the summary of each scheme on standard output."""
    console = Console(highlight=False)
    for summary in summaries:
        _one(console, summary, language)
    console.print(WRITTEN.read(language, folder=out), soft_wrap=True)


def _one(console: Console, summary: Summary, language: Language) -> None:
    data = summary.data
    head = {
        "title": summary.title.read(language),
        "scheme": data["scheme"],
        "month": data["month"],
        "rated_on": data["rated_on"],
        "version": data["policy"]["version"],
    }
    console.print(HEAD.read(language, **head), style="bold", soft_wrap=True)
    figures = {name: data[name] for name in ("lines", "eligible", "seconds")}
    console.print(LINES.read(language, **figures))
    tiers = _tiers(summary, language)
    if summary.has_memberships:
        both = Table.grid(padding=(0, 6))
        both.add_row(tiers, _changes(data, language))
        console.print(both)
    else:
        console.print(tiers)
    unknown = data["rows_of_unknown_lines"]
    if any(unknown.values()):
        shown = {name: "-" if rows is None else f"{rows:,}" for name, rows in unknown.items()}
        console.print(UNKNOWN.read(language, **shown), soft_wrap=True)
    by_hand = data.get("overrides")
    if by_hand is not None:
        console.print(BY_HAND.read(language, **by_hand), soft_wrap=True)
        if any(by_hand[name] for name in ("over", "of_closed_lines", "of_unknown_lines")):
            console.print(BY_HAND_LEFT.read(language, **by_hand), soft_wrap=True)
    after = data.get("after")
    if after is not None:
        changed = after["changed_lines"]
        is_whole = changed is None and "subscribers" in after["new"]
        lines = WHOLE.read(language) if is_whole else f"{changed or 0:,}"
        shown = {"folder": after["folder"], "month": after["month"], "bills": f"{after['corrected_bills']:,}"}
        console.print(AFTER.read(language, **shown, lines=lines), soft_wrap=True)
    for warning in summary.warnings:
        console.print(f"{WARNING.read(language)}: {warning.read(language)}", style="yellow", soft_wrap=True)
    console.print()


def _tiers(summary: Summary, language: Language) -> Table:
    """Lines by the tier they are members of, and by the tier that their figures give."""
    data = summary.data
    table = _table(language, (TIER, HELD, RATED) if summary.has_memberships else (TIER, RATED))
    for name, rated in data["by_rated_tier"].items():
        members = [f"{data['by_tier'][name]:,}"] if summary.has_memberships else []
        table.add_row(summary.tier_titles.get(name, NO_TIER).read(language), *members, f"{rated:,}")
    return table


def _changes(data: Mapping[str, Any], language: Language) -> Table:
    table = _table(language, (CHANGE, COUNT, SHARE))
    for change, title in CHANGES.items():
        count = data["by_change"][change.value]
        share = count / data["lines"] if data["lines"] else 0
        table.add_row(title.read(language), f"{count:,}", f"{share:.2%}")
    return table


def _table(language: Language, titles: tuple[Text, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for number, title in enumerate(titles):
        table.add_column(title.read(language), justify="left" if number == 0 else "right")
    return table
