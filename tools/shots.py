"""The pictures of the console that `make screenshots` takes: a page that is to be shown is in SHOTS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tierline.wording import Language
from tools.browser import HEIGHT, WIDTH

if TYPE_CHECKING:
    from playwright.sync_api import Page


@dataclass(frozen=True)
class Shot:
    """A picture of a page, docs/pictures/console/<name>.png.

    `account` is one of the demo's, or "" where nobody is signed in. In `path`, `{lines[card_lost].id}` is the
    line of a scene of the demo. `steps` does on the page what comes before the picture.
    """

    name: str
    path: str
    account: str = ""
    language: Language = Language.EN
    theme: Literal["light", "dark"] = "light"
    width: int = WIDTH
    height: int = HEIGHT
    is_whole_page: bool = False
    steps: Callable[[Page], None] | None = None


MONTH = "/months/2026-11"
"""The last month that the demo has graded at the moment of the pictures."""


def begin_draft(page: Page) -> None:
    """Begin a draft and type into it, without saving: marks stand where they belong."""
    page.locator(".title a.main").click()
    page.locator("#f-title").fill("Thresholds of 2027")
    page.locator("#f-starts_on").fill("2027-01-01")
    page.locator("dialog .btn.main").click()
    for place, text in (("tier:0:0:0", "268"), ("tier:0:1:0", "146"), ("measures.tenure_factor:0:5:0", "1")):
        page.locator(f'[id="c:{place}"]').fill(text)
    page.locator("#editor .note.bad").wait_for()


SHOTS: tuple[Shot, ...] = (
    Shot("sign-in-en", "/sign-in"),
    Shot("sign-in-zh", "/sign-in", language=Language.ZH, theme="dark"),
    Shot("components-light", "/components", "li.na", is_whole_page=True),
    Shot("components-dark", "/components", "li.na", Language.ZH, "dark", is_whole_page=True),
    Shot("start-agent", "/", "li.na"),
    Shot("start-operations", "/", "zhou.wei", Language.ZH),
    Shot("start-supervisor", "/", "chen.gang", theme="dark"),
    Shot("reconnections", "/reconnections", "chen.gang"),
    Shot("reconnections-at-risk", "/reconnections/at-risk", "chen.gang", Language.ZH),
    Shot("work-orders", "/work-orders", "chen.gang", Language.ZH, "dark"),
    Shot("appointments", "/appointments?site=65.6501.650102.H1", "zhao.min"),
    Shot("messages", "/messages?state=failed", "chen.gang"),
    Shot("audit", "/audit", "he.jun", Language.ZH),
    Shot("people", "/people", "deng.bo"),
    Shot("roles", "/roles", "deng.bo", Language.ZH),
    Shot("sites", "/sites", "deng.bo"),
    Shot("clause", "/clauses/ENT-05", "li.na"),
    Shot("keys", "/keys", "li.na", Language.ZH),
    Shot("months-en", "/months", "zhou.wei"),
    Shot("month-zh", f"{MONTH}/unicom-star", "zhou.wei", Language.ZH, is_whole_page=True),
    Shot("month-dark", f"{MONTH}/unicom-card", "zhou.wei", theme="dark", is_whole_page=True),
    Shot("month-lines", f"{MONTH}/unicom-star/lines?change=fallen", "zhou.wei"),
    Shot("month-publish", f"{MONTH}/unicom-star/publish", "zhou.wei", Language.ZH),
    Shot("duties", "/duties?state=all", "zhou.wei"),
    Shot("customer-en", "/customers/{lines[owes_one_month].id}", "li.na", height=1120),
    Shot("policies-en", "/policies", "wu.ting"),
    Shot("policy-zh", "/policies/unicom-star", "wu.ting", language=Language.ZH, is_whole_page=True),
    Shot("draft-en", "/policies/unicom-star", "wu.ting", is_whole_page=True, steps=begin_draft),
    Shot(
        "customer-zh",
        "/customers/{lines[two_months].id}",
        "li.na",
        language=Language.ZH,
        theme="dark",
        is_whole_page=True,
    ),
)
