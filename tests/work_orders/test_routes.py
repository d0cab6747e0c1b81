"""Work orders over HTTP: passed down to a named person, answered, handed back, closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.service.actors import CITY, COUNTY, HALL, actor
from tests.service.base import add_line
from tests.service.databases import sqlite_database
from tierline.audit.store import entries
from tierline.database.connect import connect
from tierline.database.paging import Listing
from tierline.people import store as people
from tierline.settings import read_settings
from tierline.sites.errors import SiteUnknown
from tierline.work_orders import queue, service
from tierline.work_orders.model import Action, Kind, Outcome, State, Tally, Wanted

ORDERS = "/api/v1/work-orders"
PERSON = "7d1f6a5e-2f4e-4a43-9b5c-0d7c7c1b6c11"


@pytest.fixture
def raised(api, database):
    """The id of an order on a line of a hall, and somebody of the county who has an account."""
    with database.write() as connection:
        line = add_line(connection, site=HALL, payment="postpaid")
        person = {"id": PERSON, "account": "liwei", "name": "Li Wei", "department": "customer_service"}
        more = {"site": COUNTY, "language": "zh", "is_active": True, "version": 1}
        people.add(connection, {**person, **more, "created_at": api.clock.now})
        return raise_one(connection, line, api.clock.now)


def raise_one(connection, line, now, key="reconnection:1"):
    due_by = now + timedelta(hours=48)
    return service.raise_order(
        connection, Kind.RECONNECTION, line, "1", due_by, by="person:agent", now=now, key=key
    )


def post(client, order_id, verb, held, **body):
    return client.post(f"{ORDERS}/{order_id}/{verb}", json=body, headers={"If-Match": f'"{held}"'})


@pytest.mark.clause("ENT-06")
def test_an_order_goes_down_to_a_named_person_and_back_with_its_whole_history(api, raised):
    city = api.client(actor("supervisor"))
    county = api.client(actor("supervisor", site=COUNTY))

    passed = post(city, raised, "pass-on", 1, person_id=PERSON, note="Please call today.")
    chased = post(county, raised, "report", 2, result="not_reached")
    back = post(county, raised, "report", 3, result="promised", is_last=True, note="Pays tomorrow.")
    closed = post(city, raised, "close", 4, outcome="handled")

    assert [answer.status_code for answer in (passed, chased, back, closed)] == [200] * 4
    assert passed.json()["assignee"] == {"id": PERSON, "name": "Li Wei"}
    assert [answer.json()["at_site"] for answer in (passed, back, closed)] == [COUNTY, CITY, CITY]
    whole = city.get(f"{ORDERS}/{raised}")
    assert whole.headers["ETag"] == '"5"'
    steps = [
        (step["action"], step["from_site"], step["to_site"], step["result"]) for step in whole.json()["steps"]
    ]
    assert steps == [
        ("raise", "65", CITY, None),
        ("pass_on", CITY, COUNTY, None),
        ("report", COUNTY, COUNTY, "not_reached"),
        ("hand_back", COUNTY, CITY, "promised"),
        ("close", CITY, CITY, None),
    ]
    assert whole.json()["possible"] == []


@pytest.mark.clause("ENT-06")
def test_a_step_out_of_turn_or_of_a_site_above_is_refused(api, raised):
    city, county = api.client(actor("supervisor")), api.client(actor("supervisor", site=COUNTY))

    refusals = [
        post(county, raised, "pass-on", 1, person_id=PERSON),
        post(county, raised, "close", 1, outcome="withdrawn"),
        post(city, raised, "report", 1, result="promised"),
        post(city, raised, "pass-on", 2, person_id=PERSON),
        post(city, raised, "pass-on", 1, person_id="nobody"),
        post(city, raised, "pass-on", 1, person_id=PERSON, site="65.6502"),
        post(city, raised, "close", 1, outcome="settled"),
        city.post(f"{ORDERS}/{raised}/close", json={"outcome": "handled"}),
    ]

    assert [refusal.status_code for refusal in refusals] == [403, 403, 409, 412, 422, 422, 422, 428]
    assert city.get(f"{ORDERS}/{raised}").json()["version"] == 1


@pytest.mark.clause("ENT-06")
def test_whoever_is_named_reports_although_they_handle_no_orders(api, raised):
    follower = replace(actor("account_manager", site=COUNTY), id=PERSON)
    colleague = actor("account_manager", site=COUNTY)
    post(api.client(actor("supervisor")), raised, "pass-on", 1, person_id=PERSON)

    refused = post(api.client(colleague), raised, "report", 2, result="promised")
    reported = post(api.client(follower), raised, "report", 2, result="promised")
    assigned = post(api.client(follower), raised, "assign", 3, person_id=PERSON)

    assert [refused.status_code, reported.status_code, assigned.status_code] == [403, 200, 403]


@pytest.mark.clause("CHN-11")
def test_an_order_is_seen_by_its_province_city_and_county_alone(api, database, raised):
    def seen(site, query=""):
        answer = api.client(actor("supervisor", site=site)).get(f"{ORDERS}?{query}")
        return [each["id"] for each in answer.json()["items"]]

    assert [seen(site) for site in ("", "65", CITY, COUNTY)] == [[raised]] * 4
    assert [seen(site) for site in (HALL, "65.6502", "65.6501.650103", "66")] == [[]] * 4
    other = api.client(actor("supervisor", site="65.6502"))
    assert other.get(f"{ORDERS}/{raised}").status_code == 404
    assert post(other, raised, "close", 1, outcome="handled").status_code == 404
    assert seen(CITY, f"state=raised&site={CITY}&sort=-raised_at") == [raised]
    assert seen(CITY, f"site={COUNTY}") == []
    assert seen(CITY, f"assignee={PERSON}") == []
    assert seen(CITY, "due_before=2012-06-15T00:00:00Z") == []
    assert seen(CITY, "due_before=2012-06-18T00:00:00Z&line_id=1&kind=reconnection") == [raised]


def test_an_order_is_raised_once_for_one_key_and_closed_once(api, database, raised):
    now = api.clock.now
    with database.write() as connection:
        again = raise_one(connection, add_line(connection, 2), now)
        service.conclude(connection, raised, Outcome.SETTLED, at=now)
        service.conclude(connection, raised, Outcome.SUSPENDED, at=now)
        service.postpone(connection, raised, now, by="person:agent", now=now)

    whole = api.client(actor("supervisor")).get(f"{ORDERS}/{raised}").json()
    assert again == raised
    assert (whole["outcome"], [step["action"] for step in whole["steps"]]) == ("settled", ["raise", "close"])


def test_who_may_not_read_orders_is_refused_and_what_people_do_is_in_the_trail(api, database, raised):
    agent = api.client(actor("agent"))

    assert agent.get(ORDERS).status_code == 403
    assert agent.get(f"{ORDERS}/{raised}").status_code == 403
    post(api.client(actor("supervisor")), raised, "pass-on", 1, person_id=PERSON)
    with database.read() as connection:
        recorded = connection.execute(entries.select()).mappings().all()
    assert [(each["action"], each["subject_id"]) for each in recorded] == [("work_order.pass_on", raised)]
    assert "Li Wei" not in str(recorded)


@pytest.mark.clause("CHN-11")
def test_the_tally_counts_open_orders_of_the_site_alone(api, raised, database):
    city, now = actor("supervisor"), api.clock.now

    def tally(who, site, at):
        with database.read() as connection:
            return queue.tally(connection, who, site, soon=timedelta(hours=6), now=at)

    assert tally(city, CITY, now) == Tally(1, 0, 0)
    assert tally(city, CITY, now + timedelta(hours=42)) == Tally(1, 0, 0)
    assert tally(city, CITY, now + timedelta(hours=43)) == Tally(1, 0, 1)
    assert tally(city, CITY, now + timedelta(hours=49)) == Tally(1, 1, 0)
    assert tally(city, COUNTY, now) == Tally(0, 0, 0)
    for site in ("65", "65.6502"):
        with pytest.raises(SiteUnknown):
            tally(city, site, now)
    post(api.client(city), raised, "close", 1, outcome="handled")
    assert tally(city, CITY, now) == Tally(0, 0, 0)


def test_who_can_be_named_sees_orders_where_it_goes(api, raised, database):
    with database.write() as connection:
        people.give(connection, PERSON, people.RoleHeld("account_manager", COUNTY))
        order, _ = service.get(connection, actor("supervisor"), raised)
        there = queue.followers(connection, actor("supervisor"), order, Action.PASS_ON)
        people.take(connection, PERSON, people.RoleHeld("account_manager", COUNTY))
        people.give(connection, PERSON, people.RoleHeld("policy_analyst", COUNTY))
        assert queue.followers(connection, actor("supervisor"), order, Action.PASS_ON) == []
    assert [(one.id, one.name) for one in there] == [(PERSON, "Li Wei")]


def test_open_orders_are_found_by_an_index_of_them_alone(tmp_path, sqlite_template):
    asked = []
    with sqlite_database(tmp_path, sqlite_template) as url:
        database = connect(read_settings(database_url=url))
        with database.read() as connection:
            event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
            wanted = Wanted((State.RAISED, State.PASSED_ON, State.REPORTED))
            service.listed(connection, actor("supervisor"), wanted, Listing())
            statement, facts = asked[0]
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", facts).all()
        database.close()
    used = [row[3] for row in plan if row[3].startswith(("SCAN", "SEARCH"))]
    assert used
    assert all("ix_work_orders_open" in step for step in used), used
