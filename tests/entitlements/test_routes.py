"""Entitlements over HTTP: who sees what, answers that say why, and writes that happen once."""

from __future__ import annotations

import pytest

from tests.service.actors import HALL, actor, client, customer
from tests.service.base import add_line, add_membership, number
from tierline.database.connect import Database
from tierline.entitlements import routes

CLERK = actor("clerk", site=HALL.rsplit(".", 1)[0])
LINE = f"/api/v1/lines/{number(1)}"


@pytest.fixture
def line(database: Database) -> None:
    """Line 1, gold."""
    with database.write() as connection:
        add_line(connection)
        add_membership(connection)


@pytest.mark.clause("ENT-01")
def test_a_look_tells_who_the_line_is_and_every_service_with_its_clause(api, line):
    answer = api.client(CLERK).get(f"{LINE}/entitlements")

    found = answer.json()
    routes.StandingShown.model_validate(found)
    assert found["line"]["number"] == "186****0001"
    assert found["tiers"] == [
        {
            "scheme": "unicom-vip",
            "tier": "gold",
            "since": "2012-01-01",
            "ends_on": "2013-01-08",
            "source": "rated",
            "by_hand": None,
        }
    ]
    services = {each["service"]: each for each in found["services"]}
    assert services["hotline_priority"]["level"] == "priority"
    assert services["emergency_reconnection"]["terms"][0] == {
        "name": "credit_yuan",
        "value": "100.00",
        "payments": ["prepaid"],
        "clause": "ENT-04",
        "basis": "source",
    }
    assert all(each["says"] and each["clause"] for each in found["services"])
    assert number(1) not in answer.text


def test_a_look_is_answered_in_the_readers_language_and_at_the_moment_asked(api, line):
    found = (
        api.client(CLERK, "zh")
        .get(f"{LINE}/entitlements/dedicated_line", params={"at": "2013-02-01T00:00:00+08:00"})
        .json()
    )

    assert (found["granted"], found["reason"]) == (False, "no_tier")
    assert found["says"] == "该线路没有享有此项的等级；金卡及以上享有。"


@pytest.mark.clause("CHN-11")
def test_another_site_or_customer_hears_that_there_is_no_such_line(api, line):
    others = (actor("clerk", site="44"), customer(2), customer(1, owner_no=2))
    for path in ("/entitlements", "/entitlements/appointment", "/uses"):
        unknown = api.client(CLERK).get(f"/api/v1/lines/{number(9)}{path}").json()
        answers = [api.client(other).get(f"{LINE}{path}") for other in others]

        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert {answer.json()["detail"] for answer in answers} == {unknown["detail"]}
        assert api.client(customer(1)).get(f"{LINE}{path}").status_code == 200


def test_nobody_looks_without_sign_in_or_permission(api, line):
    assert api.client().get(f"{LINE}/entitlements").status_code == 401
    assert api.client(client("billing_system")).get(f"{LINE}/entitlements").status_code == 403


@pytest.mark.clause("ENT-14")
def test_the_same_key_again_gets_the_same_answer_and_uses_nothing(api, line):
    caller = api.client(CLERK)
    body = {"service": "airport_lounge", "place": "urumqi"}

    first, again = (
        caller.post(f"{LINE}/uses", json=body, headers={"Idempotency-Key": "visit-1"}) for _ in range(2)
    )
    other = caller.post(f"{LINE}/uses", json=body | {"place": "ili"}, headers={"Idempotency-Key": "visit-1"})

    assert first.json() == again.json()
    assert first.json()["outcome"] == "used"
    assert other.status_code == 409
    assert len(caller.get(f"{LINE}/uses").json()["items"]) == 1
    assert caller.get(f"{LINE}/entitlements/airport_lounge").json()["quota"]["left"] == 5


def test_a_refused_use_is_an_answer_with_its_reason(api, database):
    with database.write() as connection:
        add_line(connection)

    found = api.client(CLERK).post(f"{LINE}/uses", json={"service": "do_not_disturb", "is_on": True}).json()

    assert (found["outcome"], found["use"]) == ("refused", None)
    assert (found["refusal"]["reason"], found["refusal"]["clause"]) == ("no_tier", "ENT-11")


WRONG = [
    ({"service": "airport_lounge", "place": "atlantis"}, 422),
    ({"service": "airport_lounge"}, 422),
    ({"service": "bill_by_post"}, 422),
    ({"service": "sim_replacement", "is_on": True}, 422),
    ({"service": "emergency_reconnection"}, 422),
    ({"service": "sunrise_walk"}, 404),
    ({"service": "'; DROP TABLE uses; --"}, 422),
    ({"service": "sim_replacement", "fee_yuan": "0"}, 422),
]


def test_what_cannot_be_asked_so_is_refused_as_a_problem_and_uses_nothing(api, line):
    caller = api.client(CLERK)

    answers = [caller.post(f"{LINE}/uses", json=body) for body, _ in WRONG]

    assert [answer.status_code for answer in answers] == [status for _, status in WRONG]
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}
    assert caller.get(f"{LINE}/uses").json()["items"] == []


def test_a_use_is_taken_back_by_a_supervisor_alone(api, line):
    use = api.client(CLERK).post(f"{LINE}/uses", json={"service": "sim_replacement"}).json()["use"]
    path, body = f"{LINE}/uses/{use['id']}/reversal", {"reason": "Recorded twice."}

    assert api.client(CLERK).post(path, json=body).status_code == 403
    back = api.client(actor("supervisor")).post(path, json=body)

    assert (back.status_code, back.json()["reversed_for"]) == (200, "Recorded twice.")
    assert api.client(actor("supervisor")).post(path, json=body).status_code == 409


def test_moments_at_the_ends_of_the_calendar_are_answered(api, line):
    ends = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00")

    answers = [api.client(CLERK).get(f"{LINE}/entitlements", params={"at": at}) for at in ends]

    assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.clause("ENT-14")
def test_lounges_are_listed_with_the_visits_of_the_year(api, line):
    caller = api.client(CLERK)
    caller.post(f"{LINE}/uses", json={"service": "airport_lounge", "place": "hotan"})

    found = {each["place"]: each for each in caller.get("/api/v1/lounges").json()}

    assert (found["hotan"]["site"], found["hotan"]["visits_this_year"]) == ("65.6532", 1)
    assert found["urumqi"]["visits_this_year"] == 0
    for_customer = api.client(customer(1)).get("/api/v1/lounges").json()
    assert {each["visits_this_year"] for each in for_customer} == {None}
