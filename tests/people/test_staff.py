"""Managing people by the API: what an administrator of a site may do, and what they may not."""

from __future__ import annotations

import pytest

from tests.people.conftest import PASSWORD
from tests.service.actors import CITY, COUNTY, HALL, actor
from tierline.database.paging import Listing
from tierline.people import staff

PLACES = {"a_one": HALL, "b.two": COUNTY, "c.three": "41.4101"}

PROVINCE, OTHER_CITY = "65", "65.6502"
NEW_PERSON = {"account": "li.na", "name": "Li Na", "site": COUNTY, "roles": [{"role": "clerk", "site": HALL}]}


@pytest.fixture
def administrator(door):
    """The client of the administrator of a city."""
    door.add("admin.city", ("administrator", CITY))
    return door.signed_in("admin.city")


def test_an_administrator_adds_somebody_who_then_signs_in(door, administrator):
    added = administrator.post("/people", json=NEW_PERSON, headers={"Idempotency-Key": "one"})
    again = administrator.post("/people", json=NEW_PERSON, headers={"Idempotency-Key": "one"})
    person_id = added.json()["id"]
    given = administrator.post(f"/people/{person_id}/password-reset").json()["password"]

    assert (added.status_code, added.json()["has_password"]) == (201, False)
    assert again.json() == added.json()
    assert door.sign_in("li.na", given).json()["must_change_password"] is True
    trail = [*door.audited("person.create"), *door.audited("person.password_reset")]
    assert [one["subject_id"] for one in trail if one["actor_id"] != trail[0]["actor_id"]] == [person_id] * 2
    assert "Li Na" not in str(trail)


BEYOND = [
    ({"account": "admin.city"}, 409, "account-taken"),
    ({"account": "Li Na!"}, 422, "account-wrong"),
    ({"site": PROVINCE}, 404, "site-unknown"),
    ({"roles": [{"role": "clerk", "site": PROVINCE}]}, 403, "role-out-of-reach"),
    ({"roles": [{"role": "administrator", "site": PROVINCE}]}, 403, "role-out-of-reach"),
    ({"roles": [{"role": "clerk", "site": ""}]}, 403, "role-out-of-reach"),
    ({"roles": [{"role": "customer", "site": HALL}]}, 422, "role-unknown"),
    ({"roles": [{"role": "billing_system", "site": HALL}]}, 422, "role-unknown"),
    ({"name": "Li\x00Na"}, 422, "values-wrong"),
    ({"permissions": ["audit:read"]}, 422, "values-wrong"),
]


def test_nobody_is_added_with_more_than_the_administrator_may_give(administrator):
    refused = [administrator.post("/people", json=NEW_PERSON | changes) for changes, _, _ in BEYOND]

    told = [(one.status_code, one.json()["type"]) for one in refused]
    assert told == [(status, f"/problems/{kind}") for _, status, kind in BEYOND]
    assert [one["account"] for one in administrator.get("/people").json()["items"]] == ["admin.city"]


@pytest.mark.clause("CHN-11")
def test_people_of_other_sites_are_not_there(door, administrator):
    here = door.add("li.na", ("clerk", HALL), site=HALL)
    guest = door.add("sun.li", ("quality_assessor", CITY), site="")
    other = door.add("wang.wei", ("clerk", OTHER_CITY), site=OTHER_CITY)

    listed = administrator.get("/people", params={"sort": "account"}).json()["items"]
    assert [one["account"] for one in listed] == ["admin.city", "li.na", "sun.li"]
    assert [administrator.get(f"/people/{one}").status_code for one in (here, guest, other)] == [
        200,
        200,
        404,
    ]
    reset = [administrator.post(f"/people/{one}/password-reset").status_code for one in (here, guest, other)]
    assert reset == [200, 403, 404]


@pytest.mark.clause("GOV-01")
def test_a_password_reset_is_no_way_up(door, administrator):
    person_id = door.add("li.na", ("clerk", CITY), ("administrator", PROVINCE))
    held = administrator.get(f"/people/{person_id}")

    reset = administrator.post(f"/people/{person_id}/password-reset")
    stopped = administrator.patch(
        f"/people/{person_id}", json={"is_active": False}, headers={"If-Match": held.headers["ETag"]}
    )

    assert reset.json()["type"] == stopped.json()["type"] == "/problems/person-out-of-reach"
    assert door.sign_in("li.na", PASSWORD).status_code == 200


@pytest.mark.clause("GOV-01")
def test_nobody_changes_their_own_roles_or_record(door, administrator):
    mine = f"/people/{administrator.get('/me').json()['id']}"
    tag = {"If-Match": administrator.get(mine).headers["ETag"]}

    refused = [
        administrator.post(f"{mine}/roles", json={"role": "auditor", "site": CITY}),
        administrator.delete(f"{mine}/roles", params={"role": "administrator", "site": CITY}),
        administrator.patch(mine, json={"department": "policy"}, headers=tag),
        administrator.post(f"{mine}/password-reset"),
    ]

    assert {(one.status_code, one.json()["type"]) for one in refused} == {(403, "/problems/not-yourself")}


