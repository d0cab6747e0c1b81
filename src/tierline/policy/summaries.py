"""What the commands print beside the page of a version: the list of schemes, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text as Styled

from tierline.policy.checking import Checked, examples_in
from tierline.policy.differences import Compared, Difference
from tierline.policy.model import Pack, Rates
from tierline.policy.page import ruled
from tierline.policy.phrases import BASES, COMMA
from tierline.policy.statement import PARTS, Statement
from tierline.wording import Language, Text

SCHEME, VERSIONS = Text("scheme", "方案"), Text("versions from", "版本起始日")
TIERS, EXAMPLES = Text("tiers, best first", "等级（从高到低）"), Text("not the source's own", "非来源原文")
OF_SITES = Text("rates sites, not lines", "评定对象为站点，而非线路")
PART, SUBJECT = Text("part", "部分"), Text("value", "项目")
BEFORE, AFTER = Text("before", "原"), Text("after", "现")
IN_FORCE_ON = Text("In force on {day}", "{day} 当日生效")
NO_DIFFERENCE = Text("No value differs.", "没有任何差异。")
SOUND = Text(
    "{file}: sound; {scheme}, versions from {days}, {examples} values not the source's own.",
    "{file}：无误；{scheme}，版本自 {days} 起，{examples} 项非来源原文。",
)
COUNTED = Text("Files: {files}; with mistakes: {wrong}.", "文件 {files} 个，有误 {wrong} 个。")


def print_schemes(console: Console, packs: Iterable[Pack], language: Language) -> None:
    """A table of the schemes there are."""
    table = ruled()
    table.add_column(SCHEME.read(language), overflow="fold")
    table.add_column(VERSIONS.read(language), no_wrap=True)
    table.add_column(TIERS.read(language), overflow="fold")
    table.add_column(EXAMPLES.read(language), justify="right", max_width=12)
    for pack in packs:
        tiers = COMMA.read(language).join(tier.title.read(language) for tier in pack.tiers)
        name = Styled(f"{pack.scheme}\n", style="bold").append(pack.title.read(language), style="not bold")
        if pack.rates is Rates.SITE:
            name.append(f"\n{OF_SITES.read(language)}", style="not bold dim")
        cells = (days_of(pack, "\n"), tiers, str(examples_in(pack)))
        table.add_row(name, *map(Styled, cells))
        table.add_section()
    console.print(table)


def days_of(pack: Pack, between: str) -> str:
    """The days from which the versions of a pack hold."""
    return between.join(version.starts_on.isoformat() for version in pack.versions)


def print_differences(console: Console, found: Iterable[Compared], language: Language) -> None:
    """What changed, a table for each day."""
    found = list(found)
    if not any(each.differences for each in found):
        console.print(NO_DIFFERENCE.read(language))
    for compared in found:
        if not compared.differences:
            continue
        table = ruled(IN_FORCE_ON.read(language, day=compared.day))
        for title in (PART, SUBJECT, BEFORE, AFTER):
            table.add_column(title.read(language), overflow="fold")
        for difference in compared.differences:
            table.add_row(*map(Styled, _cells(difference, language)))
        console.print(table)


def _cells(difference: Difference, language: Language) -> tuple[str, ...]:
    statement = difference.statement
    subject = statement.subject.read(language)
    if statement.where.en:
        opening, closing = (" (", ")") if language is Language.EN else ("（", "）")
        subject += f"{opening}{statement.where.read(language)}{closing}"
    sides = (difference.before, difference.after)
    return (PARTS[statement.part].read(language), subject, *(_side(side, language) for side in sides))


def _side(statement: Statement | None, language: Language) -> str:
    if statement is None:
        return "-"
    basis = BASES[statement.basis].read(language)
    return f"{statement.says.read(language)}\n{statement.clause} · {basis}"


def print_checked(console: Console, checked: Checked, language: Language) -> None:
    """A line for a sound file, or one for each mistake of another."""
    for mistake in checked.mistakes:
        console.print(mistake.message(language), markup=False, highlight=False, soft_wrap=True)
    if checked.pack is not None:
        said = SOUND.read(
            language,
            file=checked.file,
            scheme=checked.pack.scheme,
            days=days_of(checked.pack, ", "),
            examples=examples_in(checked.pack),
        )
        console.print(said, markup=False, highlight=False, soft_wrap=True)


def print_count(console: Console, found: Sequence[Checked], language: Language) -> None:
    """How many files were checked, and how many have mistakes."""
    wrong = sum(each.pack is None for each in found)
    console.print(COUNTED.read(language, files=len(found), wrong=wrong), highlight=False)
