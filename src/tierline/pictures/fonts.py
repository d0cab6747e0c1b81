"""The one font of all pictures: it comes with the project, so that a picture is the same on every machine."""

from __future__ import annotations

from functools import cache

from matplotlib.font_manager import fontManager
from noto_cjk_sans_otc import FONT_PATH

FAMILY = "Noto Sans CJK SC"
"""Of the faces in the file, the one with the characters as they are written in mainland China."""


@cache
def family() -> str:
    """The name of the font, known to matplotlib from now on, and before any of that name on the machine."""
    known = list(fontManager.ttflist)
    fontManager.addfont(str(FONT_PATH))
    fontManager.ttflist[:] = [*fontManager.ttflist[len(known) :], *known]
    return FAMILY
