"""The report of what is at risk, as a page for people and as JSON for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tierline.reconnections.model import Exposure, Risk
from tierline.wording import Language, Text

if TYPE_CHECKING:
    from rich.console import Console

NOW = Text("At risk now", "当前风险敞口")
IF_ALL = Text("At risk if every entitled suspended line asked", "全部符合条件的停机线路申请后的风险敞口")
DRAFT = Text("The same under the draft", "按草案计算")
NOTHING = Text("Nothing.", "无。")
LOOKED_AT = Text("{count} lines are suspended for arrears.", "欠费停机线路共 {count} 条。")
COLUMNS = (
    Text("standard", "服务标准"),
    Text("tier", "等级"),
    Text("site", "站点"),
    Text("lines", "线路数"),
    Text("credit, yuan", "授信（元）"),
    Text("arrears, yuan", "欠费（元）"),
)
ALL = Text("all", "合计")
FIRST_NUMBER = 3


def show(exposure: Exposure, console: Console, language: Language) -> None:
    """Print the report: a table for what is at risk now, if all asked, and under a draft."""
    parts = [(NOW, exposure.now), (IF_ALL, exposure.if_all_asked)]
    if exposure.under_draft is not None:
        parts.append((DRAFT, exposure.under_draft))
    for title, risks in parts:
        console.print(title.read(language), highlight=False)
        _table(risks, console, language)
    console.print(LOOKED_AT.read(language, count=f"{exposure.suspended:,}"), highlight=False)


def _table(risks: Sequence[Risk], console: Console, language: Language) -> None:
    from rich.table import Table

    if not risks:
        console.print(f"  {NOTHING.read(language)}\n", highlight=False)
        return
    table = Table(box=None, pad_edge=True)
    for place, column in enumerate(COLUMNS):
        table.add_column(column.read(language), justify="right" if place >= FIRST_NUMBER else "left")
    for risk in risks:
        table.add_row(risk.standard, risk.tier, risk.site or "-", *_numbers([risk]))
    table.add_row(ALL.read(language), "", "", *_numbers(risks))
    console.print(table)
    console.print()


def _numbers(risks: Sequence[Risk]) -> tuple[str, str, str]:
    credit, arrears = sum(risk.credit_fen for risk in risks), sum(risk.arrears_fen for risk in risks)
    return f"{sum(risk.lines for risk in risks):,}", f"{_yuan(credit)}", f"{_yuan(arrears)}"


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02}"


def as_json(exposure: Exposure) -> dict[str, Any]:
    """The report as plain JSON; amounts are strings of yuan with two decimals."""
    return {
        "at": exposure.at.isoformat(),
        "suspended_lines": exposure.suspended,
        "now": _part(exposure.now),
        "if_all_asked": _part(exposure.if_all_asked),
        "under_draft": None if exposure.under_draft is None else _part(exposure.under_draft),
    }


def _part(risks: Sequence[Risk]) -> dict[str, Any]:
    return {
        **_amounts(risks),
        "by_tier_and_site": [
            {"standard": risk.standard, "tier": risk.tier, "site": risk.site, **_amounts([risk])}
            for risk in risks
        ],
    }


def _amounts(risks: Sequence[Risk]) -> dict[str, Any]:
    credit, arrears = sum(risk.credit_fen for risk in risks), sum(risk.arrears_fen for risk in risks)
    return {
        "lines": sum(risk.lines for risk in risks),
        "credit_yuan": _yuan(credit).replace(",", ""),
        "arrears_yuan": _yuan(arrears).replace(",", ""),
    }
