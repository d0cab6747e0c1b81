"""What was found, as sentences in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tierline.linting.model import Code, PackValue, Told, Touch
from tierline.policy.eligibility import CLOSED, VIP_TERM_RUNNING
from tierline.policy.model import Entry, Pack
from tierline.policy.phrases import NULL, conditions_text, filled, joined, listed, output_text, value_text
from tierline.policy.rating_statements import titles_of
from tierline.policy.statement import Part
from tierline.policy.vocabulary import TIER_ON_JOINING
from tierline.tables.decide import Value
from tierline.tables.linting.model import Box, FindingKind, Severity
from tierline.tables.model import Aggregation, HitPolicy, Rule
from tierline.wording import Text

SEVERITIES = {
    Severity.ERROR: Text("error", "错误"),
    Severity.WARNING: Text("warning", "警告"),
    Severity.NOTE: Text("note", "提示"),
}

TOUCHES = {
    Touch.ALL: Text("lines of the base", "全部线路"),
    Touch.REFUSED: Text("lines that it refuses", "因此不参评的线路"),
    Touch.ELIGIBLE: Text("eligible lines", "参评线路"),
    Touch.HOLDS: Text("eligible lines to which it gives points", "因此得分的参评线路"),
    Touch.DECIDES: Text("eligible lines that it decides", "由其决定的参评线路"),
    Touch.LISTED: Text("eligible lines on the list", "名单内的参评线路"),
    Touch.STARTS: Text("lines with a term that starts", "当月起始新期的线路"),
    Touch.KEPT: Text("lines that keep a running tier", "保持现有等级的线路"),
    Touch.RATED_ANEW: Text("lines rated anew", "期满重评的线路"),
    Touch.ENDED: Text("lines that closed with a tier", "持有等级而销户的线路"),
    Touch.CHANGES: Text("lines whose tier changes", "等级变动的线路"),
    Touch.OWED: Text("lines to which it is owed", "应为之办理的线路"),
}

MADE = {
    CLOSED: Text("closed on the rating day", "评定日已销户"),
    VIP_TERM_RUNNING: Text("VIP term running on", "VIP 有效期未届满"),
    TIER_ON_JOINING: Text("tier on joining", "入网即享等级"),
}
"""What inputs are called that no pack names."""

BOTH_HOLD = Text("{rows} hold together where {where}", "“{where}”时，{rows}同时成立")
MORE_PAIRS = Text(
    "{count} more pairs of rows hold together, such as where {where}: {rows}.",
    "另有 {count} 对行同时成立，例如“{where}”时：{rows}。",
)
NO_ANSWER = Text(
    "{what}; a table with hit policy {policy} gives no answer there.",
    "{what}；命中策略为 {policy} 的决策表此时没有结果。",
)
ORDER_DECIDES = Text(
    "{what}; the first of them is taken, so that only their order decides.",
    "{what}；取排在前面的一行，结果只由行的顺序决定。",
)
ADDED = Text("{what}; both are added up there.", "{what}；此时两者都计入。")
GAP = Text("No row holds where {where}.", "“{where}”时，没有任何一行成立。")
EVERYWHERE = Text("No row holds in any case.", "任何情况下都没有一行成立。")
FURTHER = Text(
    "No row holds in {count} more places, such as where {where}.",
    "另有 {count} 处没有任何一行成立，例如“{where}”时。",
)
NULL_GAP = Text(
    "No row holds where one of these is not known: {columns}.",
    "下列输入未知时，没有任何一行成立：{columns}。",
)
BELOW = Text(
    "Below the lowest rungs no row holds and no tier is given.",
    "低于最低一级时没有任何一行成立，不给等级。",
)
NEVER_HOLDS = Text("{row} never holds: no case can fulfil it.", "{row}永不成立：没有任何情况能满足。")
NEVER_DECIDES = Text(
    "{row} never decides: all its cases are decided by {rows}.",
    "{row}从不起作用：其全部情况均由{rows}决定。",
)
REDUNDANT = Text(
    "{row} could go: wherever it holds, {rows} give as much.",
    "{row}可以去掉：凡其成立之处，{rows}给出同样的结果。",
)
NO_CRITERION = Text("{row} never refuses a line.", "{row}不会排除任何线路。")
TWICE = Text("{other} says the same as {row}.", "{other}与{row}内容相同。")
TWICE_ADDED = Text(
    "{other} says the same as {row}, and both are added up.", "{other}与{row}内容相同，且两者都计入。"
)
TURNS = Text(
    "From {row} to {other} the outcome turns against the rest of the ladder.",
    "从{row}到{other}，结果的变化方向与阶梯其余各级相反。",
)
IDLE = Text(
    "{columns} decides nothing: without it every case comes out the same.",
    "{columns}不起作用：去掉后所有情况的结果不变。",
)
UNCITED = {
    ("clause",): Text("Without a clause: {rows}.", "缺少条款：{rows}。"),
    ("basis",): Text("Without a basis: {rows}.", "缺少依据：{rows}。"),
    ("clause", "basis"): Text("Without clause and basis: {rows}.", "缺少条款和依据：{rows}。"),
}
NOBODY = Text("No line can be eligible.", "没有任何线路能够参评。")
TIER_NEVER = Text("No row gives the tier {tier}.", "没有任何一行给出等级{tier}。")
STOPPED = {
    FindingKind.GAP: Text(
        "Too many combinations to find all gaps; there may be more.",
        "组合过多，未能找出全部缺口；可能还有其他缺口。",
    ),
    FindingKind.OVERLAP: Text("There are more overlaps than are listed.", "重叠过多，未全部列出。"),
    FindingKind.UNREACHABLE: Text(
        "Too many combinations to tell whether these rows ever decide: {rows}.",
        "组合过多，无法判断下列各行是否起作用：{rows}。",
    ),
    FindingKind.IDLE_COLUMN: Text(
        "Too many combinations to tell whether these inputs decide anything: {columns}.",
        "组合过多，无法判断下列输入是否起作用：{columns}。",
    ),
}

ROW = Text("row {number}", "第 {number} 行")
CONDITION = Text("the condition “{title}”", "“{title}”这一条件")
ROW_SAYS = Text("[{tests} → {output}]", "【{tests} → {output}】")
ALWAYS = Text("anything", "不限")
EQUALS = Text("{title} = {value}", "{title} = {value}")
MOST_ROWS = 6
AND_MORE = Text("{rows} and {count} more", "{rows}等另 {count} 行")


class Wording:
    """Says what was found in one file: rows of a pack by what they say, those of other tables by number."""

    def __init__(self, pack: Pack | None) -> None:
        self.is_pack = pack is not None
        self.titles: dict[str, Text] = dict(MADE)
        for version in pack.versions if pack else ():
            self.titles |= titles_of(version)

    def sentence(self, told: Told) -> Text:
        """What was found, in one sentence."""
        finding = told.finding
        rows = [self.row(told, number) for number in finding.rules]
        columns = listed(self.title(name) for name in finding.columns)
        match told.code:
            case Code.OVERLAP:
                return self._overlap(told)
            case Code.GAP if len(finding.where) > 1:
                return filled(FURTHER, count=str(len(finding.where)), where=self.where(finding.where[0]))
            case Code.GAP:
                return filled(GAP, where=self.where(finding.where[0])) if finding.where[0] else EVERYWHERE
            case Code.NULL_GAP:
                return filled(NULL_GAP, columns=columns)
            case Code.BELOW_RUNGS:
                return BELOW
            case Code.UNREACHABLE if not finding.beside:
                return filled(NO_CRITERION if told.part is Part.ELIGIBLE else NEVER_HOLDS, row=rows[0])
            case Code.UNREACHABLE:
                beside = [self.row(told, number) for number in finding.beside]
                return filled(NEVER_DECIDES, row=rows[0], rows=_some(beside))
            case Code.REDUNDANT:
                beside = [self.row(told, number) for number in finding.beside]
                return filled(REDUNDANT, row=rows[0], rows=_some(beside))
            case Code.DUPLICATE:
                adds = told.table.aggregation in (Aggregation.SUM, Aggregation.COUNT)
                return filled(TWICE_ADDED if adds else TWICE, row=rows[0], other=rows[1])
            case Code.RUNGS:
                return filled(TURNS, row=rows[0], other=rows[1])
            case Code.IDLE_COLUMN:
                return filled(IDLE, columns=columns)
            case Code.UNCITED:
                return filled(UNCITED[finding.columns], rows=_some(rows))
            case Code.NOBODY_ELIGIBLE:
                return NOBODY
            case Code.TIER_NEVER_GIVEN:
                return filled(TIER_NEVER, tier=self.title(told.tier))
            case Code.STOPPED:
                assert finding.sought is not None
                return filled(STOPPED[finding.sought], rows=_some(rows), columns=columns)

    def _overlap(self, told: Told) -> Text:
        finding, table = told.finding, told.table
        rows = _some([self.row(told, number) for number in finding.rules])
        if len(finding.where) > 1:
            where = self.where(finding.where[0])
            return filled(MORE_PAIRS, count=str(len(finding.where)), rows=rows, where=where)
        what = filled(BOTH_HOLD, rows=rows, where=self.where(finding.where[0]))
        if finding.severity is Severity.ERROR:
            return filled(NO_ANSWER, what=what, policy=table.hit_policy.value)
        return filled(ORDER_DECIDES if table.hit_policy is HitPolicy.FIRST else ADDED, what=what)

    def where(self, box: Box) -> Text:
        """The cases of a box."""
        said = conditions_text(box, {name: self.title(name) for name in box})
        return said if said.en else ALWAYS

    def row(self, told: Told, number: int) -> Text:
        """A row, numbered from 1."""
        rule = told.table.rules[number - 1]
        if not self.is_pack:
            return filled(ROW, number=str(number))
        if told.part is Part.ELIGIBLE:
            return filled(CONDITION, title=self.title(next(iter(rule.tests))))
        return self.rule(rule)

    def value(self, value: PackValue) -> Text:
        """A value that is counted by itself."""
        if value.table is not None:
            return self.rule(value.table.rules[value.number])
        return self.title(value.attribute)

    def rule(self, rule: Rule) -> Text:
        """A row by what it says."""
        tests = self.where(rule.tests)
        return filled(ROW_SAYS, tests=tests, output=output_text(rule.outputs[0], self.titles))

    def title(self, name: str) -> Text:
        """What an input or a tier is called."""
        return self.titles.get(name, Text(name, name)) if self.is_pack else Text(name, name)

    def example(self, told: Told) -> Text | None:
        """The example case; inputs that do not matter to what was found are left out."""
        finding = told.finding
        if finding.example is None:
            return None
        named = finding.where[0] if finding.where else finding.columns
        pairs = [
            filled(EQUALS, title=self.title(name), value=value_said(value))
            for name, value in finding.example.items()
            if name in named
        ]
        return joined(pairs, Text("; ", "；")) if pairs else None


def chosen_said(entry: Entry) -> Text:
    """What was chosen, as the note has it."""
    interpretation = entry.citation.interpretation
    return interpretation.chosen if interpretation else Text(entry.value, entry.value)


def value_said(value: Value) -> Text:
    """A value of a case as people say it."""
    if value is None:
        return NULL
    if isinstance(value, bool | str | Decimal) or hasattr(value, "isoformat"):
        return value_text(value)  # type: ignore[arg-type]
    return Text(str(value), str(value))


def _some(rows: Sequence[Text]) -> Text:
    """Rows in a row, the first of many."""
    if len(rows) <= MOST_ROWS:
        return listed(rows)
    return filled(AND_MORE, rows=listed(rows[:MOST_ROWS]), count=str(len(rows) - MOST_ROWS))
