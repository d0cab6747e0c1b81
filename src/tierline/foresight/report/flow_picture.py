"""The picture of the flows: who has gone from which tier to which; who stays is told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from tierline.foresight.report.figures import count
from tierline.foresight.report.model import Flows
from tierline.foresight.report.words import NO_TIER, WORDS
from tierline.foresight.statistics.model import Series
from tierline.pictures.picture import Picture
from tierline.wording import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tierline.pictures.sankey import Name

WIDTH, MARGIN = 8.0, 6.0
ROOM = 190.0
"""Points of height for all ribbons together."""

NARROW_LETTER, WIDE_LETTER = 4.3, 7.7
"""Points of width that a letter takes at the most, at the size of the notes."""


def flow_picture(series: Series, flows: Flows, says: str, language: Language) -> Picture:
    """The flows of all who moved; tiers stand from the best down, and no tier last."""
    from tierline.pictures.colours import GREYS, VIOLET, violets
    from tierline.pictures.sankey import Ribbon, draw_sankey, height_of

    moved = flows.moved()
    order: list[str | None] = [*series.tiers, None]
    rank = {tier: number for number, tier in enumerate(order)}
    sides = [[tier for tier in order if any(pair[side] == tier for pair in moved)] for side in (0, 1)]
    left = [_name(series, flows, tier, language, is_left=True) for tier in sides[0]]
    right = [_name(series, flows, tier, language, is_left=False) for tier in sides[1]]
    came, rose = violets(4)[2], VIOLET
    ribbons = [
        Ribbon(
            sides[0].index(before),
            sides[1].index(after),
            lines,
            count(lines),
            came if before is None else rose if rank[after] < rank[before] else GREYS[1 if after else 2],
        )
        for (before, after), lines in sorted(
            moved.items(), key=lambda one: (rank[one[0][0]], rank[one[0][1]])
        )
    ]

    words = (
        max((_width(text) for name in (*left, *right) for text in (name.title, name.note)), default=0) + 12
    )

    def draw(figure: Figure) -> None:
        draw_sankey(figure, left, right, ribbons, room=ROOM, words=words)

    height = (height_of(left, right, ROOM) + MARGIN) / 72
    return Picture(draw, (WIDTH, height), WORDS["flows"].read(language), says)


def _name(series: Series, flows: Flows, tier: str | None, language: Language, *, is_left: bool) -> Name:
    from tierline.pictures.sankey import Name

    moved = flows.moved()
    amount = sum(lines for pair, lines in moved.items() if pair[0 if is_left else 1] == tier)
    title = NO_TIER if tier is None else series.tiers[tier]
    words = (
        ("none_leave" if tier is None else "leave")
        if is_left
        else "none_arrive"
        if tier is None
        else "arrive"
    )
    note = WORDS[words].read(language, n=count(amount), stay=count(flows.lines.get((tier, tier), 0)))
    return Name(title.read(language), note, amount)


def _width(text: str) -> float:
    """Points that a text takes at the most."""
    return sum(WIDE_LETTER if east_asian_width(letter) in "WF" else NARROW_LETTER for letter in text)
