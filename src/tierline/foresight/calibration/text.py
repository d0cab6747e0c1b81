"""What a calibration found, as tables to read."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from tierline.errors import TierlineError
from tierline.foresight.calibration.model import NEAR_YUAN, Calibration, TierResult, number, plain
from tierline.policy.drafting import Draft
from tierline.wording import Language, Text

HEAD = Text(
    "{title} ({scheme}), {month}, rated on {rated_on}, policy from {version}",
    "{title}（{scheme}），{month}，评定日 {rated_on}，政策自 {version}",
)
LINES = Text(
    "{lines:,} lines, {eligible:,} eligible; bounds on: {figure}",
    "共 {lines:,} 条线路，{eligible:,} 条参评；界值针对：{figure}",
)
TIER, WISH, BEFORE, AFTER, REACHED, SHARE = (
    Text("tier", "等级"),
    Text("to have", "目标"),
    Text("bound now", "现界值"),
    Text("new bound", "新界值"),
    Text("lines reach it", "达到的线路"),
    Text("of eligible", "占参评"),
)
COUNT_WISHED = Text("at most {lines:,}", "至多 {lines:,}")
KEPT = Text("as before", "沿用")
NEAR = Text(
    "Lines within 1, 5 and 10 yuan of the new bounds: below, and over it with so much more (+); above, and"
    " under it with so much less (-). What is moved: {moved_by}",
    "距新界值 1、5、10 元以内的线路：增加若干元即可达到（+），减少若干元即会失去（-）。变动项目：{moved_by}",
)
NEAR_NONE = Text(
    "How many yuan lines stand from the bounds is not told: no single amount of money moves the figure.",
    "不统计线路距界值多少元：该数值并非由单一金额决定。",
)
UP, DOWN = Text("+{yuan} yuan", "+{yuan} 元"), Text("-{yuan} yuan", "-{yuan} 元")
RATED = Text(
    "Lines by the tier that their figures, and lists beside them, give", "按数值及名单评定的各等级线路数"
)
NOW, THEN, DIFFERENCE = Text("now", "现行"), Text("new", "新版"), Text("difference", "增减")
NO_TIER = Text("no tier", "无等级")
HISTORY = Text(
    "How the bounds would have come out before. Bills, tenure and closings are those of then; what else is"
    " known of lines, and the terms in other schemes that keep them from being rated, are those of now.",
    "以往各月的测算结果：账单、网龄与销户按当月；线路的其他属性及其他方案的在期会员按现状。",
)
REACH = Text(
    "The bills reach back far enough for {found} of the {asked} months asked for.",
    "账单只够回溯所要求 {asked} 个月中的 {found} 个月。",
)
MONTH, ELIGIBLE = Text("month", "月份"), Text("eligible", "参评")
NOTE = Text("Note", "提示")
NEW_VERSION = Text("The new version, in force from {day}", "新版本，自 {day} 起生效")
WRITTEN = Text(
    "Written to {path}. Look at it, try it (tierline simulate), then submit it (tierline policy submit).",
    "已写入 {path}。请审阅并试算（tierline simulate），再提交（tierline policy submit）。",
)


def render(
    calibration: Calibration,
    draft: Draft | None,
    problem: TierlineError | None,
    written: str | None,
    language: Language,
) -> None:
    """Print a calibration on standard output, with the diff of the new version or what stands in its way."""
    console = Console(highlight=False, markup=False)
    head = {
        "title": calibration.title.read(language),
        "scheme": calibration.scheme,
        "month": calibration.month.strftime("%Y-%m"),
        "rated_on": calibration.rated_on,
        "version": calibration.version,
    }
    console.print(HEAD.read(language, **head), style="bold", soft_wrap=True)
    figure = calibration.figure_title.read(language)
    figures = {"lines": calibration.lines, "eligible": calibration.eligible, "figure": figure}
    console.print(LINES.read(language, **figures), soft_wrap=True)
    console.print(_bounds(calibration, language))
    _print_near(console, calibration, language)
    console.print("\n" + RATED.read(language), style="bold", soft_wrap=True)
    console.print(_rated(calibration, language))
    _print_history(console, calibration, language)
    for note in calibration.notes:
        console.print(f"\n{NOTE.read(language)}: {note.read(language)}", style="yellow", soft_wrap=True)
    if problem is not None:
        console.print("\n" + problem.message(language), style="yellow", soft_wrap=True)
    if draft is not None:
        day = calibration.starts_on
        console.print("\n" + NEW_VERSION.read(language, day=day), style="bold", soft_wrap=True)
        for line in draft.diff.splitlines():
            console.print(line, style="green" if line.startswith("+") else "", soft_wrap=True)
    if written is not None:
        console.print(WRITTEN.read(language, path=written), soft_wrap=True)


def _bounds(calibration: Calibration, language: Language) -> Table:
    table = _table(language, TIER, WISH, BEFORE, AFTER, REACHED, SHARE)
    for tier in calibration.tiers:
        table.add_row(
            tier.title.read(language),
            _wish(tier, language),
            number(tier.before),
            number(tier.bound),
            f"{tier.reached:,}",
            f"{tier.reached / calibration.eligible:.2%}",
        )
    return table


def _wish(tier: TierResult, language: Language) -> str:
    if tier.wish is None:
        return KEPT.read(language)
    if tier.wish.share is not None:
        return f"{plain(tier.wish.share * 100)}%"
    return COUNT_WISHED.read(language, lines=tier.wish.at_most)


def _print_near(console: Console, calibration: Calibration, language: Language) -> None:
    if calibration.moved_by is None:
        console.print("\n" + NEAR_NONE.read(language), soft_wrap=True)
        return
    moved_by = calibration.moved_by.read(language)
    console.print("\n" + NEAR.read(language, moved_by=moved_by), style="bold", soft_wrap=True)
    table = _table(language, TIER)
    for yuan in NEAR_YUAN:
        for title in (UP, DOWN):
            table.add_column(title.read(language, yuan=yuan), justify="right")
    for tier in calibration.tiers:
        counts = [count for near in tier.near or () for count in (near.would_rise, near.would_fall)]
        table.add_row(tier.title.read(language), *(f"{count:,}" for count in counts))
    console.print(table)


def _rated(calibration: Calibration, language: Language) -> Table:
    table = _table(language, TIER, NOW, THEN, DIFFERENCE)
    for name, (before, after) in calibration.rated.items():
        title = calibration.tier_titles.get(name, NO_TIER).read(language)
        difference = f"{after - before:+,}" if after != before else "0"
        table.add_row(title, f"{before:,}", f"{after:,}", difference)
    return table


def _print_history(console: Console, calibration: Calibration, language: Language) -> None:
    if not calibration.history_asked:
        return
    found, asked = len(calibration.history), calibration.history_asked
    if found:
        console.print("\n" + HISTORY.read(language), style="bold", soft_wrap=True)
        table = _table(language, MONTH, ELIGIBLE)
        for tier in calibration.wished:
            table.add_column(tier.title.read(language), justify="right")
        for past in calibration.history:
            bounds = past.bounds or ()
            shown = [number(bound) for bound in bounds] or ["-"] * len(calibration.wished)
            table.add_row(past.month.strftime("%Y-%m"), f"{past.eligible:,}", *shown)
        console.print(table)
    if found < asked:
        console.print(
            ("" if found else "\n") + REACH.read(language, found=found, asked=asked), soft_wrap=True
        )


def _table(language: Language, *titles: Text) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for number_, title in enumerate(titles):
        table.add_column(title.read(language), justify="left" if number_ == 0 else "right")
    return table
