"""A table from a file as a part of a pack: checked as the pack's own reader would, drafted as a version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from tierline.errors import TierlineError
from tierline.interchange.blocks import (
    cited,
    is_known_basis,
    lines_of,
    note_lines,
    quoted,
)
from tierline.interchange.errors import BlockUnknown, RuleUnfit, StartUnfit, TableUnfit
from tierline.interchange.measure_lines import measure_lines, measures_lines
from tierline.interchange.pack_tables import table_blocks
from tierline.interchange.translation import Wins, is_cut, translated, with_one_output
from tierline.policy.blocks.measures import factor, inputs_of_tiers
from tierline.policy.citing import A_CLAUSE
from tierline.policy.clauses import clause_ids
from tierline.policy.conditions import Inputs, cell
from tierline.policy.drafting import NOT_THE_SAME, Draft, draft_with, new_version, refuse_draft
from tierline.policy.errors import PackError
from tierline.policy.load import read_pack
from tierline.policy.model import Basis, Pack, ScoreSum, TableMeasure, Version
from tierline.policy.reading import Place, one_of_text
from tierline.policy.vocabulary import ATTRIBUTES, SCORE
from tierline.policy.yaml_text import compose
from tierline.tables.model import Anything, DecisionTable, Multiple, Output, Rule
from tierline.tables.notation import normalised, text_of
from tierline.wording import Language, Text

ANY_DAY = timedelta(days=1)

CUT = Text(
    "Rules that stand earlier in the table {table} are cut out of later ones here.",
    "表 {table} 中较前规则的情形已从后面的规则中除去。",
)
DAY_OPEN = Text("From which day the imported table {table} holds.", "导入的决策表 {table} 自何日起生效。")
DAY_CHOSEN = Text("{day}, as given with the import.", "{day}，导入时指定。")
DAY_INSTEAD = Text("The version from {day} goes on.", "沿用自 {day} 起的版本。")
OF_INPUT, OF_OUTCOME = Text("column {name}", "列 {name}"), Text("outcome", "结果")
CLAUSE, BASIS = Text("clause", "条款"), Text("basis", "依据")
A_BASIS = Text(
    "source, public with a confidence of high, medium or low, or example",
    "来源、公开资料（可信度 high、medium、low）或示例",
)
A_LATER_DAY = Text("a day after {day}, when the last version begins", "晚于 {day}（最后一个版本的生效日）")
SAYS = Text(
    "what it would be is refused by the pack's own reader: {said}",
    "按政策包自身的检查不能接受：{said}",
)


@dataclass(frozen=True)
class Asked:
    """Which table is to become which part of which pack.

    Without a `block` the table's name tells it. `clause` and `basis` are those of rules that have none.
    """

    table: DecisionTable
    pack: Pack
    block: str | None = None
    output: str | None = None
    clause: str | None = None
    basis: str = Basis.EXAMPLE.value


@dataclass(frozen=True)
class Part:
    """A table as a part of a pack: the part's name, its rules, and its lines, at the left edge."""

    asked: Asked
    name: str
    rules: tuple[Rule, ...]
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The part as it stands in a version."""
        last = self.asked.pack.versions[-1]
        measure = last.measure(self.name)
        lines = (
            measure_lines(self.asked.pack, self.name, self.lines)
            if measure
            else (f"{self.name}:", *self.lines)
        )
        return "\n".join(lines) + "\n"


def part_of(asked: Asked) -> Part:
    """What a table becomes. Raises BlockUnknown, OutputWanted, RuleUnfit, TableUnfit, TooEntangled."""
    version = asked.pack.versions[-1]
    name = _name(asked, version)
    table = with_one_output(asked.table, asked.output)
    is_score, is_tier = name == SCORE, name in ("tier", "on_joining")
    wins = Wins.SUM if is_score else Wins.BEST if is_tier else Wins.FIRST
    _check(table, _Known(version, name, wins))
    sourced = replace(table, rules=tuple(_sourced(rule, asked, name) for rule in table.rules))
    rules = tuple(
        rule if rule.basis else _sourced(rule, asked, name)
        for rule in translated(sourced, wins, version.ranking)
    )
    lines = lines_of(table, rules)
    if is_cut(table, rules):
        said = (CUT.read(language, table=" ".join(table.name.split())) for language in Language)
        lines = [f"# {' '.join(said)}", *lines]
    part = Part(asked, name, rules, tuple(lines))
    _checked(part, version.starts_on + ANY_DAY)
    return part


def draft_of(part: Part, starts_on: date) -> Draft:
    """The pack with a new version from a day on that has the part. Raises StartUnfit, DraftImpossible."""
    last = part.asked.pack.versions[-1]
    if starts_on <= last.starts_on:
        day = last.starts_on
        expected = Text(A_LATER_DAY.en.format(day=day), A_LATER_DAY.zh.format(day=day))
        raise StartUnfit(found=starts_on, expected=expected)
    return _checked(part, starts_on)


# ---------------------------------------------------------------- which part


def _name(asked: Asked, version: Version) -> str:
    """The part that is asked for, by its own name or by that of its table. Raises BlockUnknown."""
    blocks = table_blocks(version)
    wanted = asked.block or asked.table.name
    for name, block in blocks.items():
        if wanted in (name, block):
            return block
    raise BlockUnknown(block=wanted, scheme=asked.pack.scheme, known=", ".join(blocks.values()))


def _sourced(rule: Rule, asked: Asked, name: str) -> Rule:
    """The rule with the clause and the basis that hold for those that have none of their own."""
    clause = asked.clause or _clause(asked.pack.versions[-1], name)
    return replace(rule, clause=rule.clause or clause, basis=rule.basis or asked.basis)


def _clause(version: Version, name: str) -> str:
    """The clause of the part that is replaced."""
    return next(rule.clause for rule in _table(version, name).rules)


def _table(version: Version, name: str) -> DecisionTable:
    """The table of a part."""
    if name == "tier":
        return version.tier
    if name == "on_joining":
        assert version.on_joining is not None
        return version.on_joining
    found = version.score if name == SCORE else version.measure(name)
    assert isinstance(found, ScoreSum | TableMeasure)
    return found.table


# ---------------------------------------------------------------- every cell, before anything is made of it


class _Known:
    """What the rules of a part may name and give."""

    def __init__(self, version: Version, name: str, wins: Wins) -> None:
        names = tuple(measure.name for measure in version.measures)
        lines = Inputs(ATTRIBUTES)
        figures = inputs_of_tiers(
            names, version.measures, has_score=name == "tier" and version.score is not None
        )
        self.inputs = figures if name in ("tier", SCORE) else lines
        self.outcome: Callable[[Place], object] = {
            Wins.BEST: lambda place: place.one_of(version.ranking),
            Wins.SUM: lambda place: place.number(),
            Wins.FIRST: factor,
        }[wins]


def _check(table: DecisionTable, known: _Known) -> None:
    """Raises RuleUnfit for the first cell that the pack's own reader would refuse."""
    for number, rule in enumerate(table.rules, start=1):
        _check_inputs(table, number, rule, known)
        _check_outcome(table, number, rule.outputs[0], known)
        if rule.clause and rule.clause not in clause_ids():
            _refuse(table, number, CLAUSE, _shown(rule.clause), A_CLAUSE)
        if not is_known_basis(rule):
            _refuse(table, number, BASIS, _shown(rule.basis), A_BASIS)
    if table.default is not None:
        _check_outcome(table, len(table.rules) + 1, table.default[0], known)


