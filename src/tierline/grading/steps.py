"""How long a run is at each of its steps, as far as these can be told apart.

Several stages that one query works out have one time: nothing here is divided by guessing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from tierline.grading.stage_names import Stage


class Step(StrEnum):
    """What a run does one after the other, in its order."""

    INPUTS = "inputs"
    """Finding the rows and the cuts of the parts, and putting inputs in order that are not."""
    CHECKS = "checks"
    """Holding rows against the contract of their dataset."""
    LINES = "lines"
    """Lines and their bills, once for all schemes of a call; a single scheme has them in its rating."""
    RATING = "rating"
    """From who is rated to what becomes of a membership."""
    RESULTS = "results"
    """What follows for each line, and writing it."""


Seconds = dict[tuple[str, Step], float]
"""By scheme, '' for all of a call, and step. Of steps that go part by part it is the sum over the parts."""

OF_LINES = (Stage.LINES, Stage.WINDOW)
OF_RATING = (Stage.ELIGIBILITY, Stage.MEASURES, Stage.SCORE, Stage.RATED, Stage.MEMBERSHIP)


def add(found: Seconds, scheme: str, step: Step, seconds: float) -> None:
    """Add what one part took, or several."""
    found[scheme, step] = found.get((scheme, step), 0.0) + seconds


def steps_of(
    scheme: str, found: Mapping[tuple[str, Step], float], workers: int, schemes: Sequence[str]
) -> dict[str, Any]:
    """The steps of a scheme as summary.json has them, each with the stages that its time is of.

    `workers` is how many parts went side by side, so that together the steps may take longer than the run;
    `schemes` are all that it graded, whose reading is shared.
    """
    has_lines = ("", Step.LINES) in found
    stages: dict[Step, tuple[Stage, ...]] = {
        Step.LINES: OF_LINES,
        Step.RATING: OF_RATING if has_lines else OF_LINES + OF_RATING,
        Step.RESULTS: (Stage.CHANGE,),
    }
    taken = {step: found.get((scheme, step), found.get(("", step))) for step in Step}
    return {
        "workers": workers,
        "schemes": list(schemes),
        "each": [
            {
                "step": step.value,
                "stages": [stage.value for stage in stages.get(step, ())],
                "seconds": round(seconds, 3),
            }
            for step, seconds in taken.items()
            if seconds is not None
        ],
    }
