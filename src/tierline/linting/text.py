"""The findings as an analyst reads them: by file, most important first; then the choices and their lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from tierline.linting.model import Choice, CountedOn, Linted, PackValue, Told
from tierline.linting.words import SEVERITIES, TOUCHES, Wording, chosen_said
from tierline.policy.page import ruled
from tierline.policy.phrases import BASES
from tierline.policy.statement import PARTS
from tierline.tables.linting.model import Severity
from tierline.wording import Language, Text

COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}

WIDEST = {language: max(len(each.read(language)) for each in SEVERITIES.values()) for language in Language}

LINE = Text("line {line}", "第 {line} 行")
VERSIONS = Text("version from {days}", "版本自 {days} 起")
EXAMPLE = Text("Example: {case}.", "示例：{case}。")
LINES = Text("Lines: {lines}.", "线路数：{lines}。")
NOT_COUNTED = Text("not in force, so not counted", "未生效，不统计")
COUNTED_ON = Text(
    "Counted on {folder}: {lines} lines, rated in {month} on {day}.",
    "统计范围：{folder}，{lines} 条线路，{month} 评定（{day}）。",
)
ELIGIBLE = Text("{scheme}: {eligible} lines are eligible.", "{scheme}：{eligible} 条线路参评。")
CHOICES = Text(
    "Values that are not the source's own, and how many lines each touches",
    "非来源原文的取值及其各自涉及的线路数",
)
HEADS = (
    Text("line", "行"),
    Text("chosen", "所作选择"),
    Text("lines", "线路"),
    Text("which", "范围"),
    Text("basis", "依据"),
)
NOTHING_FOUND = Text("{file}: nothing found.", "{file}：未发现问题。")
OF_SITES = Text(
    "The scheme rates sites; no line of a base falls into it.",
    "该方案评定站点，不涉及基础数据中的线路。",
)
UNCHECKED = Text("Not checked: {name}. {reason}", "未检查：{name}。{reason}")
TOTAL = Text(
    "Errors: {errors}; warnings: {warnings}; notes: {notes}.",
    "错误 {errors} 项，警告 {warnings} 项，提示 {notes} 项。",
)


def print_uncounted(console: Console, linted: Linted, language: Language) -> None:
    """That a scheme has no lines, where it has none."""
    if not linted.is_of_lines:
        console.print(Styled(f"  {OF_SITES.read(language)}"), soft_wrap=True)


def print_base(console: Console, base: CountedOn | None, language: Language) -> None:
    """On what lines were counted, where they were."""
    if base is not None:
        facts = {"folder": base.folder, "month": f"{base.month:%Y-%m}", "day": base.rated_on}
        console.print(
            COUNTED_ON.read(language, lines=f"{base.lines:,}", **facts), soft_wrap=True, markup=False
        )


def print_linted(console: Console, linted: Linted, language: Language) -> None:
    """The findings of a file, and where lines were counted its choices."""
    wording = Wording(linted.pack)
    if linted.pack is not None and linted.eligible is not None:
        said = ELIGIBLE.read(language, scheme=linted.pack.scheme, eligible=f"{linted.eligible:,}")
        console.print(Styled(f"  {said}"))
    versions = len(linted.pack.versions) if linted.pack else 0
    for name, reason in linted.unchecked:
        facts = {"name": name, "reason": reason.message(language)}
        console.print(Styled(f"  {UNCHECKED.read(language, **facts)}"), soft_wrap=True)
    for told in linted.told:
        console.print(_told(told, wording, versions, language), soft_wrap=True)
    if linted.choices and linted.eligible is not None:
        table = _choices(linted.choices, wording, language)
        console.print(Padding(table, (1, 0, 1, 2), expand=False))


def print_nothing_found(console: Console, linted: Linted, language: Language) -> None:
    """That a file is in order, where it is."""
    if not linted.told and not linted.unchecked:
        console.print(NOTHING_FOUND.read(language, file=linted.file), soft_wrap=True, markup=False)


def print_total(console: Console, linted: Sequence[Linted], language: Language) -> None:
    """How many findings there are of each weight."""
    found = [told.severity for each in linted for told in each.told]
    counts = {
        "errors": found.count(Severity.ERROR),
        "warnings": found.count(Severity.WARNING),
        "notes": found.count(Severity.NOTE),
    }
    console.print(TOTAL.read(language, **counts))


def _told(told: Told, wording: Wording, versions: int, language: Language) -> Styled:
    """One finding on one line: its weight, where it stands, the sentence, an example, the lines."""
    comma, colon, space = (", ", ": ", " ") if language is Language.EN else ("，", "：", "")
    sentences = [wording.sentence(told).read(language)]
    example = wording.example(told)
    if example is not None:
        sentences.append(EXAMPLE.read(language, case=example.read(language)))
    if told.lines is not None:
        sentences.append(LINES.read(language, lines=f"{told.lines:,}"))
    weight = SEVERITIES[told.severity].read(language)
    said = Styled("  ").append(f"{weight:<{WIDEST[language]}}", style=COLOURS[told.severity])
    return said.append(f"  {comma.join(_place(told, versions, language))}{colon}{space.join(sentences)}")


def _place(told: Told, versions: int, language: Language) -> Iterator[str]:
    """Part and line; the versions where not all of them have it."""
    yield PARTS[told.part].read(language) if told.part else told.table.name
    if told.line is not None:
        yield LINE.read(language, line=told.line)
    if len(told.versions) < versions:
        yield VERSIONS.read(language, days=", ".join(map(str, told.versions)))


def _choices(choices: Iterable[Choice], wording: Wording, language: Language) -> Table:
    """A row for each choice; below it its rungs or conditions, where there are several."""
    table = ruled(CHOICES.read(language))
    for number, head in enumerate(HEADS):
        is_number = number in (0, 2)
        table.add_column(
            head.read(language), justify="right" if is_number else "left", no_wrap=is_number, overflow="fold"
        )
    for choice in choices:
        lines = _amount(choice.lines)
        which = TOUCHES[choice.touch] if choice.lines is not None else NOT_COUNTED
        basis = BASES[choice.entry.citation.basis]
        said = (chosen_said(choice.entry).read(language), lines, which.read(language), basis.read(language))
        table.add_row(*map(Styled, (str(choice.entry.line), *said)))
        for value in choice.told_apart if choice.lines is not None else ():
            cells = (
                str(_line(value)),
                f"  {wording.value(value).read(language)}",
                _amount(value.lines),
                "",
                "",
            )
            table.add_row(*(Styled(cell, style="dim") for cell in cells))
    return table


def _line(value: PackValue) -> int:
    rule = value.table.rules[value.number] if value.table else None
    return rule.origin.line if rule and rule.origin else value.origin.line


def _amount(lines: int | None) -> str:
    return "-" if lines is None else f"{lines:,}"
