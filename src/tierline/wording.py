"""What a user reads, in the two languages of the project."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages of everything that a user sees."""

    EN = "en"
    ZH = "zh"


@dataclass(frozen=True)
class Text:
    """One sentence in both languages; `{name}` stands for a fact that is filled in later."""

    en: str
    zh: str

    def read(self, language: Language, **facts: object) -> str:
        """The sentence in `language`, with its facts filled in; without facts it stands as it is written."""
        sentence = self.zh if language is Language.ZH else self.en
        return sentence.format(**facts) if facts else sentence


def preferred_language() -> Language:
    """The reader's language: TIERLINE_LANG where set, else the locale; English where neither says."""
    for variable in ("TIERLINE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "").lower()
        if value:
            return Language.ZH if value.startswith("zh") else Language.EN
    return Language.EN


def in_preferred_language(en: str, zh: str) -> str:
    """The one of both that the reader reads, as help is written before any option is parsed."""
    return Text(en, zh).read(preferred_language())
