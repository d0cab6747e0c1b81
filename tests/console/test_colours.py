"""The colours of pages by name: both ways to the dark theme are one, and contrasts are as promised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tierline.console

TOKENS = Path(tierline.console.__path__[0]) / "assets" / "style" / "tokens.css"

TEXT, CONTROL = 4.5, 3.0
"""The least contrast of text, and of borders of controls and signs: WCAG 2.2, 1.4.3 and 1.4.11."""

PAIRS = [
    *((ink, field, TEXT) for ink in ("ink", "ink-2", "ink-3") for field in ("paper", "well")),
    *((ink, "paper", TEXT) for ink in ("accent", "ok", "warn", "bad")),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-2", TEXT),
    ("on-bad", "bad-fill", TEXT),
    ("ink", "accent-tint", TEXT),
    *((f"{state}", f"{state}-tint", TEXT) for state in ("ok", "warn", "bad")),
    ("edge", "paper", CONTROL),
    ("accent", "paper", CONTROL),
    *(("ink", f"{way}-{depth}", TEXT) for way in ("up", "dn") for depth in (1, 2, 3)),
    *(("on-4", f"{way}-4", TEXT) for way in ("up", "dn")),
    *(("on-deep", f"{way}-5", TEXT) for way in ("up", "dn")),
]


def blocks() -> list[dict[str, str]]:
    """The blocks of the file: light, dark by the system, dark by the reader's choice."""
    text = re.sub(r"/\*.*?\*/", "", TOKENS.read_text("utf-8"), flags=re.DOTALL)
    found = re.findall(r":root[^{]*\{([^{}]*)\}", text)
    return [dict(re.findall(r"--([\w-]+):\s*([^;]+);", block)) for block in found]


def luminance(colour: str) -> float:
    """How bright a colour is, as WCAG has it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_dark_by_the_system_and_dark_by_choice_are_one() -> None:
    _, by_system, by_choice = blocks()
    assert by_system == by_choice


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("on_top", "below", "least"), PAIRS)
def test_what_stands_on_a_field_can_be_read(theme: str, on_top: str, below: str, least: float) -> None:
    light, dark, _ = blocks()
    named = light if theme == "light" else light | dark
    bright, deep = sorted((luminance(named[on_top]), luminance(named[below])), reverse=True)
    assert (bright + 0.05) / (deep + 0.05) >= least
