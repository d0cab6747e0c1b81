from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.reconnections import rules
from tierline.reconnections.model import BillingEvent, EventKind, State

GRANTED_AT = datetime(2012, 2, 27, 4, 0, tzinfo=UTC)

usages = st.lists(
    st.tuples(
        st.integers(0, 10_000).map(lambda second: GRANTED_AT + timedelta(seconds=second)), st.integers(0, 400)
    ),
    max_size=8,
)


@pytest.mark.clause("ENT-04")
@pytest.mark.parametrize(
    ("fens", "ends_with"),
    [
        ([9_999], None),
        ([10_000], 0),  # the last fen belongs to the credit, and with it nothing is left
        ([9_999, 1], 1),
        ([10_001], 0),
        ([4_000, 4_000, 4_000, 1], 2),
        ([], None),
    ],
)
def test_credit_has_run_out_with_its_last_fen(fens, ends_with):
    moments = [GRANTED_AT + timedelta(minutes=place) for place in range(len(fens))]

    found = rules.used_up_at(zip(moments, fens, strict=True), 10_000)

    assert found == (None if ends_with is None else moments[ends_with])


@pytest.mark.clause("ENT-04")
@given(happened=usages, order=st.randoms(use_true_random=False), credit=st.integers(1, 1_000))
def test_the_order_in_which_usage_is_reported_does_not_matter(happened, order, credit):
    shuffled = list(happened)
    order.shuffle(shuffled)

    assert rules.used_up_at(shuffled, credit) == rules.used_up_at(happened, credit)


def test_every_state_can_be_reached_and_only_one_end_can_still_change():
    reached = {None}
    while more := {after for before in reached for after in rules.TRANSITIONS[before]} - reached:
        reached |= more

    assert reached == {None, *State}
    assert rules.TRANSITIONS.keys() == reached
    ends = {state for state in State if not rules.TRANSITIONS[state]}
    assert ends == {State.REFUSED, State.SETTLED, State.ENDED}
    assert rules.TRANSITIONS[State.EXPIRED] == (State.SETTLED,)


@pytest.mark.clause("ENT-06")
@pytest.mark.parametrize(
    ("site", "path", "directs"),
    [
        ("65.6501", "65.6501.650102.H1", True),
        ("65", "65.6501.650102", True),
        ("", "65.6501.650102", True),
        ("65.6501.650102", "65.6501.650102", False),  # the county chases, and does not decide
        ("65.6502", "65.6501.650102", False),
        ("65.65", "65.6501", False),
        ("65", "65", True),  # of a line without a city the province decides
    ],
)
def test_the_city_decides_how_long_a_line_stays_on(site, path, directs):
    assert rules.may_direct(site, path) is directs


@pytest.mark.clause("ENT-05")
@pytest.mark.parametrize(
    ("kind", "months", "fen", "settles"),
    [
        ("payment", 0, 0, True),
        ("payment", 0, 1, False),
        ("payment", 1, 0, False),
        ("arrears", 0, 0, True),
        ("resumed", 0, 0, True),
        ("usage", 0, 0, False),
        ("suspended_for_arrears", 0, 0, False),
    ],
)
def test_only_what_leaves_nothing_overdue_settles(kind, months, fen, settles):
    event = BillingEvent("b", "1", EventKind(kind), GRANTED_AT, arrears_months=months, arrears_fen=fen)

    assert rules.settles(event) is settles
