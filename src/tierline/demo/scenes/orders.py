"""Scenes of what customers order, and of a phone that was lost. Clause: CHN-06."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tierline.demo.accounts import BILLING
from tierline.demo.cast import CastLine
from tierline.demo.stage import Scene, Stage
from tierline.messages.model import Arrival
from tierline.orders import answering, service
from tierline.orders.model import Answer, Asked, OrderKind
from tierline.service_passwords import service as service_passwords
from tierline.service_passwords.model import Channel, PasswordKind, Shown
from tierline.text_commands import service as text_commands

AGENT = "li.na"


def place(stage: Stage, line: CastLine, kind: OrderKind, code: str | None = None) -> str:
    """The id of an order that a customer places on the hotline."""
    shown = Shown(Channel.HOTLINE, calls_from=line.msisdn, is_confirmed=True)
    with stage.write() as connection:
        placed = service.place(
            connection, stage.who(AGENT), stage.settings, line.msisdn, Asked(kind, shown, code), now=stage.now
        )
    return placed.order.id


def answer(stage: Stage, order: str, said: Answer, reason: str | None = None) -> None:
    """Billing says what became of an order."""
    with stage.write() as connection:
        answering.answer(connection, stage.who(BILLING), stage.settings, order, said, reason, now=stage.now)


def lost_phone(stage: Stage, line: CastLine) -> Scene:
    """Had the line suspended this morning; it stays off until its owner says otherwise."""
    yield stage.before_end(hours=6, minutes=30)
    place(stage, line, OrderKind.SUSPEND)


def new_plan(stage: Stage, line: CastLine) -> Scene:
    """Has another plan from next month on."""
    yield stage.before_end(days=1, hours=9)
    order = place(stage, line, OrderKind.PLAN, "plan-129")
    yield stage.before_end(days=1, hours=8)
    answer(stage, order, Answer.ACCEPTED)


def new_product(stage: Stage, line: CastLine) -> Scene:
    """Ordered a product and has it; asked by SMS for the tier, and for a password."""
    yield stage.before_end(days=3, hours=2)
    order = place(stage, line, OrderKind.PRODUCT, "data-10g")
    yield stage.before_end(days=3, hours=1)
    answer(stage, order, Answer.DONE)
    yield stage.before_end(days=2, hours=3)
    arrival = Arrival(f"demo-{line.id}", line.msisdn, "DJCX", stage.now)
    with stage.write() as connection:
        text_commands.receive(connection, arrival)
    yield stage.before_end(days=1, hours=5)
    with stage.write() as connection:
        service_passwords.issue(
            connection,
            stage.who(AGENT),
            stage.settings,
            line.msisdn,
            PasswordKind.SERVICE,
            now=stage.now,
        )


def refused_product(stage: Stage, line: CastLine) -> Scene:
    """Ordered a product that billing refused; the message about it reaches nobody."""
    yield stage.before_end(days=1, hours=12)
    order = place(stage, line, OrderKind.PRODUCT, "roaming-asia")
    yield stage.before_end(days=1, hours=11)
    answer(stage, order, Answer.REFUSED, "product_not_sold_with_plan")
    yield stage.before_end(minutes=2)
    place(stage, line, OrderKind.PRODUCT, "data-30g")


SCENES: Mapping[str, Callable[[Stage, CastLine], Scene]] = {
    scene.__name__: scene for scene in (lost_phone, new_plan, new_product, refused_product)
}
"""By the part of the line that plays it."""
