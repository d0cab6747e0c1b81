"""`tierline outlook`: parse, look ahead, print what was found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from tierline.foresight.command_options import SiteLevelOption, site_level_of
from tierline.grading.command_options import (
    Bills,
    Checks,
    Json,
    Lang,
    Memberships,
    MemoryLimit,
    Policies,
    RatedOn,
    SpecialGrades,
    Subscribers,
    Threads,
)
from tierline.grading.commands import mebibytes_of, progress_bar
from tierline.wording import Text, preferred_language
from tierline.wording import in_preferred_language as _

HELP = Text(
    "List who would fall or lapse within some months if they go on as now, and the least that keeps each.",
    "列出按目前消费将在若干月内降级或失效的线路，以及各自保级所需的最小变动。",
)

Folder = Annotated[
    Path | None,
    typer.Argument(
        metavar="[RUN_DIR]",
        help=_("The folder of a finished run, which names its inputs.", "已完成运行的文件夹，其中记有输入。"),
    ),
]
Scheme = Annotated[
    str | None,
    typer.Option("--scheme", help=_("The scheme; needed where there are several.", "方案；有多个时须指明。")),
]
Month = Annotated[
    str | None,
    typer.Option(
        "--month", metavar="YYYY-MM", help=_("The rating month to look ahead from.", "起始评定月。")
    ),
]
Within = Annotated[
    int,
    typer.Option("--within", metavar="K", help=_("How many months to look ahead.", "向前看的月数。")),
]
Limit = Annotated[
    int,
    typer.Option(
        "--limit", help=_("How many lines to show, cheapest to keep first.", "显示的线路数，最易保级者在前。")
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", help=_("A folder for the whole list.", "存放完整名单的文件夹。")),
]


def outlook(
    run_dir: Folder = None,
    scheme: Scheme = None,
    month: Month = None,
    subscribers: Subscribers = None,
    bills: Bills = None,
    memberships: Memberships = None,
    special_grades: SpecialGrades = None,
    rated_on: RatedOn = None,
    policies: Policies = None,
    within: Within = 3,
    limit: Limit = 20,
    site_level: SiteLevelOption = "city",
    out: Out = None,
    checks: Checks = True,
    threads: Threads = None,
    memory_limit: MemoryLimit = "1GB",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Parse the options, look ahead, and print tables or JSON."""
    language = lang or preferred_language()
    level = site_level_of(site_level)
    # Ibis and DuckDB take most of a second to load, which the other commands need not wait for.
    from tierline.foresight.outlook.service import Options, under
    from tierline.foresight.outlook.service import outlook as found_ahead
    from tierline.grading.explain.asked import from_options, from_run, refuse_beside_folder

    given: Mapping[str, Sequence[str]] = {
        "subscribers": subscribers or (),
        "bills": bills or (),
        "memberships": memberships or (),
        "special_grades": special_grades or (),
    }
    if run_dir is None:
        asked = from_options(scheme, month, rated_on, given, policies)
    else:
        refuse_beside_folder({"--month": month, "--rated-on": rated_on})
        asked = from_run(run_dir, scheme, given)
        if policies is not None:
            asked = under(asked, policies)
    options = Options(
        within=within,
        limit=limit,
        site_level=level,
        out=out,
        is_checked=checks,
        threads=threads,
        memory_mib=mebibytes_of(memory_limit),
    )
    with progress_bar(language, quiet=as_json) as progress:
        data = found_ahead(asked, options, progress)
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    from tierline.foresight.outlook.text import render

    render(data, out, language)
