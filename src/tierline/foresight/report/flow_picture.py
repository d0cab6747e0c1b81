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

    from tierline.pictures.sankey import Name, Ribbon

WIDTH, MARGIN = 8.0, 6.0
ROOM = 190.0
"""Points of height for all ribbons together."""

NARROW_LETTER, WIDE_LETTER, BESIDE = 4.3, 7.7, 12.0
"""Points of width that a letter of the names takes at the most, and the room beside them."""


def flow_picture(series: Series, flows: Flows, says: str, language: Language) -> Picture:
    """The flows of all who moved; tiers stand from the best down, and no tier last."""
    from tierline.pictures.sankey import draw_sankey, height_of

    moved = flows.moved()
    # Each stands on both sides, so that a tier is across from itself.
    shown = [tier for tier in (*series.tiers, None) if any(tier in pair for pair in moved)]
    rank = {tier: number for number, tier in enumerate(shown)}
    left, right = (
        [_name(series, flows, tier, language, is_left=is_left) for tier in shown] for is_left in (True, False)
    )
    ribbons = [
        _ribbon(rank[before], rank[after], lines, comes_in=before is None, drops_out=after is None)
        for (before, after), lines in sorted(moved.items(), key=lambda one: [rank[tier] for tier in one[0]])
    ]
    words = max(_width(text) for name in (*left, *right) for text in (name.title, name.note)) + BESIDE

    def draw(figure: Figure) -> None:
        draw_sankey(figure, left, right, ribbons, room=ROOM, words=words)

    height = (height_of(left, right, ROOM) + MARGIN) / 72
    return Picture(draw, (WIDTH, height), WORDS["flows"].read(language), says)


def _ribbon(source: int, target: int, lines: int, *, comes_in: bool, drops_out: bool) -> Ribbon:
    """Violet rises, light violet comes in; grey falls, light grey drops out."""
    from tierline.pictures.colours import GREYS, VIOLET, violets
    from tierline.pictures.sankey import Ribbon

    if target < source:
        colour = violets(4)[2] if comes_in else VIOLET
    else:
        colour = GREYS[2] if drops_out else GREYS[1]
    return Ribbon(source, target, lines, count(lines), colour, is_rising=target < source)


def _name(series: Series, flows: Flows, tier: str | None, language: Language, *, is_left: bool) -> Name:
    from tierline.pictures.sankey import Name

    side = 0 if is_left else 1
    amount = sum(lines for pair, lines in flows.moved().items() if pair[side] == tier)
    title = NO_TIER if tier is None else series.tiers[tier]
    note = WORDS[("none_" if tier is None else "") + ("leave" if is_left else "arrive")]
    stay = count(flows.lines.get((tier, tier), 0))
    return Name(title.read(language), note.read(language, n=count(amount), stay=stay), amount)


def _width(text: str) -> float:
    """Points that a text takes at the most."""
    return sum(WIDE_LETTER if east_asian_width(letter) in "WF" else NARROW_LETTER for letter in text)