def _check_inputs(table: DecisionTable, number: int, rule: Rule, known: _Known) -> None:
    output = rule.outputs[0]
    asked = [name for name, test in rule.tests.items() if not isinstance(test, Anything)]
    for name in asked + ([output.of] if isinstance(output, Multiple) else []):
        about = Text(OF_INPUT.en.format(name=name), OF_INPUT.zh.format(name=name))
        if name not in known.inputs.known:
            _refuse(table, number, about, _shown(name), one_of_text(tuple(sorted(known.inputs.known))))
    for name in asked:
        about = Text(OF_INPUT.en.format(name=name), OF_INPUT.zh.format(name=name))
        attribute = known.inputs.known[name]
        try:
            cell(_place(text_of(rule.tests[name])), attribute)
        except PackError as error:
            _refuse_as(error, table, number, about)


def _check_outcome(table: DecisionTable, number: int, output: Output, known: _Known) -> None:
    if output is None:
        return
    value = output.by if isinstance(output, Multiple) else output
    written = format(value, "f") if isinstance(value, Decimal) else str(value)
    try:
        known.outcome(_place(written))
    except PackError as error:
        _refuse_as(error, table, number, OF_OUTCOME)


def _place(written: str) -> Place:
    """A cell as the reader of packs takes it."""
    return Place(compose(quoted(written), ""), "", "")


