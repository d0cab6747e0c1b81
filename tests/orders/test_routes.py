"""Orders over HTTP: placed by whoever may, answered by the other system, told to customers."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.service.actors import actor, client, customer
from tests.service.base import add_line, add_membership, number
from tests.service_passwords.passwords import set_password
from tierline.audit.store import entries
from tierline.database.ids import new_id
from tierline.lines import service as lines
from tierline.lines.model import Status, Suspension
from tierline.messages import webhook_store
from tierline.messages.model import Webhook
from tierline.messages.store import messages

RIGHT, WRONG = "739214", "482915"
NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
ORDERS = f"/api/v1/lines/{number(1)}/orders"
OWN_CALL = {"channel": "hotline", "calls_from": number(1), "is_confirmed": True}
OTHER_CALL = {"channel": "hotline", "calls_from": number(9)}
LOST = {"kind": "suspend", "password": RIGHT, **OTHER_CALL}
FOUND = {"kind": "resume", "channel": "hall", "is_confirmed": True}
NEW_PLAN = {"kind": "plan", "code": "plan-96", **OWN_CALL}


@pytest.fixture
def line(database, settings):
    """A line whose owner has a service password."""
    with database.write() as connection:
        added = add_line(connection)
        set_password(connection, settings, added, RIGHT)
        return added


@pytest.fixture
def agent(api, line):
    """A hotline agent of the line's city."""
    return api.client(actor("agent"))


@pytest.fixture
def billing(api):
    """The system that carries orders out."""
    return api.client(client("billing_system"))


def told(database) -> list[str]:
    with database.read() as connection:
        order = messages.c.created_at, messages.c.template
        return list(connection.execute(select(messages.c.template).order_by(*order)).scalars())


def now_of(database, line):
    with database.read() as connection:
        return lines.of_id(connection, line.id)


@pytest.mark.clause("CHN-06")
def test_a_lost_phone_is_suspended_at_once_and_resumed_when_found(agent, database, line):
    suspended = agent.post(ORDERS, json=LOST).json()
    meanwhile = now_of(database, line)
    resumed = agent.post(ORDERS, json=FOUND).json()

    assert (suspended["state"], suspended["identity"]) == ("done", "service_password")
    assert (meanwhile.status, meanwhile.suspended_for) == (Status.SUSPENDED, Suspension.CUSTOMER)
    assert (resumed["state"], resumed["identity"]) == ("done", "document")
    assert now_of(database, line).status is Status.ACTIVE
    assert told(database) == ["order_resume", "order_suspend"]


@pytest.mark.clause("CHN-06")
def test_a_line_in_arrears_is_not_resumed_by_an_order(agent, database, line):
    with database.write() as connection:
        lines.suspend(connection, line, Suspension.ARREARS, now=NOW)

    answer = agent.post(ORDERS, json=FOUND).json()

    assert (answer["state"], answer["reason"], answer["clause"]) == (
        "refused",
        "suspended_for_arrears",
        "ENT-04",
    )
    assert now_of(database, line).suspended_for is Suspension.ARREARS


@pytest.mark.clause("CHN-06", "ENT-05")
def test_a_found_phone_stays_off_where_arrears_keep_it_off_too(agent, database, line):
    agent.post(ORDERS, json=LOST)
    with database.write() as connection:
        lines.suspend(connection, now_of(database, line), Suspension.ARREARS, now=NOW)

    resumed = agent.post(ORDERS, json=FOUND).json()

    assert (resumed["state"], resumed["clause"]) == ("done", "ENT-05")
    assert now_of(database, line).suspended_for is Suspension.ARREARS
    assert told(database) == ["order_resume_in_arrears", "order_suspend"]


