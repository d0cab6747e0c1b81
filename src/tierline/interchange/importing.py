"""A table from a file as a part of a pack: checked as the pack's own reader would, drafted as a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tierline.interchange.blocks import lines_of
from tierline.interchange.checking import check, known_to
from tierline.interchange.citations import citation_lines, cited, cited_as_before, note_lines, one_line
from tierline.interchange.errors import BlockUnknown, StartUnfit, TableUnfit
from tierline.interchange.measure_lines import measure_lines, measures_lines
from tierline.interchange.pack_tables import table_blocks
from tierline.interchange.translation import Wins, is_cut, translated, with_one_output
from tierline.policy.drafting import NOT_THE_SAME, Draft, draft_with, new_version, refuse_draft
from tierline.policy.errors import PolicyError
from tierline.policy.load import read_pack
from tierline.policy.model import Basis, Interpretation, Pack, ScoreSum, TableMeasure, Version
from tierline.policy.vocabulary import SCORE
from tierline.tables.model import Anything, DecisionTable, Rule
from tierline.tables.notation import normalised
from tierline.wording import Language, Text

ANY_DAY = timedelta(days=1)

MOST_RULES = 2_000
TOO_MANY = Text(
    f"it has more than {MOST_RULES} rules, which is more than a pack holds",
    f"其规则超过 {MOST_RULES} 条，政策包容纳不下",
)
GIVES_NOTHING = Text("none of its rules gives anything", "其规则均不给出任何结果")
CUT = Text(
    "Rules that stand earlier in the table {table} are cut out of later ones here.",
    "表 {table} 中较前规则的情形已从后面的规则中除去。",
)
DAY_OPEN = Text("From which day the imported table {table} holds.", "导入的决策表 {table} 自何日起生效。")
DAY_CHOSEN = Text("{day}, as given with the import.", "{day}，导入时指定。")
DAY_INSTEAD = Text("The version from {day} goes on.", "沿用自 {day} 起的版本。")
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
    """A table as a part of a pack: the part's name, its rules, and its lines, at the left edge.

    A measure has a citation of its own, which its lines need not repeat.
    """

    asked: Asked
    name: str
    rules: tuple[Rule, ...]
    lines: tuple[str, ...]
    citation: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The part as it stands in a version."""
        lines = [f"{self.name}:", *self.lines]
        if self.asked.pack.versions[-1].measure(self.name) is not None:
            lines = measure_lines(self.asked.pack, self.name, self.citation, self.lines)
        return "\n".join(lines) + "\n"


def part_of(asked: Asked) -> Part:
    """What a table becomes. Raises BlockUnknown, OutputWanted, RuleUnfit, TableUnfit, TooEntangled."""
    version = asked.pack.versions[-1]
    name = _name(asked, version)
    table = with_one_output(asked.table, asked.output)
    if len(table.rules) > MOST_RULES:
        raise TableUnfit(table=table.name, problem=TOO_MANY)
    is_tier = name in ("tier", "on_joining")
    wins = Wins.SUM if name == SCORE else Wins.BEST if is_tier else Wins.FIRST
    check(table, known_to(version, name, wins))
    # The rule that stands for the default of a table has no citation yet.
    rules = tuple(_sourced(rule, asked, name) for rule in translated(table, wins, version.ranking))
    if not rules:
        raise TableUnfit(table=table.name, problem=GIVES_NOTHING)
    is_measure = version.measure(name) is not None
    citations = cited_as_before(asked.pack, _table(version, name))
    above = citations(rules[0]) if is_measure else None
    lines = lines_of(table, rules, citations, above)
    if is_cut(table, rules):
        said = (CUT.read(language, table=one_line(table.name)) for language in Language)
        lines = [f"# {' '.join(said)}", *lines]
    citation = citation_lines(above, table.name) if above else []
    part = Part(asked, name, rules, tuple(lines), tuple(citation))
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


# ---------------------------------------------------------------- the version


def _checked(part: Part, starts_on: date) -> Draft:
    """The draft, held against the pack and against the rules. Raises TableUnfit and DraftImpossible."""
    pack, last = part.asked.pack, part.asked.pack.versions[-1]
    draft = draft_with(pack, _entry(part, starts_on))
    try:
        read_pack(draft.text, pack.path)
    except PolicyError as error:
        # What is wrong elsewhere comes of adding to this text, which is told below.
        if str(error.facts.get("where")).startswith(f"versions[{starts_on}]"):
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


def _unfit(part: Part, error: PolicyError) -> TableUnfit:
    said = {language: error.message(language).rstrip(".。") for language in Language}
    problem = Text(SAYS.en.format(said=said[Language.EN]), SAYS.zh.format(said=said[Language.ZH]))
    return TableUnfit(table=part.asked.table.name, problem=problem)


def _entry(part: Part, starts_on: date) -> list[str]:
    """The lines of the new version: the day, with why, and the part."""
    pack, last = part.asked.pack, part.asked.pack.versions[-1]
    clause = part.asked.clause or last.citation.clause
    table = one_line(part.asked.table.name)
    note = Interpretation(
        Text(DAY_OPEN.en.format(table=table), DAY_OPEN.zh.format(table=table)),
        Text(DAY_CHOSEN.en.format(day=starts_on), DAY_CHOSEN.zh.format(day=starts_on)),
        Text(DAY_INSTEAD.en.format(day=last.starts_on), DAY_INSTEAD.zh.format(day=last.starts_on)),
    )
    head = ["from:", f"  day: {starts_on}", f"  clause: {clause}", "  basis: example"]
    head += [f"  {line}" for line in note_lines(note)]
    if last.measure(part.name) is not None:
        return [*head, *measures_lines(pack, part.name, part.citation, part.lines)]
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
