"""Names as FEEL has them: with spaces and signs in them, the longest one in scope first."""

from __future__ import annotations

import re
from functools import lru_cache

from tierline.tables.expressions.functions.registry import FUNCTIONS, NOT_READ

SIMPLE_NAME = re.compile(r"[^\W\d]\w*")


def normal(name: str) -> str:
    """A name with one space between its words."""
    return " ".join(name.split())


@lru_cache(maxsize=256)
def pattern_of(names: frozenset[str]) -> re.Pattern[str]:
    """A pattern that finds the longest of the names at a place; one that never matches for no names.

    A name does not end in the middle of a word.
    """
    longest_first = sorted((name for name in names if name), key=lambda name: (-len(name), name))
    if not longest_first:
        return re.compile(r"(?!)")
    return re.compile("(?:" + "|".join(map(_one, longest_first)) + ")")


def function_pattern() -> re.Pattern[str]:
    """A pattern that finds a function of FEEL where it is asked."""
    return _FUNCTIONS


def _one(name: str) -> str:
    text = r"\s+".join(re.escape(word) for word in name.split())
    return text + (r"(?!\w)" if re.match(r"\w", name[-1]) else "")


_FUNCTIONS = re.compile(rf"({pattern_of(frozenset(FUNCTIONS) | NOT_READ).pattern})(?=\s*\()")
