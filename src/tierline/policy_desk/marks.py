"""What is wrong with a draft, or worth knowing, each at its cell: by the loader, then by the linter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from tierline.interchange.citations import Cited
from tierline.linting.model import Code, Told
from tierline.linting.packs import told_of_pack
from tierline.linting.words import Wording
from tierline.policy.errors import DraftImpossible, PolicyError
from tierline.policy.load import read_pack
from tierline.policy.model import Basis, Pack
from tierline.policy.pack_text import mistakes_of
from tierline.policy.statement import Part
from tierline.policy_desk.cells import ANY, DAY, At, Content, LineKind
from tierline.policy_desk.changes import SetCell, SetCitation, SetWhere
from tierline.policy_desk.own_choice import own_choice
from tierline.policy_desk.rendering import Spread, spread
from tierline.policy_desk.ways import Way, neighbours, ways_of
from tierline.tables.linting.model import FindingKind, Severity
from tierline.wording import Language, Text

FOUND = Text("Found {found}; expected {expected}.", "现为 {found}；应为{expected}。")
EMPTY = Text("This cell is empty; expected {expected}.", "该格为空；应为{expected}。")
TWICE = Text(
    "Row {row} has {cell} already; expected each value once.", "第 {row} 行已有 {cell}；每个值应只出现一次。"
)
NO_LONGER_SOURCE = Text(
    "The values were changed and still cite the source. Say on what they rest now: another basis, with a note"
    " of what is open, what was chosen, and what else could be.",
    "取值已更改，但依据仍为来源原文。请注明现在的依据：改用其他依据，并说明未定之处、所作选择与其他可选方案。",
)
ANY_VALUE = Text("- for any value", "-（任意值）")
ONE_DAY = timedelta(days=1)
MOST_MARKS = 60
"""Findings that are shown at most; a table with more of them needs another look first."""


class Weight(StrEnum):
    """How much a mark matters: the draft cannot be used, it is probably not meant so, good to know."""

    ERROR = "error"
    WARNING = "warning"
    REMARK = "remark"


@dataclass(frozen=True)
class Mark:
    """One thing found: where, how grave, in words, with a case as an example and ways to mend it.

    `bars` is true where the draft cannot be read as a pack because of it. `is_new`: the present version does
    not have it. `code` stays the same: `cell` for what the loader refuses, else that of the linter.
    """

    weight: Weight
    code: str
    at: At
    says: Text
    example: Text | None = None
    ways: tuple[Way, ...] = ()
    bars: bool = False
    is_new: bool = True


@dataclass(frozen=True)
class Marked:
    """All marks of a draft, most important first, and the draft as a pack where it can be read as one."""

    marks: tuple[Mark, ...]
    pack: Pack | None

    @property
    def barring(self) -> tuple[Mark, ...]:
        """The marks because of which the draft cannot be used."""
        return tuple(mark for mark in self.marks if mark.bars)


WEIGHTS = {Severity.ERROR: Weight.ERROR, Severity.WARNING: Weight.WARNING, Severity.NOTE: Weight.REMARK}


def marked(pack: Pack, content: Content) -> Marked:
    """What is found in a draft of `pack`, the present one."""
    try:
        written = spread(pack, content)
    except DraftImpossible as error:
        return Marked((Mark(Weight.ERROR, "cell", At(DAY), _said(error), bars=True),), None)
    mistakes = _mistakes(pack, content, written)
    if mistakes:
        return Marked(tuple(dict.fromkeys(mistakes)), None)
    draft = read_pack(written.text, pack.path)
    found = [*_linted(pack, draft, written), *_citations(content)]
    order = list(Weight)
    return Marked(tuple(sorted(found, key=lambda mark: order.index(mark.weight)))[:MOST_MARKS], draft)


def _said(error: PolicyError) -> Text:
    return Text(error.message(Language.EN), error.message(Language.ZH))


def _mistakes(pack: Pack, content: Content, written: Spread) -> list[Mark]:
    """What the loader refuses. A version without a day is read no further: its blocks are read by another."""
    found = [_mistake(each, written) for each in mistakes_of(written.text, pack.path)]
    if any(mark.at.block == DAY for mark in found):
        on_a_day = replace(content, starts_on=f"{pack.versions[-1].starts_on + ONE_DAY}")
        again = spread(pack, on_a_day)
        found += [_mistake(each, again) for each in mistakes_of(again.text, pack.path)]
    return found


def _mistake(error: PolicyError, written: Spread) -> Mark:
    """A mistake by what was found and expected: file and line mean nothing where cells are shown."""
    line = int(str(error.facts.get("line", 0)))
    at = written.places.get(line) or At(_part_of(str(error.facts.get("where", ""))))
    says = _said(error)
    ways: tuple[Way, ...] = ()
    twice = _row_before(at, written.content)
    if twice is not None:
        # The loader names the line of the file that has the same key.
        says = twice
    elif "found" in error.facts and "expected" in error.facts:
        found = error.facts["found"]
        text = EMPTY if found == "``" else FOUND
        facts = {"found": found, "expected": error.facts["expected"]}
        says = Text(*(_filled(text, facts, language) for language in (Language.EN, Language.ZH)))
        if text is EMPTY:
            ways = _any_value(at, written.content)
    return Mark(Weight.ERROR, "cell", at, says, ways=ways, bars=True)


def _part_of(path: str) -> str:
    """The part of a version that a path of its pack leads into, also one that the draft leaves as it is."""
    found = re.match(r"versions\[[^\]]*\]\.(\w+)", path)
    return found[1] if found else DAY


def _any_value(at: At, content: Content) -> tuple[Way, ...]:
    """That an empty cell asks nothing, where it is a test of a table or a condition of a line."""
    block = content.block(at.block)
    if block is None or at.line is None:
        return ()
    line = block.lines[at.line]
    if at.where:
        return (Way(ANY_VALUE, (SetWhere(at.block, at.line, at.where, ANY),)),)
    if line.kind is not LineKind.TABLE or at.row is None or at.column in (None, len(line.inputs)):
        return ()
    return (Way(ANY_VALUE, (SetCell(at.block, at.line, at.row, at.column, ANY),)),)


def _row_before(at: At, content: Content) -> Text | None:
    """That an earlier rung of the same ladder has the bound of this one, where one has."""
    block = content.block(at.block)
    if block is None or at.line is None or not at.row or at.column != 0:
        return None
    line = block.lines[at.line]
    cell = line.rows[at.row][0]
    before = [row[0] for row in line.rows[: at.row]]
    if line.kind is LineKind.TABLE or not cell or cell not in before:
        return None
    facts = {"row": before.index(cell) + 1, "cell": cell}
    return Text(TWICE.en.format(**facts), TWICE.zh.format(**facts))


def _filled(text: Text, facts: Mapping[str, object], language: Language) -> str:
    read = {name: fact.read(language) if isinstance(fact, Text) else fact for name, fact in facts.items()}
    return text.read(language, **read)


# ---------------------------------------------------------------- the linter


def _linted(pack: Pack, draft: Pack, written: Spread) -> Iterator[Mark]:
    """The findings of the new version alone; those that the present one has as well are marked so."""
    before = {_key(told, Wording(pack)) for told in _told(pack)}
    wording = Wording(draft)
    for told in _told(draft):
        rules = neighbours(told) or told.finding.rules
        at = _place(told, rules, written)
        yield Mark(
            weight=WEIGHTS[told.severity],
            code=told.code.value,
            at=at,
            says=wording.sentence(told),
            example=wording.example(told),
            ways=ways_of(told, written),
            is_new=_key(told, wording) not in before,
        )


def _told(pack: Pack) -> Sequence[Told]:
    return told_of_pack(replace(pack, versions=pack.versions[-1:]))


def _key(told: Told, wording: Wording) -> object:
    return (told.code, told.part, wording.sentence(told))


def _place(told: Told, rules: Sequence[int], written: Spread) -> At:
    """The first row concerned, and its cell where one input alone is; else the block."""
    name = told.table.name
    blocks = {Part.MEASURES: f"measures.{name}", Part.CRITERIA: f"criteria.{name}"}
    block = blocks.get(told.part, told.part.value) if told.part is not None else DAY
    if not rules or told.code in (Code.TIER_NEVER_GIVEN, Code.NOBODY_ELIGIBLE):
        return At(block)
    origin = told.table.rules[rules[0] - 1].origin
    found = None if origin is None else written.places.get(origin.line)
    if found is not None and written.content.provision(found.block) is not None:
        return At(found.block)
    if found is None or found.row is None:
        return At(block)
    # A rung is known by the line of its bound, a row of a table by that of its bracket.
    is_gap = told.finding.kind in (FindingKind.GAP, FindingKind.OVERLAP)
    return found if is_gap else replace(found, column=None)


# ---------------------------------------------------------------- citations


def _citations(content: Content) -> Iterator[Mark]:
    """Provisions and lines whose values were changed, and which still say that the source has them so."""
    for provision in content.provisions:
        present = next((each for each in content.present if each.name == provision.name), None)
        if present is None or present.values == provision.values or present.cited != provision.cited:
            continue
        if provision.cited.basis == Basis.SOURCE:
            yield _still_source(At(provision.name), provision.cited)
    before = {block.name: block.lines for block in content.base}
    for block in content.blocks:
        for number, line in enumerate(block.lines):
            known = [each for each in before.get(block.name, ()) if each.cited == line.cited]
            if line.cited.basis != Basis.SOURCE or any(each == line for each in known):
                continue
            yield _still_source(At(block.name, number), line.cited)


def _still_source(at: At, held: Cited) -> Mark:
    cited = own_choice(held.clause)
    change = SetCitation(
        at.block, at.line or 0, cited.clause, cited.basis, cited.confidence, cited.interpretation
    )
    return Mark(Weight.REMARK, "still_source", at, NO_LONGER_SOURCE, ways=(Way(OWN_BASIS, (change,)),))


OWN_BASIS = Text("basis example, with a note to complete", "依据改为 example，并附待完善的说明")
