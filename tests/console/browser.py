"""Pages in a real Chromium: opened as a reader has it, watched for trouble, and checked by axe.

The pages' policy is in force here too, and forbids code out of strings: `page.wait_for_function("x === 1")`
fails by it as soon as it has to look twice. Wait by locators, as in
`expect(page.get_by_role("status")).to_have_text("Done")`. Axe needs no exception: it comes into the page by
`page.evaluate`, which is the debugger's.
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError, expect

from tierline.wording import Language
from tools.browser import HEIGHT, IS_MISSING, LOCALES, WIDTH

PATIENCE_SECONDS = 30
"""How long a locator waits in vain; a busy machine may be slow."""

expect.set_options(timeout=PATIENCE_SECONDS * 1000)

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what a page shows: that use cases do the same on both databases is tested where they are."""


@dataclass
class Troubles:
    """What went wrong on watched pages: errors and breaches of the policy on the console, failed requests."""

    lines: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Write down what goes wrong on any page of a context from now on."""
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.lines.append(f"{message.location['url']}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.lines.append(f"{error.page.url if error.page else ''}: {error.error}")

    def _failed(self, request: Request) -> None:
        # A page that is left gives up what it was still loading.
        if request.failure != "net::ERR_ABORTED":
            self.lines.append(f"{request.url}: {request.failure}")


@dataclass
class Reader:
    """Opens pages as different readers have them, and watches each."""

    browser: Browser
    troubles: Troubles = field(default_factory=Troubles)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(
        self,
        url: str,
        *,
        language: Language = Language.EN,
        theme: Literal["light", "dark"] = "light",
        width: int = WIDTH,
        javascript: bool = True,
    ) -> Page:
        """A page in a context of its own, as after a fresh start of the browser: nobody is signed in."""
        context = self.browser.new_context(
            base_url=url,
            locale=LOCALES[language],
            timezone_id="Asia/Shanghai",
            color_scheme=theme,
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        self.troubles.watch(context)
        self.contexts.append(context)
        page = context.new_page()
        page.goto(url)
        return page

    def expect_trouble(self, pattern: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait for a trouble that the test brings about, as an answer 422 is, and forget it."""
        ends_at = time.monotonic() + seconds
        while not any(re.search(pattern, line) for line in self.troubles.lines):
            assert time.monotonic() < ends_at, f"not {pattern!r} went wrong, but: {self.troubles.lines}"
            self.contexts[-1].pages[-1].wait_for_timeout(20)
        self.troubles.lines = [line for line in self.troubles.lines if not re.search(pattern, line)]

    def leave(self) -> None:
        """Close every page."""
        while self.contexts:
            self.contexts.pop().close()

    def require_no_trouble(self) -> None:
        """Fail where anything went wrong that no test expected."""
        assert self.troubles.lines == [], "\n".join(["on the pages went wrong:", *self.troubles.lines])


def without_browser() -> NoReturn:
    """Skip a test of pages where there is no Chromium, but fail it where CI is set: it has to have one."""
    if os.environ.get("CI"):
        pytest.fail(IS_MISSING)
    pytest.skip(IS_MISSING)


def axe_violations(page: Page) -> list[str]:
    """What axe finds serious or critical on a page: `rule (impact) where: what to mend`."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{each['id']} ({each['impact']}) {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
