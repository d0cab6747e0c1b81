"""`/lines/{msisdn}/reconnections` and `/reconnections`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from sqlalchemy import Connection

from tierline.database.paging import Page
from tierline.lines import service as lines
from tierline.lines.msisdn import PATTERN
from tierline.reconnections import by_hand, service
from tierline.reconnections.model import Reconnection, State, Step, Wanted
from tierline.service_passwords.model import Channel, Refusal, Shown
from tierline.web.call import Call, SignedIn, Writing
from tierline.web.etags import VersionHeld, tag
from tierline.web.paging import ListingAsked, PageOf
from tierline.web.values import MomentGiven
from tierline.wording import Language

router = APIRouter(tags=["reconnections"])

Number = Annotated[str, Path(pattern=PATTERN, examples=["18600000001"])]
ReconnectionId = Annotated[
    str, Path(pattern=r"^[0-9a-f-]{36}$", examples=["6f1c9d1e-0b5a-4a6e-9d57-2f5d9a1b7c33"])
]
Reason = Annotated[
    str,
    Field(
        min_length=1,
        max_length=400,
        pattern=r"^[^\x00]*$",  # PostgreSQL keeps no text with a zero character in it
        description="Why, for the history. 原因，记入历史。",
        examples=["The customer has paid at the hall; the payment is on its way."],
    ),
]
YUAN = Field(examples=["100.00"])


class NewReconnection(BaseModel):
    """What the customer shows of who they are. 客户身份凭据。"""

    model_config = ConfigDict(extra="forbid")

    channel: Channel = Field(examples=["hotline"])
    calls_from: str | None = Field(
        default=None,
        pattern=PATTERN,
        description="The number that the customer calls from. 来电号码。",
        examples=["18600000001"],
    )
    is_confirmed: bool = Field(
        default=False,
        description="Whoever serves the customer has checked who they are. 服务人员已核验身份。",
    )
    password: SecretStr | None = Field(
        default=None, max_length=64, description="Service or bill password. 服务密码或话费密码。"
    )

    def shown(self) -> Shown:
        """What the customer shows."""
        password = self.password.get_secret_value() if self.password else None
        return Shown(self.channel, self.calls_from, self.is_confirmed, password)


class End(BaseModel):
    """The reconnection is ended now. 立即结束紧急开机。"""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class Extend(BaseModel):
    """The reconnection is to last longer. 延长紧急开机。"""

    model_config = ConfigDict(extra="forbid")

    until: MomentGiven = Field(
        description="A moment with its zone, at most 31 days after the grant. 带时区的时刻，距开机至多31天。",
        examples=["2012-06-18T18:00:00+08:00"],
    )
    reason: Reason


class ReconnectionShown(BaseModel):
    """A reconnection as it stands, the number masked. Amounts are null where the line is not prepaid."""

    id: str = Field(examples=["6f1c9d1e-0b5a-4a6e-9d57-2f5d9a1b7c33"])
    line_id: int = Field(examples=[1000001])
    number: str = Field(examples=["186****0001"])
    site: str = Field(examples=["65.6501.650102"])
    payment: str = Field(examples=["prepaid"])
    state: State
    reason: str = Field(examples=["time_up"])
    clause: str = Field(examples=["ENT-04"])
    channel: str = Field(examples=["hotline"])
    means: str = Field(examples=["own_line"])
    requested_at: datetime
    requested_by: str
    standard: str = Field(examples=["unicom-vip-services"])
    scheme: str = Field(examples=["unicom-vip"])
    tier: str = Field(examples=["gold"])
    credit_yuan: str | None = YUAN
    used_yuan: str = YUAN
    left_yuan: str | None = YUAN
    arrears_months: int = Field(examples=[1])
    arrears_yuan: str = YUAN
    granted_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    paid_at: datetime | None
    work_order_id: str | None
    version: int = Field(examples=[2])


class RefusalShown(BaseModel):
    """Why a line is not reconnected, and what would change it."""

    reason: str = Field(examples=["arrears_too_old"])
    sentence: str = Field(examples=["2 or more months are in arrears. Pay until at most 1 is left, or all."])
    clause: str = Field(examples=["ENT-05"])


class AnswerShown(BaseModel):
    """What came of a request; `refusal` is null where it was granted."""

    granted: bool
    refusal: RefusalShown | None
    reconnection: ReconnectionShown


class StepShown(BaseModel):
    """One change: `at` is when it took effect, `recorded_at` when that was noticed."""

    at: datetime
    recorded_at: datetime
    actor_id: str = Field(examples=["system"])
    from_state: State | None
    to_state: State
    reason: str = Field(examples=["time_up"])
    note: str
    expires_at: datetime | None


class ReconnectionWhole(ReconnectionShown):
    """A reconnection with its whole history."""

    steps: list[StepShown]


def yuan(fen: int) -> str:
    """An amount as people read it, with two decimals."""
    return f"{fen // 100}.{fen % 100:02}"


def _facts(reconnection: Reconnection, number: str) -> dict[str, Any]:
    credit, left = reconnection.credit_fen, reconnection.left_fen
    return {
        **{name: getattr(reconnection, name, None) for name in ReconnectionShown.model_fields},
        "number": number,
        "credit_yuan": None if credit is None else yuan(credit),
        "used_yuan": yuan(reconnection.used_fen),
        "left_yuan": None if left is None else yuan(left),
        "arrears_yuan": yuan(reconnection.arrears_fen),
    }


def _numbers(connection: Connection, reconnections: Sequence[Reconnection]) -> dict[int, str]:
    found = lines.of_ids(connection, {each.line_id for each in reconnections})
    return {line_id: lines.shown_number(line) for line_id, line in found.items()}


def _page(connection: Connection, page: Page[Reconnection]) -> PageOf[ReconnectionShown]:
    numbers = _numbers(connection, page.items)
    items = [
        ReconnectionShown.model_validate(_facts(each, numbers.get(each.line_id, ""))) for each in page.items
    ]
    return PageOf[ReconnectionShown](items=items, next=page.next)


def _whole(connection: Connection, reconnection: Reconnection, steps: Sequence[Step]) -> ReconnectionWhole:
    number = _numbers(connection, [reconnection]).get(reconnection.line_id, "")
    shown = [StepShown.model_validate(step, from_attributes=True) for step in steps]
    return ReconnectionWhole.model_validate({**_facts(reconnection, number), "steps": shown})


def _refusal(refusal: Refusal | None, language: Language) -> RefusalShown | None:
    if refusal is None:
        return None
    sentence = refusal.sentence.read(language)
    return RefusalShown(reason=refusal.reason, sentence=sentence, clause=refusal.clause)


@router.post(
    "/lines/{msisdn}/reconnections",
    response_model=AnswerShown,
    summary="Reconnect a line that is suspended for arrears 紧急开机",
)
def request_reconnection(call: Writing, msisdn: Number, body: NewReconnection) -> Response:
    """Reconnect a line, once who asks is made sure of; a refusal says why. Clauses: ENT-04 to ENT-07."""

    def use_case(connection: Connection) -> AnswerShown:
        answer = service.request(connection, call.settings, call.actor, msisdn, body.shown(), now=call.now)
        number = _numbers(connection, [answer.reconnection])[answer.reconnection.line_id]
        return AnswerShown(
            granted=answer.refusal is None,
            refusal=_refusal(answer.refusal, call.language),
            reconnection=ReconnectionShown.model_validate(_facts(answer.reconnection, number)),
        )

    return call.once(use_case, body)


@router.get("/lines/{msisdn}/reconnections", summary="Reconnections of a line 线路的紧急开机记录")
def list_of_line(call: SignedIn, listing: ListingAsked, msisdn: Number) -> PageOf[ReconnectionShown]:
    """What the present owner of a line asked for; sorted by requested_at."""
    with call.read() as connection:
        return _page(connection, service.of_line(connection, call.actor, msisdn, listing))


@router.get("/reconnections", summary="Reconnections of a site 站点的紧急开机记录")
def list_reconnections(
    call: SignedIn,
    listing: ListingAsked,
    state: Annotated[list[State] | None, Query(description="Several may be given. 可多选。")] = None,
    site: Annotated[
        str, Query(max_length=120, pattern=r"^[0-9A-Za-z.]*$", description="A site, with what lies below it.")
    ] = "",
) -> PageOf[ReconnectionShown]:
    """The reconnections of your site and of those below it, by requested_at or expires_at. Clause: CHN-11."""
    wanted = Wanted(states=tuple(state or ()), site=site)
    with call.read() as connection:
        return _page(connection, service.listed(connection, call.actor, wanted, listing))


@router.get("/reconnections/{reconnection_id}", summary="One reconnection 紧急开机详情")
def show_reconnection(
    call: SignedIn, response: Response, reconnection_id: ReconnectionId
) -> ReconnectionWhole:
    """A reconnection with its whole history; its version is the ETag."""
    with call.read() as connection:
        whole = _whole(connection, *service.get(connection, call.actor, reconnection_id))
    tag(response, whole.version)
    return whole


def _changed(
    call: Call, body: BaseModel, reconnection_id: str, change: Callable[[Connection], None]
) -> Response:
    def use_case(connection: Connection) -> ReconnectionWhole:
        change(connection)
        return _whole(connection, *service.get(connection, call.actor, reconnection_id))

    return call.once(use_case, body)


@router.post(
    "/reconnections/{reconnection_id}/end",
    response_model=ReconnectionWhole,
    summary="End a reconnection by hand 人工结束",
)
def end(call: Writing, reconnection_id: ReconnectionId, held: VersionHeld, body: End) -> Response:
    """End a reconnection and suspend its line again, as the city may. Clause: ENT-06."""

    def change(connection: Connection) -> None:
        by_hand.end(connection, call.settings, call.actor, reconnection_id, held, body.reason, now=call.now)

    return _changed(call, body, reconnection_id, change)


@router.post(
    "/reconnections/{reconnection_id}/extend",
    response_model=ReconnectionWhole,
    summary="Extend a reconnection by hand 人工延长",
)
def extend(call: Writing, reconnection_id: ReconnectionId, held: VersionHeld, body: Extend) -> Response:
    """Let a postpaid reconnection last longer, as the city may. Clause: ENT-06."""

    def change(connection: Connection) -> None:
        by_hand.extend(
            connection,
            call.settings,
            call.actor,
            reconnection_id,
            held,
            body.until,
            body.reason,
            now=call.now,
        )

    return _changed(call, body, reconnection_id, change)