@pytest.mark.clause("ENT-07", "CHN-06")
def test_failures_to_show_who_one_is_are_counted_over_calls(agent, database, line):
    wrong = {**LOST, "password": WRONG}

    reasons = [agent.post(ORDERS, json=body).json()["reason"] for body in [wrong] * 5 + [LOST]]

    assert reasons == ["password_wrong"] * 5 + ["password_wait"]
    assert now_of(database, line).status is Status.ACTIVE


@pytest.mark.clause("CHN-06", "GRD-20")
def test_a_new_plan_holds_from_the_next_month_and_the_tier_stays(agent, api, database, line):
    with database.write() as connection:
        add_membership(connection)

    answer = agent.post(ORDERS, json=NEW_PLAN).json()

    assert (answer["state"], answer["effective_on"]) == ("placed", "2012-07-01")
    assert answer["sentence"].endswith("Tier and services of the line stay as they are.")
    assert answer["clause"] == "GRD-20"
    with database.read() as connection:
        assert [one.tier for one in lines.memberships(connection, line.id)] == ["gold"]


@pytest.mark.clause("CHN-06")
def test_the_other_systems_answer_ends_an_order_and_is_told(agent, billing, database, line):
    order = agent.post(ORDERS, json=NEW_PLAN).json()
    says = {"order_id": order["id"]}

    accepted = billing.post("/api/v1/order-answers", json={**says, "answer": "accepted"})
    done = billing.post("/api/v1/order-answers", json={**says, "answer": "done"})
    again = billing.post("/api/v1/order-answers", json={**says, "answer": "done"})
    otherwise = billing.post("/api/v1/order-answers", json={**says, "answer": "refused"})

    assert [accepted.json()["state"], done.json()["state"]] == ["sent", "done"]
    assert again.json() == done.json()
    assert otherwise.status_code == 409
    assert told(database) == ["order_done", "order_plan"]


@pytest.mark.clause("CHN-06")
def test_a_refusal_of_the_other_system_has_its_reason(agent, billing, database):
    order = agent.post(ORDERS, json={**NEW_PLAN, "kind": "product", "code": "roaming"}).json()
    says = {"order_id": order["id"], "answer": "refused", "reason": "product_not_for_plan"}

    answer = billing.post("/api/v1/order-answers", json=says).json()

    assert (answer["state"], answer["reason"]) == ("refused", "product_not_for_plan")
    assert told(database) == ["order_product", "order_refused"]


@pytest.mark.clause("GOV-01")
def test_a_new_owner_hears_nothing_of_the_former_ones_orders(agent, billing, database, line):
    order = agent.post(ORDERS, json=NEW_PLAN).json()
    with database.write() as connection:
        lines.store.change(connection, line.id, owner_no=2)

    billing.post("/api/v1/order-answers", json={"order_id": order["id"], "answer": "done"})

    assert told(database) == ["order_plan"]
    assert agent.get(ORDERS).json()["items"] == []


@pytest.mark.clause("CHN-06")
def test_an_order_is_cancelled_until_it_is_taken_on(agent, billing):
    first = agent.post(ORDERS, json=NEW_PLAN).json()
    cancel = f"/api/v1/orders/{first['id']}/cancel"
    tag = agent.get(f"/api/v1/orders/{first['id']}").headers["etag"]

    unversioned = agent.post(cancel)
    cancelled = agent.post(cancel, headers={"If-Match": tag})
    again = agent.post(cancel, headers={"If-Match": tag})

    assert unversioned.status_code == 428
    assert cancelled.json()["state"] == "cancelled"
    assert again.status_code == 412

    second = agent.post(ORDERS, json=NEW_PLAN).json()
    billing.post("/api/v1/order-answers", json={"order_id": second["id"], "answer": "accepted"})
    late = agent.post(f"/api/v1/orders/{second['id']}/cancel", headers={"If-Match": '"2"'})

    assert late.status_code == 409


