"""`tierline grade` and `verify`: parse, call one use case, render."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tierline.grading.command_errors import (
    DayUnreadable,
    EngineUnknown,
    InputMissing,
    MonthUnreadable,
    OutMissing,
    SizeUnreadable,
    StageAfter,
)
from tierline.grading.command_options import (
    After,
    Bills,
    Carry,
    ChangedLines,
    Checks,
    Digests,
    Engine,
    Join,
    Json,
    Lang,
    Measurements,
    Memberships,
    MemoryLimit,
    Month,
    OneLine,
    Out,
    Overrides,
    Policies,
    RatedOn,
    Scheme,
    SpecialGrades,
    StageOption,
    Subscribers,
    Threads,
)
from tierline.grading.stage_names import Stage
from tierline.wording import Language, Text, preferred_language

if TYPE_CHECKING:
    from tierline.grading.run import Progress, Request

GRADE_HELP = Text(
    "Grade the whole base for a month, and write grades, memberships and events.",
    "为全量用户评定一个月的等级，写出 grades、memberships 与 events。",
)
VERIFY_HELP = Text(
    "Run a past month again from its recorded inputs, policy and versions, and compare.",
    "按记录的输入、政策与版本重跑某个月，并与原结果比较。",
)
VERIFIED = Text("The folder of a finished run.", "已完成运行的文件夹。")


def grade(
    scheme: Scheme,
    month: Month,
    subscribers: Subscribers = None,
    bills: Bills = None,
    memberships: Memberships = None,
    special_grades: SpecialGrades = None,
    overrides: Overrides = None,
    measurements: Measurements = None,
    after: After = None,
    changed_lines: ChangedLines = None,
    carry: Carry = False,
    rated_on: RatedOn = None,
    policies: Policies = None,
    engine: Engine = "duckdb",
    out: Out = None,
    stage: StageOption = None,
    subscriber: OneLine = None,
    checks: Checks = True,
    digests: Digests = True,
    threads: Threads = None,
    memory_limit: MemoryLimit = "1GB",
    join: Join = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Parse the options, run the month or show a stage, and print a summary table or JSON."""
    language = lang or preferred_language()
    if engine != "duckdb":
        raise EngineUnknown(found=engine)
    if out is None and stage is None:
        raise OutMissing()
    if after is not None and stage is not None:
        raise StageAfter()
    if measurements:
        from tierline.grading.measured.commands import grade_sites, refuse_lines
        from tierline.grading.measured.request import SiteRequest

        of_lines = {
            "--subscribers": subscribers,
            "--bills": bills,
            "--memberships": memberships,
            "--special-grades": special_grades,
            "--after": after,
            "--changed-lines": changed_lines,
            "--carry": carry,
            "--stage": stage,
            "--subscriber": subscriber,
            "--join": join,
        }
        refuse_lines(scheme, of_lines)
        sites = SiteRequest(
            scheme=scheme[0],
            month=month_of(month),
            paths=measurements,
            out=out or Path(),
            rated_on=day_of(rated_on) if rated_on else None,
            policies=policies,
            is_checked=checks,
            is_digested=digests,
            memory_mib=mebibytes_of(memory_limit),
        )
        grade_sites(sites, language, as_json=as_json)
        return
    for option, given in (("--bills", bills), ("--subscribers", subscribers)):
        if not given and (after is None or option == "--bills"):
            _refuse_sites(policies, scheme)
            raise InputMissing(option=option)
    # Ibis and DuckDB take most of a second to load, which the other commands need not wait for.
    from tierline.grading.run import Request

    paths = {
        "subscribers": subscribers or [],
        "changed_lines": changed_lines or [],
        "bills": bills or [],
        "memberships": memberships or [],
        "special_grades": special_grades or [],
        "overrides": overrides or [],
    }
    request = Request(
        schemes=tuple(scheme),
        month=month_of(month),
        paths=paths,
        out=out or Path(),
        rated_on=day_of(rated_on) if rated_on else None,
        policies=policies,
        is_checked=checks,
        is_digested=digests,
        threads=threads,
        memory_mib=mebibytes_of(memory_limit),
        is_joining=join,
        after=after,
        is_carried_on=carry,
    )
    if stage is not None:
        _show_stage(request, stage, subscriber, as_json=as_json)
        return
    from tierline.grading.run import run
    from tierline.grading.summary_text import render

    with progress_bar(language, quiet=as_json) as progress:
        summaries = run(request, progress, lambda text: typer.echo(text.read(language), err=True))
    if as_json:
        found = [summary.data for summary in summaries]
        typer.echo(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=1))
        return
    render(summaries, request.out, language)


