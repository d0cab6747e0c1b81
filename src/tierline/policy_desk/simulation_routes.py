"""`/policy-simulations` and `/policy-calibrations`: what the desk's tasks have worked out."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from tierline.policy_desk import calibrations, simulations
from tierline.policy_desk.calibrations import Shares, ShareWish
from tierline.policy_desk.simulation import LinesAsked, SimulatedLine, Simulation
from tierline.web.call import SignedIn
from tierline.web.paging import ListingAsked, PageOf

router = APIRouter(tags=["policy simulations"])

TaskId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$", examples=["7d1f6a5e-2f4e-4a43-9b5c-0d7c7c1b6c11"])]
Word = Annotated[str, Query(max_length=120, pattern=r"^[^\x00]*$")]


class WishGiven(BaseModel):
    """What a tier is to have: a share of the eligible lines, at most so many of them, or what it has now."""

    model_config = ConfigDict(extra="forbid")

    tier: str = Field(max_length=60, pattern=r"^[a-z0-9_]+$", examples=["five_star"])
    share: Decimal | None = Field(default=None, ge=0, le=1, max_digits=20, examples=["0.02"])
    at_most: int | None = Field(default=None, ge=0, le=10**12, examples=[50000])


class SharesAsked(BaseModel):
    """The wishes, from the best tier down; without any the bounds in force are told."""

    model_config = ConfigDict(extra="forbid")

    wishes: list[WishGiven] = Field(default_factory=list, max_length=50)


@router.get("/policy-simulations/{task_id}", summary="A simulation 模拟结果")
def show_simulation(call: SignedIn, task_id: TaskId) -> Simulation:
    """What came of a simulation: totals, matrices, causes with clauses, month by month."""
    with call.read() as connection:
        return simulations.simulation(connection, call.actor, call.settings, task_id)


@router.get("/policy-simulations/{task_id}/lines", summary="Lines behind a figure 变动线路清单")
def list_lines(
    call: SignedIn,
    task_id: TaskId,
    listing: ListingAsked,
    month: Word = "",
    present: Word = "",
    draft: Word = "",
    cause: Word = "",
    effect: Word = "",
    site: Annotated[str, Query(max_length=120, pattern=r"^[0-9A-Za-z.]*$")] = "",
) -> PageOf[SimulatedLine]:
    """The lines that differ at your site and below it, by id; narrowed by cell, cause, effect, site."""
    asked = LinesAsked(month, present, draft, cause, effect, site)
    with call.read() as connection:
        page = simulations.simulated_lines(connection, call.actor, call.settings, task_id, asked, listing)
    return PageOf[SimulatedLine](items=list(page.items), next=page.next)


@router.post("/policy-calibrations/{task_id}/shares", summary="What shares mean 占比对应的界值")
def show_shares(call: SignedIn, task_id: TaskId, body: SharesAsked) -> Shares:
    """The bounds that give the tiers what is wished, and the lines of each tier before and after."""
    wishes = [ShareWish(one.tier, one.share, one.at_most) for one in body.wishes]
    return calibrations.shares(call.actor, call.settings, task_id, wishes)
