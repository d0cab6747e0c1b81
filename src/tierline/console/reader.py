"""Who reads a page and how: language, theme and whether letters are keys; kept in the reader's browser."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fastapi import Request
from fastapi.responses import Response

from tierline.web.call import language_of
from tierline.wording import Language

A_YEAR = 365 * 24 * 3600


class Theme(StrEnum):
    """Light or dark; by default as the reader's system has it."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Keys(StrEnum):
    """Whether a letter by itself is a command; some input methods and aids need it off."""

    ON = "on"
    OFF = "off"


@dataclass(frozen=True)
class Reader:
    """How somebody reads."""

    language: Language
    theme: Theme = Theme.SYSTEM
    keys: Keys = Keys.ON

    @property
    def other_language(self) -> Language:
        """The language that they do not read now."""
        return Language.EN if self.language is Language.ZH else Language.ZH

    @property
    def html_language(self) -> str:
        """The language as a page names it, so that fonts and voices fit."""
        return HTML_LANGUAGES[self.language]


HTML_LANGUAGES = {Language.EN: "en", Language.ZH: "zh-CN"}


def reader_of(request: Request) -> Reader:
    """How the reader chose, else as their browser says."""
    cookies = request.cookies
    language = cookies.get("language")
    return Reader(
        Language(language) if language in list(Language) else language_of(request),
        Theme(cookies["theme"]) if cookies.get("theme") in list(Theme) else Theme.SYSTEM,
        Keys(cookies["keys"]) if cookies.get("keys") in list(Keys) else Keys.ON,
    )


def keep_choices(response: Response, *, is_secure: bool, **choices: str) -> None:
    """Keep what a reader chose in their browser for a year."""
    for name, value in choices.items():
        response.set_cookie(
            name, value, max_age=A_YEAR, path="/", secure=is_secure, httponly=True, samesite="lax"
        )
