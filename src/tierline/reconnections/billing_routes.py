"""`/billing-events`, for the billing side; the routes of people and customers are in routes.py."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import Connection

from tierline.lines.msisdn import PATTERN
from tierline.reconnections import billing
from tierline.reconnections.model import BillingEvent, EventKind, Outcome
from tierline.web.call import Writing
from tierline.web.values import MomentGiven

router = APIRouter(tags=["billing"])

MOST_EVENTS = 500
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

Fen = Annotated[int, Field(ge=0, le=10**12, description="Whole fen. 金额（分）。", examples=[1250])]


def _in_range(at: datetime) -> datetime:
    if not EARLIEST <= at <= LATEST:
        raise ValueError("expected a moment of the years 2000 to 2199")
    return at


class _OnLine(BaseModel):
    """A report names its line by `line_id` or by its number of now."""

    model_config = ConfigDict(extra="forbid")

    event_id: str = Field(
        min_length=1,
        max_length=80,
        pattern=r"^[!-~]+$",
        description="Unlike any other of the source: a report that comes again has no effect. 来源内唯一。",
        examples=["b-20120615-000017"],
    )
    at: Annotated[MomentGiven, AfterValidator(_in_range)] = Field(
        description="When it happened, with its zone. 发生时刻（带时区）。",
        examples=["2012-06-15T10:00:00+08:00"],
    )
    line_id: int | None = Field(default=None, ge=0, lt=2**63, examples=[1000001])
    msisdn: str | None = Field(default=None, pattern=PATTERN, examples=["18600000001"])

    @model_validator(mode="after")
    def _names_one_line(self) -> _OnLine:
        if (self.line_id is None) == (self.msisdn is None):
            raise ValueError("expected either line_id or msisdn")
        return self

    def event(self, source: str) -> BillingEvent:
        """The report as the use case takes it."""
        facts = self.model_dump()
        return BillingEvent(source=source, **{**facts, "kind": EventKind(facts["kind"])})


class UsageReport(_OnLine):
    """Usage of a line that is reconnected; it lowers the credit. 使用量，冲减授信。"""

    kind: Literal["usage"]
    fen: Fen


class PaymentReport(_OnLine):
    """A payment, and what is left overdue after it. 缴费及剩余欠费。"""

    kind: Literal["payment"]
    fen: Fen
    arrears_months: int = Field(ge=0, le=1200, examples=[0])
    arrears_fen: Fen


class ArrearsReport(_OnLine):
    """What is overdue now. 当前欠费。"""

    kind: Literal["arrears"]
    arrears_months: int = Field(ge=0, le=1200, examples=[1])
    arrears_fen: Fen


class StatusReport(_OnLine):
    """The billing side suspended a line for arrears, or lifted that. 欠费停机或恢复。"""

    kind: Literal["suspended_for_arrears", "resumed"]


Report = Annotated[UsageReport | PaymentReport | ArrearsReport | StatusReport, Field(discriminator="kind")]


class Reports(BaseModel):
    """A batch of reports of one source; they are applied in the order in which they happened."""

    model_config = ConfigDict(extra="forbid")

    source: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$", examples=["billing-65"])
    events: list[Report] = Field(min_length=1, max_length=MOST_EVENTS)


class ReportAnswer(BaseModel):
    """What became of a report; `reason` says why it had no effect."""

    event_id: str = Field(examples=["b-20120615-000017"])
    outcome: Outcome
    reason: str = Field(examples=["line_unknown"])


class ReportAnswers(BaseModel):
    """What became of each report, in the order of the batch."""

    events: list[ReportAnswer]


@router.post(
    "/billing-events", response_model=ReportAnswers, summary="Report usage and payments 计费事件上报"
)
def report_billing_events(call: Writing, body: Reports) -> Response:
    """Take usage, payments, arrears and suspensions of lines; a part payment settles nothing. ENT-05."""
    events = [each.event(body.source) for each in body.events]

    def use_case(connection: Connection) -> ReportAnswers:
        answers = billing.report(connection, call.settings, call.actor, events, now=call.now)
        return ReportAnswers(
            events=[
                ReportAnswer(event_id=each.event_id, outcome=each.outcome, reason=each.reason)
                for each in answers
            ]
        )

    return call.once(use_case, body)
