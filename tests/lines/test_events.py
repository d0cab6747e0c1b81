"""Events of lines between runs, reported over HTTP."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from tests.service.actors import actor, client, customer
from tests.service.base import add_line, add_membership, number
from tierline.lines import events, service
from tierline.lines.model import EventKind, LineEvent, Status, Suspension
from tierline.lines.store import line_events

URL = "/api/v1/line-events"
BILLING = client("billing_system")
AT = datetime(2012, 6, 15, 1, 0, tzinfo=UTC)
PLAN = {"product": "mobile_4g", "payment": "postpaid", "segment": "public"}


def event(kind, line_id=1, at=AT, event_id=None, **facts):
    return {
        "event_id": event_id or f"{kind}-{line_id}-{at:%d%H%M%S}",
        "line_id": line_id,
        "kind": kind,
        "happened_at": at.isoformat(),
        **facts,
    }


def report(api, *given, by=BILLING):
    """What came of events, as outcome or reason."""
    answer = api.client(by).post(URL, json={"events": list(given)})
    assert answer.status_code == 200, answer.text
    return [one["reason"] or one["outcome"] for one in answer.json()["results"]]


@pytest.fixture
def line(database):
    """A prepaid gold line whose owner has told of themselves."""
    with database.write() as connection:
        add_membership(connection)
        add_membership(connection, since=date(2013, 1, 9), ends_on=date(2014, 1, 8))
        add_membership(connection, tier="silver", since=date(2010, 12, 1), ends_on=date(2011, 12, 31))
        return add_line(
            connection, birthday_month=7, birthday_day=24, do_not_disturb=True, language="en", arrears_fen=500
        )


def now_of(database, line_id=1):
    with database.read() as connection:
        return service.of_id(connection, line_id)


@pytest.mark.clause("GRD-20")
def test_a_closed_line_loses_tier_and_number_that_moment(api, database, line):
    assert report(api, event("closed")) == ["applied"]

    with database.read() as connection:
        terms = [(one.since, one.ends_on) for one in service.memberships(connection, 1)]
        found = service.of_number(connection, number(1))
    assert terms == [
        (date(2010, 12, 1), date(2011, 12, 31)),
        (date(2012, 1, 1), date(2012, 6, 15)),
    ]
    assert found is None
    assert now_of(database).closed_on == date(2012, 6, 15)
    assert api.client(actor("agent")).get(f"/api/v1/lines/{number(1)}").status_code == 404


@pytest.mark.clause("GRD-20")
def test_a_new_owner_keeps_the_tier_and_sees_nothing_of_the_former_one(api, database, line):
    assert report(api, event("new_owner")) == ["applied"]

    with database.read() as connection:
        held = service.memberships(connection, 1, date(2012, 6, 16))
    shown = api.client(customer(1, owner_no=2)).get(f"/api/v1/lines/{number(1)}")
    terms = api.client(customer(1, owner_no=2)).get(f"/api/v1/lines/{number(1)}/memberships")
    former = api.client(customer(1, owner_no=1)).get(f"/api/v1/lines/{number(1)}")
    assert [one.tier for one in held] == ["gold"]
    assert (shown.json()["birthday"], shown.json()["do_not_disturb"], shown.json()["language"]) == (
        None,
        False,
        "zh",
    )
    assert shown.json()["arrears_yuan"] == "0.00"
    assert [one["tier"] for one in terms.json()["items"]] == ["gold", "gold"]
    assert former.status_code == 404


@pytest.mark.clause("GRD-20")
def test_a_new_plan_keeps_the_tier(api, database, line):
    assert report(api, event("new_plan", **PLAN)) == ["applied"]

    assert (now_of(database).product, now_of(database).is_prepaid) == ("mobile_4g", False)
    with database.read() as connection:
        assert len(service.memberships(connection, 1)) == 3


def test_the_number_of_a_closed_line_can_be_used_again(api, database, line):
    joined = event("joined", 2, AT + timedelta(minutes=9), msisdn=number(1), site="65.6501", **PLAN)

    assert report(api, joined) == ["number_taken"]
    assert report(api, event("closed"), joined) == ["applied", "applied"]

    with database.read() as connection:
        found = service.of_number(connection, number(1))
        held = service.memberships(connection, 2)
    assert (found.id, found.owner_no, found.joined_on) == (2, 1, date(2012, 6, 15))
    assert held == []


def test_a_number_of_a_line_in_use_is_given_to_no_other(api, database, line):
    with database.write() as connection:
        add_line(connection, 2)

    assert report(api, event("new_number", 2, msisdn=number(1))) == ["number_taken"]
    assert report(api, event("new_number", 2, msisdn=number(7))) == ["applied"]
    assert now_of(database, 2).msisdn == number(7)


def test_an_event_takes_effect_once_however_often_it_is_reported(api, database, line):
    owner = event("new_owner", event_id="crm-1")

    assert report(api, owner, owner) == ["applied", "repeated"]
    assert report(api, owner) == ["repeated"]
    assert now_of(database).owner_no == 2


def test_an_event_that_a_later_one_has_overtaken_is_recorded_and_not_applied(api, database, line):
    later, earlier = AT, AT - timedelta(hours=1)

    assert report(api, event("resumed", at=later)) == ["applied"]
    assert report(api, event("suspended", at=earlier, reason="arrears")) == ["outdated"]
    assert report(api, event("moved_site", at=earlier, site="65.6502")) == ["applied"]
    assert report(api, event("suspended", at=earlier, reason="arrears")) == ["repeated"]

    assert (now_of(database).status, now_of(database).site) == (Status.ACTIVE, "65.6502")


def test_what_the_service_itself_suspends_counts_as_an_event(api, database, line):
    with database.write() as connection:
        service.suspend(connection, service.lock(connection, 1), Suspension.CUSTOMER, now=AT)

    assert report(api, event("resumed", at=AT - timedelta(minutes=1))) == ["outdated"]
    assert now_of(database).status is Status.SUSPENDED


@pytest.mark.clause("CHN-11")
def test_a_system_of_one_site_reports_of_its_own_lines_alone(api, database, line):
    elsewhere = client("billing_system", site="65.6531")

    assert report(api, event("closed"), event("closed", 9), by=elsewhere) == ["line_unknown", "line_unknown"]
    joined = event("joined", 3, msisdn=number(3), site="65.6501", **PLAN)
    assert report(api, joined, by=elsewhere) == ["site_outside"]
    assert now_of(database).status is Status.ACTIVE


def test_whoever_may_not_report_is_refused(api, line):
    assert api.client(actor("agent")).post(URL, json={"events": [event("closed")]}).status_code == 403
    assert api.client().post(URL, json={"events": [event("closed")]}).status_code == 401


@pytest.mark.parametrize(
    "given",
    [
        event("closed", reason="arrears"),
        event("new_plan", product="mobile_9g", payment="prepaid", segment="public"),
        event("new_number", msisdn="186x"),
        event("moved_site", site="65..1"),
        event("melted"),
        {**event("closed"), "happened_at": "2012-06-15T09:00:00"},
        {**event("closed"), "line_id": 2**63},
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_event_is_refused_and_not_repeated(api, given):
    answer = api.client(BILLING).post(URL, json={"events": [given]})

    assert answer.status_code == 422
    assert "186x" not in answer.text


@pytest.mark.clause("GOV-01")
def test_events_are_kept_without_numbers_and_cannot_be_changed(api, database, line):
    report(api, event("new_number", msisdn=number(8)))

    with database.read() as connection:
        rows = connection.execute(select(line_events)).all()
    assert number(8) not in str(rows)
    with pytest.raises(DBAPIError), database.write() as connection:
        connection.execute(line_events.update().values(is_applied=False))


def test_two_at_once_do_not_give_one_number_to_two_lines(database, settings):
    results, barrier = [], threading.Barrier(2)

    def join(line_id):
        facts = {"msisdn": number(5), "site": "65", **PLAN}
        given = LineEvent(f"j{line_id}", line_id, EventKind.JOINED, AT, facts)
        barrier.wait()
        with database.write() as connection:
            results.append(events.happened(connection, given, zone=settings.time_zone, now=AT))

    threads = [threading.Thread(target=join, args=(line_id,)) for line_id in (1, 2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(str(one.refusal) for one in results) == ["None", "number_taken"]
