"""`tierline replay`: parse, call the use case, render."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tierline.grading.command_options import PATHS, Json, Lang, MemoryLimit, Threads
from tierline.grading.commands import mebibytes_of, progress_bar
from tierline.wording import Text, preferred_language
from tierline.wording import in_preferred_language as _

HELP = Text(
    "Run past months again from their record, with corrected bills, and list what differs and follows.",
    "按记录重放过去的月份，可叠加更正的账单，列出差异与更正事件。",
)


def replay(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="RUN_DIR...",
            help=_(
                "Folders of finished runs: one month, or consecutive ones.",
                "已完成运行的文件夹：一个月或连续数月。",
            ),
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help=_("The folder for the result.", "结果文件夹。"))],
    bills: Annotated[
        list[str] | None,
        typer.Option(
            "--bills",
            help=_("Corrected bills, one row a line and month. ", "更正的账单，每线路每月一行。") + PATHS,
        ),
    ] = None,
    subscribers: Annotated[
        list[str] | None,
        typer.Option(
            "--subscribers", help=_("Corrected lines, one row each. ", "更正的线路资料，每线路一行。") + PATHS
        ),
    ] = None,
    only_up: Annotated[
        bool,
        typer.Option(
            "--only-up",
            help=_(
                "Leave as they are the members whom a correction would take something from.",
                "更正会使会员失去等级或期限时，保持其原状。",
            ),
        ),
    ] = False,
    threads: Threads = None,
    memory_limit: MemoryLimit = "1GB",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Replay a series; exit code 1 where, without corrections, it does not give the recorded rows."""
    from tierline.grading.replay.model import ReplayRequest
    from tierline.grading.replay.replaying import replayed
    from tierline.grading.replay.summary import as_data
    from tierline.grading.replay.text import lines

    language = lang or preferred_language()
    request = ReplayRequest(
        folders=tuple(folders),
        out=out,
        corrected={"bills": bills or [], "subscribers": subscribers or []},
        only_up=only_up,
        threads=threads,
        memory_mib=mebibytes_of(memory_limit),
    )
    with progress_bar(language, quiet=as_json) as progress:
        found = replayed(request, progress)
    if as_json:
        typer.echo(json.dumps(as_data(found), ensure_ascii=False, indent=1))
    else:
        for line in lines(found, language):
            typer.echo(line)
    if not found.corrected and not found.is_equal:
        raise typer.Exit(1)
