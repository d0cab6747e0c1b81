"""A Sankey diagram shows every ribbon to one scale, and its numbers where they can be read."""

from __future__ import annotations

import re

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle

from tierline.pictures.picture import Picture
from tierline.pictures.sankey import BAR, HAIR, Name, Ribbon, draw_sankey, height_of

LEFT = (Name("gold", "60 leave", 60), Name("silver", "140 leave", 140))
RIGHT = (Name("gold", "100 arrive", 100), Name("none", "100 arrive", 100))
RIBBONS = (
    Ribbon(0, 1, 60, "60", "#888888", False),
    Ribbon(1, 0, 100, "100", "#5b2d90", True),
    Ribbon(1, 1, 40, "40", "#888888", False),
)
ROOM, WORDS = 200.0, 90.0


def drawn(left=LEFT, right=RIGHT, ribbons=RIBBONS) -> Figure:
    figure = Figure(figsize=(6, (height_of(left, right, ROOM) + 6) / 72))
    draw_sankey(figure, left, right, ribbons, room=ROOM, words=WORDS)
    return figure


def widths(figure: Figure) -> list[float]:
    """How wide each ribbon begins."""
    patches = (patch for patch in figure.axes[0].patches if isinstance(patch, PathPatch))
    return [
        round(float(patch.get_path().vertices[7][1] - patch.get_path().vertices[0][1]), 6)
        for patch in patches
    ]


def test_ribbons_are_as_wide_as_what_they_carry():
    assert widths(drawn()) == [60.0, 100.0, 40.0]


def test_ribbons_lie_beside_each_other_and_fill_the_bar_of_their_name():
    figure = drawn()

    bars = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    assert [bar.get_height() for bar in bars] == [60.0, 140.0, 100.0, 100.0]
    assert {bar.get_width() for bar in bars} == {BAR}
    starts = [
        patch.get_path().vertices[0][1] for patch in figure.axes[0].patches if isinstance(patch, PathPatch)
    ]
    assert starts[2] - starts[1] == pytest.approx(100.0)


def test_one_line_among_millions_is_still_drawn():
    ribbons = (Ribbon(0, 0, 3_000_000, "3,000,000", "#5b2d90", True), Ribbon(1, 0, 1, "1", "#888888", True))
    figure = drawn(
        (Name("gold", "", 3_000_000), Name("silver", "", 1)), (Name("gold", "", 3_000_001),), ribbons
    )

    assert widths(figure)[1] == HAIR
    assert "3,000,000" in [text.get_text() for text in figure.axes[0].texts]


def test_numbers_do_not_lie_over_each_other():
    many = tuple(Name(str(number), "", 20) for number in range(10))
    ribbons = tuple(
        Ribbon(number, (number * 3) % 10, 20, f"n{number}", "#888888", number % 2 == 0)
        for number in range(10)
    )
    figure = drawn(many, many, ribbons)

    places = [text.get_position() for text in figure.axes[0].texts if text.get_text().startswith("n")]
    assert len(places) > 3
    for number, (x, y) in enumerate(places):
        for other_x, other_y in places[number + 1 :]:
            assert abs(x - other_x) > 20 or abs(y - other_y) > 8


def test_a_picture_is_the_same_png_and_the_same_svg_each_time():
    picture = Picture(
        lambda figure: draw_sankey(figure, LEFT, RIGHT, RIBBONS, room=ROOM, words=WORDS), (6, 4), "t", "s"
    )

    assert picture.png(60) == picture.png(60)
    assert picture.png(60)[:8] == b"\x89PNG\r\n\x1a\n"
    assert b"Software" not in picture.png(60)
    assert picture.svg() == picture.svg()
    assert not re.search(r"<text|href=\"[^#]", picture.svg())
