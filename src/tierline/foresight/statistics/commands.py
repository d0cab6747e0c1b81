"""`tierline statistics`: parse, follow the members, print and write what was found."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tierline.foresight.command_options import Folders, SiteLevelOption, site_level_of
from tierline.foresight.statistics.errors import ByUnknown, SnapshotUnreadable
from tierline.foresight.statistics.model import IN_FULL, By, Dimension
from tierline.grading.command_options import Json, Lang, MemoryLimit, Threads
from tierline.grading.commands import mebibytes_of, progress_bar
from tierline.wording import Text, preferred_language
from tierline.wording import in_preferred_language as _

HELP = Text(
    "Tell how membership has gone over the months: new, kept, risen, fallen, lapsed, ended, and retained.",
    "统计会员逐月变化：新入、保持、晋级、降级、失效、终止，以及快照保留率。",
)

ByOption = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar=",".join(Dimension),
        help=_("What the table is told by, with commas.", "统计维度，以逗号分隔。"),
    ),
]
Snapshots = Annotated[
    list[str] | None,
    typer.Option(
        "--snapshot",
        metavar="YYYY-MM-DD",
        help=_(
            "A day whose members are followed to each later month end; again for more.",
            "快照日期，逐月末追踪当日会员的保留情况；可多次指定。",
        ),
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", help=_("A folder for CSV, JSON and pictures.", "存放 CSV、JSON 与图片的文件夹。")),
]


def statistics(
    run_dirs: Folders,
    by: ByOption = None,
    site_level: SiteLevelOption = "county",
    snapshot: Snapshots = None,
    out: Out = None,
    threads: Threads = None,
    memory_limit: MemoryLimit = "1GB",
    for_machines: Json = False,
    lang: Lang = None,
) -> None:
    """Parse the options, follow the members through the series, print tables or JSON, and write files."""
    language = lang or preferred_language()
    # DuckDB takes its time to load, which the other commands need not wait for.
    from tierline.foresight.statistics.files import as_json, write
    from tierline.foresight.statistics.picture import PICTURED
    from tierline.foresight.statistics.screen import WRITTEN, render
    from tierline.foresight.statistics.service import Request, statistics_of
    from tierline.grading.recorded import check_no_run

    level = site_level_of(site_level)
    if out is not None:
        # Said before the work, which may take minutes.
        check_no_run(out)
    chosen = by_of(by) if by is not None else IN_FULL
    # Whoever asks for nothing in particular sees the months, and the tiers over all of them.
    overview: list[By] = [(Dimension.SCHEME, Dimension.MONTH), (Dimension.SCHEME, Dimension.TIER)]
    shown = [chosen] if by is not None else overview
    request = Request(
        folders=run_dirs,
        by=chosen,
        also_by=(*shown, *(PICTURED if out is not None else ())),
        site_level=level,
        snapshots=tuple(snapshot_of(day) for day in snapshot or []),
        threads=threads,
        memory_mib=mebibytes_of(memory_limit),
    )
    with progress_bar(language, quiet=for_machines) as progress:
        found = statistics_of(request, progress)
    if out is not None:
        write(found, out)
    if for_machines:
        sys.stdout.writelines(as_json(found))
        return
    render(found, shown, language)
    if out is not None:
        typer.echo(WRITTEN.read(language, folder=out))


def by_of(written: str) -> By:
    """What --by names, in the order of columns, with the scheme always in it. Raises ByUnknown."""
    names = {name.strip() for name in written.split(",")}
    known = [str(name) for name in Dimension]
    unknown = sorted(names - set(known))
    if unknown:
        raise ByUnknown(found=", ".join(repr(name) for name in unknown), known=", ".join(known))
    return tuple(name for name in Dimension if name in names or name is Dimension.SCHEME)


def snapshot_of(written: str) -> date:
    """A day written as 2026-06-30. Raises SnapshotUnreadable."""
    from tierline.policy.reading import day_of

    found = day_of(written)
    if found is None:
        raise SnapshotUnreadable(found=written)
    return found
