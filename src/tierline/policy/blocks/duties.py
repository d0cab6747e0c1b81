"""The block `duties`: what a change of tier obliges the operator to."""

from __future__ import annotations

from tierline.policy.citing import Block, Citing, entered
from tierline.policy.conditions import one_of
from tierline.policy.model import DutyRule
from tierline.policy.reading import Place
from tierline.policy.vocabulary import ATTRIBUTES, NOTICES, Change, Duty
from tierline.tables.model import AnyOf, Equal
from tierline.wording import Text

WITH_EVENTS = tuple(change for change in Change if change not in (Change.KEPT, Change.NONE))
"""The changes that make an event, which is what carries the duties."""

MONTH_END = "month_end"

ONE_DUTY = Text(f"exactly one of {', '.join(Duty)}", f" {', '.join(Duty)} 中恰好一个")
TOLD = Text(
    "notices and to_products only together, beside tell_customer",
    "notices 与 to_products 须成对用于 tell_customer",
)


def duties(block: Block) -> tuple[DutyRule, ...]:
    """What changes oblige the operator to: `{issue_card: [joined, risen], clause: GRD-07}`, a line each."""
    found: list[DutyRule] = []
    for place in block.place.items():
        with block.citing.register.going_on():
            found.append(_duty(place, block.citing))
    return tuple(found)


def _duty(place: Place, citing: Citing) -> DutyRule:
    keys, here = entered(place, citing, (*Duty, "notices", "to_products", "due"))
    named = [duty for duty in Duty if duty in keys]
    if len(named) != 1:
        place.refuse(ONE_DUTY, ", ".join(named) or Text("none", "没有"))
    (duty,) = named
    if ("notices" in keys) != ("to_products" in keys) or (
        "notices" in keys and duty is not Duty.TELL_CUSTOMER
    ):
        place.refuse(TOLD, ", ".join(keys))
    return DutyRule(
        duty,
        keys[duty].different(WITH_EVENTS),
        here.citation(place),
        notices=keys["notices"].different(NOTICES) if "notices" in keys else (),
        notice_products=_products(keys["to_products"]) if "to_products" in keys else (),
        due=keys["due"].one_of((MONTH_END,)) if "due" in keys else "",
    )


def _products(place: Place) -> tuple[str, ...]:
    test = one_of(place, ATTRIBUTES["product"])
    tests = test.tests if isinstance(test, AnyOf) else (test,)
    return tuple(str(each.value) for each in tests if isinstance(each, Equal))
