"""`/policies`: the packs, version by version, and what the policy log has of them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from tierline.policy_desk import asking, packs
from tierline.policy_desk.head_counts import HeadCounts, head_counts
from tierline.policy_desk.model import LogEntry, PackHead, PackShown
from tierline.tasks.routes import TaskShown
from tierline.tasks.routes import shown as task_shown
from tierline.web.call import SignedIn, Writing

router = APIRouter(tags=["policies"])

Scheme = Annotated[str, Path(max_length=60, pattern=r"^[a-z0-9-]+$", examples=["unicom-star"])]
MonthGiven = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", examples=["2026-11"])]


class CalibrationAsked(BaseModel):
    """The month whose lines are gathered; by default the latest that was graded."""

    model_config = ConfigDict(extra="forbid")

    month: MonthGiven | None = None


def plain(kind: Any, value: object) -> dict[str, Any]:
    """A value as an answer that is kept under its Idempotency-Key; texts are in both languages."""
    adapter: TypeAdapter[object] = TypeAdapter(kind)
    found: dict[str, Any] = adapter.dump_python(value, mode="json")
    return found


@router.get("/policies", summary="Policies and what waits 政策列表")
def list_policies(call: SignedIn) -> list[PackHead]:
    """All packs: versions past, in force and coming, whether the log verifies, and open drafts."""
    with call.read() as connection:
        return list(packs.packs(connection, call.actor, call.settings, now=call.now))


@router.get("/policies/{scheme}", summary="One policy 政策详情")
def show_policy(call: SignedIn, scheme: Scheme) -> PackShown:
    """A pack version by version: ladders and tables cell by cell, and all of it as sentences."""
    with call.read() as connection:
        return packs.pack(connection, call.actor, call.settings, scheme, now=call.now)


@router.get("/policies/{scheme}/log", summary="The policy log 政策日志")
def show_log(call: SignedIn, scheme: Scheme) -> list[LogEntry]:
    """Who submitted, decided and published what of a scheme, the latest first."""
    with call.read() as connection:
        return list(packs.history(connection, call.actor, call.settings, scheme))


@router.get("/policies/{scheme}/months", summary="Months to try drafts on 可用于试算的月份")
def list_months(call: SignedIn, scheme: Scheme) -> list[str]:
    """The graded months that drafts of a scheme can be tried on, the latest first."""
    return list(asking.months(call.actor, call.settings, scheme))


@router.get("/policies/{scheme}/head-counts", summary="Lines by rated tier 各等级评定户数")
def show_head_counts(call: SignedIn, scheme: Scheme) -> HeadCounts | None:
    """Lines of the last graded month at your site, by rated tier; null where no month counts."""
    return head_counts(call.actor, call.settings, scheme)


@router.post(
    "/policies/{scheme}/calibrations", response_model=TaskShown, summary="Calibrate a scheme 测算等级界值"
)
def calibrate(call: Writing, scheme: Scheme, body: CalibrationAsked) -> Response:
    """Ask for the one pass over a month's lines from which any shares are answered: a task."""
    return call.once(
        lambda connection: task_shown(
            asking.ask_calibration(
                connection, call.actor, call.settings, scheme, month=body.month, now=call.now
            ),
            call.language,
        ),
        body,
    )
