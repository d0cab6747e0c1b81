"""What tests of pages rely on: a browser that notices what goes wrong, and the service behind it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.console.browser import ON_SQLITE, axe_violations
from tests.console.strict_pages import strict_pages
from tierline.wording import Language
from tools.browser import NARROW

PLAIN = "<h1>Plain</h1>"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<script>document.title = 'run'</script>", "script-src"),
        ("<p style='color: red'>red</p>", "style-src"),
        ("<p onclick='run()'>press</p>", "script-src"),
        ("<img src='/gone.png' alt=''>", "404"),
        ("<img src='//127.0.0.1:9/closed.png' alt=''>", "img-src"),
        ("<script src='/broken.js'></script>", "ran into this"),
    ],
)
def test_a_page_on_which_something_goes_wrong_fails_its_test(reader, serve, body, found):
    url = serve(strict_pages({"/": PLAIN + body}, {"/broken.js": "throw new Error('ran into this')"}))

    reader.page(url)
    reader.leave()

    with pytest.raises(AssertionError, match=f"(?s)on the pages went wrong.*{found}"):
        reader.require_no_trouble()
    reader.troubles.lines.clear()


def test_a_trouble_that_a_test_brings_about_is_forgotten(reader, serve):
    page = reader.page(serve(strict_pages({"/": PLAIN})))
    page.goto("/gone")

    reader.expect_trouble("404")

    reader.require_no_trouble()
    with pytest.raises(AssertionError, match="not '404' went wrong"):
        reader.expect_trouble("404", seconds=0)


def test_a_reader_has_a_language_a_theme_a_width_and_perhaps_no_scripts(reader, serve):
    is_dark = "matchMedia('(prefers-color-scheme: dark)').matches"
    tell = f"document.body.append(navigator.language, innerWidth, {is_dark})"
    url = serve(strict_pages({"/": PLAIN}, {"/tell.js": tell}, "<script src='/tell.js' defer></script>"))

    scripted = reader.page(url, language=Language.ZH, theme="dark", width=NARROW)
    plain = reader.page(url, javascript=False)

    expect(scripted.locator("body")).to_contain_text("zh-CN768true")
    expect(plain.locator("body")).to_have_text("Plain")


def test_axe_tells_what_is_serious_and_where(reader, serve):
    url = serve(strict_pages({"/": "<h1>A picture</h1><img id='bare' src='data:,'>", "/good": PLAIN}))

    (found,) = axe_violations(reader.page(url))

    assert found.startswith("image-alt (critical) #bare: ")
    assert axe_violations(reader.page(url + "/good")) == []


@ON_SQLITE
def test_the_service_answers_the_browser(reader, served):
    page = reader.page(served.url + "/health/ready")

    expect(page.locator("body")).to_have_text('{"status":"ok"}')
