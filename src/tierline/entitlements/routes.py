"""What a line may have, and its uses, over HTTP."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.entitlements import service
from tierline.entitlements.json_forms import decided_text, decision_json
from tierline.entitlements.known import Standing
from tierline.entitlements.model import Handling, Level, Per, Reason, Use
from tierline.lines import service as lines
from tierline.lines.shown import BY_HAND, SOURCE, ByHandShown, by_hand_json
from tierline.rights.model import Actor
from tierline.web.call import Call, SignedIn, Writing
from tierline.web.paging import ListingAsked, PageOf
from tierline.web.values import MomentGiven

router = APIRouter(tags=["entitlements"])

Number = Annotated[str, Path(max_length=24, examples=["18600000001"])]
ServiceName = Annotated[str, Field(max_length=60, pattern=r"^[a-z][a-z0-9_]*$", examples=["sim_replacement"])]
ServiceInPath = Annotated[
    str, Path(max_length=60, pattern=r"^[a-z][a-z0-9_]*$", examples=["sim_replacement"])
]
At = Annotated[
    MomentGiven | None,
    Query(description="A moment with its zone; now by default.", examples=["2012-06-15T10:00:00+08:00"]),
]
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
CLAUSE = Field(examples=["ENT-04"])


class TermShown(BaseModel):
    """A number that belongs to what is given; yuan have two decimals."""

    name: str = Field(examples=["credit_yuan"])
    value: str = Field(examples=["100.00"])
    payments: list[str] = Field(description="For lines that pay so only; empty for all.")
    clause: str = CLAUSE
    basis: Literal["source", "public", "example"]


class QuotaShown(BaseModel):
    """How often in one calendar period, and how often still."""

    times: int = Field(examples=[1])
    per: Per
    left: int | None = Field(examples=[1])
    clause: str = CLAUSE
    basis: Literal["source", "public", "example"]


class AlternativeShown(BaseModel):
    """A tier or segment that would have what is refused."""

    standard: str = Field(examples=["unicom-star-services"])
    column: str = Field(examples=["five_star"])
    title: str = Field(examples=["five-star"])


class DecisionShown(BaseModel):
    """Whether a line may have a service, and what decided it."""

    service: str = Field(examples=["emergency_reconnection"])
    title: str = Field(examples=["Emergency reconnection"])
    handling: Handling
    granted: bool
    level: Level
    reason: Reason
    says: str = Field(examples=["Granted to gold: credit 100 yuan, for 3 days; 1 of 1 left this month."])
    standard: str = Field(examples=["unicom-vip-services"])
    scheme: str = Field(examples=["unicom-vip"])
    tier: str = Field(examples=["gold"])
    by_hand_until: date | None = Field(description="Last day of a tier that somebody set by hand.")
    clause: str = CLAUSE
    basis: Literal["source", "public", "example"]
    terms: list[TermShown]
    quota: QuotaShown | None
    renews_at: datetime | None
    would_have: list[AlternativeShown]


class LineShown(BaseModel):
    """The line asked for, its number masked."""

    id: int = Field(examples=[1000001])
    number: str = Field(examples=["186****0001"])
    segment: str = Field(examples=["public"])
    product: str = Field(examples=["mobile_3g"])
    payment: str = Field(examples=["prepaid"])
    status: str = Field(examples=["active"])
    site: str = Field(examples=["65.6501.650102"])


class TierShown(BaseModel):
    """A tier that the line holds at that moment."""

    scheme: str = Field(examples=["unicom-vip"])
    tier: str = Field(examples=["gold"])
    since: date
    ends_on: date | None
    source: str = SOURCE
    by_hand: ByHandShown | None = BY_HAND


class StandingShown(BaseModel):
    """Who the line is, and what it may have."""

    at: datetime
    line: LineShown
    tiers: list[TierShown]
    switches: dict[str, bool] = Field(examples=[{"do_not_disturb": True}])
    services: list[DecisionShown]


class UseAsked(BaseModel):
    """A service to be used: with its place for a visit, with `is_on` for a switch."""

    model_config = ConfigDict(extra="forbid")

    service: ServiceName
    place: str = Field(default="", max_length=60, examples=["urumqi"])
    is_on: bool | None = Field(default=None, examples=[None])


class UseShown(BaseModel):
    """A use that was recorded."""

    id: str = Field(examples=["0b9f4c1e-6f0a-4d5c-9a55-0c9c1d7c6a10"])
    service: str = Field(examples=["airport_lounge"])
    handling: Handling
    level: Level
    standard: str = Field(examples=["unicom-vip-services"])
    scheme: str = Field(examples=["unicom-vip"])
    tier: str = Field(examples=["gold"])
    clause: str = CLAUSE
    at: datetime
    place: str = Field(examples=["urumqi"])
    is_on: bool | None
    fee_yuan: str = Field(examples=["0.00"])
    reversed_at: datetime | None
    reversed_for: str


class UseAnswer(BaseModel):
    """Either the use that was recorded, or the decision that refused it."""

    outcome: Literal["used", "refused"]
    use: UseShown | None
    refusal: DecisionShown | None


class Reversal(BaseModel):
    """Why a use is taken back; no personal data."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=3, max_length=200, examples=["Recorded for the wrong line."])


