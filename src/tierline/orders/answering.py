"""What the system that carries orders out says of them; a second part of service.py, for another caller."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.errors import ChangedMeanwhile
from tierline.lines import service as lines
from tierline.orders import service, store
from tierline.orders.errors import OrderAnswered, OrderUnknown
from tierline.orders.model import OPEN, Answer, Order, OrderState
from tierline.rights.model import Actor
from tierline.settings import Settings

STATES = {
    Answer.ACCEPTED: OrderState.SENT,
    Answer.DONE: OrderState.DONE,
    Answer.REFUSED: OrderState.REFUSED,
}


def answer(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    order_id: str,
    said: Answer,
    reason: str | None,
    *,
    now: datetime,
) -> Order:
    """Record what became of an order, and write it to the customer. The same answer again changes nothing.

    A customer who is no longer the line's owner is not written to. Raises OrderUnknown, OrderAnswered.
    """
    actor.require("line:event")
    order = store.find(connection, order_id, store.visible(actor))
    if order is None:
        raise OrderUnknown(order=order_id[:36])
    state = STATES[said]
    if order.state is state:
        return order
    if order.state not in OPEN:
        raise OrderAnswered(state=order.state.value)
    kept = reason if said is Answer.REFUSED else None
    if not store.move(connection, order, state, reason=kept, answered_at=now):
        raise ChangedMeanwhile(held=order.version)
    facts = {"answer": said.value, "reason": kept}
    audit.record(connection, actor, "order.answer", ("order", order.id), now=now, facts=facts)
    if state is not OrderState.SENT:
        _tell(connection, settings, order, state, now)
    return replace(order, state=state, reason=kept, answered_at=now, version=order.version + 1)


def _tell(connection: Connection, settings: Settings, order: Order, state: OrderState, now: datetime) -> None:
    line = lines.of_id(connection, order.line_id)
    if line is None or line.is_closed or line.owner_no != order.owner_no:
        return
    facts = {"code": order.code or ""}
    service.tell(connection, settings, line, order, f"order_{state.value}", facts, now)
