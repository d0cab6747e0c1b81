"""A policy desk for tests: two small invented packs, a key, and the forty lines of a graded month."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.policy.harbour import HARBOUR
from tests.service.actors import actor
from tierline.database.connect import Database
from tierline.policy.load import bundled_packs
from tierline.policy.publication.keys import make_key
from tierline.policy_desk import asking, carrying, publication, service
from tierline.policy_desk.changes import Change, SetCell
from tierline.policy_desk.model import Draft, DraftShown
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.tasks import running
from tierline.tasks import service as tasks
from tierline.tasks.course import Course
from tierline.tasks.kinds import KINDS
from tierline.tasks.model import Task

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what no database decides."""

NOW = datetime(2026, 11, 28, 4, tzinfo=UTC)
DAY = "2027-01-01"

LI = replace(actor("policy_analyst", site=""), id="1", name="Li Wei")
WANG = replace(LI, id="2", name="Wang Fang")
READER = actor("auditor", site="")

PIER = """\
scheme: pier
title: {en: Pier points, zh: 码头积分}
tiers:
  blue: {en: blue, zh: 蓝卡}
  white: {en: white, zh: 白卡}
clause: GRD-04
basis: source

versions:
- from: 2020-01-01
  eligible:
    product: [mobile]
  measures:
    spend:
      title: {en: spend, zh: 消费}
      sum: billed
      last_months: 3
    factor:
      title: {en: tenure factor, zh: 网龄系数}
      from: {tenure_years: {at_least: {5: 1.5, 0: 1}}}
  score:
  - table:
      inputs: [spend]
      rules:
      - ["< 300", 1]
      - ["[300..600)", 2]
      - [">= 600", 3]
  - bonus_products: {each: 2}
    where: {tenure_months: {at_least: 60}}
  tier:
  - table:
      inputs: [score]
      rules:
      - [">= 5", blue]
      - ["[3..5)", blue]
      - ["[1..3)", white]
  membership: none
"""

BLUE_AT_130 = SetCell("tier", 0, 0, 0, "130")
"""Lines 30 to 40 of the small base are billed so much or more, and become blue."""


SIMULATED: dict[str, tuple[Path, dict[str, Any]]] = {}
"""Results by the digest of the draft: all desks of a session have the same packs and the same month."""


@dataclass(frozen=True)
class Desk:
    """The use cases of the desk over a database, each in a transaction of its own."""

    database: Database
    settings: Settings

    def begin(self, scheme: str = "harbour", day: str = DAY, who: Actor = LI) -> Draft:
        with self.database.write() as connection:
            return service.begin(connection, who, self.settings, scheme, day, now=NOW)

    def edit(self, draft: Draft, *changes: Change, who: Actor = LI) -> Draft:
        with self.database.write() as connection:
            return service.edit(connection, who, self.settings, draft.id, draft.version, changes, now=NOW)

    def get(self, draft: Draft, who: Actor = LI) -> DraftShown:
        with self.database.read() as connection:
            return service.get(connection, who, self.settings, draft.id)

    def ask(self, draft: Draft, who: Actor = LI, **asked: Any) -> Task:
        with self.database.write() as connection:
            return asking.ask_simulation(connection, who, self.settings, draft.id, now=NOW, **asked)

    def carry_out(self, task: Task) -> Task:
        """The task, done in this process."""
        course = Course(task, self.settings, self.database, lambda: NOW, "test")
        with self.database.write() as connection:
            assert running.take(connection, KINDS, "test", now=NOW).id == task.id
        result = getattr(carrying, task.kind)(course)
        with self.database.write() as connection:
            running.end_well(connection, task.id, "test", result, now=NOW)
            return tasks.get(connection, LI, task.id)

    def simulated(self, draft: Draft) -> Task:
        """A finished simulation of one month; that of an earlier test with the same text is taken over."""
        task = self.ask(draft)
        if draft.digest not in SIMULATED:
            done = self.carry_out(task)
            SIMULATED[draft.digest] = (self.settings.desk / task.id, dict(done.result or {}))
            return done
        folder, result = SIMULATED[draft.digest]
        shutil.copytree(folder, self.settings.desk / task.id, symlinks=True)
        with self.database.write() as connection:
            running.take(connection, KINDS, "test", now=NOW)
            running.end_well(connection, task.id, "test", result, now=NOW)
            return tasks.get(connection, LI, task.id)

    def submit(self, draft: Draft, task: Task, who: Actor = LI, reason: str = "plan of 2027") -> Draft:
        with self.database.write() as connection:
            return publication.submit(
                connection, who, self.settings, draft.id, draft.version, task.id, reason, now=NOW
            )

    def step(self, name: str, draft: Draft, who: Actor, reason: str = "") -> Draft:
        with self.database.write() as connection:
            return getattr(publication, name)(
                connection, who, self.settings, draft.id, draft.version, reason, now=NOW
            )


def policies_at(folder: Path, packs: Sequence[str] = (HARBOUR, PIER)) -> Path:
    """A new folder of policies, with the star scheme too."""
    folder.mkdir(parents=True)
    for text in (*packs, bundled_packs()["unicom-star"].text):
        scheme = text.partition("scheme: ")[2].partition("\n")[0]
        (folder / f"{scheme}.yaml").write_text(text, "utf-8")
    return folder


def desk_settings(settings: Settings, folder: Path, runs: Path) -> Settings:
    """Settings with policies, a key and a desk in a folder of the test, over months that were graded."""
    make_key(folder / "key.pem")
    return settings.model_copy(
        update={
            "policies": policies_at(folder / "policies"),
            "policy_key": folder / "key.pem",
            "runs": runs,
            "desk": folder / "desk",
        }
    )
