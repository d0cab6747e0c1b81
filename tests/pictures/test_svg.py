"""A picture is self-contained, the same each time, and has its Chinese from the font that comes along."""

from __future__ import annotations

import re
import warnings

import pytest
from matplotlib.figure import Figure

from tierline.pictures.colours import violets
from tierline.pictures.svg import svg_text


def draw(figure: Figure) -> None:
    axes = figure.subplots()
    axes.bar([0, 1], [3, 4], hatch="//")
    axes.set_title("会员等级 −5%")


def drawn() -> str:
    return svg_text(draw, inches=(3, 2), title="A & B", says="3 < 4")


def test_a_picture_has_the_same_bytes_each_time():
    assert drawn() == drawn()


def test_a_picture_fetches_nothing_and_needs_no_font():
    picture = drawn()

    assert not re.search(r"@import|@font-face|url\([^#]|href=\"[^#]|<text|DOCTYPE", picture)


def test_chinese_comes_from_the_font_that_is_installed_with_the_project():
    with warnings.catch_warnings():
        # A letter that a font does not have is a warning, and a box in the picture.
        warnings.simplefilter("error")
        picture = drawn()

    assert "NotoSansCJK" in picture


def test_a_picture_tells_its_title_and_finding_to_those_who_do_not_see_it():
    picture = drawn()

    assert '<title id="title">A &amp; B</title>' in picture
    assert '<desc id="desc">3 &lt; 4</desc>' in picture


@pytest.mark.clause("GOV-05")
@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_violets_go_from_deep_to_light(count):
    shades = violets(count)

    assert len(set(shades)) == count
    assert all(re.fullmatch(r"#[0-9a-f]{6}", shade) for shade in shades)
    assert shades == sorted(shades)
