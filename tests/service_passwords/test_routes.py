"""Passwords over HTTP: issuing, changing, signing in."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.service.actors import actor, customer
from tests.service.base import add_line, number
from tests.service_passwords.passwords import set_password
from tierline.database.paging import Listing
from tierline.messages import service as message_service
from tierline.messages.service import Wanted
from tierline.messages.store import messages
from tierline.people.service import sign_in_by_token

RIGHT, WRONG = "739214", "482915"
AGENT = actor("agent")
NUMBER = number(1)


@pytest.fixture
def line(database, settings):
    """A line whose owner has a service password."""
    with database.write() as connection:
        added = add_line(connection)
        set_password(connection, settings, added, RIGHT)
        return added


def sign_in(api, msisdn=NUMBER, password=RIGHT):
    body = {"msisdn": msisdn, "password": password}
    return api.client().post("/api/v1/customer-sign-in", json=body)


def without_id(answer):
    return {name: value for name, value in answer.json().items() if name != "request_id"}


@pytest.mark.clause("CHN-06", "GOV-01")
def test_an_agent_sends_a_password_once_and_sees_nothing_of_it(api, database, line):
    client = api.client(AGENT)
    key = {"Idempotency-Key": "caller-1"}
    path = f"/api/v1/lines/{number(1)}/service-password"

    first, again = (client.post(path, json={}, headers=key) for _ in range(2))

    with database.read() as connection:
        (text,) = connection.execute(select(messages.c.text)).scalars()
    assert first.json() == again.json()
    assert first.json()["sent_to"] == "186****0001"
    assert not any(word in first.text for word in text.split() if word.strip(".").isdigit())


@pytest.mark.clause("GOV-01")
@pytest.mark.parametrize("reader", [actor("supervisor"), customer(1)], ids=["supervisor", "customer"])
def test_who_reads_messages_does_not_read_passwords(api, database, line, reader):
    api.client(AGENT).post(f"/api/v1/lines/{number(1)}/service-password", json={})

    with database.read() as connection:
        (shown,) = message_service.listed(connection, reader, Wanted(), Listing()).items

    assert shown.message.template == "service_password_issued"
    assert shown.text is None


@pytest.mark.clause("CHN-06")
def test_a_change_with_a_wrong_old_password_is_refused_and_counted(api, line):
    client = api.client(AGENT)
    path = f"/api/v1/lines/{number(1)}/service-password"
    body = {"old": WRONG, "new": "58203917"}

    answers = [client.put(path, json=body).json() for _ in range(6)]

    assert [one["reason"] for one in answers] == ["password_wrong"] * 5 + ["password_wait"]
    assert sign_in(api).status_code == 401


@pytest.mark.clause("CHN-06")
def test_a_changed_password_opens_what_the_old_one_no_longer_does(api, line):
    path = f"/api/v1/lines/{number(1)}/service-password"

    answer = api.client(AGENT).put(path, json={"old": RIGHT, "new": "58203917"})

    assert answer.json()["is_done"] is True
    assert sign_in(api).status_code == 401
    assert sign_in(api, password="58203917").status_code == 200


@pytest.mark.clause("GOV-01")
def test_a_changed_password_ends_the_sign_ins_with_the_old_one(api, database, line):
    token = sign_in(api).json()["token"]

    path = f"/api/v1/lines/{number(1)}/service-password"
    api.client(customer(1)).put(path, json={"old": RIGHT, "new": "58203917"})

    assert sign_in_by_token(database, token, api.clock.now) is None


def test_a_weak_password_is_refused_by_its_field_and_not_repeated(api, line):
    path = f"/api/v1/lines/{number(1)}/service-password"

    answer = api.client(AGENT).put(path, json={"old": RIGHT, "new": "123456"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body.new"
    assert "123456" not in answer.text


@pytest.mark.clause("LOY-03", "CHN-11")
def test_signing_in_opens_ones_own_line_alone(api, database, line):
    token = sign_in(api).json()["token"]

    signed_in = sign_in_by_token(database, token, api.clock.now)
    assert (signed_in.line_id, signed_in.owner_no) == (line.id, line.owner_no)
    assert not signed_in.may("service_password:issue")


@pytest.mark.clause("LOY-03")
def test_an_initial_password_does_not_sign_in(api, database, settings):
    with database.write() as connection:
        set_password(connection, settings, add_line(connection), RIGHT, is_initial=True)

    answer = sign_in(api)

    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/initial-password-refused"


@pytest.mark.clause("GOV-01")
def test_a_sign_in_that_fails_does_not_tell_why(api, database, line):
    with database.write() as connection:
        add_line(connection, 2)
    tries = [(number(1), WRONG), (number(2), RIGHT), (number(3), RIGHT)]

    answers = [sign_in(api, *each) for each in tries]
    answers += [sign_in(api, number(1), WRONG) for _ in range(4)]
    waiting = sign_in(api)

    assert {one.status_code for one in [*answers, waiting]} == {401}
    assert all(without_id(one) == without_id(waiting) for one in answers)


def test_an_address_that_tries_too_often_is_not_heard(api, line):
    answers = [sign_in(api, number(3)).status_code for _ in range(31)]

    assert answers == [401] * 30 + [429]
