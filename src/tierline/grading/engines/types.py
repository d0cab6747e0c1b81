"""The types of written columns, as an engine needs them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Coded:
    """A text of a few known words, which comes as the number of its word, from 0; NULL is NULL."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Hundredths:
    """A DECIMAL(digits,2), which comes as whole hundredths."""

    digits: int


ColumnType = str | Coded | Hundredths
"""A str is the SQL type to cast to."""
