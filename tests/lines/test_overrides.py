"""Tiers set by hand count on their days in the place of rated ones, and whose they are is told to staff."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.service.actors import actor, client, customer
from tests.service.base import BY_HAND, add_line, add_membership, add_override, number
from tierline.database.connect import Database
from tierline.lines import service
from tierline.lines.model import SET_BY_HAND

BEGAN, LAST = date(2012, 6, 1), date(2012, 8, 31)
IN_JUNE = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)


@pytest.fixture
def base(database: Database) -> None:
    """Line 1, gold by rating and silver by hand in summer; line 2, gold; line 3, silver by hand alone."""
    with database.write() as connection:
        for line_id in (1, 2, 3):
            add_line(connection, line_id)
        add_membership(connection, 1)
        add_membership(connection, 2)
        add_override(connection, 1, tier="silver")
        add_override(connection, 3, tier="silver")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2012, 5, 31), [("gold", "rated")]),
        (BEGAN, [("silver", SET_BY_HAND)]),
        (LAST, [("silver", SET_BY_HAND)]),
        (date(2012, 9, 1), [("gold", "rated")]),
        (date(2013, 1, 9), []),
    ],
)
def test_on_its_days_it_stands_in_the_place_of_the_rated_tier_and_then_falls_away_by_itself(
    database: Database, base: None, day: date, expected: list[tuple[str, str]]
) -> None:
    with database.read() as connection:
        held = service.memberships(connection, 1, day)

    assert [(one.tier, one.source) for one in held] == expected


def test_it_replaces_the_rated_tier_of_its_own_scheme_alone(database: Database, base: None) -> None:
    with database.write() as connection:
        add_membership(connection, 1, scheme="unicom-card", tier="platinum", ends_on=None)

        held = service.memberships(connection, 1, BEGAN)

    assert [(one.scheme, one.tier) for one in held] == [("unicom-card", "platinum"), ("unicom-vip", "silver")]


def test_one_that_begins_on_the_day_of_a_rated_one_leaves_that_as_it_is(database: Database) -> None:
    with database.write() as connection:
        add_line(connection)
        add_membership(connection, since=BEGAN)
        add_override(connection)

        found = service.memberships(connection, 1)

    assert sorted(one.source for one in found) == [SET_BY_HAND, "rated"]


def test_duties_go_by_the_rated_tier(database: Database, base: None) -> None:
    with database.read() as connection:
        found = service.memberships_of_all(connection, [1, 3])

    assert [(line_id, [one.tier for one in held]) for line_id, held in found.items()] == [(1, ["gold"])]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"tier": "gold"}, [2]),
        ({"tier": "silver"}, [1, 3]),
        ({"scheme": "unicom-vip"}, [1, 2, 3]),
        ({"scheme": "unicom-vip", "tier": "gold"}, [2]),
        ({"scheme": "unicom-star", "tier": "silver"}, []),
    ],
)
def test_lines_are_listed_by_the_tier_in_force(
    api, base: None, asked: dict[str, str], expected: list[int]
) -> None:
    api.clock.now = IN_JUNE

    answer = api.client(actor("agent")).get("/api/v1/lines", params=asked)

    assert [one["id"] for one in answer.json()["items"]] == expected


@pytest.mark.clause("GOV-01")
def test_reason_and_people_are_told_to_staff_alone(api, base: None) -> None:
    api.clock.now = IN_JUNE
    for path, key in (("", "tiers"), ("/memberships", "items"), ("/entitlements", "tiers")):
        address = f"/api/v1/lines/{number(1)}{path}"

        (staff,) = _by_hand(api.client(actor("agent")).get(address), key)
        assert staff["by_hand"] == BY_HAND
        assert (staff["tier"], staff["ends_on"]) == ("silver", "2012-08-31")

        for other in (customer(1), client("agent")):
            answer = api.client(other).get(address)
            (found,) = _by_hand(answer, key)
            assert found["by_hand"] is None
            assert not any(word in answer.text for word in BY_HAND.values())


def _by_hand(answer, key: str) -> list[dict]:
    assert answer.status_code == 200, answer.text
    return [one for one in answer.json()[key] if one["source"] == SET_BY_HAND]


def test_of_many_lines_the_same_is_in_force_as_of_each(database: Database, base: None) -> None:
    for day in (date(2012, 5, 31), BEGAN, LAST, date(2012, 9, 1), date(2013, 1, 9)):
        with database.read() as connection:
            found = service.in_force_of_all(connection, {1, 2, 3}, day)
            each = {line_id: service.memberships(connection, line_id, day) for line_id in (1, 2, 3)}
        assert found == {line_id: held for line_id, held in each.items() if held}
