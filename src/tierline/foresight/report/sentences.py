"""The one sentence of each section that says what its picture shows, computed from the figures."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from tierline.foresight.report.figures import count, month, share, signed
from tierline.foresight.report.model import Coming, Flows, Leaving, SchemeReport, Spread
from tierline.foresight.report.month_pictures import duties_of, shown_months
from tierline.foresight.report.words import LEAVING
from tierline.foresight.statistics.model import Series
from tierline.grading.months import full_years, last_day, month_number
from tierline.policy.model import Version, WindowMeasure
from tierline.policy.phrases import DUTIES as DUTIES_TITLES
from tierline.policy.vocabulary import ATTRIBUTES, MONEY_COLUMNS
from tierline.wording import Language, Text

NEAR_YUAN = 10

LEAD = Text(
    "In {month}, {members} of {lines} lines hold a tier ({share}){against}.",
    "{month}，{lines} 条线路中有 {members} 条有等级（{share}）{against}。",
)
AGAINST = Text(", {change} against the month before", "，较上月 {change}")
TIERS = Text(
    "Lines with a tier went from {before} {since} to {after} after {last} ({change}, {share}); {most} gained"
    " most ({gained}), {least} lost most ({lost}).",
    "有等级线路由 {since}的 {before} 条变为 {last} 评定后的 {after} 条（{change}，{share}）；"
    "{most}增加最多（{gained}），{least}减少最多（{lost}）。",
)
TIERS_PLAIN = Text(
    "Lines with a tier went from {before} {since} to {after} after {last} ({change}, {share}).",
    "有等级线路由 {since}的 {before} 条变为 {last} 评定后的 {after} 条（{change}，{share}）。",
)
BEFORE, AFTER = Text("before {month}", "{month} 评定前"), Text("after {month}", "{month} 评定后")
TIERS_ONE = Text(
    "{most} is the largest tier with {lines} lines, {share} of those with a tier.",
    "{most}最多，共 {lines} 条，占有等级线路的 {share}。",
)
NOBODY = Text("No line holds a tier.", "没有线路有等级。")
FLOWS = Text(
    "Of the {before} lines with a tier at the start, {stayed} ({share}) stand at the same one at the end;"
    " {up} rose, {down} fell, {out} dropped out, and {came} came in.",
    "期初有等级的 {before} 条线路中，{stayed} 条（{share}）期末等级不变；晋级 {up} 条，降级 {down} 条，"
    "退出 {out} 条，另有 {came} 条新增。",
)
SPREAD = Text(
    "Half of the {lines} rated lines stand at {median} yuan or less and half are on the network for {years}"
    " full years or more{near}.",
    "{lines} 条参评线路中，半数消费不超过 {median} 元，半数在网满 {years} 年{near}。",
)
NEAR = Text(
    "; {near} of them ({share}) are less than {yuan} yuan a month below the next bound",
    "；其中 {near} 条（{share}）距上一级界限每月不足 {yuan} 元",
)
COMING = Text(
    "{joined} lines joined and {left} left, most of them because: {reason}; {risen} rises stand against"
    " {fallen} falls.",
    "新入 {joined} 条，离开 {left} 条，主要原因：{reason}；晋级 {risen} 次，降级 {fallen} 次。",
)
COMING_NONE_LEFT = Text(
    "{joined} lines joined and none left; {risen} rises stand against {fallen} falls.",
    "新入 {joined} 条，无人离开；晋级 {risen} 次，降级 {fallen} 次。",
)
GAINED = Text(
    "{up} months ended with more lines that have a tier and {down} with fewer; {change} in all.",
    "{up} 个月有等级线路增加，{down} 个月减少；合计 {change}。",
)
DUTIES = Text(
    "{month} leaves {lines} duties to carry out by {day}: {listed}.",
    "{month} 产生应办事项 {lines} 项，须在 {day} 前办理：{listed}。",
)
DUTY, DUTY_NONE = (
    Text("{duty} {lines}", "{duty} {lines} 项"),
    Text("{month} leaves no duties.", "{month} 没有应办事项。"),
)
QUALITY = Text(
    "{rated} of {lines} lines were rated in {month} ({share}); {checked}, {unknown}, {warned}.",
    "{month} 有 {lines} 条线路，其中 {rated} 条参评（{share}）；{checked}，{unknown}，{warned}。",
)
CHECKED_ALL = Text("the inputs of every run were checked", "各次运行的输入均经检查")
CHECKED_SOME = Text("{runs} of {all} runs went without checks", "{all} 次运行中有 {runs} 次未检查输入")
UNKNOWN_NONE = Text("every row had its line", "各行均有对应线路")
UNKNOWN = Text("{rows} rows were of no line of the base", "{rows} 行没有对应线路")
WARNED_NONE = Text("and no run warned", "没有提示")
WARNED = Text("and {runs} of {all} runs warned", "{all} 次运行中有 {runs} 次给出提示")


def lead(report: SchemeReport, language: Language) -> str:
    """How many lines hold a tier in the month of the report."""
    last, lines = report.last, int(report.last.run.recorded.counts["lines"])
    change = "" if last.change is None else AGAINST.read(language, change=signed(last.change))
    return LEAD.read(
        language,
        month=month(last.month),
        members=count(last.members),
        lines=count(lines),
        share=share(last.members, lines),
        against=change,
    )


def tiers(report: SchemeReport, language: Language) -> str:
    """How the tiers have grown and shrunk."""
    first, last, names = report.months[0], report.last, report.series.tiers
    if not last.members:
        return NOBODY.read(language)
    if len(report.months) == 1:
        most = max(last.after, key=lambda tier: last.after[tier])
        facts = {"most": _title(names[most].read(language)), "lines": count(last.after[most])}
        return TIERS_ONE.read(language, **facts, share=share(last.after[most], last.members))
    is_opening = first.before is None or not any(first.before.values())
    before = first.after if is_opening or first.before is None else first.before
    gains = {tier: last.after[tier] - before[tier] for tier in names}
    most, least = (choose(gains, key=lambda tier: gains[tier]) for choose in (max, min))
    total = sum(before.values())
    facts = {
        "before": count(total),
        "since": (AFTER if is_opening else BEFORE).read(language, month=month(first.month)),
        "after": count(last.members),
        "last": month(last.month),
        "change": signed(last.members - total),
        "share": share(last.members - total, total, plus="+"),
    }
    if gains[most] <= 0 or gains[least] >= 0:
        return TIERS_PLAIN.read(language, **facts)
    named = {"most": names[most].read(language), "least": names[least].read(language)}
    return TIERS.read(language, **facts, **named, gained=signed(gains[most]), lost=signed(gains[least]))


def _title(name: str) -> str:
    """A name at the beginning of a sentence."""
    return name[:1].upper() + name[1:]


def flows(series: Series, found: Flows, language: Language) -> str:
    """How many stayed, rose, fell, left and came."""
    rank = {tier: number for number, tier in enumerate([*series.tiers, None])}
    held = {pair: lines for pair, lines in found.lines.items() if pair[0] is not None}
    ways: Counter[str] = Counter()
    for (before, after), lines in held.items():
        way = "out" if after is None else "stayed" if before == after else "up"
        ways["down" if way == "up" and rank[after] > rank[before] else way] += lines
    total = sum(held.values())
    return FLOWS.read(
        language,
        before=count(total),
        share=share(ways["stayed"], total),
        came=count(sum(lines for pair, lines in found.lines.items() if pair[0] is None)),
        **{way: count(ways[way]) for way in ("stayed", "up", "down", "out")},
    )


def spread(found: Spread, version: Version, language: Language) -> str:
    """The middle line by spend and by tenure, and how many are near the next bound."""
    total = sum(found.lines.values())
    yuan, months = Counter[int](), Counter[int]()
    for (spend, tenure), lines in found.lines.items():
        yuan[spend] += lines
        months[tenure] += lines
    near = _near(found)
    said = NEAR.read(language, near=count(near), share=share(near, total), yuan=NEAR_YUAN)
    return SPREAD.read(
        language,
        lines=count(total),
        # Lines are counted by whole yuan, rounded down: the middle one is at less than a yuan more.
        median=count(_middle(yuan) + (0 if _is_whole(found) else 1)),
        years=max(0, full_years(_middle(months))),
        near=said if near and not beside(version) else "",
    )


def _is_whole(found: Spread) -> bool:
    return found.measure.rounding == "whole_yuan"


def _middle(lines: Counter[int]) -> int:
    """The value of the middle line."""
    total, passed = sum(lines.values()), 0
    for value in sorted(lines):
        passed += lines[value]
        if 2 * passed >= total:
            return value
    return 0


def _near(found: Spread) -> int:
    """Lines below a bound by less than so many yuan, each by the bounds of its cell of tenure."""
    fen = {step: [int(bound.spend * 100) for bound in bounds] for step, bounds in found.bounds.items()}
    near = 0
    for (spend, months), lines in found.lines.items():
        step = bisect_right(found.steps, months) - 1
        low, high = spend * 100, (spend + NEAR_YUAN) * 100
        if step >= 0 and any(low < bound < high for bound in fen[found.steps[step]]):
            near += lines
    return near


def beside(version: Version) -> list[Text]:
    """What the policy counts beside spend, tenure and product: those who have it stand elsewhere."""
    score = getattr(version.score, "table", None)
    tables = [version.tier, *([score] if score is not None else [])]
    tests = {name for table in tables for rule in table.rules for name in rule.tests}
    tests |= {
        output.of
        for table in tables
        for rule in table.rules
        for output in rule.outputs
        if hasattr(output, "of")
    }
    known = ("tenure_months", "tenure_years", "product")
    attributes = [one.title for name, one in ATTRIBUTES.items() if name in tests and name not in known]
    figures = [
        one.title
        for one in version.measures
        if one.name in tests and isinstance(one, WindowMeasure) and one.column not in MONEY_COLUMNS
    ]
    return [*attributes, *figures]


def coming(report: SchemeReport, language: Language) -> str:
    """Who joined and left, and why most of them left."""
    months = shown_months(report)
    if not report.last.run.has_memberships:
        changes = [one.change or 0 for one in months]
        up, down = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
        return GAINED.read(language, up=up, down=down, change=signed(sum(changes)))
    left: Counter[Leaving] = Counter()
    for one in months:
        left.update(one.left)
    facts = {
        "joined": count(sum(one.came[Coming.JOINED] for one in months)),
        "risen": count(sum(one.changed("risen") for one in months)),
        "fallen": count(sum(one.changed("fallen") for one in months)),
    }
    if not sum(left.values()):
        return COMING_NONE_LEFT.read(language, **facts)
    reason = LEAVING[max(left, key=lambda way: left[way])].read(language)
    return COMING.read(language, **facts, left=count(sum(left.values())), reason=reason)


def duties(report: SchemeReport, language: Language) -> str:
    """What the last month leaves to do."""
    last = report.last
    listed = [
        DUTY.read(language, duty=DUTIES_TITLES[duty].read(language), lines=count(last.duties[duty]))
        for duty in duties_of(report)
        if last.duties.get(duty)
    ]
    if not listed:
        return DUTY_NONE.read(language, month=month(last.month))
    return DUTIES.read(
        language,
        month=month(last.month),
        lines=count(sum(last.duties.values())),
        day=last_day(month_number(last.month)),
        listed=("、" if language is Language.ZH else ", ").join(listed),
    )


def quality(report: SchemeReport, language: Language) -> str:
    """How much was rated, and whether anything stood against it."""
    runs = [one.run.recorded for one in report.months]
    unchecked = sum(not run.is_checked for run in runs)
    unknown = sum(rows or 0 for run in runs for rows in run.summary["rows_of_unknown_lines"].values())
    warned = sum(bool(run.summary["warnings"]) for run in runs)
    facts = {"runs": unchecked, "all": len(runs)}
    counts = report.last.run.recorded.counts
    return QUALITY.read(
        language,
        month=month(report.last.month),
        rated=count(counts["eligible"]),
        lines=count(counts["lines"]),
        share=share(counts["eligible"], counts["lines"]),
        checked=CHECKED_SOME.read(language, **facts) if unchecked else CHECKED_ALL.read(language),
        unknown=UNKNOWN.read(language, rows=count(unknown)) if unknown else UNKNOWN_NONE.read(language),
        warned=WARNED.read(language, runs=warned, all=len(runs)) if warned else WARNED_NONE.read(language),
    )
