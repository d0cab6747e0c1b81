"""The desk's tasks as a worker carries them out: whole results in the folder of the task, or nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tierline.disk import written
from tierline.policy_desk import store
from tierline.policy_desk.errors import DraftUnknown
from tierline.policy_desk.results import RESULT, SO_FAR, clear, folder_of
from tierline.policy_desk.simulation_reading import so_far_json
from tierline.settings import Settings
from tierline.tasks.course import Course

SIMULATING, GATHERING = "simulating", "gathering"


def simulate(course: Course) -> Mapping[str, Any]:
    """Simulates the revision of a draft that was asked for; the result's key figures."""
    from tierline.foresight.simulation.asked import Asked
    from tierline.foresight.simulation.service import simulated
    from tierline.grading.model import Transition
    from tierline.grading.run import Request
    from tierline.policy.load import read_pack
    from tierline.policy_desk.bases import base_of

    asked, settings = course.task.asked, course.settings
    with course.database.read() as connection:
        revision = store.revision(connection, asked["draft_id"], asked["revision"])
    if revision is None:
        raise DraftUnknown()
    base = base_of(settings, asked["scheme"], asked["month"], asked["months"])
    file = f"{asked['scheme']}.yaml"
    starts_on = read_pack(revision.text, file).versions[-1].starts_on
    with _own_folder(course) as folder:
        draft = folder / file
        draft.write_bytes(revision.text.encode())
        request = Request(
            schemes=(asked["scheme"],),
            month=base.month,
            paths=base.paths,
            out=folder / RESULT,
            rated_on=base.rated_on,
            policies=settings.policies,
        )
        months: list[Mapping[str, Any]] = []

        def told(month: Mapping[str, Any]) -> None:
            months.append(so_far_json(month))
            written(folder / SO_FAR, json.dumps({"months": months}).encode())

        data = simulated(
            Asked(
                request,
                draft,
                asked["months"],
                # What was asked for before there was a choice has none.
                Transition(asked.get("transition", Transition.UP)),
                prices=_prices(settings, asked["scheme"]),
                as_in_force=starts_on > base.rated_on,
            ),
            lambda done, lines: course.progress(done, lines, SIMULATING),
            told,
        )
        (folder / SO_FAR).unlink(missing_ok=True)
    last = data["results"][-1]
    return {
        "scheme": data["scheme"],
        "digest": data["draft"]["sha256"],
        "month": data["month"],
        "months": data["months"],
        "lines": last["lines"],
        "moved": last["moved"],
    }


def _prices(settings: Settings, scheme: str) -> Path | None:
    """The price list of a scheme; None where the installation has none."""
    path = settings.prices / f"{scheme}.yaml" if settings.prices else None
    return path if path and path.is_file() else None


def calibrate(course: Course) -> Mapping[str, Any]:
    """Gathers how the lines of a month lie, and keeps it, so that any shares are answered from it."""
    from tierline.policy_desk.bases import base_of
    from tierline.policy_desk.calibrating import gathered

    asked, settings = course.task.asked, course.settings
    base = base_of(settings, asked["scheme"], asked["month"])
    with _own_folder(course) as folder:
        found = gathered(
            settings, asked["scheme"], base, lambda done, lines: course.progress(done, lines, GATHERING)
        )
        written(folder / GATHERED, json.dumps(found, separators=(",", ":")).encode())
    return {name: found[name] for name in ("scheme", "month", "lines", "eligible", "figure")}


GATHERED = "gathered.json"


@contextmanager
def _own_folder(course: Course) -> Iterator[Path]:
    """The folder of the task, which an error or its end by a signal takes away again."""
    with course.database.read() as connection:
        clear(connection, course.settings)
    folder = folder_of(course.settings, course.task.id)
    # What an earlier attempt has left is begun anew.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
