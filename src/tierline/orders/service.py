"""Placing, finding and cancelling orders; what other systems answer is in answering.py. Clause: CHN-06."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.errors import ChangedMeanwhile
from tierline.database.ids import new_id
from tierline.database.paging import Listing, Page
from tierline.lines import service as lines
from tierline.lines.model import Line, Suspension
from tierline.messages import service as messages
from tierline.orders import rules, store
from tierline.orders.errors import CodeWrong, OrderNotPlaced, OrderUnknown
from tierline.orders.model import Asked, Order, OrderKind, OrderState, Placed
from tierline.rights.model import Actor, ActorKind
from tierline.service_passwords import service as service_passwords
from tierline.service_passwords.model import Channel, Means, Refusal
from tierline.settings import Settings

TOPICS = {OrderKind.SUSPEND: "line.suspend", OrderKind.RESUME: "line.resume"}
"""What the network is told is one event, whoever brought it about."""


def place(
    connection: Connection, actor: Actor, settings: Settings, msisdn: str, asked: Asked, *, now: datetime
) -> Placed:
    """Place an order of a customer who has shown who they are. Clauses: CHN-06, ENT-07.

    What is refused is kept as a refused order with its reason; a wrong password among the reasons is counted,
    so that the transaction has to be committed then too. Raises LineUnknown, CodeWrong.
    """
    actor.require("order:place")
    if (asked.code is None) != (asked.kind in rules.AT_ONCE):
        raise CodeWrong(field="body.code")
    line_id = lines.find(connection, actor, msisdn).id
    lines.lock(connection, line_id)
    # Asked again once nobody changes it: it may have got another owner or site meanwhile.
    line = lines.get(connection, actor, line_id)
    identity = service_passwords.identify(connection, actor, settings, line, asked.shown, now=now)
    if isinstance(identity, Refusal):
        return _refused(connection, actor, settings, line, asked, identity, now)
    refusal = rules.refusal(asked, line, store.open_of(connection, line.id, line.owner_no))
    if refusal:
        return _refused(connection, actor, settings, line, asked, refusal, now, identity)
    return _placed(connection, actor, settings, line, asked, identity, now)


def list_of_line(connection: Connection, actor: Actor, msisdn: str, listing: Listing) -> Page[Order]:
    """A page of the orders of a line's present owner. Raises LineUnknown."""
    actor.require("order:read")
    line = lines.find(connection, actor, msisdn)
    return store.list_orders(connection, store.of_owner(line.id, line.owner_no), listing=listing)


def list_orders(
    connection: Connection,
    actor: Actor,
    listing: Listing,
    *,
    kind: OrderKind | None = None,
    state: OrderState | None = None,
) -> Page[Order]:
    """A page of the orders that the actor may see."""
    actor.require("order:read")
    return store.list_orders(connection, store.visible(actor), store.of_kind(kind, state), listing=listing)


def get(connection: Connection, actor: Actor, order_id: str) -> Order:
    """An order that the actor may see. Raises OrderUnknown."""
    actor.require("order:read")
    return _seen(connection, actor, order_id)


def cancel(connection: Connection, actor: Actor, order_id: str, version: int, *, now: datetime) -> Order:
    """Take back an order that nobody has taken on. Raises OrderUnknown, ChangedMeanwhile, OrderNotPlaced."""
    actor.require("order:place")
    order = _seen(connection, actor, order_id)
    if order.version != version:
        raise ChangedMeanwhile(held=version)
    if order.state is not OrderState.PLACED:
        raise OrderNotPlaced(state=order.state.value)
    if not store.move(connection, order, OrderState.CANCELLED, answered_at=now):
        raise ChangedMeanwhile(held=version)
    _announce(connection, order, "order.cancelled", now)
    audit.record(connection, actor, "order.cancel", ("order", order.id), now=now)
    return replace(order, state=OrderState.CANCELLED, answered_at=now, version=version + 1)


