"""A picture of a page: where it is, who looks at it and how, and which question the page answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tierline.wording import Language, Text
from tools.browser import HEIGHT, WIDTH

if TYPE_CHECKING:
    from playwright.sync_api import Page

Theme = Literal["light", "dark"]

LOW = 520
"""The height of a picture whose page says little, or is a dialog over another."""


@dataclass(frozen=True)
class Shot:
    """A picture of a page, docs/pictures/console/<name>.png; `says` is the question that the page answers.

    `account` is one of the demo's or of those that are staged, or "" where nobody is signed in. In `path`,
    `{lines[card_lost].id}` is the line of a scene of the demo; tools/staging.py names the rest. `clicks` are
    selectors, clicked one after the other, and `steps` does what else comes before the picture; `shows` is
    the address of the page that then stands there, where it is another than `path`.
    """

    name: str
    says: Text
    path: str
    account: str = ""
    language: Language = Language.EN
    theme: Theme = "light"
    width: int = WIDTH
    height: int = HEIGHT
    is_whole_page: bool = False
    clicks: tuple[str, ...] = ()
    steps: Callable[[Page], None] | None = None
    shows: str = ""
    status: int = 200
    is_database_away: bool = False


@dataclass(frozen=True)
class Group:
    """The pictures for one kind of user, in the order in which a reader meets the pages."""

    title: Text
    shots: tuple[Shot, ...]
