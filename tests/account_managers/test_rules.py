"""Whose turn it is to take a line."""

from __future__ import annotations

import pytest

from tierline.account_managers.model import AccountManager, Kind
from tierline.account_managers.rules import choice


def manager(person_id, site="65.6501", lines=0, cap=10, is_active=True):
    return AccountManager(person_id, person_id, site, Kind.VIP, cap, lines, is_active, version=1)


@pytest.mark.clause("GRD-13")
@pytest.mark.parametrize(
    ("managers", "expected"),
    [
        ([manager("a", lines=3), manager("b", lines=2)], "b"),
        ([manager("a", lines=4, cap=10), manager("b", lines=7, cap=20)], "b"),  # 35% of a cap, not 40%
        ([manager("b", lines=1, cap=3), manager("a", lines=2, cap=6)], "a"),  # equal: the first id
        ([manager("far", site="65"), manager("near", lines=9)], "near"),
        ([manager("far", site="65", lines=9), manager("near", lines=10)], "far"),  # nobody near has room
        ([manager("headquarters", site="", lines=10)], None),
        ([manager("left", is_active=False)], None),
    ],
)
def test_the_nearest_with_the_smallest_part_of_a_cap_takes_the_line(managers, expected):
    for order in (managers, managers[::-1]):
        chosen = choice(order)
        assert (chosen.person_id if chosen else None) == expected
