"""Asking for a month to be graded, verified or published; a worker does it, in carrying.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from tierline.months import runs
from tierline.months.errors import OnlyOfLines
from tierline.months.inputs import RATING_DAY, inputs_of
from tierline.months.listing import key_of
from tierline.policy.load import packs_of
from tierline.policy.model import Rates
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.tasks import service as tasks
from tierline.tasks.model import Task

GRADE, VERIFY, PUBLISH = "grade", "verify", "publish_run"


def ask_grade(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    month: date,
    schemes: Sequence[str],
    *,
    now: datetime,
) -> Task:
    """The task that grades a month, of these schemes, in one run.

    Raises PermissionMissing, RunsNotKept, DatasetsNotKept, MonthAhead, MonthOfOne, MonthBeforeMissing,
    BillsMissing, TaskOpen where the month is being graded already, and what a scheme may be refused for.
    """
    actor.require("run:carry_out")
    inputs_of(settings, month, schemes, today=now.astimezone(settings.time_zone).date())
    asked = {"month": f"{month:%Y-%m}", "schemes": list(schemes)}
    # One run at a time writes into the folder of a month, whatever its schemes.
    return tasks.ask(connection, actor, GRADE, asked, now=now, key=f"{month:%Y-%m}")


def ask_verify(
    connection: Connection, actor: Actor, settings: Settings, month: date, scheme: str, *, now: datetime
) -> Task:
    """The task that runs a scheme's month again and compares it.

    Raises PermissionMissing, RunsNotKept, MonthUnknown and TaskOpen.
    """
    actor.require("run:carry_out")
    runs.get(settings, month, scheme)
    asked = {"month": f"{month:%Y-%m}", "scheme": scheme}
    return tasks.ask(connection, actor, VERIFY, asked, now=now, key=key_of(month, scheme))


def ask_publish(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    month: date,
    scheme: str,
    *,
    now: datetime,
    with_duties: bool | None = None,
) -> Task:
    """The task that brings a scheme's month into the service; `with_duties` None leaves it to the rules.

    Raises PermissionMissing, RunsNotKept, MonthUnknown, OnlyOfLines and TaskOpen.
    """
    actor.require("publishing:publish")
    run = runs.get(settings, month, scheme)
    if run.recorded.rates is Rates.SITE:
        raise OnlyOfLines(scheme=scheme)
    asked: dict[str, Any] = {"month": f"{month:%Y-%m}", "scheme": scheme, "with_duties": with_duties}
    return tasks.ask(connection, actor, PUBLISH, asked, now=now, key=key_of(month, scheme))


def schemes_in_force(settings: Settings, month: date) -> list[str]:
    """The schemes of lines that can be graded in a month, by name: what a form offers."""
    day = month.replace(day=RATING_DAY)
    return sorted(
        pack.scheme
        for pack in packs_of(settings.policies).values()
        if pack.rates is Rates.LINE and pack.versions[0].starts_on <= day
    )
