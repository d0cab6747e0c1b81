"""`tierline report`: parse, gather what the runs say, write the page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tierline.foresight.command_options import Folders
from tierline.grading.command_options import Lang, MemoryLimit, Threads
from tierline.grading.commands import mebibytes_of
from tierline.wording import Text, preferred_language
from tierline.wording import in_preferred_language as _

HELP = Text(
    "Write a report for directors, with pictures, from one run or a series: one page of HTML, for A4 too.",
    "由一次或多次运行生成给管理层的图文报告：一个 HTML 文件，可直接打印为 A4。",
)
WRITTEN = Text(
    "Written to {path}: open it in a browser, or print it.", "报告写入 {path}，可用浏览器打开或打印。"
)

Out = Annotated[
    Path, typer.Option("--out", metavar="FILE.html", help=_("The page to write.", "要写出的 HTML 文件。"))
]


def report(
    run_dirs: Folders,
    out: Out,
    threads: Threads = None,
    memory_limit: MemoryLimit = "1GB",
    lang: Lang = None,
) -> None:
    """Parse the options, gather the figures, and write the page in one language."""
    language = lang or preferred_language()
    # DuckDB takes its time to load, which the other commands need not wait for.
    from tierline.foresight.report.page import page
    from tierline.foresight.report.service import Request, reports_of
    from tierline.foresight.report.writing import check_name, write_page

    check_name(out)
    reports = reports_of(Request(run_dirs, threads, mebibytes_of(memory_limit)))
    write_page(page(reports, language), out)
    typer.echo(WRITTEN.read(language, path=out))
