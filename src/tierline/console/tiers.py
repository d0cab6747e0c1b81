"""How a tier is drawn: the shape says the scheme, the count says the rank, and the name stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from markupsafe import Markup

from tierline.wording import Language, Text

STARS = ("one", "two", "three", "four", "five", "six", "seven")
VIP = ("silver", "gold", "diamond", "supreme")
CARDS = ("ordinary", "silver", "gold", "platinum", "diamond")
LEVELS = ("level_5", "level_4", "level_3", "level_2", "level_1")
SHIELDS = {"honoured_guest": "sg", "loyal": "sl"}
STEPS, DIAMONDS, DOTS, SQUARES, SHIELD = "s", "v", "c", "q", "g"
"""The shapes, as the stylesheet sizes them."""


def shape_of(scheme: str, tier: str | None) -> tuple[str, str]:
    """The sign of a tier in the sprite, and its kind; "" twice for a tier that is told by its name alone."""
    if tier is None:
        return "", ""
    if tier in SHIELDS:
        return SHIELDS[tier], SHIELD
    for count, number in enumerate(STARS, 1):
        if tier.startswith(f"{number}_star"):
            return (f"c{count}", DOTS) if "credit" in scheme else (f"s{count}", STEPS)
    for ladder, sign, kind in ((VIP, "v", DIAMONDS), (CARDS, "q", SQUARES), (LEVELS, "q", SQUARES)):
        is_it = ("vip" in scheme) if ladder is VIP else ("vip" not in scheme)
        if is_it and tier in ladder:
            return f"{sign}{ladder.index(tier) + 1}", kind
    return "", ""


def badge(sprite: str, language: Language) -> Callable[..., Markup]:
    """`badge(scheme, tier, title)`: the shape with the name; with `alone` the shape only, for the glance."""

    # A page of a customer draws the same few again and again.
    @lru_cache(maxsize=1024)
    def drawn(scheme: str, tier: str | None, title: Text | str, *, alone: bool = False) -> Markup:
        name = title.read(language) if isinstance(title, Text) else title
        sign, kind = shape_of(scheme, tier)
        shape = Markup("")
        if sign:
            shape = Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(
                kind, sprite, sign
            )
        return shape if alone else Markup('<span class="tier">{}{}</span>').format(shape, name)

    return drawn
