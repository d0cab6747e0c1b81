"""The machine's own Chromium, for tests of pages and for pictures of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tierline.wording import Language

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOCALES = {Language.EN: "en-GB", Language.ZH: "zh-CN"}
"""What a browser says that its reader reads."""

WIDTH, NARROW, HEIGHT = 1280, 768, 800
"""The sizes that pages are made for."""

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

ARGUMENTS = (
    "--disable-background-networking",
    "--disable-gpu",
    # Glyphs are the same on every machine that has the fonts.
    "--font-render-hinting=none",
    "--hide-scrollbars",
)

IS_MISSING = (
    "No Chromium here: none of " + ", ".join(PROGRAMS) + " is on the PATH. "
    "Install one (Debian: apt-get install chromium fonts-wqy-microhei); tests of pages need it"
)


def program() -> str | None:
    """The path of the machine's Chromium."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextmanager
def chromium(executable: str) -> Iterator[Browser]:
    """A browser without a window, which ends with the context.

    Until then the thread has an event loop that runs: `asyncio.run` fails in it.
    """
    from playwright.sync_api import sync_playwright

    # Chromium refuses to start its sandbox as root, who runs tests in containers.
    sandbox = hasattr(os, "geteuid") and os.geteuid() != 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=list(ARGUMENTS), chromium_sandbox=sandbox
        )
        yield browser
        browser.close()
