"""A figure of the start page."""

from __future__ import annotations

from dataclasses import dataclass

from tierline.wording import Text


@dataclass(frozen=True)
class Figure:
    """A number with what it counts and the list behind it. `mark` is "", ok, warn or bad."""

    title: Text
    number: int
    path: str
    mark: str = ""
    is_at_least: bool = False
    """True where the list goes on beyond what was counted."""
