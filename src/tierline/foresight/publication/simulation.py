"""The record of a simulation, as far as a publication rests on it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tierline.foresight.publication.errors import (
    SimulationOfAnother,
    SimulationOfNothingNew,
    SimulationUnreadable,
)
from tierline.grading.publication import content_of
from tierline.policy.load import problem_of
from tierline.policy.model import Pack
from tierline.policy.publication.model import SimulationRecord
from tierline.wording import Text

FORM, FILE = 1, "simulation.json"
KINDS = ("simulation", "comparison")
"""Of a draft, or of two schemes: a new scheme can only be compared with another one."""

NO_TRANSITION = "none"
"""From one scheme to another nothing leads over."""

OF_DRAFT = Text("the digest of the draft", "草案的摘要")
OF_PRESENT = Text("the digest of the present pack", "现行政策包的摘要")


@dataclass(frozen=True)
class Simulation:
    """What was simulated. `content` is the record as it lies on disk."""

    path: Path
    content: bytes
    draft: str
    record: SimulationRecord

    def check(self, draft: Pack, present: Sequence[Pack], new: Collection[date]) -> None:
        """Raises SimulationOfAnother unless it is of exactly this draft, against one of the `present` packs.

        Raises SimulationOfNothingNew where it rates by none of the versions that are new.
        """
        against = [pack.digest for pack in present]
        for what, found, expected in (
            (OF_DRAFT, self.draft, [draft.digest]),
            (OF_PRESENT, self.record.present, against),
        ):
            if found not in expected:
                raise SimulationOfAnother(
                    path=self.path,
                    what=what,
                    found=found[:12],
                    expected=", ".join(digest[:12] for digest in expected),
                )
        if self.record.version not in new:
            raise SimulationOfNothingNew(
                path=self.path,
                month=self.record.month,
                version=self.record.version,
                new=", ".join(day.isoformat() for day in sorted(new)),
            )


def read_simulation(folder: Path) -> Simulation:
    """The simulation that a folder holds. Raises SimulationUnreadable."""
    # The folder's content is found once, so that a simulation written meanwhile is not mixed in.
    path = (content_of(folder) or folder.absolute()) / FILE
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = problem_of(error)
        raise SimulationUnreadable(
            path=folder, problem=Text(f"{FILE}: {problem.en}", f"{FILE}：{problem.zh}")
        ) from None
    try:
        return _simulation(folder, content, json.loads(content))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        said = f"{type(error).__name__}: {error}"[:200]
        problem = Text(f"{FILE} is not complete: {said}", f"{FILE} 不完整：{said}")
        raise SimulationUnreadable(path=folder, problem=problem) from None


def _simulation(folder: Path, content: bytes, data: Any) -> Simulation:
    if data["form"] != FORM or data["kind"] not in KINDS:
        raise ValueError("another form or kind")
    draft, present = data["draft"], data["present"]
    record = SimulationRecord(
        digest=hashlib.sha256(content).hexdigest(),
        month=_matching(r"\d{4}-\d{2}", data["month"]),
        months=_whole(data["months"]),
        transition=_matching(r"[a-z_]{1,40}", data["transition"] or NO_TRANSITION),
        version=date.fromisoformat(draft["version"]),
        present=_digest(present["sha256"]),
    )
    return Simulation(folder, content, _digest(draft["sha256"]), record)


def _digest(value: object) -> str:
    return _matching(r"[0-9a-f]{64}", value)


def _whole(value: object) -> int:
    if type(value) is not int:
        raise ValueError(f"{value!r:.60}")
    return value


def _matching(form: str, value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(form, value, re.ASCII):
        raise ValueError(f"{value!r:.60}")
    return value
