"""`/policies/drafts/{id}/calibration`: the floors that shares mean, which go into the draft."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.forms import WHOLE, Form
from tierline.console.policies.draft_page import path_of
from tierline.console.policies.draft_routes import DraftId
from tierline.console.tasks.view import task_view
from tierline.console.visit import KnownVisit, Visit
from tierline.errors import TierlineError
from tierline.policy_desk import asking, calibrations, packs, service
from tierline.policy_desk.calibrations import Shares, ShareWish, TierShare
from tierline.policy_desk.errors import SimulationUnknown
from tierline.policy_desk.model import Step
from tierline.web.problems import status_of

router = APIRouter()

TEMPLATE = "policies/calibration.html"
SHARE = "share."
MOST_LETTERS = 12


@router.get("/policies/drafts/{draft_id}/calibration")
def show_calibration(visit: KnownVisit, draft_id: DraftId) -> Response:
    """The shares of tiers and the floors that they mean, by what stands in the address."""
    return _page(visit, draft_id, Form())


@router.post("/policies/drafts/{draft_id}/calibration")
def post_calibration(visit: KnownVisit, draft_id: DraftId) -> Response:
    """Gather how the lines of a month lie, once."""

    def asked(connection: Connection) -> Mapping[str, Any]:
        shown = service.get(connection, visit.actor, visit.settings, draft_id)
        task = asking.ask_calibration(
            connection, visit.actor, visit.settings, shown.draft.scheme, now=visit.now
        )
        return {"done": "gathering", "task": task.id}

    return visit.carried_out(
        Form(),
        asked,
        f"{path_of(draft_id)}/calibration",
        lambda form, status: _page(visit, draft_id, form, status),
    )


@router.post("/policies/drafts/{draft_id}/calibration/floors")
def post_floors(visit: KnownVisit, draft_id: DraftId) -> Response:
    """Take the floors of the shares into the draft."""

    def taken(connection: Connection) -> Mapping[str, Any]:
        shown = service.get(connection, visit.actor, visit.settings, draft_id)
        task = asking.last_calibration(connection, visit.actor, shown.draft.scheme, is_done=True)
        if task is None:
            raise SimulationUnknown()
        found = _shares(visit, task.id)
        bounds = [(one.tier, one.bound) for one in found.tiers]
        draft = calibrations.take_bounds(
            connection,
            visit.actor,
            visit.settings,
            draft_id,
            _held(visit),
            task.id,
            bounds,
            now=visit.now,
        )
        return {"done": "bounds", "number": draft.version}

    return visit.carried_out(
        Form(visit.posted),
        taken,
        path_of(draft_id),
        lambda form, status: _page(visit, draft_id, form, status),
    )


def _held(visit: Visit) -> int:
    given = (visit.posted.get("version") or ("0",))[0]
    return int(given[:9]) if given[:9].isdecimal() else 0


def _given(visit: Visit) -> dict[str, str]:
    """The shares of the sliders, in hundredths, by tier; of the form, else of the address."""
    if visit.posted:
        pairs = [(name, values[0]) for name, values in visit.posted.items()]
    else:
        pairs = list(visit.request.query_params.items())
    return {name.removeprefix(SHARE): value for name, value in pairs if name.startswith(SHARE)}


def _shares(visit: Visit, task_id: str) -> Shares:
    """What the sliders mean; without any the floors in force."""
    given = _given(visit)
    plain = calibrations.shares(visit.actor, visit.settings, task_id)
    order = [one.tier for one in plain.tiers]
    now = {one.tier: _percent(one, plain) for one in plain.tiers}
    # A slider shows tenths of a per cent: one that was not moved means what the tier has exactly.
    wishes = [
        ShareWish(tier) if _is_unmoved(given[tier], now.get(tier)) else ShareWish(tier, _share(given[tier]))
        for tier in sorted(given, key=lambda name: order.index(name) if name in order else len(order))
    ]
    return calibrations.shares(visit.actor, visit.settings, task_id, wishes) if wishes else plain


def _percent(one: TierShare, shares: Shares) -> str:
    """Where the slider of a tier stands: the per cent of the eligible lines that reach no better one."""
    return f"{Decimal(100 * one.own) / max(shares.eligible, 1):.1f}"


def _is_unmoved(typed: str, now: str | None) -> bool:
    return now is not None and _share(typed) == _share(now)


def _share(typed: str) -> Decimal:
    """A share of 1 from percents; what is no number is nobody."""
    try:
        found = Decimal(typed.strip()[:MOST_LETTERS])
    except InvalidOperation:
        return Decimal(0)
    return min(max(found, Decimal(0)), Decimal(100)) / 100 if found.is_finite() else Decimal(0)


def _floors(visit: Visit, shares: Shares) -> list[dict[str, object]]:
    """The floors as marks of the picture."""
    return [
        {
            "title": one.title.read(visit.language),
            "before": float(one.bound_before),
            "floor": float(one.bound),
        }
        for one in shares.tiers
    ]


def _page(visit: Visit, draft_id: str, form: Form, status: int = 200) -> Response:
    visit.actor.require("policy:draft")
    with visit.read() as connection:
        shown = service.get(connection, visit.actor, visit.settings, draft_id)
        pack = packs.pack(connection, visit.actor, visit.settings, shown.draft.scheme, now=visit.now)
        task = asking.last_calibration(connection, visit.actor, shown.draft.scheme)
        done = asking.last_calibration(connection, visit.actor, shown.draft.scheme, is_done=True)
    shares = None
    if done is not None:
        try:
            shares = _shares(visit, done.id)
        except SimulationUnknown:
            done = None
        except TierlineError as error:
            # Shares that nobody can have, such as more than all lines: said, and the floors in force shown.
            form, status = form.refused(error, visit.language), status_of(error)
            form = Form(form.typed, {WHOLE: error.message(visit.language)})
            shares = calibrations.shares(visit.actor, visit.settings, done.id)
    facts = {
        "shown": shown,
        "pack": pack,
        "form": form,
        "task_view": task_view(visit.settings, visit.actor, task) if task is not None else None,
        "shares": shares,
        # The lowest tier takes all the rest where its floor is 0.
        "sliders": [] if shares is None else [one for one in shares.tiers if one.bound_before],
        "bins": [] if shares is None else [[float(one.low), one.lines] for one in shares.bins],
        "floors": [] if shares is None else _floors(visit, shares),
        "given": _given(visit),
        "stands": {} if shares is None else {one.tier: _percent(one, shares) for one in shares.tiers},
        "can_take": Step.TAKE_BOUNDS in shown.possible,
    }
    if visit.wants_part:
        return visit.part(TEMPLATE, "shares", 200 if shares else status, **facts)
    return visit.page(TEMPLATE, status, **facts)
