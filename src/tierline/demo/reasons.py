"""Why lines rose and fell in the demo, counted over its months from the results alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from tierline.datasets.sql_text import literal
from tierline.demo.months import CREDIT, STAR
from tierline.grading.months import full_years
from tierline.policy.load import bundled_packs
from tierline.policy.model import ScoreSum
from tierline.policy.phrases import CHANGES
from tierline.policy.vocabulary import Change
from tierline.tables.decide import decide
from tierline.wording import Language, Text

STAR_REASONS = Text(
    "Why, over the twelve months: the rating that gave the running term against the rating that changed it",
    "原因（十二个月合计）：原有效期评定时与本次评定时的对比",
)
CREDIT_REASONS = Text(
    "Why the credit grade moved, first month against last (lines eligible in both)",
    "信用等级变动原因：首月与末月对比（两个月均参评的线路）",
)
CHANGE, REASON, LINES = Text("change", "变动"), Text("reason", "原因"), Text("lines", "线路")
ARPU, FACTOR = Text("ARPU, yuan", "ARPU（元）"), Text("tenure factor", "网龄系数")
SPEND, SUSPENSIONS = Text("mean bill, yuan", "月均消费（元）"), Text("suspensions", "停机次数")

WORDS = {
    **{change.value: CHANGES[change] for change in (Change.RISEN, Change.FALLEN, Change.LAPSED)},
    "up": Text("up", "上升"),
    "down": Text("down", "下降"),
    "spend": Text("spend alone", "仅消费"),
    "tenure": Text("a tenure band alone", "仅网龄档"),
    "both": Text("spend and tenure band", "消费与网龄档"),
    "special": Text("special grade", "特殊等级"),
    "special ended": Text("a special grade that is listed no more", "不再列入特殊等级名单"),
    "not eligible": Text("no longer eligible", "不再符合参评条件"),
    "suspensions": Text("suspensions alone", "仅停机次数"),
    "several": Text("several of these", "多项"),
}


def print_star(runs: Path, months: Sequence[date], language: Language) -> None:
    """Risen, fallen and lapsed star members by what changed since their running term was rated."""
    rows = _rows(
        f"""
        WITH events AS (SELECT * FROM read_parquet({_files(runs, months, STAR, "events")})),
        terms AS (
          SELECT month, subscriber_id, since, tier, source FROM (
            SELECT strptime(regexp_extract(filename, '(\\d{{4}}-\\d{{2}})/{STAR}', 1), '%Y-%m')::DATE
              + INTERVAL 1 MONTH AS month, * FROM read_parquet({_all(runs, "memberships")}, filename = true))
          WHERE since <= month AND ends_on >= month),
        ratings AS (
          SELECT month, subscriber_id, arpu, tenure_factor FROM read_parquet({_all(runs, "grades")}))
        SELECT change, CASE
            WHEN NOT eligible THEN 'not eligible'
            WHEN e.rated_tier IN ('honoured_guest', 'loyal') THEN 'special'
            WHEN t.source = 'special' THEN 'special ended'
            WHEN e.arpu <> r.arpu AND e.tenure_factor <> r.tenure_factor THEN 'both'
            WHEN e.tenure_factor <> r.tenure_factor THEN 'tenure' ELSE 'spend' END AS reason,
          count(*), avg(r.arpu), avg(e.arpu), avg(r.tenure_factor), avg(e.tenure_factor)
        FROM events e
        JOIN terms t ON t.subscriber_id = e.subscriber_id AND t.month = e.month
        JOIN ratings r ON r.subscriber_id = e.subscriber_id AND r.month = t.since - INTERVAL 1 MONTH
        WHERE change IN ('risen', 'fallen', 'lapsed') GROUP BY 1, 2
        ORDER BY array_position(['risen', 'fallen', 'lapsed'], change), 3 DESC
        """
    )
    titles = [one.read(language) for one in (CHANGE, REASON, LINES, ARPU, FACTOR)]
    cells = [
        [
            WORDS[change].read(language),
            WORDS[reason].read(language),
            f"{count:,}",
            _from_to(before, after, 0),
            _from_to(factor_before, factor_after, 2),
        ]
        for change, reason, count, before, after, factor_before, factor_after in rows
    ]
    print_table(STAR_REASONS.read(language), titles, cells)


def print_credit(runs: Path, months: Sequence[date], language: Language) -> None:
    """Lines whose credit grade moved between the first and the last month, by the points that changed."""
    first, last = (
        f"read_parquet({literal(f'{runs}/{month:%Y-%m}/{CREDIT}/grades/*.parquet')})"
        for month in (months[0], months[-1])
    )
    moved = _rows(
        f"""
        SELECT a.score < b.score, a.mean_billed, b.mean_billed, a.suspensions, b.suspensions,
          a.tenure_months, b.tenure_months
        FROM {first} a JOIN {last} b USING (subscriber_id)
        WHERE a.eligible AND b.eligible AND a.rated_tier IS DISTINCT FROM b.rated_tier
        """
    )
    points = points_by_input()
    groups: dict[tuple[str, str], list[tuple[Decimal, ...]]] = defaultdict(list)
    for is_up, spend, spend_now, off, off_now, tenure, tenure_now in moved:
        pairs = {
            "spend": ("mean_billed", spend, spend_now),
            "tenure": ("tenure_years", full_years(tenure), full_years(tenure_now)),
            "suspensions": ("suspensions", off, off_now),
        }
        reasons = [
            reason for reason, (name, then, now) in pairs.items() if points(name, then) != points(name, now)
        ]
        reason = reasons[0] if len(reasons) == 1 else "both" if "suspensions" not in reasons else "several"
        groups["up" if is_up else "down", reason].append((spend, spend_now, Decimal(off), Decimal(off_now)))
    titles = [one.read(language) for one in (CHANGE, REASON, LINES, SPEND, SUSPENSIONS)]
    cells = []
    for (way, reason), lines in sorted(groups.items(), key=lambda one: (one[0][0] == "down", -len(one[1]))):
        means = [float(sum(values) / len(lines)) for values in zip(*lines, strict=True)]
        spends, suspensions = _from_to(means[0], means[1], 0), _from_to(means[2], means[3], 1)
        words = [WORDS[way].read(language), WORDS[reason].read(language)]
        cells.append([*words, f"{len(lines):,}", spends, suspensions])
    print_table(CREDIT_REASONS.read(language), titles, cells)


def points_by_input() -> Callable[[str, Decimal | int], Fraction | int | None]:
    """Asks the credit policy what one figure alone gives, so that its bands are not told again here."""
    score = bundled_packs()[CREDIT].versions[-1].score
    assert isinstance(score, ScoreSum)
    table = score.table

    @cache
    def points(name: str, value: Decimal | int) -> Fraction | int | None:
        rules = tuple(rule for rule in table.rules if name in rule.tests)
        found = decide(replace(table, inputs=(name,), rules=rules), {name: value}).outputs
        assert found is None or isinstance(found, Fraction | int)
        return found

    return points


def telling_riser(runs: Path, months: Sequence[date]) -> tuple[int, date]:
    """A line that rose in the last months and still has a tier above it; the same one each time."""
    rows = _rows(
        f"""
        SELECT subscriber_id, month FROM read_parquet({_files(runs, months[-3:], STAR, "events")})
        WHERE change = 'risen' AND tier = 'four_star' AND previous_tier = 'three_star'
        ORDER BY abs(score - 200), subscriber_id LIMIT 1
        """
    ) or _rows(
        f"SELECT subscriber_id, month FROM read_parquet({_files(runs, months, STAR, 'grades')})"
        " ORDER BY tier IS NULL, month DESC, subscriber_id LIMIT 1"
    )
    subscriber_id, month = rows[0]
    return int(subscriber_id), month


def print_table(title: str, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on standard output: words left, figures right."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    filled = [list(row) for row in rows]
    for number, name in enumerate(titles):
        is_figure = bool(filled) and filled[0][number][:1].isdigit() and number > 0
        table.add_column(name, justify="right" if is_figure else "left")
    for row in filled:
        table.add_row(*row)
    console = Console(highlight=False)
    console.print()
    console.print(title, style="bold", soft_wrap=True)
    console.print(table)


def _from_to(before: float | None, after: float | None, digits: int) -> str:
    if after is None:
        return "-" if before is None else f"{before:.{digits}f}"
    return f"{before:.{digits}f} > {after:.{digits}f}"


def _files(runs: Path, months: Sequence[date], scheme: str, name: str) -> str:
    listed = ", ".join(literal(f"{runs}/{month:%Y-%m}/{scheme}/{name}/*.parquet") for month in months)
    return f"[{listed}]"


def _all(runs: Path, name: str) -> str:
    return literal(f"{runs}/*/{STAR}/{name}/*.parquet")


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return list(connection.execute(sql).fetchall())