def verify(
    folder: Annotated[Path, typer.Argument(help=VERIFIED.read(preferred_language()))],
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Run a recorded month again; exit code 0 where it is equal, 1 where it differs."""
    from tierline.grading.verify import verified
    from tierline.grading.verify_text import as_data, lines

    language = lang or preferred_language()
    with progress_bar(language, quiet=as_json) as progress:
        verification = verified(folder, progress)
    if as_json:
        typer.echo(json.dumps(as_data(verification), ensure_ascii=False, indent=1, default=str))
    else:
        for line in lines(verification, language):
            typer.echo(line)
    if not verification.is_equal:
        raise typer.Exit(1)


def _refuse_sites(policies: Path | None, schemes: list[str]) -> None:
    """Raises SchemeOfSites where a scheme rates sites: what it lacks is no dataset of lines."""
    from tierline.policy.errors import SchemeOfSites
    from tierline.policy.load import packs_of
    from tierline.policy.model import Rates

    packs = packs_of(policies)
    for scheme in schemes:
        if scheme in packs and packs[scheme].rates is Rates.SITE:
            raise SchemeOfSites(scheme=scheme)


def month_of(written: str) -> date:
    """The first day of a month written as 2026-11. Raises MonthUnreadable."""
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", written) and written >= "0002":
        return date.fromisoformat(f"{written}-01")
    raise MonthUnreadable(found=written)


def day_of(written: str) -> date:
    """A day written as 2026-11-05. Raises DayUnreadable."""
    from tierline.policy import reading

    found = reading.day_of(written)
    if found is None:
        raise DayUnreadable(found=written)
    return found


def mebibytes_of(written: str) -> int:
    """An amount of memory written as 512MB or 2GB, in MiB. Raises SizeUnreadable."""
    found = re.fullmatch(r"(\d{1,7})\s*(M|MB|MiB|G|GB|GiB)", written.strip(), re.IGNORECASE)
    if found is None:
        raise SizeUnreadable(found=written)
    return int(found.group(1)) * (1024 if found.group(2)[0] in "gG" else 1)


@contextmanager
def progress_bar(language: Language, *, quiet: bool) -> Iterator[Progress]:
    """A bar with rate and time left on standard error, where that is a terminal; silent elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, lines: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    unit = Text("lines", "条线路").read(language)
    rate = Text("lines/s", "条/秒").read(language)
    columns = (
        BarColumn(bar_width=40),
        TextColumn("{task.completed:,.0f}/{task.total:,.0f} " + unit),
        TextColumn("{task.fields[rate]} " + rate),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate="-", visible=False)

        def told(done: int, lines: int) -> None:
            speed = bar.tasks[task].speed
            bar.update(
                task, completed=done, total=lines, visible=True, rate=f"{speed:,.0f}" if speed else "-"
            )

        yield told


def _show_stage(request: Request, stage: Stage, subscriber: int | None, *, as_json: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from tierline.grading.run import stage_rows

    with tempfile.TemporaryDirectory() as scratch:
        names, rows = stage_rows(request, stage, subscriber, 20, Path(scratch))
    if as_json:
        typer.echo(
            json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, default=str)
        )
        return
    if len(rows) == 1:
        for name, value in zip(names, rows[0], strict=True):
            typer.echo(f"{name:<36} {'' if value is None else value}")
        return
    table = Table(*names, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    Console(width=max(120, 16 * len(names))).print(table)
