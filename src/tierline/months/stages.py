"""What a run did one after the other: the rows of each stage, and how long it was at each step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tierline.grading.stage_names import Stage
from tierline.grading.steps import Step
from tierline.months.model import NO_TIER, StageFigures, StageName, StepFigures
from tierline.months.runs import Run
from tierline.policy.vocabulary import Change

NAMES = {
    Stage.LINES: StageName.LINES,
    Stage.WINDOW: StageName.BILLS,
    Stage.ELIGIBILITY: StageName.ELIGIBLE,
    Stage.RATED: StageName.RATED,
    Stage.MEMBERSHIP: StageName.MEMBERSHIPS,
    Stage.CHANGE: StageName.CHANGES,
}
"""The stages of which operations are told; measures and score have the rows of the eligible."""

OF_INPUTS = (Step.INPUTS, Step.CHECKS)
"""Steps that go through the rows of every dataset; all others go through the lines."""


def stages_of(run: Run) -> Iterator[StageFigures]:
    """The stages of a run with the rows that went through each, of the whole base."""
    summary = run.recorded.summary
    inputs = summary["inputs"]
    yield StageFigures(StageName.LINES, summary["lines"])
    if "bills" in inputs:
        yield StageFigures(StageName.BILLS, inputs["bills"]["rows"])
    yield StageFigures(StageName.ELIGIBLE, summary["eligible"])
    yield StageFigures(StageName.RATED, _without_none(summary["by_rated_tier"]))
    if run.held == "tier":
        yield StageFigures(StageName.MEMBERSHIPS, _without_none(summary["by_tier"]))
        unchanged = (Change.KEPT, Change.NONE)
        changed = sum(lines for change, lines in summary["by_change"].items() if change not in unchanged)
        yield StageFigures(StageName.CHANGES, changed)


def steps_of(run: Run, last: Run | None) -> Iterator[StepFigures]:
    """The steps of a run with their seconds, beside those of last month's run where it had the same.

    None of a run that recorded no times.
    """
    stages = {one.name: one for one in stages_of(run)}
    before = {(step, tuple(found)): seconds for step, found, seconds in _recorded(last)} if last else {}
    summary = run.recorded.summary
    rows = sum(one["rows"] for one in summary["inputs"].values())
    for step, found, seconds in _recorded(run):
        named = (NAMES[stage] for stage in found if stage in NAMES)
        yield StepFigures(
            step=step,
            stages=tuple(stages[name] for name in named if name in stages),
            rows=rows if step in OF_INPUTS else summary["lines"],
            seconds=seconds,
            seconds_before=before.get((step, tuple(found))),
        )


def workers_of(run: Run) -> int | None:
    """How many parts of a run went side by side; None of a run that recorded no times."""
    steps = run.recorded.summary.get("steps")
    return steps["workers"] if steps else None


def _recorded(run: Run) -> Iterator[tuple[Step, Sequence[Stage], float]]:
    for one in run.recorded.summary.get("steps", {"each": ()})["each"]:
        yield Step(one["step"]), [Stage(stage) for stage in one["stages"]], one["seconds"]


def _without_none(counts: Mapping[str, int]) -> int:
    return sum(lines for tier, lines in counts.items() if tier != NO_TIER)
