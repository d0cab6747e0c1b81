"""`tierline prepare`: parse, put an operator's files in order, say what was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tierline.grading.command_options import PATHS, Json, Lang, MemoryLimit
from tierline.grading.commands import mebibytes_of, progress_bar
from tierline.wording import Text, preferred_language

PREPARE_HELP = Text(
    "Put an operator's files in order and cut them into parts, once for all runs.",
    "将运营商文件一次排好序并分段，供以后各次运行使用。",
)
OUT = Text("A new or empty folder for the prepared files.", "存放整理后文件的新文件夹或空文件夹。")
WRITTEN = Text(
    "{folder}: {rows}; {parts} parts, bills of {months}.", "{folder}：{rows}；共 {parts} 段，账单 {months}。"
)


def prepare(
    subscribers: Annotated[list[str], typer.Option("--subscribers", help=PATHS)],
    bills: Annotated[list[str], typer.Option("--bills", help=PATHS)],
    out: Annotated[Path, typer.Option("--out", help=OUT.read(preferred_language()))],
    memberships: Annotated[list[str] | None, typer.Option("--memberships", help=PATHS)] = None,
    special_grades: Annotated[list[str] | None, typer.Option("--special-grades", help=PATHS)] = None,
    memory_limit: MemoryLimit = "1GB",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Write the prepared folder, and print what it holds."""
    language = lang or preferred_language()
    from tierline.grading.preparing import put_in_order

    paths = {
        "subscribers": subscribers,
        "bills": bills,
        "memberships": memberships or [],
        "special_grades": special_grades or [],
    }
    with progress_bar(language, quiet=as_json) as progress:
        done = put_in_order(paths, out, memory_mib=mebibytes_of(memory_limit), progress=progress)
    if as_json:
        found = {"rows": dict(done.rows), "parts": done.parts, "months": list(done.months)}
        typer.echo(json.dumps(found, indent=1))
        return
    rows = ", ".join(f"{name} {count:,}" for name, count in done.rows.items())
    months = f"{done.months[0]}..{done.months[-1]}"
    typer.echo(WRITTEN.read(language, folder=out, rows=rows, parts=done.parts, months=months))
