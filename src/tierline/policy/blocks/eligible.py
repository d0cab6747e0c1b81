"""The block `eligible`: conditions that must all hold, and the reason that each gives where it fails."""

from __future__ import annotations

from dataclasses import dataclass

from tierline.policy.citing import KEYS, Block, Citing, entered, own_keys
from tierline.policy.conditions import CONDITIONS, Inputs, condition, conditions
from tierline.policy.model import Criterion, NotRunningIn
from tierline.policy.reading import ONCE, Place
from tierline.policy.vocabulary import REASON_OF, TIER_ON_JOINING, Reason
from tierline.tables.model import Test
from tierline.wording import Text

VIP_TERM = "vip_term"

A_BLOCK_ON_JOINING = Text("the block on_joining, which gives such tiers", "给出此类等级的 on_joining 一节")


@dataclass(frozen=True)
class Eligible:
    """What the block says. Criteria stand in the order in which their reasons apply, not that of the file."""

    criteria: tuple[Criterion, ...]
    not_running_in: NotRunningIn | None


def eligible(block: Block, inputs: Inputs, *, has_joining: bool) -> Eligible:
    """The conditions of eligibility. `has_joining`: the version gives tiers on joining."""
    keys, citing = block.opened((*REASON_OF, VIP_TERM))
    found: list[Criterion] = []
    not_running_in = None
    for name, place in own_keys(keys).items():
        with citing.register.going_on():
            if name == VIP_TERM:
                not_running_in = _not_running_in(place, citing)
            else:
                found.append(_criterion(name, place, citing, inputs, has_joining=has_joining))
    order = list(Reason)
    return Eligible(tuple(sorted(found, key=lambda criterion: order.index(criterion.reason))), not_running_in)


def _not_running_in(place: Place, citing: Citing) -> NotRunningIn:
    keys, here = entered(place, citing, ("not_running_in",), ("not_running_in",))
    schemes: list[str] = []
    for item in keys["not_running_in"].items():
        if item.scheme() in schemes:
            item.refuse(ONCE)
        schemes.append(item.scheme())
    return NotRunningIn(tuple(schemes), here.citation(place))


def _criterion(name: str, place: Place, citing: Citing, inputs: Inputs, *, has_joining: bool) -> Criterion:
    """`[postpaid]`, or `{is: [ordinary], where: {product: [mobile]}, clause: GRD-09}`."""
    attribute = inputs.named(name, place)
    if place.is_list:
        test = condition(place, attribute)
        return Criterion(REASON_OF[name], name, test, {}, citing.citation(place))
    keys, here = entered(place, citing, (*CONDITIONS, "where", "unless"))
    test = condition(place, attribute, beside=("where", "unless", *KEYS))
    where: dict[str, Test] = conditions(keys["where"], inputs) if "where" in keys else {}
    if name in where:
        keys["where"].refuse(ONCE, name)
    unless = "unless" in keys
    if unless:
        keys["unless"].one_of((TIER_ON_JOINING,))
        if not has_joining:
            keys["unless"].refuse(A_BLOCK_ON_JOINING)
    return Criterion(REASON_OF[name], name, test, where, here.citation(place), unless)
