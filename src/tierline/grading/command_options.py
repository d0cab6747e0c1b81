"""The options of the grading commands, with their help in the reader's language."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tierline.grading.stage_names import Stage
from tierline.wording import Language
from tierline.wording import in_preferred_language as _

Scheme = Annotated[
    list[str], typer.Option("--scheme", help=_("A scheme; give it again for more.", "方案；可多次指定。"))
]
Month = Annotated[str, typer.Option("--month", metavar="YYYY-MM", help=_("The rating month.", "评定月。"))]
RatedOn = Annotated[
    str | None,
    typer.Option(
        "--rated-on",
        metavar="YYYY-MM-DD",
        help=_("The rating day; the 5th by default.", "评定日；默认 5 日。"),
    ),
]
PATHS = _("A Parquet file, a folder or glob of them, or CSV.", "Parquet 文件、文件夹或通配符，或 CSV。")
Subscribers = Annotated[list[str] | None, typer.Option("--subscribers", help=PATHS)]
Bills = Annotated[list[str] | None, typer.Option("--bills", help=PATHS)]
RequiredSubscribers = Annotated[list[str], typer.Option("--subscribers", help=PATHS)]
RequiredBills = Annotated[list[str], typer.Option("--bills", help=PATHS)]
Memberships = Annotated[list[str] | None, typer.Option("--memberships", help=PATHS)]
SpecialGrades = Annotated[list[str] | None, typer.Option("--special-grades", help=PATHS)]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--overrides",
        metavar="PATH",
        help=_("Tiers set by hand, kept apart from rated ones.", "人工设定的等级，与评定结果分开列出。"),
    ),
]
Measurements = Annotated[
    list[str] | None,
    typer.Option(
        "--measurements",
        help=_(
            "What was measured at sites, for a scheme that rates sites: Parquet or CSV, as above.",
            "站点测量数据，用于评定站点的方案；Parquet 或 CSV，同上。",
        ),
    ),
]
After = Annotated[
    Path | None,
    typer.Option(
        "--after",
        metavar="DIR",
        help=_(
            "Last month's output: give only the new bills and the changed lines.",
            "上月结果所在文件夹：只需给出新账单与变更线路。",
        ),
    ),
]
ChangedLines = Annotated[
    list[str] | None,
    typer.Option(
        "--changed-lines",
        metavar="PATH",
        help=_(
            "Rows as in --subscribers that are new or changed, removed ones marked `removed`.",
            "新增或变更的线路，列同 --subscribers；删除的线路以 removed 列标出。",
        ),
    ),
]
Carry = Annotated[
    bool,
    typer.Option(
        "--carry", help=_("Write what --after needs next month too.", "同时写出下月 --after 所需的内容。")
    ),
]
Policies = Annotated[
    Path | None, typer.Option("--policies", help=_("A folder of policy packs.", "政策包所在文件夹。"))
]
Engine = Annotated[str, typer.Option("--engine", help=_("The engine: duckdb.", "计算引擎：duckdb。"))]
Out = Annotated[Path | None, typer.Option("--out", help=_("The folder for the result.", "结果文件夹。"))]
Json = Annotated[bool, typer.Option("--json", help=_("Print JSON for machines.", "输出 JSON。"))]
Lang = Annotated[Language | None, typer.Option("--lang", help=_("The language of the output.", "输出语言。"))]
Checks = Annotated[
    bool,
    typer.Option(
        "--checks/--no-checks", help=_("Hold the rows against the data contract.", "按数据约定检查每一行。")
    ),
]
Digests = Annotated[
    bool,
    typer.Option(
        "--digests/--no-digests", help=_("Record SHA-256 of the inputs.", "记录输入文件的 SHA-256。")
    ),
]
Threads = Annotated[
    int | None, typer.Option("--threads", help=_("Parts worked on side by side.", "并行处理的分段数。"))
]
MemoryLimit = Annotated[
    str,
    typer.Option(
        "--memory-limit",
        metavar="SIZE",
        help=_("Memory for the engines, such as 512MB or 2GB.", "引擎可用内存，如 512MB、2GB。"),
    ),
]
Join = Annotated[
    bool,
    typer.Option(
        "--join",
        help=_("Share the work of the same call that is under way.", "分担正在进行的相同命令的工作。"),
    ),
]
StageOption = Annotated[
    Stage | None,
    typer.Option(
        "--stage", help=_("Show the rows of one stage and write nothing.", "只显示某一阶段的行，不写结果。")
    ),
]
OneLine = Annotated[
    int | None,
    typer.Option(
        "--subscriber", help=_("With --stage: the line to show.", "与 --stage 同用：要显示的线路。")
    ),
]
