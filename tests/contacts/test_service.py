"""Group customers are contacted regularly, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.service.actors import COUNTY, actor
from tests.service.base import add_line, number
from tests.service.due import carry_out
from tierline.account_managers import roster
from tierline.account_managers import service as account_managers
from tierline.account_managers.model import Kind
from tierline.contacts import planning, service
from tierline.contacts.errors import ContactOver, IntervalNeeded, PlanExists
from tierline.contacts.jobs import HANDLERS
from tierline.contacts.model import Outcome, State, Wanted
from tierline.database.errors import ChangedMeanwhile
from tierline.database.paging import Listing
from tierline.entitlements.store import uses
from tierline.jobs.service import schedule
from tierline.lines import store as lines_store

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
MANAGER = actor("account_manager")


def plan_groups(database, settings, now=NOW):
    with database.write() as connection:
        day = f"{now:%Y-%m-%d}"
        schedule(connection, "contacts.plan_groups", f"groups:{day}", now, {"day": day}, now=now)
    carry_out(database, settings, HANDLERS, now)


def contacts(database, asked_by=MANAGER, **wanted):
    with database.read() as connection:
        return service.list_contacts(connection, asked_by, Wanted(**wanted), Listing()).items


def record(database, settings, contact, outcome=Outcome.REACHED, now=NOW):
    asked = (contact.id, contact.version, outcome, "said hello")
    with database.write() as connection:
        return service.record(connection, MANAGER, settings, *asked, now=now)


@pytest.mark.clause("ENT-16")
def test_a_group_customer_is_contacted_by_the_standard_and_again_after_each_contact(database, settings):
    with database.write() as connection:
        add_line(connection, 1, segment="group")
        add_line(connection, 2, segment="public")
    plan_groups(database, settings)
    (planned,) = contacts(database)
    assert (planned.line_id, planned.due_on, planned.state) == (1, date(2012, 6, 17), State.PLANNED)
    carry_out(database, settings, HANDLERS, datetime(2012, 6, 17, 0, 0, tzinfo=UTC))  # 8 in the morning
    (due,) = contacts(database, state=State.DUE)
    made = record(database, settings, due, now=datetime(2012, 6, 18, 2, 0, tzinfo=UTC))
    assert (made.state, made.outcome, made.recorded_by) == (State.MADE, Outcome.REACHED, MANAGER.id)
    (following,) = contacts(database, state=State.PLANNED)
    assert following.due_on == date(2012, 7, 18)
    with database.read() as connection:
        assert connection.execute(select(uses.c.clause)).scalars().all() == ["ENT-16"]


@pytest.mark.clause("ENT-16")
def test_group_customers_are_planned_once_in_parts_and_anew_for_a_new_owner(database, settings, monkeypatch):
    monkeypatch.setattr(planning, "LINES_AT_ONCE", 2)
    with database.write() as connection:
        for line_id in range(1, 6):
            add_line(connection, line_id, segment="group")
    plan_groups(database, settings)
    assert len(contacts(database)) == 5
    with database.write() as connection:
        lines_store.change(connection, 3, owner_no=2)
    plan_groups(database, settings, NOW + timedelta(days=1))
    assert len(contacts(database, state=State.PLANNED)) == 5
    assert [one.owner_no for one in contacts(database, state=State.DROPPED)] == [1]


def test_what_is_not_recorded_is_overdue_and_what_is_cannot_be_recorded_twice(database, settings):
    with database.write() as connection:
        add_line(connection, 1)
        with pytest.raises(IntervalNeeded):
            service.start_plan(connection, MANAGER, settings, number(1), None, now=NOW)
        service.start_plan(connection, MANAGER, settings, number(1), 7, now=NOW)
        with pytest.raises(PlanExists):
            service.start_plan(connection, MANAGER, settings, number(1), 7, now=NOW)
    (late,) = contacts(database, overdue_on=date(2012, 6, 18))
    assert contacts(database, overdue_on=date(2012, 6, 17)) == []
    record(database, settings, late, Outcome.NOT_REACHED, NOW + timedelta(days=4))
    assert [one.due_on for one in contacts(database, state=State.PLANNED)] == [date(2012, 6, 22)]
    with pytest.raises(ContactOver):
        record(database, settings, late)


def test_the_contact_of_a_closed_line_is_dropped_when_it_falls_due(database, settings):
    with database.write() as connection:
        add_line(connection, 1, segment="group")
    plan_groups(database, settings)
    with database.write() as connection:
        lines_store.change(connection, 1, status="closed")
    carry_out(database, settings, HANDLERS, NOW + timedelta(days=31))
    assert [one.state for one in contacts(database)] == [State.DROPPED]


@pytest.mark.clause("CHN-11")
@pytest.mark.clause("CHN-09")
def test_over_http_a_manager_finds_their_own_contacts_and_another_site_none(api, database, settings):
    with database.write() as connection:
        for line_id in (1, 2):
            line = add_line(connection, line_id, segment="group")
            planning.start(connection, settings, line, 30, by_standard=True, now=NOW)
            if line_id == 1:
                about = {"person_id": "a", "name": "A", "site": COUNTY, "kind": Kind.GROUP, "cap": 1}
                roster.add(connection, actor("supervisor"), settings, **about, now=NOW)
            account_managers.assign(connection, line, now=NOW)
    at_work = api.client(MANAGER)
    (mine,) = at_work.get("/api/v1/contacts?manager=a&due=2012-12-31").json()["items"]
    assert mine["msisdn"] == "186****0001"
    assert api.client(actor("supervisor", site="65.6502")).get("/api/v1/contacts").json()["items"] == []
    path, body = f"/api/v1/contacts/{mine['id']}/record", {"outcome": "reached", "note": "well"}
    assert api.client(actor("agent")).post(path, json=body, headers={"If-Match": '"1"'}).status_code == 403
    assert at_work.post(path, json=body).status_code == 428
    assert at_work.post(path, json=body, headers={"If-Match": '"1"'}).json()["note"] == "well"
    assert len(at_work.get(f"/api/v1/lines/{number(1)}/contacts").json()["items"]) == 2
    with database.write() as connection:
        lines_store.change(connection, 1, owner_no=2)
    made = at_work.get("/api/v1/contacts?state=made").json()["items"]
    assert [(one["note"], one["msisdn"]) for one in made] == [("", "")]


def test_a_plan_ends_by_hand_with_the_version_that_was_read(database, settings):
    with database.write() as connection:
        add_line(connection, 1)
        plan = service.start_plan(connection, MANAGER, settings, number(1), 7, now=NOW)
        with pytest.raises(ChangedMeanwhile):
            service.end_plan(connection, MANAGER, plan.id, 2, now=NOW)
        service.end_plan(connection, MANAGER, plan.id, 1, now=NOW)
    assert [one.state for one in contacts(database)] == [State.DROPPED]
