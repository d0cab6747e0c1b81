"""Using services on a real database: once, by whom it may be, and never beyond a quota."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, update

from tests.service.actors import actor, customer
from tests.service.base import add_line, add_membership
from tierline.database.connect import Database
from tierline.database.paging import Listing
from tierline.entitlements import service
from tierline.entitlements.errors import (
    NotReversible,
    PlaceUnknown,
    ServiceHandledElsewhere,
    ServiceUnknown,
    StateNeeded,
    UseReversed,
    UseUnknown,
)
from tierline.entitlements.model import Decision, Per, Reason, Use
from tierline.lines import service as lines
from tierline.lines import store as line_store
from tierline.rights.errors import PermissionMissing
from tierline.rights.model import Actor
from tierline.settings import Settings

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
CLERK = actor("clerk")
SUPERVISOR = actor("supervisor")


@pytest.fixture
def take(database: Database, settings: Settings) -> Callable[..., Use | Decision]:
    """Uses a service of line 1 in a transaction of its own."""

    def taken(name: str, who: Actor = CLERK, now: datetime = NOW, **given: Any) -> Use | Decision:
        with database.write() as connection:
            line = lines.get(connection, who, 1)
            return service.use(connection, who, line, name, now=now, settings=settings, **given)

    return taken


def gold(database: Database, **columns: Any) -> None:
    """Line 1 with a gold VIP term of 2012."""
    with database.write() as connection:
        add_line(connection, **columns)
        add_membership(connection)


def silver(database: Database) -> None:
    """Line 1 with a silver VIP term of 2012."""
    with database.write() as connection:
        add_line(connection)
        add_membership(connection, tier="silver")


def decision(database: Database, settings: Settings, name: str, at: datetime = NOW) -> Decision:
    """What line 1 hears of a service."""
    with database.read() as connection:
        line = lines.get(connection, CLERK, 1)
        return service.check_one(connection, CLERK, line, name, at, settings)


@pytest.mark.clause("ENT-08")
def test_a_use_is_recorded_with_what_decided_it_and_counts_for_its_year(database, settings, take):
    silver(database)

    first, second = take("sim_replacement"), take("sim_replacement")

    assert isinstance(first, Use)
    assert (first.standard, first.scheme, first.tier) == ("unicom-vip-services", "unicom-vip", "silver")
    assert (first.clause, first.fee_fen, first.owner_no) == ("ENT-08", 0, 1)
    assert isinstance(second, Use)
    assert second.fee_fen == 2000
    next_year = decision(database, settings, "sim_replacement", datetime(2012, 12, 31, 16, tzinfo=UTC))
    assert (next_year.reason, next_year.left) == (Reason.GRANTED, 1)


@pytest.mark.clause("ENT-14")
def test_each_entry_to_a_lounge_is_checked_and_counted(database, settings, take):
    gold(database)

    entries = [take("airport_lounge", place="kashgar") for _ in range(7)]

    assert [isinstance(entry, Use) for entry in entries] == [True] * 6 + [False]
    assert isinstance(entries[6], Decision)
    assert entries[6].reason is Reason.QUOTA_USED_UP
    with pytest.raises(PlaceUnknown):
        take("airport_lounge", place="atlantis")


@pytest.mark.clause("ENT-11")
def test_do_not_disturb_is_switched_where_messages_look_for_it(database, settings, take):
    gold(database)

    take("do_not_disturb", is_on=True)

    with database.read() as connection:
        assert lines.get(connection, CLERK, 1).do_not_disturb
    take("do_not_disturb", is_on=False)
    with database.read() as connection:
        line = lines.get(connection, CLERK, 1)
        found = service.standing(connection, CLERK, line, NOW, settings)
        assert not line.do_not_disturb
        assert {each.service: each.is_on for each in found.switched} == {"do_not_disturb": False}


@pytest.mark.clause("ENT-15")
def test_the_bill_by_post_is_switched_on_by_a_tier_and_off_by_anybody(database, settings, take):
    gold(database)
    take("bill_by_post", is_on=True)
    after_the_term = datetime(2013, 2, 1, tzinfo=UTC)

    on_again = take("bill_by_post", is_on=True, now=after_the_term)
    off = take("bill_by_post", is_on=False, now=after_the_term)

    assert isinstance(on_again, Decision)
    assert on_again.reason is Reason.NO_TIER
    assert isinstance(off, Use)
    with pytest.raises(StateNeeded):
        take("bill_by_post")


@pytest.mark.clause("ENT-09")
def test_roaming_opens_without_a_deposit_for_silver_and_not_while_suspended(database, take):
    silver(database)
    opened = take("roaming_without_deposit")
    with database.write() as connection:
        connection.execute(update(line_store.lines).values(status="suspended"))

    refused = take("roaming_without_deposit")

    assert isinstance(opened, Use)
    assert isinstance(refused, Decision)
    assert refused.reason is Reason.LINE_SUSPENDED


@pytest.mark.clause("GRD-20")
def test_a_line_loses_its_services_the_moment_it_is_closed(database, settings, take):
    gold(database)
    with database.write() as connection:
        connection.execute(update(line_store.lines).values(status="closed", closed_on=date(2012, 6, 15)))

    found = take("bill_by_post", is_on=True)

    assert isinstance(found, Decision)
    assert found.reason is Reason.LINE_CLOSED
    with database.read() as connection:
        line = lines.get(connection, CLERK, 1)
        all_of_them = service.check(connection, CLERK, line, NOW, settings)
    assert {each.reason for each in all_of_them} == {Reason.LINE_CLOSED}


@pytest.mark.clause("GRD-20")
def test_a_new_owner_starts_anew_and_sees_nothing_of_the_former(database, settings, take):
    silver(database)
    take("sim_replacement")
    take("bill_by_post", is_on=True)
    with database.write() as connection:
        connection.execute(update(line_store.lines).values(owner_no=2))

    with database.read() as connection:
        line = lines.get(connection, CLERK, 1)
        found = service.standing(connection, CLERK, line, NOW, settings)
        seen = service.uses(connection, CLERK, line, Listing())

    assert seen.items == []
    assert not any(each.is_on for each in found.switched)
    assert decision(database, settings, "sim_replacement").left == 1


@pytest.mark.clause("GRD-21")
def test_the_tiers_of_that_day_decide(database, settings):
    gold(database)
    last_day, day_after = datetime(2013, 1, 8, 15, 59, tzinfo=UTC), datetime(2013, 1, 8, 16, tzinfo=UTC)

    assert decision(database, settings, "dedicated_line", last_day).is_granted
    assert decision(database, settings, "dedicated_line", day_after).reason is Reason.NO_TIER


@pytest.mark.clause("ENT-04")
def test_of_many_at_once_only_one_takes_the_last_of_a_quota(database, settings):
    gold(database)

    def taken(_: int) -> bool:
        with database.write() as connection:
            line = lines.get(connection, CLERK, 1)
            found = service.take(
                connection, CLERK, line, "emergency_reconnection", now=NOW, settings=settings
            )
            return isinstance(found, Use)

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(taken, range(24)))

    assert outcomes.count(True) == 1
    found = decision(database, settings, "emergency_reconnection")
    assert found.quota
    assert (found.reason, found.quota.per, found.left) == (Reason.QUOTA_USED_UP, Per.MONTH, 0)


def test_a_use_that_was_a_mistake_is_taken_back_once_and_counts_no_longer(database, settings, take):
    silver(database)
    first = take("sim_replacement")
    switched = take("bill_by_post", is_on=True)

    def taken_back(use_id: str) -> Use:
        with database.write() as connection:
            line = lines.get(connection, SUPERVISOR, 1)
            return service.reverse(connection, SUPERVISOR, line, use_id, reason="wrong line", now=NOW)

    assert taken_back(first.id).reversed_at == NOW
    assert decision(database, settings, "sim_replacement").left == 1
    with pytest.raises(UseReversed):
        taken_back(first.id)
    with pytest.raises(NotReversible):
        taken_back(switched.id)
    with pytest.raises(UseUnknown):
        taken_back("0" * 36)


def test_what_has_its_own_procedure_is_not_used_by_a_record_alone(database, take):
    gold(database)

    for name in ("emergency_reconnection", "hotline_priority"):
        with pytest.raises(ServiceHandledElsewhere):
            take(name)
    with pytest.raises(ServiceUnknown):
        take("sunrise_walk")


def test_whoever_lacks_the_permission_is_told_before_anything_else(database, settings, take):
    gold(database)

    with pytest.raises(PermissionMissing):
        take("sim_replacement", who=actor("quality_assessor"))
    assert isinstance(take("sim_replacement", who=customer(1)), Use)


def test_a_look_costs_three_queries_whatever_was_used(database, settings, take):
    gold(database)
    take("bill_by_post", is_on=True)
    take("airport_lounge", place="ili")
    statements: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    with database.read() as connection:
        event.listen(database.engine, "before_cursor_execute", count)
        line = lines.find(connection, CLERK, "18600000001")
        service.standing(connection, CLERK, line, NOW, settings)

    assert len([each for each in statements if each.startswith("SELECT")]) == 3


def test_lines_of_equal_facts_share_their_decisions(database, settings):
    gold(database)
    with database.write() as connection:
        add_line(connection, 2)
        add_membership(connection, 2)
    with database.read() as connection:
        both = [
            service.standing(connection, CLERK, lines.get(connection, CLERK, each), NOW, settings).decided
            for each in (1, 2)
        ]

    assert both[0] is both[1]
