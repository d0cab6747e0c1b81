"""`tierline sample`: parse, write one sample operator, show what it holds."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tierline.datasets.sample.errors import BadLastMonth
from tierline.wording import Language, Text, preferred_language

if TYPE_CHECKING:
    from tierline.datasets.sample.generate import SampleFigures

HELP = Text(
    en="Generate a sample operator of any size, after measured figures: lines, bills, special grades.",
    zh="生成任意规模的样例运营商数据：线路、逐月账单与特殊等级，分布依据实测数据。",
)
_OUT = Text(en="A new or empty folder for the sample.", zh="存放样例的新文件夹或空文件夹。")
_LINES = Text(en="How many lines.", zh="线路数。")
_MONTHS = Text(en="How many months are billed.", zh="出账月数。")
_UNTIL = Text(
    en="The last billed month, such as 2026-10; by default the last complete month.",
    zh="最后出账月，如 2026-10；默认为最近一个完整月。",
)
_SEED = Text(en="Equal seeds give equal operators.", zh="随机种子；种子相同则结果相同。")
_JSON = Text(en="Print the figures as JSON.", zh="以 JSON 输出统计。")
_PROGRESS = Text(en="Lines", zh="线路")
_SUMMARY = Text(
    en="{folder}: {lines:,} lines and {bills:,} bills from {first:%Y-%m} to {last:%Y-%m}, seed {seed}.\n"
    "At the end {active:,} lines are active, {suspended:,} suspended, {closed:,} closed. "
    "{refunds:,} bills are refunds, {suspended_months:,} show a suspension; "
    "{special:,} lines hold a special grade.",
    zh="{folder}：{lines:,} 条线路，{first:%Y-%m} 至 {last:%Y-%m} 共 {bills:,} 条账单，种子 {seed}。\n"
    "期末正常 {active:,} 条，停机 {suspended:,} 条，销户 {closed:,} 条。"
    "其中退费账单 {refunds:,} 条，有停机记录的账单 {suspended_months:,} 条；"
    "特殊等级线路 {special:,} 条。",
)


def sample(
    out: Annotated[Path, typer.Option("--out", help=_OUT.read(preferred_language()))],
    lines: Annotated[int, typer.Option("--lines", help=_LINES.read(preferred_language()))] = 100_000,
    months: Annotated[int, typer.Option("--months", help=_MONTHS.read(preferred_language()))] = 12,
    until: Annotated[
        str | None, typer.Option("--until", metavar="YYYY-MM", help=_UNTIL.read(preferred_language()))
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help=_SEED.read(preferred_language()))] = 1,
    as_json: Annotated[bool, typer.Option("--json", help=_JSON.read(preferred_language()))] = False,
) -> None:
    """Write a sample operator into the new folder `out`. Raises what datasets/sample/errors.py holds."""
    # Arrow and numpy take their time to load, which the other commands need not wait for.
    from tierline.datasets.sample.generate import generate

    last = last_complete_month(datetime.now(UTC).date()) if until is None else first_day_of(until)
    with _progress(lines) as progress:
        written = generate(out, lines=lines, months=months, until=last, seed=seed, progress=progress)
    if as_json:
        typer.echo(json.dumps(asdict(written) | {"seed": seed}, default=str, indent=2))
    else:
        typer.echo(summary(written, str(out), seed, preferred_language()))


def summary(written: SampleFigures, folder: str, seed: int, language: Language) -> str:
    """What was written, as two sentences."""
    return _SUMMARY.read(
        language,
        folder=folder,
        seed=seed,
        lines=written.lines,
        bills=written.bills,
        first=written.first_month,
        last=written.last_month,
        refunds=written.refunds,
        suspended_months=written.suspended_months,
        special=written.special_grades,
        **written.by_status,
    )


def first_day_of(month: str) -> date:
    """The first day of a month written as YYYY-MM. Raises BadLastMonth for any other form."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month) or month.startswith("0000"):
        raise BadLastMonth(found=month, expected="2026-10")
    return date(int(month[:4]), int(month[5:]), 1)


def last_complete_month(today: date) -> date:
    """The first day of the month before that of `today`."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


@contextmanager
def _progress(lines: int) -> Iterator[Callable[[int], None] | None]:
    """What the work tells its progress to: a bar with rate and time left, where someone watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_PROGRESS.read(preferred_language()), total=max(lines, 1))
        yield lambda done: bar.advance(task, done)
