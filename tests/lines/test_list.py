"""Lists of lines, masked, within the limit of whoever asks."""

from __future__ import annotations

from datetime import date

import pytest

from tests.service.actors import actor, customer
from tests.service.base import add_line, add_membership, number


@pytest.fixture
def base(database):
    """Four lines: a gold one, a closed one, one of another product, one of another city."""
    with database.write() as connection:
        add_line(connection, 1)
        add_membership(connection, 1)
        add_line(connection, 2, status="closed", closed_on=date(2012, 5, 1))
        add_line(connection, 3, product="broadband")
        add_membership(connection, 3, tier="silver", ends_on=date(2012, 6, 14))
        add_line(connection, 4, site="65.6531.653101")


@pytest.mark.clause("CHN-11", "GOV-01")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [1, 2, 3]),
        ({"sort": "-id"}, [3, 2, 1]),
        ({"product": "broadband"}, [3]),
        ({"status": "closed"}, [2]),
        ({"site": "65.6531"}, []),
        ({"scheme": "unicom-vip"}, [1]),  # the term of line 3 is over
        ({"tier": "gold"}, [1]),
    ],
)
def test_lines_are_listed_within_the_site_and_masked(api, base, asked, expected):
    answer = api.client(actor("agent")).get("/api/v1/lines", params=asked)

    assert [one["id"] for one in answer.json()["items"]] == expected
    assert number(1) not in answer.text


def test_a_list_is_read_page_by_page(api, base):
    client = api.client(actor("agent"))

    first = client.get("/api/v1/lines", params={"limit": 2}).json()
    second = client.get("/api/v1/lines", params={"limit": 2, "after": first["next"]}).json()

    assert [one["id"] for one in first["items"] + second["items"]] == [1, 2, 3]
    assert second["next"] is None


def test_a_customer_lists_the_own_line_alone(api, base):
    answer = api.client(customer(3)).get("/api/v1/lines")

    assert [one["id"] for one in answer.json()["items"]] == [3]


def test_lines_are_not_listed_to_whoever_may_not_find_one(api, base):
    assert api.client(actor("auditor")).get("/api/v1/lines").status_code == 403
