"""The colours of pictures: inks for words and lines, and violet, the base colour. Clause: GOV-05."""

from __future__ import annotations

PAPER = "#ffffff"
INK, INK_2, INK_3 = "#10171c", "#3a464e", "#55626b"
RULE, EDGE = "#d4dbdf", "#7b8890"

VIOLET = "#5b2d90"
GREYS = ("#55626b", "#98a5ad", "#c9d1d6")
"""What is lost has no hue; from deep to light."""

_DEEP, _LIGHT = (0x35, 0x15, 0x5E), (0xE4, 0xD9, 0xF2)


def violets(count: int) -> list[str]:
    """So many violets at even steps, from deep to light: the deepest stands for what is best."""
    steps = max(1, count - 1)
    return [
        "#" + "".join(f"{deep + (light - deep) * step // steps:02x}" for deep, light in _MIXED)
        for step in range(count)
    ]


_MIXED = tuple(zip(_DEEP, _LIGHT, strict=True))
