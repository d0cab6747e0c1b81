"""Pictures of pages: as wide as asked, in few colours, and only of pages that work."""

from __future__ import annotations

import re

import pytest
from PIL import Image

from tests.console.every_page import PAGES, route_of
from tests.console.strict_pages import strict_pages
from tierline.wording import Language, Text
from tools import gallery
from tools.browser import NARROW, WIDTH
from tools.screenshots import FOLDER, MOST_BYTES, Camera, take
from tools.shots import NOT_SHOWN, SHOTS
from tools.shots.shot import Shot

FORM = "<form action='/' method='get'><input name='account'><input name='password'><button>Go</button></form>"
SAYS = Text("What is this?", "这是什么？")
BODIES = {"/": "<h1>Start</h1>", "/sign-in": FORM, "/lines/7": "<p>A line</p>" * 60}


@pytest.fixture
def camera(browser, serve):
    return Camera(browser, serve(strict_pages(BODIES)), "a password")


def test_a_picture_has_the_size_of_its_shot_and_few_colours(camera, tmp_path):
    shots = [
        Shot("line", SAYS, "/lines/{line}", width=768, height=300),
        Shot("whole", SAYS, "/lines/7", is_whole_page=True),
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
        "start", SAYS, "/", account="li.na", steps=lambda page: seen.append(page.locator("h1").inner_text())
    )

    assert camera.picture(shot, {})
    assert seen == ["Start"]


def test_no_picture_is_taken_of_a_page_that_fails(camera):
    with pytest.raises(SystemExit, match="gone: /gone answers 404, and not 200"):
        camera.picture(Shot("gone", SAYS, "/gone"), {})


def test_what_is_clicked_has_to_be_there(camera):
    with pytest.raises(SystemExit, match=r"lost: nothing on .* is a\.act"):
        camera.picture(Shot("lost", SAYS, "/", clicks=("a.act",)), {})


def test_every_page_has_a_picture_or_a_reason_why_not():
    shown = {shot.shows or route_of(re.sub(r"\{[^}]*\}", "1", shot.path)) for shot in SHOTS}
    pages = {page.path for page in PAGES}

    assert pages - shown == set(NOT_SHOWN)
    assert shown - pages == set()


def test_over_all_pictures_both_languages_themes_and_widths_are_seen():
    each = {(shot.language, shot.theme) for shot in SHOTS}
    assert each == {(language, theme) for language in Language for theme in ("light", "dark")}
    assert {shot.width for shot in SHOTS} == {WIDTH, NARROW}


def test_the_pictures_kept_are_those_of_the_shots_and_stay_small():
    files = list(FOLDER.glob("*.png"))
    assert {file.stem for file in files} == {shot.name for shot in SHOTS}
    assert sum(file.stat().st_size for file in files) < 6_000_000


@pytest.mark.parametrize("language", list(Language))
def test_the_page_of_the_manual_shows_them_all(language):
    assert gallery.FILES[language].read_text("utf-8") == gallery.written(language)


def test_every_shot_has_a_name_of_its_own():
    assert len({shot.name for shot in SHOTS}) == len(SHOTS)
