"""Grading, verifying and publishing a month as tasks, each in a process of its own.

They bring the engine along, hence are imported where they are carried out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tierline.datasets.errors import SeveralRefused, ValuesRefused
from tierline.errors import TierlineError
from tierline.months import runs
from tierline.months.inputs import inputs_of
from tierline.rights.model import Actor
from tierline.tasks.course import Course, FailedWith

GRADING, VERIFYING, PUBLISHING = "grading", "verifying", "publishing"
"""The stages of which their progress tells; each counts lines."""


def grade(course: Course) -> Mapping[str, Any]:
    """Grade a month into the folder of runs, all its schemes or none."""
    from tierline.grading.run import Request, run

    settings, month = course.settings, _month(course)
    schemes = tuple(course.task.asked["schemes"])
    today = course.clock().astimezone(settings.time_zone).date()
    paths = inputs_of(settings, month, schemes, today=today)
    request = Request(
        schemes=schemes,
        month=month,
        paths=paths,
        out=runs.folder_of(settings, month),
        policies=settings.policies,
        in_folders=True,
    )
    try:
        summaries = run(request, _progress(course, GRADING))
    except TierlineError as error:
        if refused := _refused(error):
            raise FailedWith(error, {"refused": refused}) from None
        raise
    kept = ("scheme", "lines", "eligible", "by_change", "warnings", "seconds")
    return {
        "month": f"{month:%Y-%m}",
        "schemes": [{name: summary.data[name] for name in kept} for summary in summaries],
    }


def verify(course: Course) -> Mapping[str, Any]:
    """Run a scheme's month again and say what differs; `run` is the key of the run that it is about."""
    from tierline.grading.verify import verified
    from tierline.grading.verify_text import as_data

    run = runs.get(course.settings, _month(course), course.task.asked["scheme"])
    found = as_data(verified(run.recorded.folder, _progress(course, VERIFYING)))
    assert isinstance(found, dict)
    del found["folder"]
    # Where files lie is for the command line alone.
    found["changed_inputs"] = [Path(path).name for path in found["changed_inputs"]]
    return {"run": run.key, **json.loads(json.dumps(found, default=str))}


def publish_run(course: Course) -> Mapping[str, Any]:
    """Bring a scheme's month into the service; a publication that was stopped is carried on."""
    from tierline.publishing.publisher import Publisher
    from tierline.publishing.text import as_data

    task = course.task
    # Whoever asked had the permission then; the trail names them for what is done now.
    allowed = frozenset({"publishing:publish"})
    actor = Actor(task.asked_by, task.asked_by_kind, task.asked_by_name, task.site, allowed)
    run = runs.get(course.settings, _month(course), task.asked["scheme"])
    publisher = Publisher(
        course.database,
        course.settings,
        actor,
        course.clock,
        with_duties=task.asked["with_duties"],
        progress=_progress(course, PUBLISHING),
    )
    (published,) = publisher.publish(run.recorded.folder)
    return {"run": run.key, "has_duties": bool(run.version.duties), **as_data(published)}


def _month(course: Course) -> date:
    return date.fromisoformat(f"{course.task.asked['month']}-01")


def _progress(course: Course, stage: str) -> Callable[[int, int], None]:
    return lambda done, lines: course.progress(done, lines, stage)


def _refused(error: TierlineError) -> list[dict[str, Any]]:
    """The checks of the datasets that failed: where, how many rows, the first of them; no personal data."""
    several: Any = error.facts["refusals"] if isinstance(error, SeveralRefused) else [error]
    return [_refusal(one.facts) for one in several if isinstance(one, ValuesRefused)]


def _refusal(facts: Mapping[str, Any]) -> dict[str, Any]:
    problem = {"en": facts["problem"].en, "zh": facts["problem"].zh}
    named = {name: facts[name] for name in ("dataset", "column", "rows")}
    return {**named, "problem": problem, "examples": facts["examples"].split("; ")}
