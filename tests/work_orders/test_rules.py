from __future__ import annotations

import pytest

from tierline.work_orders import rules
from tierline.work_orders.model import Action, Sites, State


@pytest.mark.clause("ENT-06")
def test_every_state_can_be_reached_and_every_open_one_can_be_closed():
    reached = {None}
    while more := {after for (before, _), after in rules.TRANSITIONS.items() if before in reached} - reached:
        reached |= more

    assert reached == {None, *State}
    for state in State:
        assert (rules.after(state, Action.CLOSE) is State.CLOSED) == (state is not State.CLOSED)
    assert rules.possible(State.CLOSED) == ()


@pytest.mark.clause("ENT-06")
@pytest.mark.parametrize(
    ("path", "sites"),
    [
        ("65.6501.650102.H1", Sites("65", "65.6501", "65.6501.650102")),
        ("65.6501.650102", Sites("65", "65.6501", "65.6501.650102")),
        ("65.6501", Sites("65", "65.6501", "65.6501")),
        ("65", Sites("65", "65", "65")),  # the province takes the steps of a city that there is not
        ("", Sites("", "", "")),
    ],
)
def test_a_step_of_a_site_that_is_missing_falls_to_the_one_above(path, sites):
    assert rules.sites_of(path) == sites


@pytest.mark.clause("ENT-06")
def test_an_order_goes_to_the_city_to_the_county_and_back():
    sites = rules.sites_of("65.6501.650102.H1")

    at = sites.province
    way = []
    for action in (Action.RAISE, Action.PASS_ON, Action.REPORT, Action.HAND_BACK, Action.CLOSE):
        at = rules.holder(action, sites, at)
        way.append(at)

    assert way == ["65.6501", "65.6501.650102", "65.6501.650102", "65.6501", "65.6501"]
