"""A version as a page of a printed rule book: part by part, with the clause and the basis in the margin."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from tierline.policy.model import Basis, Pack, Version
from tierline.policy.phrases import BASES
from tierline.policy.rating_statements import titles_of
from tierline.policy.statement import PARTS, Part, Statement
from tierline.policy.statements import statements
from tierline.policy.unfolding import decision_tables
from tierline.tables.model import DecisionTable
from tierline.tables.notation import outcome_text, text_of
from tierline.wording import Language, Text

WHERE = Text("where", "适用")
CLAUSE, BASIS = Text("clause", "条款"), Text("basis", "依据")
BEST_FIRST = Text("Tiers, best first: {tiers}", "等级（从高到低）：{tiers}")
VERSIONS = Text("Versions from {days}", "版本自 {days} 起")
EXAMPLES = Text(
    "{count} of {all} values are not the source's own; docs/interpretations tells what was chosen and why.",
    "{all} 项中有 {count} 项并非来源原文；所作选择及理由见 docs/interpretations。",
)
HIT = Text("hit policy {policy}", "命中策略 {policy}")
UNFOLDED = Text("Decision tables", "决策表")


def show(console: Console, pack: Pack, version: Version, language: Language, *, tables: bool) -> None:
    """Print the page of one version; with `tables`, its decision tables too, cell by cell."""

    def say(text: Text, **facts: object) -> str:
        return text.read(language, **facts)

    said = statements(version)
    console.print(Styled(say(pack.title), style="bold"), Styled(f" {version.scheme}", style="dim"), sep="")
    console.print(say(VERSIONS, days=", ".join(str(each.starts_on) for each in pack.versions)), style="dim")
    between = " > "
    console.print(say(BEST_FIRST, tiers=between.join(say(tier.title) for tier in version.tiers)))
    for part in Part:
        of_part = [statement for statement in said if statement.part is part]
        if of_part:
            console.print()
            console.print(_part(of_part, language))
    count = sum(statement.basis != Basis.SOURCE for statement in said)
    console.print()
    console.print(say(EXAMPLES, count=count, all=len(said)), style="dim", highlight=False)
    if tables:
        console.print()
        console.print(Styled(say(UNFOLDED), style="bold"))
        for table in decision_tables(version):
            console.print()
            console.print(_unfolded(table, version, language))


def ruled(title: str = "") -> Table:
    """An empty table in the manner of the printed rule: a line under the heads, and none else."""
    return Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
    )


def _part(said: Sequence[Statement], language: Language) -> Table:
    table = ruled(PARTS[said[0].part].read(language))
    # The clauses stand in the margin, as in the printed rule.
    has_where = any(statement.where.en for statement in said)
    table.add_column(CLAUSE.read(language), no_wrap=True, style="dim")
    table.add_column(BASIS.read(language), no_wrap=True, style="dim")
    table.add_column("", overflow="fold")
    table.add_column("", overflow="fold")
    if has_where:
        table.add_column(WHERE.read(language), overflow="fold")
    before = ""
    for statement in said:
        # A tier that several conditions give is named once, as the clause does.
        subject = statement.subject.read(language)
        cells = [
            statement.clause,
            BASES[statement.basis].read(language),
            subject if subject != before else "",
            statement.says.read(language),
        ]
        table.add_row(*map(Styled, cells + ([statement.where.read(language)] if has_where else [])))
        before = subject
    return table


def _unfolded(table: DecisionTable, version: Version, language: Language) -> Table:
    policy = " ".join(filter(None, (table.hit_policy.value, table.aggregation and table.aggregation.value)))
    titles = titles_of(version)
    heading = f"{table.name} · {HIT.read(language, policy=policy)}"
    shown = ruled(heading)
    shown.add_column("#", justify="right", style="dim")
    for name in table.inputs:
        shown.add_column(titles[name].read(language) if name in titles else name, overflow="fold")
    shown.add_column(table.outputs[0], style="bold", overflow="fold")
    shown.add_column(CLAUSE.read(language), no_wrap=True, style="dim")
    for number, rule in enumerate(table.rules, start=1):
        tests = [text_of(rule.tests[name]) if name in rule.tests else "-" for name in table.inputs]
        said = outcome_text(rule.outputs[0])
        shown.add_row(*map(Styled, (str(number), *tests, said, rule.clause)))
    return shown
