"""`tierline policy check` and `tierline table check`: parse, check, count where asked, render."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tierline.grading.command_options import Json, Lang, MemoryLimit, Threads
from tierline.wording import Language, preferred_language
from tierline.wording import in_preferred_language as _

if TYPE_CHECKING:
    from rich.console import Console

    from tierline.linting.model import CountedOn, Linted

MISTAKEN = 2
"""The exit code where a pack has a mistake or a table gives no answer: what was handed in is at fault."""

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FILE|DIR]...",
        help=_(
            "Packs, or folders of them; the bundled ones by default.",
            "政策包文件或文件夹；默认检查内置政策包。",
        ),
    ),
]
File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help=_("A pack, or a file of tables: DMN, CSV or XLSX.", "政策包，或决策表文件：DMN、CSV、XLSX。"),
    ),
]
On = Annotated[
    Path | None,
    typer.Option(
        "--on",
        metavar="BASE",
        help=_(
            "Count lines on this base: a folder with subscribers, bills and what else a run is given.",
            "在该基础数据上统计线路数：含 subscribers、bills 等的文件夹。",
        ),
    ),
]
Month = Annotated[
    str | None,
    typer.Option(
        "--month",
        metavar="YYYY-MM",
        help=_(
            "With --on: the rating month; the one after the last bills by default.",
            "与 --on 同用：评定月；默认为最后账单月的次月。",
        ),
    ),
]
check_app = typer.Typer(rich_markup_mode=None)
"""The check among the commands of policies."""

table_check_app = typer.Typer(rich_markup_mode=None)


@check_app.command(
    "check",
    help=_(
        "Check packs: tell all mistakes, then gaps, overlaps and rows without effect.",
        "检查政策包：列出全部错误，以及缺口、重叠、不起作用的行。",
    ),
)
def check_policies(
    paths: Paths = None,
    on: On = None,
    month: Month = None,
    threads: Threads = None,
    memory_limit: MemoryLimit = "1GB",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Print what is wrong with packs, and what is found in sound ones. Ends with exit code 2 for mistakes."""
    from tierline.linting.service import has_errors, linted_packs
    from tierline.policy.checking import checked

    language = lang or preferred_language()
    found = checked(paths or [])
    linted: Sequence[Linted] = linted_packs(found)
    linted, base = _counted(linted, on, month, threads, memory_limit, language, quiet=as_json)
    if as_json:
        from tierline.linting.as_json import policy_check_json

        _print_json(policy_check_json(found, linted, base))
    else:
        from tierline.linting import text
        from tierline.policy.summaries import print_checked, print_count

        console = _console()
        text.print_base(console, base, language)
        by_file = {each.file: each for each in linted}
        for each in found:
            print_checked(console, each, language)
            if each.file in by_file:
                if base is not None:
                    text.print_uncounted(console, by_file[each.file], language)
                text.print_linted(console, by_file[each.file], language)
        print_count(console, found, language)
        text.print_total(console, linted, language)
    if any(each.mistakes for each in found) or has_errors(linted):
        raise typer.Exit(MISTAKEN)


@table_check_app.command(
    "check",
    help=_(
        "Check tables: tell gaps, overlaps, rows and inputs without effect.",
        "检查决策表：列出缺口、重叠以及不起作用的行和输入。",
    ),
)
def check_tables(
    file: File,
    on: On = None,
    month: Month = None,
    threads: Threads = None,
    memory_limit: MemoryLimit = "1GB",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Print what is found in a file. Ends with exit code 2 where a table gives no answer in some case."""
    from tierline.linting.service import has_errors, linted_file

    language = lang or preferred_language()
    linted, base = _counted([linted_file(file)], on, month, threads, memory_limit, language, quiet=as_json)
    if as_json:
        from tierline.linting.as_json import table_check_json

        _print_json(table_check_json(linted[0], base))
    else:
        from tierline.linting import text

        console = _console()
        text.print_base(console, base, language)
        text.print_nothing_found(console, linted[0], language)
        text.print_linted(console, linted[0], language)
        text.print_total(console, linted, language)
    if has_errors(linted):
        raise typer.Exit(MISTAKEN)


def _counted(
    linted: Sequence[Linted],
    on: Path | None,
    month: str | None,
    threads: int | None,
    memory_limit: str,
    language: Language,
    *,
    quiet: bool,
) -> tuple[Sequence[Linted], CountedOn | None]:
    """The findings with numbers of lines, where a base is given."""
    from tierline.linting.errors import MonthWithoutBase, NoLinesToCount

    if on is None:
        if month is not None:
            raise MonthWithoutBase(month=month)
        return linted, None
    if not linted:
        return linted, None
    from tierline.grading import commands as grading

    rating_month = grading.month_of(month) if month else None
    memory_mib = grading.mebibytes_of(memory_limit)
    # The engine takes most of a second to load, which a check without a base need not wait for.
    from tierline.linting.counting.service import OnBase, counted

    of_lines = [each for each in linted if each.is_of_lines]
    if not of_lines:
        raise NoLinesToCount(file=linted[0].file)
    with grading.progress_bar(language, quiet=quiet) as told:
        found, base = counted(of_lines, OnBase(on, rating_month, None, threads, memory_mib), told)
    by_file = {each.file: each for each in found}
    return [by_file.get(each.file, each) for each in linted], base


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
