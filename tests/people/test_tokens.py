"""Tokens open what they should, for as long as they should, and not a moment longer."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.people.conftest import CHIEF
from tests.service.actors import CITY, COUNTY, HALL
from tests.service.base import add_line
from tierline.lines import service as lines
from tierline.lines.errors import LineUnknown
from tierline.people import service, staff
from tierline.people.model import NOWHERE, RoleHeld
from tierline.people.store import tokens
from tierline.rights.model import ActorKind
from tierline.rights.policy import permissions_of


@pytest.mark.clause("GOV-01")
def test_a_token_opens_what_the_roles_allow_at_its_post(door):
    person_id = door.add("zhao.min", ("supervisor", CITY), ("clerk", HALL))

    whole = service.sign_in_by_token(door.database, door.token("zhao.min"), door.clock())
    hall = service.sign_in_by_token(door.database, door.token("zhao.min", site=HALL), door.clock())

    assert (whole.id, whole.kind, whole.site) == (person_id, ActorKind.PERSON, CITY)
    assert whole.department == "customer_service"
    assert whole.permissions == permissions_of(("supervisor",))
    assert (hall.site, hall.permissions) == (HALL, permissions_of(("clerk", "supervisor")))


FORGED = (
    "",
    "tl_",
    "tl_" + "a" * 43,
    "tl_" + secrets.token_urlsafe(32) + "x",
    "' OR 1=1 --",
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
    "\x00",
)


def test_a_forged_token_opens_nothing(door):
    door.add("zhao.min", ("clerk", HALL))
    door.token("zhao.min")

    assert {service.sign_in_by_token(door.database, token, door.clock()) for token in FORGED} == {None}


def test_the_database_holds_no_token_in_the_clear(door):
    door.add("zhao.min", ("clerk", HALL))
    token = door.token("zhao.min")

    with door.database.read() as connection:
        row = connection.execute(select(tokens)).mappings().one()

    assert token not in str(dict(row))
    assert service.sign_in_by_token(door.database, row["digest"], door.clock()) is None


def test_a_token_ends_with_its_life_however_much_it_is_used(door):
    door.add("zhao.min", ("clerk", HALL))
    client = door.signed_in("zhao.min")

    seen = []
    for _half_hour in range(17):
        seen.append(client.get("/me").status_code)
        door.clock.forward(minutes=30)

    assert seen == [200] * 16 + [401]


def test_a_token_that_is_not_used_ends(door):
    door.add("zhao.min", ("clerk", HALL))
    client = door.signed_in("zhao.min")

    door.clock.forward(minutes=59)
    assert client.get("/me").status_code == 200
    door.clock.forward(minutes=60)
    assert client.get("/me").status_code == 401


def test_use_is_written_down_at_most_once_a_minute(door):
    door.add("zhao.min", ("clerk", HALL))
    client = door.signed_in("zhao.min")
    began = door.clock()

    def last_used():
        with door.database.read() as connection:
            return connection.execute(select(tokens.c.last_used_at)).scalar_one() - began

    door.clock.forward(seconds=59)
    client.get("/me")
    assert last_used() == timedelta(0)
    door.clock.forward(seconds=1)
    client.get("/me")
    assert last_used() == timedelta(seconds=60)


def test_signing_out_ends_this_token_and_no_other(door):
    door.add("zhao.min", ("clerk", HALL))
    one, other = door.signed_in("zhao.min"), door.signed_in("zhao.min")

    assert one.post("/sign-out").status_code == 204
    assert one.get("/me").status_code == 401
    assert other.get("/me").status_code == 200
    assert len(door.audited("sign_out")) == 1


@pytest.mark.clause("GOV-01")
def test_a_role_taken_away_is_gone_at_the_next_request(door):
    person_id = door.add("zhao.min", ("supervisor", CITY), ("clerk", CITY))
    client = door.signed_in("zhao.min")
    assert "duty:read" in client.get("/me").json()["permissions"]

    with door.database.write() as connection:
        staff.take_role(connection, CHIEF, person_id, RoleHeld("supervisor", CITY), now=door.clock())
    assert "duty:read" not in client.get("/me").json()["permissions"]

    with door.database.write() as connection:
        staff.take_role(connection, CHIEF, person_id, RoleHeld("clerk", CITY), now=door.clock())
    assert client.get("/me").status_code == 401


def test_a_person_who_leaves_is_out_at_once_and_old_tokens_never_come_back(door):
    person_id = door.add("zhao.min", ("clerk", HALL))
    client = door.signed_in("zhao.min")

    for is_active in (False, True):
        with door.database.write() as connection:
            version = staff.get(connection, CHIEF, person_id).version
            staff.change(connection, CHIEF, person_id, version, {"is_active": is_active}, now=door.clock())
        assert client.get("/me").status_code == 401
    assert door.sign_in("zhao.min").status_code == 200


@pytest.mark.clause("GOV-01")
def test_a_customer_sees_their_line_until_it_has_another_owner(door):
    with door.database.write() as connection:
        line = add_line(connection, 1, site=COUNTY, owner_no=2)
        token, _ends = service.issue_customer_token(connection, door.settings, 1, 2, now=door.clock())
        former, _ends = service.issue_customer_token(connection, door.settings, 1, 1, now=door.clock())

    owner = service.sign_in_by_token(door.database, token, door.clock())
    before = service.sign_in_by_token(door.database, former, door.clock())

    assert (owner.kind, owner.line_id, owner.owner_no) == (ActorKind.CUSTOMER, 1, 2)
    assert owner.site == NOWHERE
    assert owner.id != before.id
    with door.database.read() as connection:
        assert lines.find(connection, owner, line.msisdn).id == 1
        with pytest.raises(LineUnknown):
            lines.find(connection, before, line.msisdn)


def test_all_tokens_of_a_line_end_together(door):
    with door.database.write() as connection:
        token, _ends = service.issue_customer_token(connection, door.settings, 7, 1, now=door.clock())
        other, _ends = service.issue_customer_token(connection, door.settings, 8, 1, now=door.clock())
        assert service.end_tokens_of_line(connection, 7, now=door.clock()) == 1

    assert service.sign_in_by_token(door.database, token, door.clock()) is None
    assert service.sign_in_by_token(door.database, other, door.clock()) is not None


def test_holders_of_a_role_are_found_at_a_site_and_below(door):
    below = door.add("zhao.min", ("account_manager", COUNTY))
    door.add("li.na", ("account_manager", "65.6502"), site="65.6502")
    door.add("wang.wei", ("clerk", COUNTY))

    with door.database.read() as connection:
        found = service.holders(connection, "account_manager", CITY)
        names = service.names_of(connection, [below, "nobody"])

    assert [person.id for person in found] == [below]
    assert names == {below: "Name of zhao.min"}
