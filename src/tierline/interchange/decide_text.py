"""Answers as a user reads them: the result, what was decided before it, the rules that held, remarks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tierline.tables.dmn.answer import Answer, Hit
from tierline.tables.expressions.functions.conversion import shown
from tierline.tables.expressions.values import Value
from tierline.wording import Language, Text

_BEFORE = Text("Decided before:", "先行决策：")
_RULES = Text("Rules that held:", "成立的规则：")
_NONE_HELD = Text("none", "无")
_RULE = Text(", rule {number}", " 规则 {number}")
_NOT_CHOSEN = Text(" (not used)", "（未采用）")
_NOTES = Text("Notes:", "说明：")
_COLON = Text(": ", "：")


def answers_page(answers: Sequence[Answer], language: Language) -> str:
    """The answers one below the other."""
    return "\n\n".join("\n".join(_lines(answer, language)) for answer in answers)


def _lines(answer: Answer, language: Language) -> Iterator[str]:
    colon = _COLON.read(language)
    yield from _valued(answer.decision, answer.value, colon, "")
    if answer.below:
        yield f"  {_BEFORE.read(language)}"
        for name, value in answer.below:
            yield from _valued(name, value, colon, "    ")
    if answer.hits:
        yield f"  {_RULES.read(language)}"
        for hit in answer.hits:
            yield from _held(hit, language)
    if answer.notes:
        yield f"  {_NOTES.read(language)}"
        for note in answer.notes:
            yield f"    {note.place.read(language)}{colon}{note.text.read(language)}"


def _valued(name: str, value: Value, colon: str, margin: str) -> Iterator[str]:
    """A name with its value; contexts, and lists of them, take a line for each part."""
    match value:
        case dict() if value:
            yield f"{margin}{name}{colon}".rstrip()
            for part, inner in value.items():
                yield from _valued(part, inner, colon, margin + "  ")
        case tuple() if any(isinstance(item, dict) for item in value):
            yield f"{margin}{name}{colon}".rstrip()
            for item in value:
                yield f"{margin}  - {shown(item)}"
        case _:
            yield f"{margin}{name}{colon}{shown(value)}"


def _held(hit: Hit, language: Language) -> Iterator[str]:
    colon = _COLON.read(language)
    if not hit.rules:
        yield f"    {hit.table}{colon}{_NONE_HELD.read(language)}"
    for number, text in zip(hit.rules, hit.texts, strict=True):
        rule = _RULE.read(language, number=number)
        unused = "" if number in hit.chosen else _NOT_CHOSEN.read(language)
        yield f"    {hit.table}{rule}{unused}{colon}{text}"
