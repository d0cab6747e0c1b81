"""How the report writes numbers and months."""

from __future__ import annotations

from datetime import date

MINUS = "\N{MINUS SIGN}"


def count(number: int) -> str:
    """1,234,567."""
    return f"{number:,}".replace("-", MINUS)


def signed(number: int) -> str:
    """+1,234, or ±0 where nothing has changed."""
    return f"{number:+,}".replace("-", MINUS) if number else "±0"


def share(part: int, whole: int, digits: int = 1, *, plus: str = "") -> str:
    """A share in percent, half up, by whole numbers only; of nothing it is a dash. `plus` precedes a gain."""
    if not whole:
        return "–"
    scale = 10**digits
    units = (2 * abs(part) * 100 * scale + whole) // (2 * whole)
    sign = "" if not units else MINUS if part < 0 else plus
    return f"{sign}{units // scale}.{units % scale:0{digits}d}%"


def month(day: date) -> str:
    """2026-11."""
    return f"{day:%Y-%m}"
