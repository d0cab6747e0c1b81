"""`/lines/{msisdn}/orders`, `/orders` and `/order-answers`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from sqlalchemy import Connection

from tierline.lines.msisdn import PATTERN
from tierline.orders import answering, model, service
from tierline.orders.model import Answer, Asked, Effect, OrderKind, OrderState
from tierline.service_passwords.model import Channel, Shown
from tierline.web.call import SignedIn, Writing
from tierline.web.etags import VersionHeld, tag
from tierline.web.paging import ListingAsked, PageOf

router = APIRouter(tags=["orders"])

CODE = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$"
REASON = r"^[a-z][a-z0-9_]{0,39}$"

Number = Annotated[str, Path(pattern=PATTERN, examples=["18600000001"])]
OrderId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$", examples=["6f1c9d1e-0b5a-4a6e-9d57-2f5d9a1b7c33"])]


class NewOrder(BaseModel):
    """An order, and what the customer shows of who they are. 订单与客户身份凭据。"""

    model_config = ConfigDict(extra="forbid")

    kind: OrderKind = Field(examples=["plan"])
    code: str | None = Field(
        default=None, pattern=CODE, description="Product or plan. 产品或套餐代码。", examples=["plan-96"]
    )
    effect: Effect = Field(default=Effect.NEXT_MONTH, description="From when a plan holds. 套餐生效方式。")
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

    def asked(self) -> Asked:
        """What the customer asks for."""
        password = self.password.get_secret_value() if self.password else None
        shown = Shown(self.channel, self.calls_from, self.is_confirmed, password)
        return Asked(self.kind, shown, self.code, self.effect)


class OrderShown(BaseModel):
    """An order and where it stands."""

    id: str = Field(examples=["6f1c9d1e-0b5a-4a6e-9d57-2f5d9a1b7c33"])
    kind: OrderKind
    line_id: int = Field(examples=[1000001])
    code: str | None = Field(examples=["plan-96"])
    state: OrderState
    channel: Channel
    identity: str | None = Field(examples=["own_line"])
    placed_by: str = Field(examples=["person:7d2f"])
    placed_at: datetime
    effective_on: date = Field(examples=["2012-07-01"])
    answered_at: datetime | None
    reason: str | None = Field(examples=["password_wrong"])
    version: int = Field(examples=[1])


class OrderPlaced(OrderShown):
    """The same, with what the customer is to be told and the clause that decided."""

    sentence: str = Field(examples=["The line is suspended."])
    clause: str = Field(examples=["CHN-06"])


class NewAnswer(BaseModel):
    """What became of an order. 订单办理结果。"""

    model_config = ConfigDict(extra="forbid")

    order_id: str = Field(pattern=r"^[0-9a-f-]{36}$", examples=["6f1c9d1e-0b5a-4a6e-9d57-2f5d9a1b7c33"])
    answer: Answer = Field(examples=["refused"])
    reason: str | None = Field(
        default=None,
        pattern=REASON,
        description="A code, where it is refused. 拒绝原因代码。",
        examples=["product_not_for_plan"],
    )


def _shown(order: model.Order) -> OrderShown:
    return OrderShown.model_validate(order, from_attributes=True)


@router.post(
    "/lines/{msisdn}/orders",
    response_model=OrderPlaced,
    summary="Place an order 办理业务：停复机、订购、变更套餐",
)
def place_order(call: Writing, msisdn: Number, body: NewOrder) -> Response:
    """Suspend or resume the line at once, or order a product or a plan.

    An order that is refused is answered in state `refused`, with the reason and the clause.
    """

    def use_case(connection: Connection) -> OrderPlaced:
        placed = service.place(connection, call.actor, call.settings, msisdn, body.asked(), now=call.now)
        sentence = placed.sentence.read(call.language)
        shown = _shown(placed.order).model_dump()
        return OrderPlaced(**shown, sentence=sentence, clause=placed.clause)

    return call.once(use_case, body)


@router.get("/lines/{msisdn}/orders", summary="Orders of a line 线路订单")
def list_orders_of_line(call: SignedIn, msisdn: Number, listing: ListingAsked) -> PageOf[OrderShown]:
    """The orders of the line's present owner; sorted by `placed_at`."""
    with call.read() as connection:
        found = service.list_of_line(connection, call.actor, msisdn, listing)
    return PageOf(items=[_shown(order) for order in found.items], next=found.next)


@router.get("/orders", summary="Orders 订单列表")
def list_orders(
    call: SignedIn,
    listing: ListingAsked,
    kind: Annotated[OrderKind | None, Query()] = None,
    state: Annotated[OrderState | None, Query()] = None,
) -> PageOf[OrderShown]:
    """The orders at your site and below it; sorted by `placed_at`."""
    with call.read() as connection:
        found = service.list_orders(connection, call.actor, listing, kind=kind, state=state)
    return PageOf(items=[_shown(order) for order in found.items], next=found.next)


@router.get("/orders/{order_id}", summary="One order 查看订单")
def get_order(call: SignedIn, order_id: OrderId, response: Response) -> OrderShown:
    """One order, with the ETag that cancelling it needs."""
    with call.read() as connection:
        order = service.get(connection, call.actor, order_id)
    tag(response, order.version)
    return _shown(order)


@router.post("/orders/{order_id}/cancel", summary="Cancel an order 取消订单")
def cancel_order(call: SignedIn, order_id: OrderId, version: VersionHeld, response: Response) -> OrderShown:
    """Take an order back that nobody has taken on yet."""
    with call.write() as connection:
        order = service.cancel(connection, call.actor, order_id, version, now=call.now)
    tag(response, order.version)
    return _shown(order)


@router.post(
    "/order-answers", response_model=OrderShown, summary="Say what became of an order 回报订单办理结果"
)
def answer_order(call: Writing, body: NewAnswer) -> Response:
    """For the system that carries orders out."""
    return call.once(
        lambda connection: _shown(
            answering.answer(
                connection,
                call.actor,
                call.settings,
                body.order_id,
                body.answer,
                body.reason,
                now=call.now,
            )
        ),
        body,
    )
