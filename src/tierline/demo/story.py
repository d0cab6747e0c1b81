"""What `tierline demo` shows: a sample operator, two years of ratings, one line explained, a draft tried."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typer

from tierline.datasets.sample.generate import generate
from tierline.demo import reasons
from tierline.demo.errors import DemoFolderTaken
from tierline.demo.installation import Installation
from tierline.demo.months import CARD, CREDIT, SEED, STAR, folder_of, graded, month_after
from tierline.demo.recalibrating import recalibrated
from tierline.foresight.report.page import page
from tierline.foresight.report.service import Request as ReportRequest
from tierline.foresight.report.service import reports_of
from tierline.foresight.report.writing import write_page
from tierline.grading.explain.commands import explain
from tierline.grading.summary import Summary
from tierline.policy.phrases import CHANGES
from tierline.policy.vocabulary import Change
from tierline.wording import Language, Text

MONTHS = 12
PUBLISHED = 2
"""The last of the months go into the service, and are graded by the scheme of cards too."""
MARKER = ".tierline-demo"

SAMPLE = Text(
    "A sample operator: {lines:,} lines, {bills:,} monthly bills from {first:%Y-%m} to {last:%Y-%m}.",
    "样例运营商：{lines:,} 条线路，{first:%Y-%m} 至 {last:%Y-%m} 共 {bills:,} 条月账单。",
)
PRELUDE = Text(
    "The year before: {months} ratings, so that terms run and end at different times.",
    "上一年：先评定 {months} 个月，使各线路的有效期先后到期。",
)
STAR_TITLE = Text("unicom-star, month by month (lines)", "unicom-star 逐月结果（线路数）")
CREDIT_TITLE = Text("cmcc-credit, rated each month (lines)", "cmcc-credit 每月评定结果（线路数）")
MONTH, MEMBERS = Text("month", "月份"), Text("members", "会员")
NO_TIER = Text("none", "无等级")
ONE_LINE = Text(
    "One line explained: number {subscriber_id}, which rose in {month:%Y-%m}",
    "举例说明：线路 {subscriber_id} 于 {month:%Y-%m} 晋级",
)
FOLDERS = Text(
    "Look further:\n"
    "  {out}/input                       the sample operator\n"
    "  {out}/runs/{last}/{star}    grades, memberships, events, summary.json\n"
    "  .venv/bin/tierline explain {out}/runs/{last}/{star} --subscriber {subscriber_id}\n"
    "  .venv/bin/tierline verify {out}/runs/{last}/{star}\n"
    "  .venv/bin/tierline statistics {out}/runs/*\n"
    "  {out}/report.en.html    the twelve months for directors, for a browser or paper\n"
    "  {out}/next/simulation/report.en.html    the draft's report, likewise",
    "更多内容：\n"
    "  {out}/input                       样例运营商数据\n"
    "  {out}/runs/{last}/{star}    grades、memberships、events、summary.json\n"
    "  .venv/bin/tierline explain {out}/runs/{last}/{star} --subscriber {subscriber_id}\n"
    "  .venv/bin/tierline verify {out}/runs/{last}/{star}\n"
    "  .venv/bin/tierline statistics {out}/runs/*\n"
    "  {out}/report.zh.html    十二个月的管理层报告，可用浏览器打开或打印\n"
    "  {out}/next/simulation/report.zh.html    草案试算报告，同上",
)


def shown(out: Path, lines: int, last: date, language: Language) -> None:
    """Make the demo in `out` up to the month `last`, in place of an earlier one, and print what came of it.

    Raises DemoFolderTaken where `out` holds anything else.
    """
    _cleared(out)
    demo = Installation(out)
    figures = generate(demo.datasets, lines=lines, months=3 * MONTHS + 1, until=last, seed=SEED)
    typer.echo(
        SAMPLE.read(
            language,
            lines=figures.lines,
            bills=figures.bills,
            first=figures.first_month,
            last=figures.last_month,
        )
    )
    typer.echo(PRELUDE.read(language, months=MONTHS))
    with typer.progressbar(range(1 - 2 * MONTHS, 1), file=sys.stderr) as places:
        summaries = [graded(demo, month_after(last, place), _schemes(place)) for place in places]
    star = [one for month in summaries[MONTHS:] for one in month if one.data["scheme"] == STAR]
    credit = [one for month in summaries[MONTHS:] for one in month if one.data["scheme"] == CREDIT]
    _print_changes(star, language)
    months = [month_after(last, place) for place in range(1 - MONTHS, 1)]
    reasons.print_star(out / "runs", months, language)
    _print_rated(credit, language)
    reasons.print_credit(out / "runs", months, language)
    subscriber_id, month = reasons.telling_riser(out / "runs", months)
    typer.echo("\n" + ONE_LINE.read(language, subscriber_id=subscriber_id, month=month) + "\n")
    explain(subscriber_id, out / "runs" / f"{month:%Y-%m}" / STAR, lang=language)
    memberships = out / "runs" / f"{last:%Y-%m}" / STAR / "memberships"
    recalibrated(out, STAR, month_after(last), memberships, language)
    _report(out, months)
    typer.echo(
        "\n"
        + FOLDERS.read(language, out=out, last=f"{months[-1]:%Y-%m}", star=STAR, subscriber_id=subscriber_id)
    )


def _report(out: Path, months: Sequence[date]) -> None:
    """The months as a page for directors, in each language."""
    runs = [folder_of(out / "runs", month) / scheme for month in months for scheme in (STAR, CREDIT)]
    reports = reports_of(ReportRequest(runs))
    for language in Language:
        write_page(page(reports, language), out / f"report.{language.value}.html")


def _cleared(out: Path) -> None:
    """An empty folder with the demo's mark; an earlier demo in it is removed, anything else refused."""
    if out.exists():
        if not out.is_dir() or (any(out.iterdir()) and not (out / MARKER).exists()):
            raise DemoFolderTaken(path=out)
        shutil.rmtree(out)
    out.mkdir(parents=True)
    (out / MARKER).touch()


def _schemes(place: int) -> tuple[str, ...]:
    """The schemes that a month is graded by, so many months before the last one."""
    return (STAR, CREDIT, CARD) if place > -PUBLISHED else (STAR, CREDIT)


def _print_changes(summaries: Sequence[Summary], language: Language) -> None:
    changes = [change for change in CHANGES if change is not Change.NONE]
    titles = [
        MONTH.read(language),
        MEMBERS.read(language),
        *(CHANGES[change].read(language) for change in changes),
    ]
    rows = []
    for summary in summaries:
        data = summary.data
        members = sum(count for tier, count in data["by_tier"].items() if tier != "none")
        rows.append(
            [data["month"], f"{members:,}", *(f"{data['by_change'][change]:,}" for change in changes)]
        )
    reasons.print_table(STAR_TITLE.read(language), titles, rows)


def _print_rated(summaries: Sequence[Summary], language: Language) -> None:
    tiers = list(summaries[0].data["by_rated_tier"])
    names = summaries[0].tier_titles
    titles = [MONTH.read(language), *(names.get(tier, NO_TIER).read(language) for tier in tiers)]
    rows = [
        [one.data["month"], *(f"{one.data['by_rated_tier'][tier]:,}" for tier in tiers)] for one in summaries
    ]
    reasons.print_table(CREDIT_TITLE.read(language), titles, rows)