def test_roles_are_given_and_taken_within_the_site(door, administrator):
    person_id = door.add("li.na", ("clerk", HALL), ("supervisor", PROVINCE))
    roles = f"/people/{person_id}/roles"

    given = administrator.post(roles, json={"role": "agent", "site": COUNTY})
    too_high = administrator.post(roles, json={"role": "agent", "site": PROVINCE})
    taken = administrator.delete(roles, params={"role": "clerk", "site": HALL})
    not_mine = administrator.delete(roles, params={"role": "supervisor", "site": PROVINCE})

    assert [one.status_code for one in (given, too_high, taken, not_mine)] == [200, 403, 204, 403]
    left = administrator.get(f"/people/{person_id}").json()
    assert left["roles"] == [
        {"role": "supervisor", "site": PROVINCE},
        {"role": "agent", "site": COUNTY},
    ]
    assert left["version"] == 3


def test_a_change_names_the_version_it_was_made_from(door, administrator):
    person_id = door.add("li.na", ("clerk", HALL))
    held = administrator.get(f"/people/{person_id}").headers["ETag"]

    def change(**headers):
        return administrator.patch(f"/people/{person_id}", json={"department": "sales"}, headers=headers)

    assert change().status_code == 428
    changed = change(**{"If-Match": held})
    assert (changed.status_code, changed.json()["department"]) == (200, "sales")
    assert changed.headers["ETag"] == administrator.get(f"/people/{person_id}").headers["ETag"]
    assert change(**{"If-Match": held}).status_code == 412


def test_only_administrators_manage_people_and_systems(door):
    person_id = door.add("li.na", ("clerk", HALL))
    others = ("agent", "clerk", "supervisor", "auditor", "policy_analyst", "account_manager")
    door.add("zhao.min", *((role, CITY) for role in others))
    client = door.signed_in("zhao.min")

    refused = [
        client.post("/people", json=NEW_PERSON | {"account": "new.one"}),
        client.post(f"/people/{person_id}/roles", json={"role": "agent", "site": HALL}),
        client.post(f"/people/{person_id}/password-reset"),
        client.get("/clients"),
        client.post("/clients", json={"name": "x", "site": HALL, "roles": ["agent"]}),
    ]

    assert {one.status_code for one in refused} == {403}


NOBODY_IS = "00000000-0000-0000-0000-000000000000"
BEHIND_THE_DOOR = [
    ("GET", "/people"),
    ("POST", "/people"),
    ("GET", f"/people/{NOBODY_IS}"),
    ("PATCH", f"/people/{NOBODY_IS}"),
    ("POST", f"/people/{NOBODY_IS}/roles"),
    ("DELETE", f"/people/{NOBODY_IS}/roles?role=clerk&site=65"),
    ("POST", f"/people/{NOBODY_IS}/password-reset"),
    ("GET", "/roles"),
    ("GET", "/me"),
    ("POST", "/me/password"),
    ("POST", "/sign-out"),
    ("GET", "/clients"),
    ("POST", "/clients"),
    ("GET", f"/clients/{NOBODY_IS}"),
    ("POST", f"/clients/{NOBODY_IS}/secret"),
    ("DELETE", f"/clients/{NOBODY_IS}"),
]


def test_nothing_answers_without_sign_in(door):
    client = door.client()

    assert {client.request(*route).status_code for route in BEHIND_THE_DOOR} == {401}


def test_a_list_is_paged_filtered_and_sorted(door, administrator):
    for account, site in (("a.one", HALL), ("b.two", COUNTY), ("c.three", HALL)):
        door.add(account, ("clerk", site), site=site)

    first = administrator.get("/people", params={"limit": 2, "sort": "-account"}).json()
    rest = administrator.get(
        "/people", params={"limit": 2, "sort": "-account", "after": first["next"]}
    ).json()
    halls = administrator.get("/people", params={"site": HALL, "role": "clerk", "is_active": True}).json()

    assert [one["account"] for one in first["items"]] == ["c.three", "b.two"]
    assert [one["account"] for one in rest["items"]] == ["admin.city", "a.one"]
    assert rest["next"] is None
    assert [one["account"] for one in halls["items"]] == ["a.one", "c.three"]


def test_roles_are_told_in_the_readers_language(administrator):
    told = administrator.get("/roles", headers={"Accept-Language": "zh-CN"}).json()

    clerk = next(one for one in told if one["name"] == "clerk")
    assert (clerk["title"], clerk["for_people"]) == ("营业员", True)
    assert [one["name"] for one in told if not one["for_people"]] == [
        "customer",
        "billing_system",
        "message_gateway",
    ]


@pytest.mark.clause("CHN-11")
def test_people_are_found_by_a_part_of_their_name_and_counted_at_the_actors_sites(door):
    ids = {account: door.add(account, ("clerk", site), site=site) for account, site in PLACES.items()}
    door.token("a_one")
    chief, elsewhere = actor("administrator", site=""), actor("administrator", site="41.4101")

    def found(who, called):
        return [one.account for one in staff.list_people(connection, who, Listing(), called=called).items]

    with door.database.read() as connection:
        assert found(chief, "OF A_") == ["a_one"]
        assert found(chief, "%") == []
        assert found(elsewhere, "e") == ["c.three"]
        assert staff.count_within(connection, chief, [CITY, HALL]) == {CITY: 2, HALL: 1}
        assert staff.count_within(connection, elsewhere, [CITY]) == {}
        people = staff.list_people(connection, chief, Listing()).items
        assert staff.last_sign_ins(connection, chief, people) == {ids["a_one"]: door.clock()}
        assert staff.last_sign_ins(connection, chief, []) == {}
