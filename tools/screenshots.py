"""The pictures of the console's pages, taken of the demo's service at one moment: `make screenshots`."""

from __future__ import annotations

import io
import logging
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from PIL import Image

from tools import gallery
from tools.browser import IS_MISSING, LOCALES, chromium, program
from tools.serving import serving
from tools.shots import SHOTS
from tools.shots.shot import Shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, StorageState

    from tierline.settings import Settings

FOLDER = Path(__file__).parents[1] / "docs" / "pictures" / "console"
NOW = datetime(2026, 12, 7, 2, 30, tzinfo=UTC)
"""A Monday, half past ten in the morning in Beijing."""

LINES = 10_000
COLOURS = 96
MOST_BYTES = 150_000
HEADERS = {"X-Request-Id": "0" * 32}
"""All requests have one number, which pages of faults and the audit trail show."""


class Camera:
    """Takes pictures of the pages at `url`, signed in as whom a shot names; each account signs in once.

    At `url_away` is the same service whose database does not answer.
    """

    def __init__(self, browser: Browser, url: str, password: str, url_away: str = "") -> None:
        self._browser, self._url, self._password, self._away = browser, url, password, url_away
        self._signed_in: dict[str, StorageState] = {}

    def picture(self, shot: Shot, named: Mapping[str, Any]) -> bytes:
        """The picture of a shot, as PNG; `named` has what its path may name."""
        with self._context(shot) as context:
            page = context.new_page()
            path = (self._away if shot.is_database_away else "") + shot.path.format(**named)
            answer = page.goto(path, wait_until="networkidle")
            status = answer.status if answer else 0
            if status != shot.status:
                raise SystemExit(f"{shot.name}: {path} answers {status}, and not {shot.status} as it should.")
            for selector in shot.clicks:
                _click(page, selector, shot.name)
            if shot.steps:
                shot.steps(page)
            return smaller(page.screenshot(full_page=shot.is_whole_page, animations="disabled"))

    def _context(self, shot: Shot) -> BrowserContext:
        return self._browser.new_context(
            base_url=self._url,
            locale=LOCALES[shot.language],
            color_scheme=shot.theme,
            viewport={"width": shot.width, "height": shot.height},
            device_scale_factor=1,
            reduced_motion="reduce",
            extra_http_headers=HEADERS,
            storage_state=self._sign_in(shot.account) if shot.account else None,
        )

    def _sign_in(self, account: str) -> StorageState:
        if account not in self._signed_in:
            with self._browser.new_context(base_url=self._url, extra_http_headers=HEADERS) as context:
                page = context.new_page()
                page.goto("/sign-in")
                page.locator("[name=account]").fill(account)
                page.locator("[name=password]").fill(self._password)
                page.locator("[name=password]").press("Enter")
                page.wait_for_url(lambda address: "/sign-in" not in address)
                self._signed_in[account] = context.storage_state()
        return self._signed_in[account]


def _click(page: Page, selector: str, name: str) -> None:
    """Click the first of what a selector finds, and wait for the page or dialog that it leads to."""
    found = page.locator(selector)
    if not found.count():
        raise SystemExit(f"{name}: nothing on {page.url} is {selector}, which is to be clicked.")
    opens_dialog = found.first.get_attribute("data-dialog") is not None
    found.first.click()
    if opens_dialog:
        page.locator("dialog[open]").wait_for()
    page.wait_for_load_state("networkidle")


def smaller(png: bytes) -> bytes:
    """The same picture in few colours: pages have few, and text stays as sharp as it was."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    written = io.BytesIO()
    few.save(written, "PNG", optimize=True)
    return written.getvalue()


def take(camera: Camera, shots: Iterable[Shot], folder: Path, named: Mapping[str, Any]) -> list[str]:
    """Write the pictures; the names of those that are larger than a repository should hold."""
    folder.mkdir(parents=True, exist_ok=True)
    large = []
    for shot in shots:
        png = camera.picture(shot, named)
        (folder / f"{shot.name}.png").write_bytes(png)
        sys.stdout.write(f"{shot.name}.png {len(png) / 1000:.0f} KB\n")
        if len(png) > MOST_BYTES:
            large.append(shot.name)
    return large


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The address of the service at the moment of the pictures."""
    from tierline.api.application import application
    from tierline.database.connect import connect
    from tierline.people.service import sign_in_by_token

    database = connect(settings)
    with serving(application(database, settings, lambda: NOW, sign_in_by_token)) as url:
        yield url
    database.close()


def main(names: Iterable[str] = ()) -> int:
    """Stage the demo, take all pictures, and take away those that no shot names any more.

    With names, only these pictures are taken.
    """
    from tierline.demo.installation import PASSWORD
    from tools.staging import staged

    executable = program()
    if executable is None:
        raise SystemExit(IS_MISSING)
    wanted = set(names)
    shots = [shot for shot in SHOTS if not wanted or shot.name in wanted]
    # Who takes pictures wants to hear of faults alone, not of each answer.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as scratch:
        stage = staged(Path(scratch) / "demo", LINES, NOW)
        away = stage.settings.model_copy(update={"database_url": f"sqlite:///{scratch}/away/tierline.db"})
        with served(stage.settings) as url, served(away) as url_away, chromium(executable) as browser:
            large = take(Camera(browser, url, PASSWORD, url_away), shots, FOLDER, stage.named)
    for old in {path.stem for path in FOLDER.glob("*.png")} - {shot.name for shot in SHOTS}:
        (FOLDER / f"{old}.png").unlink()
    gallery.write()
    if large:
        sys.stderr.write(f"Larger than {MOST_BYTES // 1000} KB, show less of these: {', '.join(large)}\n")
    return bool(large)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
