"""The words of simulating a draft and calibrating a scheme as tasks."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.console.tasks.told import Told
from tierline.months.titles import scheme_titles
from tierline.policy.phrases import filled
from tierline.policy_desk.carrying import GATHERING, SIMULATING
from tierline.settings import Settings
from tierline.tasks.model import Task
from tierline.wording import Text

DRAFT = Text("{scheme}: draft, revision {revision}", "{scheme}：草案第 {revision} 次修订")
LINES = Text("Lines under both policies", "按两套政策逐条评定")
GATHERED = Text("Lines by their figure", "按评定值汇总线路")


def _title(settings: Settings, task: Task) -> Text:
    scheme = task.asked["scheme"]
    return scheme_titles(settings).get(scheme, Text(scheme, scheme))


def _about_draft(settings: Settings, task: Task) -> Text:
    return filled(DRAFT, scheme=_title(settings, task), revision=str(task.asked["revision"]))


TOLD: Mapping[str, Told] = {
    "simulate": Told(
        _about_draft, lambda task: f"/policies/drafts/{task.asked['draft_id']}", {SIMULATING: LINES}
    ),
    "calibrate": Told(_title, lambda task: f"/policies/{task.asked['scheme']}", {GATHERING: GATHERED}),
}
