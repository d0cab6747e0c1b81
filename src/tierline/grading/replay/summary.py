"""summary.json of a replay: what was corrected, what became of each month, and what follows, counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tierline.grading.publication import content_of
from tierline.grading.replay.model import Kind, Replay, RunReplay
from tierline.policy.vocabulary import Change

FORM = "replay-1"
"""The form of this summary.json; by it no reader takes it for that of a run."""


def is_replay(folder: Path) -> bool:
    """True where what a folder holds is the result of a replay."""
    content = content_of(folder)
    if content is None:
        return False
    try:
        data = json.loads((content / "summary.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(data, dict) and data.get("form") == FORM


def as_data(replay: Replay) -> dict[str, Any]:
    """The replay as plain data. The same replay gives the same: it holds no time and no duration."""
    return {
        "form": FORM,
        "schemes": list(replay.schemes),
        "is_equal": replay.is_equal,
        "only_up": replay.only_up,
        "corrected": {
            name: {
                "rows": one.rows,
                "of_months_not_read": one.outside,
                "of_unknown_lines": one.unknown,
                "files": [file.as_json() for file in one.files],
            }
            for name, one in replay.corrected.items()
        },
        "months": [_month(replay, one) for one in replay.runs],
        "events": {
            scheme: {
                "by_change": {change.value: told.events[change] for change in Change if told.events[change]},
                "of_lines_held_too_low": told.missed,
                "takes_away": told.takes_away,
            }
            for scheme, told in replay.told.items()
        },
    }


def _month(replay: Replay, one: RunReplay) -> dict[str, Any]:
    differences = replay.told[one.scheme].differences
    return {
        "month": one.month,
        "scheme": one.scheme,
        "recorded": str(one.recorded.absolute()),
        "replayed": bool(one.cause),
        "because_of": [name for name in ("subscribers", "bills", "memberships") if getattr(one.cause, name)],
        "corrections": {
            name: {
                "replaced": put.replaced,
                "added": put.added,
                "change_nothing": put.unchanged,
                "of_unknown_lines": put.unknown,
            }
            for name, put in one.put.items()
        },
        "differences": {
            kind.value: differences[one.month, kind] for kind in Kind if differences[one.month, kind]
        },
        "changed_versions": [list(version) for version in one.changed_versions],
    }
