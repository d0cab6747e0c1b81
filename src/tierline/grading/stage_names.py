"""The names of a run's stages, apart from the stages so that the command line need not load an engine."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """The stages of a run, in their order."""

    LINES = "lines"
    WINDOW = "window"
    ELIGIBILITY = "eligibility"
    MEASURES = "measures"
    SCORE = "score"
    RATED = "rated"
    MEMBERSHIP = "membership"
    CHANGE = "change"
