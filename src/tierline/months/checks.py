"""What stands out in a month: pure rules over counts of this month and of the one before. Clause: GOV-03."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tierline.months.figures import Figures, SiteCounts, Unbilled
from tierline.months.model import Check, Outcome, Rule, TierFigures
from tierline.policy.phrases import filled
from tierline.policy.vocabulary import Change
from tierline.wording import Text

MOST_TIMES = 1.5
"""A share of more than half as much again as before stands out: from month to month such shares move by some
tenths of themselves; what moves them by more is a campaign, an outage or a file that is not whole."""

LEAST_LINES = 10
"""So few lines are a matter of chance, whatever their share."""

LEAST_UNBILLED_SHARE = 0.01
"""Some lines have no bill in any month; a site below one in a hundred has no file that is missing."""

MOST_MOVED = 0.10
"""A tier, or the base, that grew or shrank by more than a tenth within one month stands out: terms last a
year, so that even an unusual month renews or ends about a twelfth of them."""

NOT_GRADED = Text("Last month was not graded, hence nothing to compare with.", "上月未评级，无可比较。")
NOBODY = Text(
    "Nobody was a member here this month or last, hence nothing to compare with.",
    "此处本月或上月没有会员，无可比较。",
)

DATASETS = {
    "bills": Text("bills", "账单"),
    "special_grades": Text("special grades", "特殊等级"),
    "memberships": Text("memberships", "会员期"),
}


def of_falls(now: Figures, before: Figures | None, names: Mapping[str, Text]) -> Iterator[Check]:
    """For each site the share of its members who fall beside last month's."""
    for site, counts in now.by_site.items():
        yield _fallen(site, names[site], counts, before.by_site.get(site) if before else None)


def of_bills(
    found: Mapping[str, Unbilled] | None, month: str, clause: str, names: Mapping[str, Text]
) -> Iterator[Check]:
    """For each site the share of its lines without a bill of `month` beside that of the month before.

    `clause` is that of the measure for which bills are read.
    """
    if found is None:
        title = Text("lines without a bill", "无账单线路")
        said = Text(
            "The bills that the run read are no longer as they were: lines without one are not counted.",
            "评级所用账单文件已变动，无法统计无账单线路。",
        )
        yield Check(Rule.UNBILLED, Rule.UNBILLED, "bills", title, Outcome.NOT_MADE, said, clause=clause)
        return
    for site, counts in found.items():
        yield _unbilled(site, names[site], counts, month, clause)


def of_tiers(tiers: Iterable[TierFigures]) -> Iterator[Check]:
    """For each tier its lines beside last month's."""
    for one in tiers:
        yield _moved(Rule.TIER, one.tier, one.title, one.lines.now, one.lines.before)


def of_lines(now: int, before: int | None) -> Check:
    """All lines that were read beside last month's."""
    return _moved(Rule.LINES, Rule.LINES, Text("lines read", "读入线路"), now, before)


def of_run(unknown_rows: Mapping[str, int | None], warnings: Iterable[Text]) -> Iterator[Check]:
    """Rows that are of no line, and what the run itself warned of."""
    for dataset, count in unknown_rows.items():
        title = filled(Text("{name} of unknown lines", "{name}中的未知线路"), name=DATASETS[dataset])
        if count is None:
            said = Text("The run was made without checks.", "本次评级未执行检查。")
            outcome = Outcome.NOT_MADE
        else:
            said = filled(
                Text("{count} rows are of no line among the subscribers.", "{count} 行不属于任何用户。"),
                count=f"{count:,}",
            )
            outcome = Outcome.STANDS_OUT if count else Outcome.PASSED
        key = f"{Rule.UNKNOWN_ROWS}:{dataset}"
        yield Check(key, Rule.UNKNOWN_ROWS, dataset, title, outcome, said, count, 0, 0)
    for number, warning in enumerate(warnings, 1):
        title = Text("warning of the run", "评级警告")
        clause = "GRD-19" if "GRD-19" in warning.en else ""
        key = f"{Rule.WARNING}:{number}"
        yield Check(key, Rule.WARNING, "", title, Outcome.STANDS_OUT, warning, clause=clause)


def _fallen(site: str, name: Text, now: SiteCounts, before: SiteCounts | None) -> Check:
    key, title = f"{Rule.FALLEN}:{site}", filled(Text("{site}: falls", "{site}降级比例"), site=name)
    fallen, share = now.by_change.get(Change.FALLEN, 0), now.fallen_share
    normal = before.fallen_share if before else None
    if share is None or normal is None:
        said = NOBODY if before else NOT_GRADED
        return Check(key, Rule.FALLEN, site, title, Outcome.NOT_MADE, said, clause="GOV-03")
    limit = normal * MOST_TIMES
    stands_out = fallen >= LEAST_LINES and share > limit
    said = filled(
        Text(
            "{share} of the members of {site} fall, after {normal} last month; it stands out above {limit}.",
            "{site}会员降级 {share}，上月为 {normal}，提醒线为 {limit}。",
        ),
        share=f"{share:.2%}",
        site=name,
        normal=f"{normal:.2%}",
        limit=f"{limit:.2%}",
    )
    outcome = Outcome.STANDS_OUT if stands_out else Outcome.PASSED
    return Check(key, Rule.FALLEN, site, title, outcome, said, share, normal, limit, "GOV-03", fallen)


def _unbilled(site: str, name: Text, found: Unbilled, month: str, clause: str) -> Check:
    share = found.last / found.lines if found.lines else 0.0
    normal = found.before / found.lines if found.lines else 0.0
    limit = max(normal * MOST_TIMES, LEAST_UNBILLED_SHARE)
    stands_out = found.last >= LEAST_LINES and share > limit
    said = filled(
        Text(
            "{last} lines of {site} have no bill of {month}: {share}, after {normal} the month before; "
            "it stands out above {limit}. A month without a bill counts as 0 yuan, so that they may fall "
            "by mistake.",
            "{site}有 {last} 户没有 {month} 账单，占 {share}，前一月为 {normal}，提醒线为 {limit}。"
            "无账单按 0 元计，因此可能误降。",
        ),
        last=f"{found.last:,}",
        site=name,
        month=month,
        share=f"{share:.1%}",
        normal=f"{normal:.1%}",
        limit=f"{limit:.1%}",
    )
    title = filled(Text("{site}: lines without a bill", "{site}无账单线路"), site=name)
    outcome = Outcome.STANDS_OUT if stands_out else Outcome.PASSED
    key = f"{Rule.UNBILLED}:{site}"
    return Check(key, Rule.UNBILLED, site, title, outcome, said, share, normal, limit, clause, found.last)


def _moved(rule: Rule, about: str, title: Text, now: int, before: int | None) -> Check:
    key = f"{rule}:{about}"
    if before is None:
        return Check(key, rule, about, title, Outcome.NOT_MADE, NOT_GRADED, now)
    moved = abs(now - before)
    stands_out = moved >= LEAST_LINES and moved > before * MOST_MOVED
    said = filled(
        Text(
            "{now} lines after {before} last month; it stands out where more than {most} come or go.",
            "{now} 户，上月 {before} 户；增减超过 {most} 时提醒。",
        ),
        now=f"{now:,}",
        before=f"{before:,}",
        most=f"{MOST_MOVED:.0%}",
    )
    outcome = Outcome.STANDS_OUT if stands_out else Outcome.PASSED
    return Check(key, rule, about, title, outcome, said, now, before, before * (1 + MOST_MOVED))
