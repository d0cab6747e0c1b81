"""Reconnections over HTTP: asked for once, seen within the site, ended and extended by the city."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.service.actors import COUNTY, actor, client, customer
from tests.service.base import number
from tierline.lines.model import Suspension

V1 = "/api/v1"
ASK = f"{V1}/lines/{number(1)}/reconnections"
OWN_CALL = {"channel": "hotline", "calls_from": number(1), "is_confirmed": True}
REASON = {"reason": "The customer has moved."}


@pytest.fixture
def granted(api, world):
    """A postpaid line of the city, reconnected."""
    world.add(payment="postpaid")
    answer = api.client(actor("agent")).post(ASK, json=OWN_CALL)
    assert answer.status_code == 200, answer.text
    return answer.json()["reconnection"]


def version(number_: int) -> dict[str, str]:
    return {"If-Match": f'"{number_}"'}


@pytest.mark.clause("ENT-04")
def test_the_same_key_is_answered_alike_and_grants_once(api, world):
    world.add()
    agent = api.client(actor("agent"))
    key = {"Idempotency-Key": "call-1"}

    first, again = (agent.post(ASK, json=OWN_CALL, headers=key) for _ in range(2))
    other = agent.post(ASK, json=OWN_CALL, headers={"Idempotency-Key": "call-2"})

    assert first.json() == again.json()
    assert first.json()["granted"] is True
    assert first.json()["reconnection"]["credit_yuan"] == "100.00"
    assert first.json()["reconnection"]["number"] == "186****0001"
    assert other.json()["refusal"]["reason"] == "already_reconnected"


@pytest.mark.clause("ENT-05")
def test_a_refusal_is_told_in_the_language_of_the_reader_with_its_clause(api, world):
    world.add(payment="postpaid", arrears_months=2)

    refusals = [
        api.client(actor("agent"), language).post(ASK, json=OWN_CALL).json()["refusal"]
        for language in ("en", "zh")
    ]

    assert {refusal["clause"] for refusal in refusals} == {"ENT-05"}
    assert "2 or more months" in refusals[0]["sentence"]
    assert "2 个月及以上" in refusals[1]["sentence"]


@pytest.mark.clause("ENT-06")
def test_the_city_ends_it_by_hand_and_the_county_cannot(api, world, granted):
    path = f"{V1}/reconnections/{granted['id']}/end"
    county, city = (api.client(actor("supervisor", site=site)) for site in (COUNTY, "65.6501"))

    refused = county.post(path, json=REASON, headers=version(granted["version"]))
    stale = city.post(path, json=REASON, headers=version(granted["version"] + 1))
    ended = city.post(path, json=REASON, headers=version(granted["version"]))
    again = city.post(path, json=REASON, headers=version(ended.json()["version"]))

    assert [refused.status_code, stale.status_code, ended.status_code] == [403, 412, 200]
    assert (ended.json()["state"], ended.json()["reason"]) == ("ended", "by_hand")
    assert ended.json()["steps"][-1]["note"] == REASON["reason"]
    assert again.status_code == 409
    assert world.line().suspended_for is Suspension.ARREARS
    order = city.get(f"{V1}/work-orders/{granted['work_order_id']}").json()
    assert (order["state"], order["outcome"]) == ("closed", "ended")


@pytest.mark.clause("ENT-06")
def test_the_city_extends_it_and_it_expires_at_the_new_end(api, world, granted):
    path = f"{V1}/reconnections/{granted['id']}/extend"
    city = api.client(actor("supervisor"))
    ends_at = api.clock.now + timedelta(hours=48)
    until = ends_at + timedelta(days=2)

    too_early, too_late = (
        city.post(path, json={"until": end.isoformat(), **REASON}, headers=version(granted["version"]))
        for end in (ends_at, ends_at + timedelta(days=30))
    )
    extended = city.post(
        path, json={"until": until.isoformat(), **REASON}, headers=version(granted["version"])
    )
    world.work(until - timedelta(seconds=1))
    before = world.stored(granted["id"]).state
    world.work(until)

    assert [too_early.status_code, too_late.status_code, extended.status_code] == [422, 422, 200]
    order = city.get(f"{V1}/work-orders/{granted['work_order_id']}").json()
    assert [step["action"] for step in order["steps"]] == ["raise", "postpone", "close"]
    assert order["outcome"] == "suspended"
    assert (before, world.stored(granted["id"]).ended_at) == ("active", until)


@pytest.mark.clause("ENT-04")
def test_the_credit_of_a_prepaid_line_is_not_extended(api, world):
    world.add()
    granted = world.granted(api.clock.now)
    until = (api.clock.now + timedelta(days=9)).isoformat()

    answer = api.client(actor("supervisor")).post(
        f"{V1}/reconnections/{granted.id}/extend",
        json={"until": until, **REASON},
        headers=version(granted.version),
    )

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/credit-not-extended")


@pytest.mark.clause("CHN-11")
def test_a_list_shows_what_lies_within_the_site_and_a_customer_their_own(api, world, granted):
    world.add(2, site="65.6502.650201")
    world.agent = actor("agent", site="65")
    world.granted(api.clock.now, line_id=2)

    def seen(who, path=f"{V1}/reconnections"):
        return [each["line_id"] for each in api.client(who).get(path).json()["items"]]

    assert sorted(seen(actor("agent", site="65"))) == [1, 2]
    assert seen(actor("agent", site="65.6501")) == [1]
    assert seen(actor("agent", site="65.6502")) == [2]
    assert seen(customer(2)) == [2]
    assert seen(actor("agent"), ASK) == [1]
    assert seen(actor("agent", site="65"), f"{V1}/reconnections?state=refused") == []
    elsewhere = api.client(actor("supervisor", site="65.6502"))
    assert elsewhere.get(f"{V1}/reconnections/{granted['id']}").status_code == 404
    end = elsewhere.post(
        f"{V1}/reconnections/{granted['id']}/end", json=REASON, headers=version(granted["version"])
    )
    assert end.status_code == 404


def test_billing_reports_in_a_batch_and_nobody_else_may(api, world, granted):
    at = (api.clock.now + timedelta(hours=1)).isoformat()
    api.clock.forward(hours=2)
    usage = {"kind": "usage", "event_id": "u1", "at": at, "line_id": 1, "fen": 700}
    unknown = {"kind": "resumed", "event_id": "r1", "at": at, "msisdn": number(99)}
    body = {"source": "billing-65", "events": [usage, unknown]}

    answer = api.client(client("billing_system")).post(f"{V1}/billing-events", json=body)
    refused = api.client(actor("supervisor")).post(f"{V1}/billing-events", json=body)
    wrong = api.client(client("billing_system")).post(
        f"{V1}/billing-events", json={"source": "b", "events": [{**usage, "msisdn": number(1)}]}
    )

    outcomes = [(each["outcome"], each["reason"]) for each in answer.json()["events"]]
    assert outcomes == [("applied", ""), ("refused", "line_unknown")]
    assert (refused.status_code, wrong.status_code) == (403, 422)
    assert world.stored(granted["id"]).used_fen == 700


def test_a_password_is_in_no_answer_and_in_no_log(api, world, capfd):
    world.add()
    secret = "739214"

    answer = api.client(actor("agent")).post(
        ASK, json={"channel": "hotline", "calls_from": number(9), "password": secret}
    )

    assert answer.json()["refusal"]["reason"] == "password_not_set"
    assert secret not in answer.text + "".join(capfd.readouterr())
