"""Changing one's post while signed in: from a token, for a post that is held, and never for longer."""

from __future__ import annotations

import pytest

from tests.people.conftest import CHIEF, Door
from tests.service.actors import CITY, COUNTY
from tierline.people import staff
from tierline.people.model import RoleHeld

FAR = "41.4101"
AT_BOTH = (("supervisor", CITY), ("clerk", COUNTY), ("clerk", FAR))


@pytest.mark.clause("CHN-11", "GOV-01")
def test_a_post_is_changed_for_a_token_that_ends_when_the_first_would_have(door: Door) -> None:
    person = door.add("zhao.min", *AT_BOTH)
    first = door.sign_in("zhao.min").json()
    door.clock.forward(minutes=30)

    given = door.client(first["token"]).post("/me/post", json={"site": FAR})

    assert given.status_code == 200, given.text
    assert given.json()["expires_at"] == first["expires_at"]
    me = door.client(given.json()["token"]).get("/me").json()
    assert me["site"] == FAR
    assert "work_order:handle" not in me["permissions"]
    assert door.client(first["token"]).get("/me").status_code == 401
    (entry,) = door.audited("post.change")
    assert (entry["subject_id"], entry["facts"]) == (person, {"from": CITY, "post": FAR})


def test_a_token_is_changed_once(door: Door) -> None:
    door.add("zhao.min", *AT_BOTH)
    client = door.signed_in("zhao.min")

    answers = [client.post("/me/post", json={"site": COUNTY}).status_code for _ in range(2)]

    assert answers == [200, 401]


@pytest.mark.clause("CHN-11")
@pytest.mark.parametrize("site", ["", "41", "65", "65.6502"])
def test_a_post_that_is_not_held_is_refused_and_the_sign_in_goes_on(door: Door, site: str) -> None:
    door.add("zhao.min", *AT_BOTH)
    client = door.signed_in("zhao.min")

    assert client.post("/me/post", json={"site": site}).status_code == 403
    assert client.get("/me").json()["site"] == CITY
    assert door.audited("post.change") == []


def test_whoever_has_to_change_their_password_first_changes_no_post(door: Door) -> None:
    person = door.add("zhao.min", *AT_BOTH)
    door.add("li.wei", ("administrator", ""))
    password = door.signed_in("li.wei").post(f"/people/{person}/password-reset").json()["password"]
    client = door.signed_in("zhao.min", password=password)

    assert client.post("/me/post", json={"site": COUNTY}).status_code == 403


def test_a_role_that_was_taken_gives_no_post(door: Door) -> None:
    person = door.add("zhao.min", *AT_BOTH)
    client = door.signed_in("zhao.min")
    with door.database.write() as connection:
        for held in (RoleHeld("clerk", FAR), RoleHeld("clerk", COUNTY)):
            staff.take_role(connection, CHIEF, person, held, now=door.clock())

    assert client.post("/me/post", json={"site": FAR}).status_code == 403
    # What is held at the city holds at the county below it.
    assert client.post("/me/post", json={"site": COUNTY}).status_code == 200
