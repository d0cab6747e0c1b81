"""Numbers as they are written and shown."""

from __future__ import annotations

import re

from tierline.lines.errors import NumberWrong

NUMBER = re.compile(r"[0-9]{5,20}")
PATTERN = "^[0-9]{5,20}$"
"""The same for a schema."""

SHOWN_BEFORE, SHOWN_AFTER = 3, 4


def parse(text: str) -> str:
    """The digits of a number as a person or another system writes it. Raises NumberWrong."""
    digits = re.sub(r"[\s-]", "", text)
    if digits.startswith("+86"):
        digits = digits.removeprefix("+86")
    if not NUMBER.fullmatch(digits):
        raise NumberWrong(field="msisdn")
    return digits


def mask(number: str) -> str:
    """A number with its middle hidden, as 138****0000; a short one keeps two digits. Clause: GOV-01."""
    if len(number) < SHOWN_BEFORE + SHOWN_AFTER + 4:
        return "*" * (len(number) - 2) + number[-2:]
    hidden = len(number) - SHOWN_BEFORE - SHOWN_AFTER
    return number[:SHOWN_BEFORE] + "*" * hidden + number[-SHOWN_AFTER:]
