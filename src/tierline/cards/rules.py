"""Numbers of cards: digits drawn at random, and one more by which a slip of the pen is noticed."""

from __future__ import annotations

DRAWN_DIGITS = 15
"""So many that cards drawn twice are rare even among millions, and that no number tells the next."""


def check_digit(digits: str) -> str:
    """The digit that makes `digits` right by the Luhn formula of ISO/IEC 7812-1: any single slip shows."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def number(drawn: int) -> str:
    """The number of a card from what was drawn, 0 to below 10 to the power of DRAWN_DIGITS."""
    digits = f"{drawn:0{DRAWN_DIGITS}d}"
    return digits + check_digit(digits)


def is_number(text: str) -> bool:
    """True where `text` can be the number of a card."""
    return (
        len(text) == DRAWN_DIGITS + 1
        and text.isascii()
        and text.isdigit()
        and check_digit(text[:-1]) == text[-1]
    )
