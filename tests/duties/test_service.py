"""Duties from being owed to being done, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.service.actors import COUNTY, actor
from tests.service.base import add_line, add_membership, number
from tests.service.due import carry_out
from tierline.account_managers import roster
from tierline.account_managers import service as account_managers
from tierline.account_managers.model import Kind
from tierline.cards import service as cards
from tierline.cards.model import VoidReason
from tierline.database.paging import Listing
from tierline.duties import service
from tierline.duties.jobs import HANDLERS
from tierline.duties.model import NewDuty, Problem, State, Tally, Wanted
from tierline.jobs.service import schedule
from tierline.jobs.store import jobs
from tierline.lines import store as lines_store
from tierline.lines.errors import LineUnknown
from tierline.messages.store import messages
from tierline.policy.vocabulary import NOTICES, Change, Duty
from tierline.rights.errors import PermissionMissing

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
MONTH = date(2012, 6, 1)
SUPERVISOR = actor("supervisor")


def duty(duty, line_id=1, *, change=Change.JOINED, tier="gold", **facts):
    return NewDuty(line_id, "unicom-vip", MONTH, change, tier, "silver", duty, **facts)


def owe(database, *new):
    with database.write() as connection:
        return service.owe(connection, new, now=NOW)


def work(database, settings, now=NOW):
    return carry_out(database, settings, HANDLERS, now)


def work_daily(database, settings, now):
    with database.write() as connection:
        day = f"{now:%Y-%m-%d}"
        schedule(connection, "duties.carry_out_waiting", f"waiting:{day}", now, {"day": day}, now=now)
    return work(database, settings, now)


def standing(database, **wanted):
    with database.read() as connection:
        return service.list_duties(connection, SUPERVISOR, Wanted(**wanted), Listing(limit=200)).items


def texts(database):
    with database.read() as connection:
        found = select(messages.c.template, messages.c.text).order_by(messages.c.template)
        return {row.template: row.text for row in connection.execute(found)}


@pytest.fixture
def line(database):
    with database.write() as connection:
        add_membership(connection, since=date(2012, 6, 5), ends_on=date(2013, 6, 8))
        return add_line(connection, language="en")


def add_manager(database, settings, cap):
    about = {"person_id": "a", "name": "A", "site": COUNTY, "kind": Kind.VIP, "cap": cap}
    with database.write() as connection:
        roster.add(connection, SUPERVISOR, settings, **about, now=NOW)


@pytest.mark.clause("GRD-13")
@pytest.mark.clause("ENT-13")
def test_a_new_member_is_told_three_things_given_a_card_and_a_manager(database, settings, line):
    add_manager(database, settings, cap=1)
    owe(
        database,
        duty(Duty.TELL_CUSTOMER, notices=NOTICES),
        duty(Duty.ISSUE_CARD),
        duty(Duty.ASSIGN_MANAGER, due_on=date(2012, 6, 30)),
    )
    work(database, settings)
    assert {one.state for one in standing(database)} == {State.DONE}
    with database.read() as connection:
        (card,) = cards.of_line(connection, SUPERVISOR, line.msisdn)
        manager = account_managers.manager_of(connection, line)
    assert (card.tier, card.is_valid) == ("gold", True)
    assert manager is not None
    told = texts(database)
    assert told.keys() == {
        "tier_joined",
        "notice_suspension_reminder",
        "notice_emergency_reconnection",
        "notice_temporary_credit",
    }
    assert "From 2012-06-05 on you are a gold customer (China Unicom VIP member)" in told["tier_joined"]


@pytest.mark.clause("GRD-08")
def test_the_card_of_a_closed_line_is_void_and_whatever_else_was_owed_is_dropped(database, settings, line):
    owe(database, duty(Duty.ISSUE_CARD))
    work(database, settings)
    with database.write() as connection:
        lines_store.change(connection, line.id, status="closed")
    ended = {"change": Change.ENDED, "tier": ""}
    owe(database, duty(Duty.VOID_CARD, **ended), duty(Duty.TELL_CUSTOMER))
    work(database, settings)
    with database.read() as connection:
        assert cards.valid_of(connection, line) == []
    dropped = standing(database, state=State.DROPPED)
    assert [(one.duty, one.problem) for one in dropped] == [(Duty.TELL_CUSTOMER, Problem.LINE_CLOSED)]


@pytest.mark.clause("GRD-13")
def test_where_nobody_has_room_the_duty_stays_owed_is_shown_and_tried_each_day(database, settings, line):
    owe(database, duty(Duty.ASSIGN_MANAGER, due_on=date(2012, 6, 15)))
    work(database, settings)
    (waiting,) = standing(database, overdue_on=date(2012, 6, 16))
    assert (waiting.state, waiting.problem) == (State.OWED, Problem.NO_ROOM)
    assert waiting.try_on == date(2012, 6, 16)
    add_manager(database, settings, cap=1)
    work_daily(database, settings, NOW + timedelta(days=1))
    assert standing(database, overdue_on=date(2012, 6, 17)) == []


def test_handing_a_run_in_again_owes_and_does_nothing_twice(database, settings, line):
    new = (duty(Duty.TELL_CUSTOMER), duty(Duty.ISSUE_CARD))
    assert owe(database, *new) == 2
    work(database, settings)
    assert owe(database, *new) == 0
    assert work(database, settings) == []
    assert owe(database, duty(Duty.ISSUE_CARD, tier="diamond")) == 1  # the run was corrected
    assert owe(database, duty(Duty.ISSUE_CARD, line_id=99)) == 0  # no such line
    assert len(texts(database)) == 1


def test_many_duties_are_one_job_at_a_time_and_two_workers_do_each_once(database, settings, monkeypatch):
    monkeypatch.setattr(service, "DUTIES_AT_ONCE", 7)
    with database.write() as connection:
        for line_id in range(1, 31):
            add_line(connection, line_id)
            add_membership(connection, line_id, since=date(2012, 6, 5), ends_on=date(2013, 6, 8))
    owe(database, *(duty(Duty.ISSUE_CARD, line_id) for line_id in range(1, 31)))
    with database.read() as connection:
        assert len(connection.execute(select(jobs)).all()) == 1
    first, last = 1, 10**6
    with ThreadPoolExecutor(2) as pool:

        def one_after_the_other(_worker):
            rest = first
            while rest is not None:
                with database.write() as connection:
                    _, rest = service.carry_out_next(connection, settings, rest, last, now=NOW)

        list(pool.map(one_after_the_other, range(2)))
    work(database, settings)
    assert len(standing(database, state=State.DONE)) == 30
    with database.read() as connection:
        for line_id in range(1, 31):
            assert len(cards.of_line(connection, SUPERVISOR, number(line_id))) == 1


def test_a_duty_that_fails_takes_back_its_own_changes_alone(database, settings, line, monkeypatch):
    def fail(*_args, **_facts):
        raise LineUnknown()

    monkeypatch.setattr("tierline.messages.service.tell", fail)
    owe(database, duty(Duty.ISSUE_CARD), duty(Duty.TELL_CUSTOMER))
    work(database, settings)
    card, failed = sorted(standing(database), key=lambda one: one.id)
    assert card.state is State.DONE
    assert (failed.state, failed.problem) == (State.FAILED, "LineUnknown")
    monkeypatch.undo()
    with database.write() as connection:
        done = service.carry_out_one(connection, SUPERVISOR, settings, failed.id, failed.version, now=NOW)
    assert done.state is State.DONE


@pytest.mark.clause("CHN-11")
def test_what_is_open_is_counted_within_the_site_and_what_of_it_is_overdue(database, settings, line):
    def tally(who, today):
        with database.read() as connection:
            return service.tally(connection, who, today=today)

    owe(database, duty(Duty.ISSUE_CARD), duty(Duty.TELL_CUSTOMER, due_on=date(2012, 6, 20)))
    assert tally(SUPERVISOR, date(2012, 6, 15)) == Tally(owed=2, failed=0, overdue=0)
    assert tally(SUPERVISOR, date(2012, 6, 21)) == Tally(owed=2, failed=0, overdue=1)
    assert tally(actor("supervisor", site="65.6502"), MONTH) == Tally(0, 0, 0)
    work(database, settings)
    assert tally(SUPERVISOR, date(2012, 7, 1)) == Tally(0, 0, 0)
    with pytest.raises(PermissionMissing):
        tally(actor("agent"), MONTH)


@pytest.mark.clause("CHN-11")
def test_over_http_duties_are_seen_and_carried_out_at_their_site_only(api, database, line):
    owe(database, duty(Duty.ISSUE_CARD), duty(Duty.TELL_CUSTOMER))
    at_work, elsewhere = api.client(SUPERVISOR), api.client(actor("supervisor", site="65.6502"))
    listed = at_work.get("/api/v1/duties?duty=issue_card&state=owed&due_until=2012-06-30").json()["items"]
    assert [(one["msisdn"], one["due_on"]) for one in listed] == [("186****0001", "2012-06-30")]
    assert elsewhere.get("/api/v1/duties").json()["items"] == []
    of_run = f"/api/v1/duties?scheme=unicom-vip&month={MONTH:%Y-%m}"
    assert len(at_work.get(of_run).json()["items"]) == 2
    assert at_work.get(of_run.replace(f"{MONTH:%Y-%m}", "2011-01")).json()["items"] == []
    assert at_work.get(of_run.replace("vip", "star")).json()["items"] == []
    path, version = f"/api/v1/duties/{listed[0]['id']}/carry-out", {"If-Match": '"1"'}
    assert elsewhere.post(path, headers=version).status_code == 404
    assert api.client(actor("policy_analyst")).post(path, headers=version).status_code == 403
    assert at_work.post(path, headers=version).json()["state"] == "done"
    assert at_work.post(path, headers=version).status_code == 412
    assert at_work.post(path, headers={"If-Match": '"2"'}).status_code == 409


def test_a_card_for_a_tier_that_begins_next_month_leaves_the_running_one_valid(database, settings, line):
    with database.write() as connection:
        cards.issue(connection, line, "unicom-vip", "gold", now=NOW)
        add_membership(connection, tier="silver", since=date(2012, 7, 1), ends_on=date(2013, 7, 8))
    owe(database, duty(Duty.ISSUE_CARD, change=Change.FALLEN, tier="silver"))
    work(database, settings)
    with database.read() as connection:
        assert [card.tier for card in cards.valid_of(connection, line)] == ["gold"]
    work_daily(database, settings, datetime(2012, 6, 30, 16, 0, tzinfo=UTC))  # 1 July in Urumqi and Shanghai
    with database.read() as connection:
        silver, gold = cards.of_line(connection, SUPERVISOR, line.msisdn)
    assert (silver.tier, gold.reason) == ("silver", VoidReason.NEW_TIER)
