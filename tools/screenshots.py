"""The pictures of the console's pages, taken of the demo's service at one moment: `make screenshots`."""

from __future__ import annotations

import io
import logging
import sys
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from PIL import Image

from tools.browser import IS_MISSING, LOCALES, chromium, program
from tools.serving import serving
from tools.shots import SHOTS, Shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, StorageState

FOLDER = Path(__file__).parents[1] / "docs" / "pictures" / "console"
NOW = datetime(2026, 12, 7, 2, 30, tzinfo=UTC)
"""A Monday, half past ten in the morning in Beijing."""

LINES = 2000
COLOURS = 96
MOST_BYTES = 120_000


class Camera:
    """Takes pictures of the pages at `url`, signed in as whom a shot names; each account signs in once."""

    def __init__(self, browser: Browser, url: str, password: str) -> None:
        self._browser, self._url, self._password = browser, url, password
        self._signed_in: dict[str, StorageState] = {}

    def picture(self, shot: Shot, named: Mapping[str, Any]) -> bytes:
        """The picture of a shot, as PNG; `named` has what its path may name."""
        with self._context(shot) as context:
            page = context.new_page()
            path = shot.path.format(**named)
            answer = page.goto(path, wait_until="networkidle")
            if answer is None or not answer.ok:
                status = answer.status if answer else "nothing"
                raise SystemExit(f"{shot.name}: {path} answers {status}; a picture shows a page that works.")
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
            storage_state=self._sign_in(shot.account) if shot.account else None,
        )

    def _sign_in(self, account: str) -> StorageState:
        if account not in self._signed_in:
            with self._browser.new_context(base_url=self._url) as context:
                page = context.new_page()
                page.goto("/sign-in")
                page.locator("[name=account]").fill(account)
                page.locator("[name=password]").fill(self._password)
                page.locator("[name=password]").press("Enter")
                page.wait_for_url(lambda address: "/sign-in" not in address)
                self._signed_in[account] = context.storage_state()
        return self._signed_in[account]


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


def main() -> int:
    """Make the demo's service, take all pictures, and take away those that no shot names any more."""
    from tierline.api.application import application
    from tierline.database.connect import connect
    from tierline.demo.installation import PASSWORD
    from tierline.demo.service import made
    from tierline.people.service import sign_in_by_token

    executable = program()
    if executable is None:
        raise SystemExit(IS_MISSING)
    # Who takes pictures wants to hear of faults alone, not of each answer.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as scratch:
        demo = made(Path(scratch) / "demo", LINES, NOW)
        database = connect(demo.settings)
        app = application(database, demo.settings, lambda: NOW, sign_in_by_token)
        with serving(app) as url, chromium(executable) as browser:
            large = take(Camera(browser, url, PASSWORD), SHOTS, FOLDER, {"lines": demo.lines})
        database.close()
    for old in {path.stem for path in FOLDER.glob("*.png")} - {shot.name for shot in SHOTS}:
        (FOLDER / f"{old}.png").unlink()
    if large:
        sys.stderr.write(f"Larger than {MOST_BYTES // 1000} KB, show less of these: {', '.join(large)}\n")
    return bool(large)


if __name__ == "__main__":
    sys.exit(main())
