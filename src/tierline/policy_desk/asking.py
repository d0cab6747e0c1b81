"""Asking for the desk's long work: simulations of drafts, and calibrations of schemes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import Connection

from tierline.policy.errors import SchemeOfSites
from tierline.policy.model import Rates
from tierline.policy_desk import service, standing
from tierline.policy_desk.errors import MonthsOutside
from tierline.policy_desk.folder import pack_at, present_pack
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.tasks import service as tasks
from tierline.tasks.model import State, Task

SIMULATE, CALIBRATE = "simulate", "calibrate"
MOST_MONTHS = 12
TransitionName = Literal["up", "kept", "now"]
TRANSITIONS: tuple[TransitionName, ...] = get_args(TransitionName)
"""What becomes of terms that run, as grading.model.Transition has it; the first is what every pack says."""


def ask_simulation(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    draft_id: str,
    *,
    months: int = 1,
    month: str | None = None,
    transition: TransitionName = "up",
    now: datetime,
) -> Task:
    """The task that simulates a draft as it stands, over `months` from `month` on, or from the latest run.

    `transition` says what becomes of terms that run.

    Of a draft one simulation at a time may be under way (TaskOpen). Raises DraftUnknown, DraftFaulty,
    DraftUnchanged, DraftBehind, MonthsOutside, RunsNotSet and BaseMissing.
    """
    actor.require("policy:draft")
    if not 1 <= months <= MOST_MONTHS:
        raise MonthsOutside(field="months", found=months, most=MOST_MONTHS)
    draft = standing.found(connection, settings, draft_id)
    _check_of_lines(settings, draft.scheme)
    revision = service.usable(connection, settings, draft)
    asked = {
        "draft_id": draft.id,
        "revision": revision.number,
        "digest": revision.digest,
        "scheme": draft.scheme,
        "month": _month(settings, draft.scheme, month),
        "months": months,
        "transition": transition,
    }
    return tasks.ask(connection, actor, SIMULATE, asked, now=now, key=draft.id)


def ask_calibration(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    scheme: str,
    *,
    month: str | None = None,
    now: datetime,
) -> Task:
    """The task that gathers how the lines of a month lie by the figure of a scheme's tiers.

    Raises PolicyUnknown, LadderUnsuited, RunsNotSet and BaseMissing.
    """
    from tierline.foresight.calibration.ladder import ladder_of

    actor.require("policy:draft")
    pack = pack_at(settings, scheme)
    _check_of_lines(settings, scheme)
    ladder_of(pack.versions[-1])
    asked = {"scheme": scheme, "month": _month(settings, scheme, month)}
    return tasks.ask(connection, actor, CALIBRATE, asked, now=now, key=scheme)


def last_simulation(
    connection: Connection, actor: Actor, draft_id: str, *, is_done: bool = False
) -> Task | None:
    """The simulation of a draft that was asked for last, whoever did; with `is_done` of those that are."""
    actor.require("policy:read")
    return tasks.last(connection, SIMULATE, draft_id, _states(is_done))


def last_calibration(
    connection: Connection, actor: Actor, scheme: str, *, is_done: bool = False
) -> Task | None:
    """The calibration of a scheme that was asked for last, whoever did; with `is_done` of those that are."""
    actor.require("policy:read")
    return tasks.last(connection, CALIBRATE, scheme, _states(is_done))


def can_calibrate(actor: Actor, settings: Settings, scheme: str) -> bool:
    """True where the tiers of a scheme come from one ladder, whose bounds shares can set."""
    from tierline.foresight.calibration.errors import LadderUnsuited
    from tierline.foresight.calibration.ladder import ladder_of

    actor.require("policy:read")
    pack = present_pack(settings, scheme)
    if pack.rates is Rates.SITE:
        return False
    try:
        ladder_of(pack.versions[-1])
    except LadderUnsuited:
        return False
    return True


def _states(is_done: bool) -> tuple[State, ...]:
    return (State.DONE,) if is_done else tuple(State)


def months(actor: Actor, settings: Settings, scheme: str) -> tuple[str, ...]:
    """The months that a draft of the scheme can be tried on, the latest first.

    Raises PolicyUnknown and RunsNotSet.
    """
    from tierline.policy_desk.bases import months_of

    actor.require("policy:read")
    pack_at(settings, scheme)
    return months_of(settings, scheme)


def _month(settings: Settings, scheme: str, month: str | None) -> str:
    from tierline.policy_desk.bases import base_of

    return f"{base_of(settings, scheme, month).month:%Y-%m}"


def _check_of_lines(settings: Settings, scheme: str) -> None:
    if present_pack(settings, scheme).rates is Rates.SITE:
        raise SchemeOfSites(scheme=scheme)
