"""Appointments: for those entitled, never two for one place, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from tests.service.actors import COUNTY, HALL, actor, customer
from tests.service.base import add_line, add_membership, number
from tests.service.due import carry_out
from tierline.appointments import moving, service, slots
from tierline.appointments.errors import (
    AppointmentOver,
    AppointmentUnknown,
    CapacityTaken,
    NotMissedYet,
    TooEarly,
)
from tierline.appointments.jobs import HANDLERS
from tierline.appointments.model import Appointment, Counter, Refusal, Series, State
from tierline.database.errors import ChangedMeanwhile
from tierline.database.paging import Listing
from tierline.entitlements.store import uses
from tierline.lines import store as lines_store
from tierline.messages.store import messages
from tierline.rights.errors import PermissionMissing
from tierline.sites.errors import SiteUnknown

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
DAY = date(2012, 6, 18)
CLERK = actor("clerk", site=COUNTY)


@pytest.fixture
def open_slots(database, settings):
    """Opens slots of half an hour from 9 to 10 at the hall; their ids."""

    def opened(capacity=1, actor=CLERK):
        series = Series(HALL, DAY, time(9), time(10), 30, capacity, Counter.VIP)
        with database.write() as connection:
            slots.open_slots(connection, actor, settings, series, now=NOW)
        return [slot.id for slot in found(database, settings)]

    return opened


def found(database, settings, *, has_free=False):
    with database.read() as connection:
        asked = (connection, CLERK, settings, HALL, DAY, Listing())
        return slots.list_slots(*asked, has_free=has_free, now=NOW).items


def add_members(database, count, tier="gold"):
    with database.write() as connection:
        for line_id in range(1, count + 1):
            add_line(connection, line_id, language="en")
            add_membership(connection, line_id, tier=tier)


def book(database, settings, slot_id, line_id=1, by=CLERK, now=NOW):
    with database.write() as connection:
        return service.book(connection, by, settings, number(line_id), slot_id, "any", now=now)


def told(database):
    with database.read() as connection:
        return connection.execute(select(messages.c.template).order_by(messages.c.created_at)).scalars().all()


@pytest.mark.clause("ENT-10")
@pytest.mark.clause("CHN-02")
@pytest.mark.parametrize(("tier", "is_booked"), [("diamond", True), ("gold", True), ("silver", False)])
def test_diamond_and_gold_book_and_silver_does_not(database, settings, open_slots, tier, is_booked):
    add_members(database, 1, tier)
    slot_id, _ = open_slots()
    booked = book(database, settings, slot_id, by=customer(1))
    if is_booked:
        assert (booked.state, booked.site) == (State.BOOKED, HALL)
        assert told(database) == ["appointment_booked"]
    else:
        assert (booked.reason, booked.clause) == ("tier_not_entitled", "ENT-10")
        assert [slot.taken for slot in found(database, settings)] == [0, 0]


@pytest.mark.clause("ENT-10")
def test_many_who_book_at_once_never_get_more_places_than_there_are(database, settings, open_slots):
    add_members(database, 10)
    slot_id, other = open_slots(capacity=3)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda line_id: book(database, settings, slot_id, line_id), range(1, 11)))
    refused = [answer.reason for answer in answers if isinstance(answer, Refusal)]
    assert refused == ["slot_full"] * 7
    assert [slot.id for slot in found(database, settings, has_free=True)] == [other]


def test_a_line_that_books_twice_at_once_has_one_appointment(database, settings, open_slots):
    add_members(database, 1)
    slot_id, _ = open_slots(capacity=5)
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: book(database, settings, slot_id), range(3)))
    assert sum(isinstance(answer, Appointment) for answer in answers) == 1
    assert {answer.reason for answer in answers if isinstance(answer, Refusal)} == {"booked_already"}
    assert found(database, settings)[0].taken == 1


def test_a_time_that_has_begun_is_refused_and_a_cancelled_place_is_free_again(database, settings, open_slots):
    add_members(database, 1)
    slot_id, _ = open_slots()
    begun = datetime(2012, 6, 18, 1, 0, tzinfo=UTC)
    assert book(database, settings, slot_id, now=begun).reason == "slot_past"
    booked = book(database, settings, slot_id)
    with database.write() as connection:
        service.cancel(connection, customer(1), settings, booked.id, 1, now=NOW)
    assert found(database, settings)[0].taken == 0
    assert carry_out(database, settings, HANDLERS, begun + timedelta(days=1)) == []
    with pytest.raises(AppointmentOver), database.write() as connection:
        service.cancel(connection, CLERK, settings, booked.id, 2, now=NOW)
    assert isinstance(book(database, settings, slot_id), Appointment)


@pytest.mark.clause("ENT-10")
def test_a_moved_appointment_has_the_other_place_alone_and_one_message(database, settings, open_slots):
    add_members(database, 2)
    first, second = open_slots()
    held = book(database, settings, first)
    with database.write() as connection:
        moved = moving.move(connection, customer(1), settings, held.id, 1, second, now=NOW)

    assert (moved.starts_at, moved.state) == (held.starts_at + timedelta(minutes=30), State.BOOKED)
    assert [slot.taken for slot in found(database, settings)] == [0, 1]
    assert told(database) == ["appointment_booked", "appointment_moved"]
    with database.read() as connection:
        assert service.get(connection, CLERK, held.id).state is State.CANCELLED
        assert len(connection.execute(select(uses.c.id)).all()) == 1


def test_an_appointment_that_cannot_be_moved_stays_as_it_is(database, settings, open_slots):
    add_members(database, 2)
    first, second = open_slots()
    held = book(database, settings, first)
    book(database, settings, second, line_id=2)
    with database.write() as connection:
        answers = [
            moving.move(connection, CLERK, settings, held.id, 1, slot_id, now=NOW).reason
            for slot_id in (second, first)
        ]
        with pytest.raises(ChangedMeanwhile):
            moving.move(connection, CLERK, settings, held.id, 7, second, now=NOW)

    assert answers == ["slot_full", "booked_already"]
    assert [slot.taken for slot in found(database, settings)] == [1, 1]
    with database.read() as connection:
        assert service.get(connection, CLERK, held.id) == held


def test_the_customer_is_reminded_and_who_does_not_come_has_missed_it_at_its_end(
    database, settings, open_slots
):
    add_members(database, 1)
    booked = book(database, settings, open_slots()[0])
    carry_out(database, settings, HANDLERS, booked.starts_at - timedelta(hours=23))
    assert told(database) == ["appointment_booked", "appointment_reminder"]
    carry_out(database, settings, HANDLERS, booked.ends_at + timedelta(days=2))  # noticed late
    with database.read() as connection:
        missed = service.get(connection, CLERK, booked.id)
    assert (missed.state, missed.ended_at) == (State.MISSED, booked.ends_at)


@pytest.mark.clause("CHN-02")
def test_who_came_is_recorded_by_the_hall_with_how_long_they_waited(database, settings, open_slots):
    add_members(database, 1)
    booked = book(database, settings, open_slots()[0])
    asked = (settings, booked.id, 1)
    with database.write() as connection:
        with pytest.raises(PermissionMissing):
            service.keep(connection, customer(1), *asked, now=booked.starts_at)
        with pytest.raises(TooEarly):
            service.keep(connection, CLERK, *asked, now=NOW)
        kept = service.keep(connection, CLERK, *asked, now=booked.starts_at + timedelta(minutes=2))
    assert (kept.state, kept.waited_minutes) == (State.KEPT, 2)
    carry_out(database, settings, HANDLERS, booked.ends_at)
    with database.read() as connection:
        assert service.get(connection, CLERK, booked.id).state is State.KEPT


def test_who_has_not_come_is_recorded_by_the_hall_from_the_time_booked_on(
    api, database, settings, open_slots
):
    add_members(database, 1)
    booked = book(database, settings, open_slots()[0])
    asked = (settings, booked.id, 1)
    with database.write() as connection:
        with pytest.raises(PermissionMissing):
            service.mark_missed(connection, customer(1), *asked, now=booked.starts_at)
        with pytest.raises(NotMissedYet, match="2012-06-18 09:00"):
            service.mark_missed(connection, CLERK, *asked, now=booked.starts_at - timedelta(minutes=1))
    api.clock.now = booked.starts_at
    path = f"/api/v1/appointments/{booked.id}/miss"
    missed = api.client(CLERK).post(path, headers={"If-Match": '"1"'}).json()
    assert (missed["state"], missed["waited_minutes"]) == ("missed", None)
    carry_out(database, settings, HANDLERS, booked.ends_at + timedelta(days=1))
    with database.write() as connection:
        assert service.get(connection, CLERK, booked.id).ended_at == booked.starts_at
        with pytest.raises(AppointmentOver):
            service.keep(connection, CLERK, settings, booked.id, 2, now=booked.ends_at)


@pytest.mark.clause("GRD-20")
def test_the_place_of_a_line_that_was_closed_is_freed_instead_of_a_reminder(database, settings, open_slots):
    add_members(database, 1)
    booked = book(database, settings, open_slots()[0])
    with database.write() as connection:
        lines_store.change(connection, 1, status="closed")
    carry_out(database, settings, HANDLERS, booked.starts_at - timedelta(hours=23))
    assert found(database, settings)[0].taken == 0
    assert told(database) == ["appointment_booked"]


def test_opening_a_day_again_adds_nothing_and_places_that_are_taken_stay(database, settings, open_slots):
    add_members(database, 1)
    slot_id, _ = open_slots()
    book(database, settings, slot_id)
    assert open_slots(capacity=9)[0] == slot_id
    assert [slot.capacity for slot in found(database, settings)] == [1, 1]
    with pytest.raises(CapacityTaken), database.write() as connection:
        slots.set_capacity(connection, CLERK, slot_id, 1, 0, now=NOW)


@pytest.mark.clause("CHN-11")
@pytest.mark.clause("GOV-01")
def test_halls_of_others_and_appointments_of_others_are_not_seen(database, settings, open_slots):
    add_members(database, 2)
    slot_id, _ = open_slots()
    booked = book(database, settings, slot_id)
    elsewhere = actor("clerk", site="65.6502")
    with pytest.raises(SiteUnknown):
        open_slots(actor=elsewhere)
    with database.read() as connection:
        for other in (elsewhere, customer(2), customer(1, owner_no=2)):
            with pytest.raises(AppointmentUnknown):
                service.get(connection, other, booked.id)
        seen = service.at_site(connection, customer(2), settings, HALL, DAY, Listing(), now=NOW)
    assert seen.items == []


def test_over_http_slots_are_opened_booked_once_by_key_and_cancelled_by_version(api, database):
    add_members(database, 2)
    api.clock.now = NOW
    hall, line = f"/api/v1/sites/{HALL}/slots", f"/api/v1/lines/{number(1)}/appointments"
    clerk = api.client(CLERK)
    body = {"day": "2012-06-18", "opens": "09:00", "closes": "10:00", "minutes": 60, "capacity": 1}
    assert clerk.post(hall, json=body).json() == {"added": 1}
    assert clerk.post(hall, json={**body, "opens": "09:00Z"}).status_code == 422
    assert api.client(actor("agent")).post(hall, json=body).status_code == 403
    (slot,) = clerk.get(f"{hall}?day=2012-06-18").json()["items"]
    asked = {"json": {"slot_id": slot["id"]}, "headers": {"Idempotency-Key": "k1"}}
    first, again = (clerk.post(line, **asked).json() for _ in range(2))
    assert first == again
    assert first["outcome"] == "booked"
    refused = clerk.post(f"/api/v1/lines/{number(2)}/appointments", json=asked["json"]).json()
    assert (refused["outcome"], refused["refusal"]["reason"]) == ("refused", "slot_full")
    (listed,) = clerk.get(f"/api/v1/sites/{HALL}/appointments?day=2012-06-18").json()["items"]
    assert listed["msisdn"] == "186****0001"
    same = clerk.post(
        f"/api/v1/appointments/{listed['id']}/move", json=asked["json"], headers={"If-Match": '"1"'}
    )
    assert same.json()["refusal"]["reason"] == "booked_already"
    path = f"/api/v1/appointments/{listed['id']}/cancel"
    assert clerk.post(path, headers={"If-Match": '"7"'}).status_code == 412
    assert clerk.post(path, headers={"If-Match": '"1"'}).json()["state"] == "cancelled"
    assert clerk.get(f"{hall}?day=2012-06-18&free=true").json()["items"][0]["free"] == 1
    assert clerk.get(f"{hall}?day=9999-12-31").status_code == 422
