"""Numbers as they are written and shown."""

from __future__ import annotations

import re
import unicodedata

from tierline.lines.errors import NumberWrong

NUMBER = re.compile(r"[0-9]{5,20}")
PATTERN = "^[0-9]{5,20}$"
"""The same for a schema."""

SHOWN_BEFORE, SHOWN_AFTER = 3, 4


BESIDE = frozenset(("Zs", "Zl", "Zp", "Cf", "Pd", "Ps", "Pe"))
"""Categories of what may stand between digits: spaces, marks that nobody sees, dashes, brackets."""

COUNTRY = re.compile(r"^(?:\+86|0086|86(?=1[0-9]{10}$))")
"""China's prefix; without a sign only where a mobile number follows."""


def parse(text: str) -> str:
    """The digits of a number as a person writes it, or pastes it out of a message. Raises NumberWrong.

    They may be full-width, with spaces, dashes, brackets, invisible marks and the prefix of the country.
    """
    plain = unicodedata.normalize("NFKC", text)
    digits = "".join(
        each for each in plain if not each.isspace() and unicodedata.category(each) not in BESIDE
    )
    digits = COUNTRY.sub("", digits.rstrip(".,;。"))
    if not NUMBER.fullmatch(digits):
        raise NumberWrong(field="msisdn")
    return digits


def mask(number: str) -> str:
    """A number with its middle hidden, as 138****0000; a short one keeps two digits. Clause: GOV-01."""
    if len(number) < SHOWN_BEFORE + SHOWN_AFTER + 4:
        return "*" * (len(number) - 2) + number[-2:]
    hidden = len(number) - SHOWN_BEFORE - SHOWN_AFTER
    return number[:SHOWN_BEFORE] + "*" * hidden + number[-SHOWN_AFTER:]
