"""The way of a work order: which action leads from which state to which, and through which sites."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.sites.model import HEADQUARTERS, Rank, ancestor
from tierline.work_orders.model import Action, Sites, State

TRANSITIONS: Mapping[tuple[State | None, Action], State] = {
    (None, Action.RAISE): State.RAISED,
    (State.RAISED, Action.PASS_ON): State.PASSED_ON,
    (State.RAISED, Action.POSTPONE): State.RAISED,
    (State.RAISED, Action.CLOSE): State.CLOSED,
    (State.PASSED_ON, Action.ASSIGN): State.PASSED_ON,
    (State.PASSED_ON, Action.REPORT): State.PASSED_ON,
    (State.PASSED_ON, Action.HAND_BACK): State.REPORTED,
    (State.PASSED_ON, Action.POSTPONE): State.PASSED_ON,
    (State.PASSED_ON, Action.CLOSE): State.CLOSED,
    (State.REPORTED, Action.PASS_ON): State.PASSED_ON,
    (State.REPORTED, Action.POSTPONE): State.REPORTED,
    (State.REPORTED, Action.CLOSE): State.CLOSED,
}
"""The state after an action, by the state before it; what is not here cannot be done. Clause: ENT-06."""


def after(state: State | None, action: Action) -> State | None:
    """The state that an action leads to; None where it cannot be done in `state`."""
    return TRANSITIONS.get((state, action))


def possible(state: State) -> tuple[Action, ...]:
    """What can be done with an order in `state`."""
    return tuple(action for before, action in TRANSITIONS if before is state)


def sites_of(path: str) -> Sites:
    """The sites that an order of a line at `path` goes through, each the nearest above where one is missing.

    A line that belongs to a province alone leaves the city's step with the province. Clause: ENT-06.
    """
    province = ancestor(path, Rank.PROVINCE) or HEADQUARTERS
    city = ancestor(path, Rank.CITY) or province
    return Sites(province, city, ancestor(path, Rank.COUNTY) or city)


def holder(action: Action, sites: Sites, at_site: str) -> str:
    """The site that has the order once `action` is done. Clause: ENT-06."""
    if action in (Action.RAISE, Action.HAND_BACK):
        return sites.city
    return sites.county if action is Action.PASS_ON else at_site
