"""An order of a customer, and what comes of it. Clause: CHN-06."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tierline.service_passwords.model import Channel, Shown
from tierline.wording import Text


class OrderKind(StrEnum):
    """What is ordered."""

    SUSPEND = "suspend"
    """At once, at the customer's wish, as when a phone is lost."""
    RESUME = "resume"
    """Of a line that is suspended at the customer's wish."""
    PRODUCT = "product"
    PLAN = "plan"


class OrderState(StrEnum):
    """Where an order stands. Only a placed one can be cancelled."""

    PLACED = "placed"
    """Announced to the system that carries it out."""
    SENT = "sent"
    """Taken on by that system."""
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"


OPEN = (OrderState.PLACED, OrderState.SENT)


class Effect(StrEnum):
    """From when a new plan holds."""

    NEXT_MONTH = "next_month"
    AT_ONCE = "at_once"


class Answer(StrEnum):
    """What the system that carries orders out says of one."""

    ACCEPTED = "accepted"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True)
class Asked:
    """What a customer asks for. `code` names the product or the plan; suspensions have none."""

    kind: OrderKind
    shown: Shown
    code: str | None = None
    effect: Effect = Effect.NEXT_MONTH


@dataclass(frozen=True)
class Order:
    """An order and its history. `reason` is a code where it was refused, `identity` what was shown.

    `effective_on` is a day of the operator's calendar; `version` counts the changes.
    """

    id: str
    kind: OrderKind
    line_id: int
    owner_no: int
    site: str
    code: str | None
    state: OrderState
    channel: Channel
    identity: str | None
    placed_by: str
    placed_at: datetime
    effective_on: date
    answered_at: datetime | None
    reason: str | None
    version: int


@dataclass(frozen=True)
class Placed:
    """An order, and what whoever placed it is to be told; `clause` is what decided."""

    order: Order
    sentence: Text
    clause: str
