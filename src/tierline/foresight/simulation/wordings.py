"""How the figures and causes of a simulation are said, in the report and on the screen alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tierline.wording import Language, Text

NO_TIER = Text("no tier", "无等级")
NOTHING_SAID = Text("nothing said", "无规定")
AND_MORE = Text("{said}, and {more} more", "{said}，另有 {more} 项")
MOST_SAID = 3
LONGEST = 110
MINUS = "\N{MINUS SIGN}"


def told(text: Mapping[str, str], language: Language) -> str:
    """A text of simulation.json in one of its languages."""
    return text[language.value]


def count(number: int) -> str:
    """1,234,567."""
    return f"{number:,}".replace("-", MINUS)


def yuan(written: str, *, signed: bool = False) -> str:
    """1,234.50, with a sign before it where a change is meant."""
    amount = Decimal(written)
    return f"{amount:{'+' if signed and amount else ''},.2f}".replace("-", MINUS)


def share(part: int, whole: int) -> str:
    """0.84%."""
    return f"{part / whole if whole else 0:.2%}"


@dataclass(frozen=True)
class Cause:
    """A cause in words: of what, what holds now, what the draft says, and the clauses of both."""

    part: str
    subject: str
    before: str
    after: str
    clauses: tuple[str, ...]
    colon: str

    @property
    def whole(self) -> str:
        """All of it in one line, or what it is about where that would be too long for one."""
        whole = f"{self.subject}{self.colon}{self.before} → {self.after}"
        return whole if len(whole) <= LONGEST else f"{self.part}{self.colon}{self.subject}"


def cause_of(component: Mapping[str, Any], language: Language) -> Cause:
    """The words of a cause of simulation.json."""
    before, after = component["before"], component["after"]
    both = [*before, *after]
    subjects = dict.fromkeys(told(each["subject"], language) for each in both)
    cases = dict.fromkeys(_case(each, language) for each in both)
    part = told(component["part"], language)
    subject = next(iter(subjects)) if len(subjects) == 1 else " / ".join(subjects)
    if len(cases) == 1 and len(subjects) == 1:
        subject += next(iter(cases))
    colon = ": " if language is Language.EN else "："
    says = [
        [_says(each, len(subjects) > 1, len(cases) > 1, language) for each in side]
        for side in (before, after)
    ]
    figures = {each.partition(colon)[0] for side in says for each in side}
    if len(cases) == 1 and len(figures) == 1 and all(colon in each for side in says for each in side):
        # `four-star, score: at least 140 → at least 150` names its figure once.
        subject = f"{subject}{', ' if language is Language.EN else '，'}{figures.pop()}"
        says = [[each.partition(colon)[2] for each in side] for side in says]
    clauses = dict.fromkeys(each["clause"] for each in (*after, *before) if each["clause"])
    sides = [_joined(side, language) for side in says]
    return Cause(part, subject, sides[0], sides[1], tuple(clauses), colon)


def _case(each: Mapping[str, Any], language: Language) -> str:
    """In which cases only a statement holds, behind what it is about."""
    if each["where"] is None:
        return ""
    return Text(" ({where})", "（{where}）").read(language, where=told(each["where"], language))


def _says(each: Mapping[str, Any], with_subject: bool, with_case: bool, language: Language) -> str:
    subject = told(each["subject"], language) if with_subject else ""
    case = _case(each, language) if with_case else ""
    return f"{subject}{case} {told(each['says'], language)}".strip()


def _joined(said: Sequence[str], language: Language) -> str:
    if not said:
        return NOTHING_SAID.read(language)
    between = "; " if language is Language.EN else "；"
    if len(said) <= MOST_SAID:
        return between.join(said)
    shown = between.join(said[: MOST_SAID - 1])
    return AND_MORE.read(language, said=shown, more=len(said) - MOST_SAID + 1)


def largest(causes: Iterable[Mapping[str, Any]], most: int) -> list[Mapping[str, Any]]:
    """The causes of most lines, those that change nothing left out."""
    found = [one for one in causes if one["lines"]]
    return sorted(found, key=lambda one: -int(one["lines"]))[:most]


def tier_titles(data: Mapping[str, Any], language: Language) -> dict[str, str]:
    """The names of the tiers, best first, and that of having none."""
    found = {tier["name"]: told(tier["title"], language) for tier in data["tiers"]}
    return {**found, "none": NO_TIER.read(language)}