def _refuse_as(error: PackError, table: DecisionTable, number: int, about: Text) -> None:
    found, expected = error.facts["found"], error.facts["expected"]
    assert isinstance(expected, Text)
    _refuse(
        table, number, about, found if isinstance(found, Text) else Text(str(found), str(found)), expected
    )


def _refuse(table: DecisionTable, number: int, about: Text, found: Text, expected: Text) -> None:
    raise RuleUnfit(table=table.name, rule=number, column=about, found=found, expected=expected)


def _shown(written: str) -> Text:
    return Text(f"`{written}`", f"`{written}`")


# ---------------------------------------------------------------- the version


def _checked(part: Part, starts_on: date) -> Draft:
    """The draft, held against the pack and against the rules. Raises TableUnfit and DraftImpossible."""
    pack, last = part.asked.pack, part.asked.pack.versions[-1]
    draft = draft_with(pack, _entry(part, starts_on))
    try:
        read_pack(draft.text, pack.path)
    except PackError as error:
        if not str(error.facts["where"]).startswith(f"versions[{starts_on}]"):
            raise
        raise _unfit(part, error) from None
    new = new_version(pack, draft)
    expected = replace(
        last,
        starts_on=new.starts_on,
        citation=new.citation,
        tier=new.tier if part.name == "tier" else last.tier,
        on_joining=new.on_joining if part.name == "on_joining" else last.on_joining,
        score=new.score if part.name == SCORE else last.score,
        measures=tuple(
            new.measure(measure.name) or measure if measure.name == part.name else measure
            for measure in last.measures
        ),
    )
    if new != expected or _plain(_table(new, part.name).rules) != _plain(part.rules):
        refuse_draft(pack, NOT_THE_SAME)
    return draft


def _unfit(part: Part, error: TierlineError) -> TableUnfit:
    said = {language: error.message(language).rstrip(".。") for language in Language}
    problem = Text(SAYS.en.format(said=said[Language.EN]), SAYS.zh.format(said=said[Language.ZH]))
    return TableUnfit(table=part.asked.table.name, problem=problem)


def _entry(part: Part, starts_on: date) -> list[str]:
    """The lines of the new version: the day, with why, and the part."""
    pack, last = part.asked.pack, part.asked.pack.versions[-1]
    clause = part.asked.clause or last.citation.clause
    table = " ".join(part.asked.table.name.split()).replace("{", "(").replace("}", ")")
    notes = (
        Text(DAY_OPEN.en.format(table=table), DAY_OPEN.zh.format(table=table)),
        Text(DAY_CHOSEN.en.format(day=starts_on), DAY_CHOSEN.zh.format(day=starts_on)),
        Text(DAY_INSTEAD.en.format(day=last.starts_on), DAY_INSTEAD.zh.format(day=last.starts_on)),
    )
    head = [
        "from:",
        f"  day: {starts_on}",
        f"  clause: {clause}",
        "  basis: example",
        *note_lines(*notes, "  "),
    ]
    if last.measure(part.name) is not None:
        return [*head, *measures_lines(pack, part.name, part.lines)]
    return [*head, f"{part.name}:", *part.lines]


def _plain(rules: Sequence[Rule]) -> list[tuple[object, ...]]:
    """What rules say, whatever inputs they pass over."""
    return [
        (
            {name: normalised(test) for name, test in rule.tests.items() if not isinstance(test, Anything)},
            rule.outputs,
            cited(rule).clause,
            cited(rule).basis,
        )
        for rule in rules
    ]
