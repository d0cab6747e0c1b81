"""Pictures of pages: as wide as asked, in few colours, and only of pages that work."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.console.strict_pages import strict_pages
from tools.screenshots import MOST_BYTES, Camera, take
from tools.shots import SHOTS, Shot

FORM = "<form action='/' method='get'><input name='account'><input name='password'><button>Go</button></form>"
PAGES = {"/": "<h1>Start</h1>", "/sign-in": FORM, "/lines/7": "<p>A line</p>" * 60}


@pytest.fixture
def camera(browser, serve):
    return Camera(browser, serve(strict_pages(PAGES)), "a password")


def test_a_picture_has_the_size_of_its_shot_and_few_colours(camera, tmp_path):
    shots = [
        Shot("line", "/lines/{line}", width=768, height=300),
        Shot("whole", "/lines/7", is_whole_page=True),
    ]

    large = take(camera, shots, tmp_path, {"line": 7})

    line, whole = (Image.open(tmp_path / f"{shot.name}.png") for shot in shots)
    assert large == []
    assert line.size == (768, 300)
    assert line.mode == "P"
    assert whole.height > 1800
    assert (tmp_path / "whole.png").stat().st_size < MOST_BYTES


def test_an_account_signs_in_and_steps_are_done_before_the_picture(camera):
    seen = []
    shot = Shot(
        "start", "/", account="li.na", steps=lambda page: seen.append(page.locator("h1").inner_text())
    )

    assert camera.picture(shot, {})
    assert seen == ["Start"]


def test_no_picture_is_taken_of_a_page_that_fails(camera):
    with pytest.raises(SystemExit, match="gone: /gone answers 404"):
        camera.picture(Shot("gone", "/gone"), {})


def test_every_shot_has_a_name_of_its_own():
    assert len({shot.name for shot in SHOTS}) == len(SHOTS)
