"""Where the values of imported rules come from: by their file, by the pack that they were in, or unsaid."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from tierline.policy.citing import CONFIDENCES
from tierline.policy.model import Basis, Citation, Interpretation, Pack
from tierline.policy.phrases import BASES
from tierline.tables.model import Anything, DecisionTable, Rule
from tierline.tables.notation import normalised
from tierline.wording import Language, Text

OPEN = Text("The source does not give these values.", "来源未给出这些数值。")
AS_IN_TABLE = Text("As in the table {table}.", "按决策表 {table}。")
INSTEAD = Text("The values before.", "沿用原有数值。")
CONFIDENCE_UNSAID = "low"
"""Of public knowledge whose confidence nobody gave."""


@dataclass(frozen=True)
class Cited:
    """What a line of a pack says of where its values come from; `note` is a remark in one language."""

    clause: str
    basis: str
    confidence: str
    note: str = ""
    interpretation: Interpretation | None = None


Citations = Callable[[Rule], Cited]


def cited(rule: Rule) -> Cited:
    """The citation of a rule. A basis may stand there with its confidence, `public, high`, and in Chinese."""
    written, *others = rule.basis.replace(",", " ").replace("，", " ").split() or [""]
    basis = next((each.value for each in Basis if written in (each.value, BASES[each].zh)), written)
    confidence = " ".join(others)
    if basis == Basis.PUBLIC and not confidence:
        confidence = CONFIDENCE_UNSAID
    return Cited(rule.clause, basis, confidence, one_line(rule.note))


def is_known_basis(rule: Rule) -> bool:
    """True where the basis of a rule is one that a pack knows, or none is given."""
    found = cited(rule)
    confidences = CONFIDENCES if found.basis == Basis.PUBLIC else ("",)
    return not rule.basis or (found.basis in tuple(Basis) and found.confidence in confidences)


def cited_as_before(pack: Pack, before: DecisionTable) -> Citations:
    """`cited`, and for a rule that was in the pack, and has no note of its own, what the pack says of it.

    `before` is the table of the part in the pack.
    """
    known = {_key(rule): rule for rule in before.rules}

    def found(rule: Rule) -> Cited:
        said = cited(rule)
        old = known.get(_key(rule))
        if said.note or old is None or (old.clause, old.basis) != (said.clause, said.basis):
            return said
        kept = _kept(pack, old)
        if kept is None or kept.interpretation is None:
            return said
        return Cited(said.clause, said.basis, kept.confidence, interpretation=kept.interpretation)

    return found


def citation_lines(source: Cited, table: str) -> list[str]:
    """The keys clause, basis, confidence and note, as far as they are given or needed."""
    pairs = [("clause", source.clause), ("basis", source.basis), ("confidence", source.confidence)]
    lines = [f"{key}: {value}" for key, value in pairs if value]
    if source.interpretation is not None:
        return lines + note_lines(source.interpretation)
    if source.basis not in ("", Basis.SOURCE):
        as_in_table = Text(*(one_line(AS_IN_TABLE.read(each, table=table)) for each in Language))
        chosen = Text(source.note, source.note) if source.note else as_in_table
        lines += note_lines(Interpretation(OPEN, chosen, INSTEAD))
    return lines


def note_lines(note: Interpretation) -> list[str]:
    """The key note, with what is open, what was chosen and what else could have been."""
    texts = (("open", note.open), ("chosen", note.chosen), ("instead", note.instead))
    return [
        "note:",
        *(f"  {key}: {{en: {quoted(text.en)}, zh: {quoted(text.zh)}}}" for key, text in texts),
    ]


def quoted(text: str) -> str:
    """A text as YAML holds it whatever its letters; JSON's strings are YAML's."""
    return json.dumps(text, ensure_ascii=False)


def one_line(text: str) -> str:
    """A note as a text of a pack: on one line, without braces and control characters."""
    flat = " ".join(text.split()).replace("{", "(").replace("}", ")")
    return "".join(character for character in flat if character.isprintable())


def _key(rule: Rule) -> tuple[object, ...]:
    tests = {name: normalised(test) for name, test in rule.tests.items() if not isinstance(test, Anything)}
    return frozenset(tests.items()), rule.outputs


def _kept(pack: Pack, rule: Rule) -> Citation | None:
    """What the pack says of where a rule of it comes from: at the rule itself, or nearest above it."""
    if rule.origin is None:
        return None
    above = [
        entry
        for entry in pack.entries
        if (entry.citation.clause, entry.citation.basis.value) == (rule.clause, rule.basis)
        and f"{rule.origin.place}.".startswith((f"{entry.where}.", f"{entry.where}[") if entry.where else "")
    ]
    return max(above, key=lambda entry: len(entry.where)).citation if above else None