@pytest.mark.clause("CHN-06")
def test_the_network_is_told_of_a_suspension_and_billing_of_a_plan(agent, database):
    with database.write() as connection:
        taker = Webhook(
            id=new_id(),
            url="https://network.example.org/",
            topics=("line.suspend", "order.placed"),
            is_active=True,
            created_by="person:administrator",
            created_at=NOW,
            version=1,
            sealed_secret="-",
        )
        webhook_store.add(connection, taker)
    agent.post(ORDERS, json=NEW_PLAN)
    agent.post(ORDERS, json=LOST)

    with database.read() as connection:
        rows = connection.execute(select(messages.c.text).where(messages.c.channel == "webhook")).scalars()
        events = {event["type"]: event["data"] for event in map(json.loads, rows)}
    assert (events["line.suspend"]["line_id"], events["line.suspend"]["reason"]) == (1, "customer")
    assert (events["order.placed"]["code"], events["order.placed"]["effective_on"]) == (
        "plan-96",
        "2012-07-01",
    )


def test_an_order_repeated_under_its_key_is_placed_once(agent):
    answers = [agent.post(ORDERS, json=LOST, headers={"Idempotency-Key": "lost"}).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert len(agent.get(ORDERS).json()["items"]) == 1


def test_of_two_new_plans_at_once_one_is_refused(agent):
    def place(code):
        return agent.post(ORDERS, json={**NEW_PLAN, "code": code}).json()

    with ThreadPoolExecutor(2) as pool:
        states = sorted(one["state"] for one in pool.map(place, ["plan-96", "plan-126"]))

    assert states == ["placed", "refused"]


@pytest.mark.clause("CHN-11", "GOV-01")
def test_orders_are_seen_at_their_site_and_by_their_customer_alone(api, agent, line):
    order = agent.post(ORDERS, json=NEW_PLAN).json()
    seen = {}
    for name, someone in {
        "province": actor("supervisor", site="65"),
        "other city": actor("supervisor", site="65.6531"),
        "customer": customer(line.id),
        "former owner": customer(line.id, 0),
        "other customer": customer(2),
    }.items():
        who = api.client(someone)
        listed = len(who.get("/api/v1/orders").json()["items"])
        seen[name] = (listed, who.get(f"/api/v1/orders/{order['id']}").status_code)

    assert seen == {
        "province": (1, 200),
        "other city": (0, 404),
        "customer": (1, 200),
        "former owner": (0, 404),
        "other customer": (0, 404),
    }


@pytest.mark.clause("CHN-11")
def test_a_line_of_another_site_orders_nothing(api, line):
    elsewhere = api.client(actor("agent", site="65.6531"))

    assert elsewhere.post(ORDERS, json=LOST).status_code == 404


@pytest.mark.clause("CHN-06")
def test_a_customer_who_signed_in_orders_for_themselves(api, line):
    answer = api.client(customer(line.id)).post(ORDERS, json={**LOST, "password": None}).json()

    assert (answer["state"], answer["identity"], answer["channel"]) == ("done", "sign_in", "online")


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "plan", **OWN_CALL},
        {"kind": "suspend", "code": "plan-96", **OWN_CALL},
        {**NEW_PLAN, "code": "plan 96; DROP TABLE orders"},
        {**NEW_PLAN, "surprise": 1},
    ],
)
def test_an_order_that_says_too_little_or_too_much_is_refused(agent, body):
    assert agent.post(ORDERS, json=body).status_code == 422


@pytest.mark.clause("GOV-01")
def test_the_trail_has_every_order_and_no_personal_data(agent, database, line):
    agent.post(ORDERS, json={**LOST, "password": WRONG})
    agent.post(ORDERS, json=LOST)

    with database.read() as connection:
        rows = connection.execute(select(entries.c.facts).where(entries.c.action == "order.place")).scalars()
        facts = list(rows)
    assert [(one["state"], one["reason"]) for one in facts] == [
        ("refused", "password_wrong"),
        ("done", None),
    ]
    assert all(secret not in str(facts) for secret in (number(1), number(9), RIGHT, WRONG))
