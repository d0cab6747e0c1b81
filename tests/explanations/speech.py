"""What may be read out: the rules for a sentence, as the tests of this room hold every one to them."""

from __future__ import annotations

import re

from tierline.explanations.model import Sentence
from tierline.wording import Language

ENGLISH_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
DAYS = {
    Language.EN: re.compile(rf"(\d{{1,2}} )?({ENGLISH_MONTH}) \d{{4}}"),
    Language.ZH: re.compile(r"\d{4}年\d{1,2}月(\d{1,2}日)?"),
}
NUMBER = re.compile(r"[-−]?\d[\d,]*(\.\d+)?")
CLAUSES = re.compile(r"[,:;，：；。]|\.(?= |$)| that | which |、")
ENDS = {Language.EN: ".", Language.ZH: "。"}
NAMES = re.compile(r"\b(VIP|GoTone|M-Zone|Easyown|[2-5]G)\b")
"""Names that the operator's customers know, in capitals or with a digit."""


def faults(sentence: Sentence) -> list[str]:
    """What is wrong with a sentence for the phone, in either language."""
    return [
        f"{language}: {fault}: {sentence.said.read(language)}"
        for language in Language
        for fault in _faults(sentence.said.read(language), language)
    ]


def _faults(said: str, language: Language) -> list[str]:
    found = []
    if not said.endswith(ENDS[language]) or said[:1] != said[:1].upper() or said != said.strip():
        found.append("no whole sentence")
    if re.search(r"[{}<>()（）\[\]*_|/]|\.\.|。。|  ", said):
        found.append("markup, brackets or a gap")
    plain = NAMES.sub("", said)
    if re.search(r"[A-Z]{2,}|\b(e\.g|i\.e|approx|min|max|no)\.", plain):
        found.append("an abbreviation")
    if re.search(r"[\u2018-\u201d]", said) and language is Language.EN:
        found.append("a curly quote")
    if re.search(r"[a-z]{2,}", plain) and language is Language.ZH:
        found.append("a word of the other language")
    clauses = CLAUSES.split(NUMBER.sub("#", DAYS[language].sub("#", plain)))
    crowded = [clause.strip() for clause in clauses if clause and clause.count("#") > 1]
    return [*found, *(f"two figures in one clause ({clause})" for clause in crowded)]
