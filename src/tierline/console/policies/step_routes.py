"""The steps of a draft to policy: simulated, handed in, decided, published; each is confirmed first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.console.forms import Form
from tierline.console.policies import words
from tierline.console.policies.draft_page import path_of
from tierline.console.policies.draft_routes import DraftId
from tierline.console.visit import KnownVisit, Visit
from tierline.policy_desk import asking, publication, service, simulations
from tierline.policy_desk.draft_routes import TEXT
from tierline.policy_desk.errors import SimulationNeeded, SimulationUnknown
from tierline.policy_desk.model import Draft, DraftShown
from tierline.policy_desk.routes import MonthGiven

router = APIRouter()

StepName = Literal["submission", "approval", "rejection", "publication", "dropping"]


class StepForm(BaseModel):
    """Why a step is taken, of the draft in which version."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=10**9)
    reason: str = Field(default="", max_length=500, pattern=TEXT, examples=["As agreed on 27 November"])


class ReasonedForm(StepForm):
    """The same where a reason has to be given, because a second person reads it."""

    reason: str = Field(min_length=1, max_length=500, pattern=TEXT, examples=["Thresholds of 2027"])


class SimulationForm(BaseModel):
    """How many months are simulated, and from which one on."""

    model_config = ConfigDict(extra="forbid")

    months: int = Field(default=1, ge=1, le=asking.MOST_MONTHS, examples=[1])
    month: MonthGiven
    transition: asking.TransitionName = Field(default="up", examples=["up"])


# ---------------------------------------------------------------- simulated


@router.get("/policies/drafts/{draft_id}/simulate")
def show_simulate(visit: KnownVisit, draft_id: DraftId) -> Response:
    """The form by which a simulation is asked for."""
    return _simulate_page(visit, draft_id, Form())


@router.post("/policies/drafts/{draft_id}/simulate")
def post_simulate(visit: KnownVisit, draft_id: DraftId) -> Response:
    """Ask for a simulation of the draft as it is saved."""
    found = visit.filled(SimulationForm)
    if found.body is None:
        return _simulate_page(visit, draft_id, found.form, 422)
    body = found.body

    def asked(connection: Connection) -> Mapping[str, Any]:
        task = asking.ask_simulation(
            connection,
            visit.actor,
            visit.settings,
            draft_id,
            months=body.months,
            month=body.month,
            transition=body.transition,
            now=visit.now,
        )
        return {"done": "asked", "task": task.id}

    return visit.carried_out(
        found.form,
        asked,
        path_of(draft_id),
        lambda form, status: _simulate_page(visit, draft_id, form, status),
    )


def _simulate_page(visit: Visit, draft_id: str, form: Form, status: int = 200) -> Response:
    visit.actor.require("policy:draft")
    with visit.read() as connection:
        shown = service.get(connection, visit.actor, visit.settings, draft_id)
    months = asking.months(visit.actor, visit.settings, shown.draft.scheme)
    choices = [(each, each) for each in months]
    facts = {
        "shown": shown,
        "form": form,
        "months": months,
        "choices": choices,
        "most": asking.MOST_MONTHS,
        "transitions": [(each, words.TRANSITIONS[each]) for each in asking.TRANSITIONS],
    }
    return _act(visit, "policies/simulate.html", status, facts)


# ---------------------------------------------------------------- handed in, decided, published


@router.get("/policies/drafts/{draft_id}/{step}")
def show_step(visit: KnownVisit, draft_id: DraftId, step: StepName) -> Response:
    """The confirmation of a step."""
    return _step_page(visit, draft_id, step, Form())


@router.post("/policies/drafts/{draft_id}/{step}")
def post_step(visit: KnownVisit, draft_id: DraftId, step: StepName) -> Response:
    """Take a step."""
    model = ReasonedForm if step in ("submission", "rejection") else StepForm
    found = visit.filled(model)
    if found.body is None:
        return _step_page(visit, draft_id, step, found.form, 422)
    body = found.body
    return visit.carried_out(
        found.form,
        lambda connection: {
            "done": step,
            "number": TAKEN[step](visit, connection, draft_id, body).version,
        },
        path_of(draft_id),
        lambda form, status: _step_page(visit, draft_id, step, form, status),
    )


def _submitted(visit: Visit, connection: Connection, draft_id: str, body: StepForm) -> Draft:
    task = asking.last_simulation(connection, visit.actor, draft_id, is_done=True)
    if task is None:
        raise SimulationNeeded()
    return publication.submit(
        connection,
        visit.actor,
        visit.settings,
        draft_id,
        body.version,
        task.id,
        body.reason,
        now=visit.now,
    )


def _dropped(visit: Visit, connection: Connection, draft_id: str, body: StepForm) -> Draft:
    return service.drop(connection, visit.actor, visit.settings, draft_id, body.version, now=visit.now)


def _by(use_case: Callable[..., Draft]) -> Callable[[Visit, Connection, str, StepForm], Draft]:
    def taken(visit: Visit, connection: Connection, draft_id: str, body: StepForm) -> Draft:
        return use_case(
            connection,
            visit.actor,
            visit.settings,
            draft_id,
            body.version,
            body.reason,
            now=visit.now,
        )

    return taken


TAKEN: Mapping[str, Callable[[Visit, Connection, str, StepForm], Draft]] = {
    "submission": _submitted,
    "approval": _by(publication.approve),
    "rejection": _by(publication.reject),
    "publication": _by(publication.publish),
    "dropping": _dropped,
}
"""The use case of each step."""


def _step_page(visit: Visit, draft_id: str, step: str, form: Form, status: int = 200) -> Response:
    with visit.read() as connection:
        shown = service.get(connection, visit.actor, visit.settings, draft_id)
        moved = _moved(visit, connection, shown)
    return _act(visit, "policies/step.html", status, {"shown": shown, "form": form, "step": step, **moved})


def _moved(visit: Visit, connection: Connection, shown: DraftShown) -> dict[str, Any]:
    """What the draft does, as it was simulated last; None where that is not known."""
    task = asking.last_simulation(connection, visit.actor, shown.draft.id, is_done=True)
    if task is not None:
        try:
            found = simulations.simulation(connection, visit.actor, visit.settings, task.id)
            return {"moved": found.months[0].moved if found.is_of_draft else None}
        except SimulationUnknown:
            pass
    return {"moved": None}


def _act(visit: Visit, template: str, status: int, facts: Mapping[str, Any]) -> Response:
    if visit.wants_part and status == 200:
        return visit.part(template, "act", status, **facts)
    return visit.page(template, status, **facts)
