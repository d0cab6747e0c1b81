"""The words of every kind of task: the one list of them; a page that asks for tasks adds its kinds."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.console.months.told import TOLD as MONTHS
from tierline.console.policies.told import TOLD as POLICIES
from tierline.console.tasks.told import Told

TOLD: Mapping[str, Told] = {**MONTHS, **POLICIES}
