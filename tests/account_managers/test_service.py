"""Lines find their managers: balanced, within caps, whoever assigns at the same time."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.service.actors import CITY, COUNTY, actor
from tests.service.base import add_line, number
from tests.service.due import carry_out
from tierline.account_managers import roster, service
from tierline.account_managers.errors import ManagerAway, NobodyAssigned, NoRoom
from tierline.account_managers.jobs import HANDLERS
from tierline.account_managers.model import Kind
from tierline.database.paging import Listing
from tierline.lines import service as lines
from tierline.lines import store as lines_store
from tierline.lines.errors import LineUnknown

NOW = datetime(2012, 6, 15, 2, 0, tzinfo=UTC)
SUPERVISOR = actor("supervisor")


@pytest.fixture
def add_manager(database, settings):
    def add(person_id, site=COUNTY, kind=Kind.VIP, cap=2):
        about = {"person_id": person_id, "name": person_id, "site": site, "kind": kind, "cap": cap}
        with database.write() as connection:
            return roster.add(connection, SUPERVISOR, settings, **about, now=NOW)

    return add


def add_lines(database, count, **columns):
    with database.write() as connection:
        return [add_line(connection, line_id, **columns).id for line_id in range(1, count + 1)]


def assign(database, line_id):
    with database.write() as connection:
        chosen = service.assign(connection, lines.lock(connection, line_id), now=NOW)
        return chosen.person_id if chosen else None


def manager_of(database, line_id):
    with database.read() as connection:
        found = service.manager_of(connection, lines.of_id(connection, line_id))
    return found.person_id if found else None


@pytest.mark.clause("GRD-13")
@pytest.mark.clause("CHN-09")
def test_lines_are_balanced_within_a_site_then_go_up_and_then_wait(database, add_manager):
    for person_id, site in (("a", COUNTY), ("b", COUNTY), ("city", CITY)):
        add_manager(person_id, site)
    add_manager("for-groups", kind=Kind.GROUP)
    chosen = [assign(database, line_id) for line_id in add_lines(database, 7)]
    assert chosen == ["a", "b", "a", "b", "city", "city", None]
    assert assign(database, 1) == "a"  # who has a manager keeps them


@pytest.mark.clause("GRD-13")
def test_workers_that_assign_at_once_never_exceed_a_cap(database, add_manager):
    add_manager("a", cap=5)
    add_manager("b", cap=4)
    line_ids = add_lines(database, 12)
    with ThreadPoolExecutor(4) as pool:
        chosen = Counter(pool.map(lambda line_id: assign(database, line_id), line_ids))
    assert chosen == {"a": 5, "b": 4, None: 3}


def test_the_lines_of_a_manager_who_leaves_go_to_others_as_these_have_room(database, settings, add_manager):
    add_manager("a", cap=3)
    for line_id in add_lines(database, 3):
        assign(database, line_id)
    add_manager("b", cap=2)
    with database.write() as connection:
        roster.change(connection, SUPERVISOR, "a", 1, is_active=False, now=NOW)
    carry_out(database, settings, HANDLERS, NOW)
    assert [manager_of(database, line_id) for line_id in (1, 2, 3)] == ["b", "b", "a"]
    with database.write() as connection:
        roster.change(connection, SUPERVISOR, "b", 1, cap=3, now=NOW)
        roster.hand_over_all(connection, "2012-06-16", now=NOW + timedelta(days=1))
    carry_out(database, settings, HANDLERS, NOW + timedelta(days=1))
    assert manager_of(database, 3) == "b"


@pytest.mark.clause("GRD-20")
def test_closed_lines_are_let_go_and_new_owners_keep_the_manager(database, add_manager):
    add_manager("a", cap=2)
    for line_id in add_lines(database, 2):
        assign(database, line_id)
    with database.write() as connection:
        lines_store.change(connection, 1, status="closed")
        lines_store.change(connection, 2, owner_no=2)
    later = NOW + timedelta(days=1)
    with database.write() as connection:
        service.look_through(connection, 0, 10, now=later)
    with database.read() as connection:
        (kept,) = service.lines_of(connection, SUPERVISOR, "a", Listing()).items
        assert roster.get(connection, SUPERVISOR, "a").lines == 1
    assert (kept.line_id, kept.owner_no, kept.since) == (2, 2, later)


def test_a_line_is_given_by_hand_only_to_somebody_with_room_who_is_there(database, add_manager):
    for person_id in ("a", "b", "c"):
        add_manager(person_id, cap=1)
    for line_id in add_lines(database, 2):
        assign(database, line_id)
    with database.write() as connection:
        roster.change(connection, SUPERVISOR, "c", 1, is_active=False, now=NOW)
    for person_id, refused in (("b", NoRoom), ("c", ManagerAway), (None, NoRoom)):
        with pytest.raises(refused), database.write() as connection:
            service.reassign(connection, SUPERVISOR, number(1), person_id, now=NOW)
    assert manager_of(database, 1) == "a"


@pytest.mark.clause("CHN-11")
def test_over_http_each_site_sees_its_own_managers_and_lines(api, database, add_manager):
    add_manager("a")
    add_lines(database, 2)
    at_work, elsewhere = api.client(SUPERVISOR), api.client(actor("supervisor", site="65.6502"))
    path = f"/api/v1/lines/{number(1)}/account-manager"
    given = at_work.post(path, json={}).json()
    assert given["manager"]["person_id"] == "a"
    shown = at_work.get("/api/v1/account-managers/a/lines").json()["items"]
    assert [line["msisdn"] for line in shown] == ["186****0001"]
    assert elsewhere.get("/api/v1/account-managers").json()["items"] == []
    assert (
        elsewhere.patch("/api/v1/account-managers/a", json={}, headers={"If-Match": '"1"'}).status_code == 404
    )
    assert elsewhere.get(path).status_code == 404
    assert (
        at_work.get(f"/api/v1/lines/{number(2)}/account-manager").json()["type"]
        == "/problems/nobody-assigned"
    )


def test_a_line_without_a_manager_says_so(database):
    add_lines(database, 1)
    with database.read() as connection:
        with pytest.raises(NobodyAssigned):
            service.of_line(connection, SUPERVISOR, number(1))
        with pytest.raises(LineUnknown):
            service.of_line(connection, actor("supervisor", site="65.6502"), number(1))