def _shown(use: Use) -> UseShown:
    facts = {name: getattr(use, name) for name in UseShown.model_fields if name != "fee_yuan"}
    return UseShown(**facts, fee_yuan=f"{use.fee_fen // 100}.{use.fee_fen % 100:02d}")


@router.get(
    "/lines/{msisdn}/entitlements",
    response_model=StandingShown,
    summary="What a line may have 查询服务权益",
)
def list_entitlements(call: SignedIn, msisdn: Number, at: At = None) -> Response:
    """Every service, granted or refused with its reason, by the tiers of that moment."""
    asked_at = _moment(call, at)
    with call.read() as connection:
        line = lines.find(connection, call.actor, msisdn)
        found = service.standing(connection, call.actor, line, asked_at, call.settings)
    # Built directly: the list is text that was made before for lines of the same facts.
    head = json.dumps(_head(call.actor, found, asked_at), ensure_ascii=False)
    text = f'{head[:-1]}, "services": {decided_text(found.decided, call.language)}}}'
    return Response(text, media_type="application/json")


def _moment(call: Call, at: datetime | None) -> datetime:
    """The moment asked for; kept away from the ends of the calendar, where zones would leave it."""
    return min(max(at, EARLIEST), LATEST) if at else call.now


def _head(actor: Actor, found: Standing, at: datetime) -> dict[str, object]:
    line = found.line
    return {
        "at": at.isoformat(),
        "line": {
            "id": line.id,
            "number": lines.shown_number(line),
            "segment": line.segment,
            "product": line.product,
            "payment": line.payment,
            "status": line.status.value,
            "site": line.site,
        },
        "tiers": [
            {
                "scheme": each.scheme,
                "tier": each.tier,
                "since": each.since.isoformat(),
                "ends_on": each.ends_on.isoformat() if each.ends_on else None,
                "source": each.source,
                "by_hand": by_hand_json(actor, each),
            }
            for each in found.memberships
        ],
        "switches": {each.service: each.is_on for each in found.switched},
    }


@router.get("/lines/{msisdn}/entitlements/{service_name}", summary="One service of a line 查询单项权益")
def show_entitlement(
    call: SignedIn, msisdn: Number, service_name: ServiceInPath, at: At = None
) -> DecisionShown:
    """The decision on one service."""
    with call.read() as connection:
        line = lines.find(connection, call.actor, msisdn)
        decision = service.check_one(
            connection, call.actor, line, service_name, _moment(call, at), call.settings
        )
    return DecisionShown.model_validate(decision_json(decision, call.language))


@router.post("/lines/{msisdn}/uses", response_model=UseAnswer, summary="Use a service 办理权益")
def use_service(call: Writing, msisdn: Number, body: UseAsked) -> Response:
    """Use a service, or learn why not; a refusal is an answer too, and uses nothing."""

    def use_case(connection: Connection) -> UseAnswer:
        line = lines.find(connection, call.actor, msisdn)
        taken = service.use(
            connection,
            call.actor,
            line,
            body.service,
            now=call.now,
            settings=call.settings,
            place=body.place,
            is_on=body.is_on,
        )
        if isinstance(taken, Use):
            return UseAnswer(outcome="used", use=_shown(taken), refusal=None)
        refusal = DecisionShown.model_validate(decision_json(taken, call.language))
        return UseAnswer(outcome="refused", use=None, refusal=refusal)

    return call.once(use_case, body)


@router.get("/lines/{msisdn}/uses", summary="What was used 查询使用记录")
def list_uses(
    call: SignedIn,
    msisdn: Number,
    listing: ListingAsked,
    service_name: Annotated[str, Query(alias="service", max_length=60, pattern=r"^[a-z0-9_]*$")] = "",
) -> PageOf[UseShown]:
    """The uses of the present owner of a line; sorted by `at`."""
    with call.read() as connection:
        line = lines.find(connection, call.actor, msisdn)
        page = service.uses(connection, call.actor, line, listing, service_name)
    return PageOf[UseShown](items=[_shown(use) for use in page.items], next=page.next)


@router.post(
    "/lines/{msisdn}/uses/{use_id}/reversal", response_model=UseShown, summary="Take a use back 撤销使用"
)
def reverse_use(
    call: Writing,
    msisdn: Number,
    use_id: Annotated[str, Path(min_length=36, max_length=36, pattern=r"^[0-9a-f-]{36}$")],
    body: Reversal,
) -> Response:
    """Take back a use that was recorded by mistake; it counts no longer, and stays in the list."""

    def use_case(connection: Connection) -> UseShown:
        line = lines.find(connection, call.actor, msisdn)
        return _shown(service.reverse(connection, call.actor, line, use_id, reason=body.reason, now=call.now))

    return call.once(use_case, body)