def _placed(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    line: Line,
    asked: Asked,
    identity: Means,
    now: datetime,
) -> Placed:
    is_done = asked.kind in rules.AT_ONCE
    order = replace(
        _order(actor, settings, line, asked, now),
        state=OrderState.DONE if is_done else OrderState.PLACED,
        identity=identity.value,
        answered_at=now if is_done else None,
    )
    store.add(connection, order)
    if asked.kind is OrderKind.SUSPEND:
        lines.suspend(connection, line, Suspension.CUSTOMER, now=now)
    elif asked.kind is OrderKind.RESUME and not lines.resume(connection, line, Suspension.CUSTOMER, now=now):
        return _still_off(connection, actor, settings, line, order, now)
    _announce(connection, order, TOPICS.get(order.kind, "order.placed"), now)
    tell(connection, settings, line, order, f"order_{asked.kind.value}", _facts(order), now)
    _record(connection, actor, order, now)
    sentence = rules.told(order.kind, order.effective_on)
    return Placed(order, sentence, "GRD-20" if order.kind is OrderKind.PLAN else rules.CLAUSE)


def _still_off(
    connection: Connection, actor: Actor, settings: Settings, line: Line, order: Order, now: datetime
) -> Placed:
    """A line whose customer wants it back, and which arrears keep off: the network hears no `line.resume`."""
    _announce(connection, order, TOPICS[OrderKind.SUSPEND], now, Suspension.ARREARS)
    tell(connection, settings, line, order, "order_resume_in_arrears", {}, now)
    _record(connection, actor, order, now)
    return Placed(order, rules.STILL_OFF, "ENT-05")


def _refused(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    line: Line,
    asked: Asked,
    refusal: Refusal,
    now: datetime,
    identity: Means | None = None,
) -> Placed:
    order = replace(
        _order(actor, settings, line, asked, now),
        state=OrderState.REFUSED,
        identity=identity.value if identity else None,
        answered_at=now,
        reason=refusal.reason,
    )
    store.add(connection, order)
    _record(connection, actor, order, now)
    return Placed(order, refusal.sentence, refusal.clause)


def _order(actor: Actor, settings: Settings, line: Line, asked: Asked, now: datetime) -> Order:
    return Order(
        id=new_id(),
        kind=asked.kind,
        line_id=line.id,
        owner_no=line.owner_no,
        site=line.site,
        code=asked.code,
        state=OrderState.PLACED,
        # A customer who is signed in is online, whatever the call says.
        channel=Channel.ONLINE if actor.kind is ActorKind.CUSTOMER else asked.shown.channel,
        identity=None,
        placed_by=actor.id,
        placed_at=now,
        effective_on=rules.effective_on(asked, now, settings.time_zone),
        answered_at=None,
        reason=None,
        version=1,
    )


def tell(
    connection: Connection,
    settings: Settings,
    line: Line,
    order: Order,
    template: str,
    facts: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write to the line what became of an order, once for each template."""
    messages.tell(connection, settings, line, template, facts, now=now, key=f"{template}:{order.id}")


def _facts(order: Order) -> dict[str, Any]:
    facts = {"code": order.code or ""} if order.kind in (OrderKind.PRODUCT, OrderKind.PLAN) else {}
    return {**facts, "day": order.effective_on} if order.kind is OrderKind.PLAN else facts


def _announce(
    connection: Connection,
    order: Order,
    topic: str,
    now: datetime,
    reason: Suspension = Suspension.CUSTOMER,
) -> None:
    payload = {
        "order_id": order.id,
        "line_id": order.line_id,
        "kind": order.kind.value,
        "code": order.code,
        "effective_on": order.effective_on.isoformat(),
        "reason": reason.value if order.kind in TOPICS else None,
        "at": now.isoformat(),
    }
    messages.announce(connection, topic, payload, now=now, key=f"{topic}:{order.id}")


def _record(connection: Connection, actor: Actor, order: Order, now: datetime) -> None:
    facts = {
        "line_id": order.line_id,
        "kind": order.kind.value,
        "state": order.state.value,
        "reason": order.reason,
        "channel": order.channel.value,
        "identity": order.identity,
    }
    audit.record(connection, actor, "order.place", ("order", order.id), now=now, facts=facts)


def _seen(connection: Connection, actor: Actor, order_id: str) -> Order:
    order = store.find(connection, order_id, store.visible(actor))
    if order is None:
        raise OrderUnknown(order=order_id[:36])
    return order
