"""Every page and dialog as it is seen: axe finds nothing serious, and nothing is wider than the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from starlette.types import ASGIApp

from tests.console.browser import Reader, axe_violations
from tests.console.demo_console import OPERATOR, DemoConsole
from tests.console.every_page import BEGIN, Seen, Walk
from tierline.console.navigation import ENTRIES
from tierline.console.session import COOKIE
from tierline.wording import Language
from tools.browser import NARROW, WIDTH

Theme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def pages(demo_to_read: DemoConsole) -> list[Seen]:
    """One of each page, for the form of an act one that an open page leads to."""
    walk = Walk(4)
    walk.go(demo_to_read.visitor(OPERATOR), (*demo_to_read.telling, *BEGIN))
    return [next((each for each in seen if each.dialog_of), seen[0]) for seen in walk.seen.values() if seen]


def signed_in(
    reader: Reader, demo: DemoConsole, url: str, language: Language, theme: Theme, width: int
) -> Page:
    """A page of somebody who may see everything."""
    page = reader.page(f"{url}/sign-in", language=language, theme=theme, width=width)
    token = demo.visitor(OPERATOR).client.cookies[COOKIE]
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
    return page


def problems_of(page: Page, address: str, width: int) -> Iterator[str]:
    """What is wrong with what the page shows now."""
    yield from (f"{address}: {found}" for found in axe_violations(page))
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        yield f"{address}: {wide} pixels wide"


@pytest.mark.parametrize(
    ("language", "theme", "width", "is_quick"),
    [
        (Language.ZH, "dark", NARROW, True),
        pytest.param(Language.ZH, "dark", NARROW, False, marks=pytest.mark.slow),
        pytest.param(Language.ZH, "dark", WIDTH, False, marks=pytest.mark.slow),
        pytest.param(Language.EN, "light", NARROW, False, marks=pytest.mark.slow),
        pytest.param(Language.EN, "light", WIDTH, False, marks=pytest.mark.slow),
    ],
)
def test_nothing_serious_on_any_page(
    demo_to_read: DemoConsole,
    pages: list[Seen],
    reader: Reader,
    serve: Callable[[ASGIApp], str],
    language: Language,
    theme: Theme,
    width: int,
    is_quick: bool,
) -> None:
    url = serve(demo_to_read.api.app)
    page = signed_in(reader, demo_to_read, url, language, theme, width)
    problems = []
    for each in pages:
        if not each.answer.headers["content-type"].startswith("text/html"):
            continue
        # The form of an act is the same in its dialog and on a page of its own.
        if not (each.dialog_of and is_quick):
            page.goto(url + each.address)
            problems += problems_of(page, each.address, width)
        if each.dialog_of:
            page.goto(url + each.dialog_of)
            link = page.locator(f'a[data-dialog][href="{each.address}"]').first
            link.click()
            expect(page.get_by_role("dialog")).to_be_visible()
            problems += problems_of(page, f"{each.address} over {each.dialog_of}", width)
    assert not problems, "\n".join(problems)
    assert len(pages) > 45
    assert sum(1 for each in pages if each.dialog_of) > 20


def test_who_may_see_all_pages_has_them_beside_each_other(
    demo_to_read: DemoConsole, reader: Reader, serve: Callable[[ASGIApp], str]
) -> None:
    url = serve(demo_to_read.api.app)
    page = signed_in(reader, demo_to_read, url, Language.EN, "light", WIDTH)
    page.goto(url)

    assert page.locator(".top nav li").count() == len(ENTRIES)
    assert list(problems_of(page, "/", WIDTH)) == []


@pytest.mark.parametrize("language", list(Language))
def test_a_line_with_the_services_of_a_group_prints_on_one_sheet(
    demo_to_read: DemoConsole, reader: Reader, serve: Callable[[ASGIApp], str], language: Language
) -> None:
    url = serve(demo_to_read.api.app)
    page = signed_in(reader, demo_to_read, url, language, "light", WIDTH)
    page.goto(f"{url}/customers/{demo_to_read.demo.lines['group'].id}")
    expect(page.locator("#time-line h3")).to_be_visible()
    assert page.locator(".ent tbody tr").count() > 20
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
