"""What versions say, part by part: one of them, or two held against each other."""

from __future__ import annotations

from collections.abc import Iterable

from tierline.policy.load import read_pack
from tierline.policy.model import Pack, Version
from tierline.policy.statement import PARTS, Part, Statement
from tierline.policy.statements import statements
from tierline.policy_desk.model import Section, SectionCompared, Sentence, SentenceCompared


def sections(said: Iterable[Statement]) -> tuple[Section, ...]:
    """Statements as sections, in the order in which a version is read."""
    by_part: dict[Part, list[Sentence]] = {}
    for each in said:
        by_part.setdefault(each.part, []).append(_sentence(each))
    return tuple(Section(part.value, PARTS[part], tuple(found)) for part, found in by_part.items())


def sections_compared(before: Version, after: Version) -> tuple[SectionCompared, ...]:
    """All that both versions say, in the order in which a version is read; what is gone comes last."""
    old = {(each.part, each.name): _sentence(each) for each in statements(before)}
    new = {(each.part, each.name): _sentence(each) for each in statements(after)}
    by_part: dict[Part, list[SentenceCompared]] = {part: [] for part in Part}
    for part, name in dict.fromkeys((*new, *old)):
        key = (part, name)
        by_part[part].append(SentenceCompared(old.get(key), new.get(key)))
    return tuple(
        SectionCompared(part.value, PARTS[part], tuple(found)) for part, found in by_part.items() if found
    )


def said_at_its_end(present: Pack, text: str) -> tuple[SectionCompared, ...]:
    """What a draft said that is published or dropped, held against the version before; `text` is its pack."""
    if not text:
        return sections_compared(present.versions[-1], present.versions[-1])
    before, after = read_pack(text, present.path).versions[-2:]
    return sections_compared(before, after)


def _sentence(said: Statement) -> Sentence:
    return Sentence(said.name, said.subject, said.says, said.where, said.clause, said.basis)
