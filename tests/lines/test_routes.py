"""Lines over HTTP: the number masked, each unmasking in the trail, preferences changed by one at a time."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.service.actors import actor, customer
from tests.service.base import add_line, add_membership, number
from tierline.audit.store import entries

LINE = f"/api/v1/lines/{number(1)}"


@pytest.fixture
def line(database):
    """A gold line of two months in arrears."""
    with database.write() as connection:
        add_membership(connection)
        return add_line(connection, birthday_month=7, birthday_day=24, arrears_months=2, arrears_fen=10_050)


@pytest.mark.clause("GOV-01")
def test_a_line_is_shown_with_its_number_masked(api, line):
    answer = api.client(actor("agent")).get(LINE)

    shown = answer.json()
    assert number(1) not in answer.text
    assert (shown["number"], shown["arrears_yuan"]) == ("186****0001", "100.50")
    assert shown["birthday"] == {"month": 7, "day": 24}
    assert [tier["tier"] for tier in shown["tiers"]] == ["gold"]


@pytest.mark.clause("CHN-11")
@pytest.mark.parametrize("someone", [actor("agent", site="65.6531"), customer(2), customer(1, owner_no=2)])
def test_a_line_of_others_is_answered_like_one_that_is_not_there(api, line, someone):
    client = api.client(someone)

    others, nobodys = client.get(LINE), client.get(f"/api/v1/lines/{number(9)}")

    assert others.status_code == nobodys.status_code == 404
    assert others.json()["detail"] == nobodys.json()["detail"]


@pytest.mark.clause("GOV-01")
def test_each_unmasking_stands_in_the_trail(api, database, line):
    allowed = api.client(actor("agent")).post(f"{LINE}/unmasking")
    refused = api.client(actor("quality_assessor")).post(f"{LINE}/unmasking")

    with database.read() as connection:
        seen = connection.execute(select(entries.c.subject_id).where(entries.c.action == "line.unmask"))
        assert seen.scalars().all() == ["1"]
    assert allowed.json() == {"msisdn": number(1)}
    assert refused.status_code == 403


def test_preferences_are_changed_from_the_version_that_was_read(api, line):
    client = api.client(customer(1))
    tag = client.get(LINE).headers["etag"]
    body = {"language": "en", "birthday": {"month": 2, "day": 29}}

    changed = client.put(f"{LINE}/preferences", json=body, headers={"If-Match": tag})
    again = client.put(f"{LINE}/preferences", json=body, headers={"If-Match": tag})

    assert (changed.status_code, again.status_code) == (200, 412)
    assert changed.json()["birthday"] == {"month": 2, "day": 29}


def test_a_birthday_that_no_year_has_is_refused_by_its_field(api, line):
    body = {"language": "zh", "birthday": {"month": 2, "day": 30}}

    answer = api.client(actor("agent")).put(f"{LINE}/preferences", json=body, headers={"If-Match": '"1"'})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body.birthday.day"
