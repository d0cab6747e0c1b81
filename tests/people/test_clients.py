"""Systems: credentials given and taken back, and tokens got for them as RFC 6749 has it."""

from __future__ import annotations

import base64

import pytest

from tests.service.actors import CITY

GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def administrator(door):
    """The client of the administrator of a city."""
    door.add("admin.city", ("administrator", CITY))
    return door.signed_in("admin.city")


@pytest.fixture
def credentials(administrator):
    """The id and the secret of a billing system."""
    body = {"name": "billing", "site": CITY, "roles": ["billing_system"]}
    client_id = administrator.post("/clients", json=body).json()["id"]
    given = administrator.post(f"/clients/{client_id}/secret").json()
    return given["client_id"], given["client_secret"]


def basic(client_id, secret):
    return {"Authorization": f"Basic {base64.b64encode(f'{client_id}:{secret}'.encode()).decode()}"}


def test_a_system_gets_a_token_by_either_way_of_showing_its_secret(door, credentials):
    client_id, secret = credentials
    outside = door.client()

    by_basic = outside.post("/token", data=GRANT, headers=basic(client_id, secret))
    by_form = outside.post("/token", data=GRANT | {"client_id": client_id, "client_secret": secret})

    for given in (by_basic, by_form):
        assert given.status_code == 200
        assert given.headers["Cache-Control"] == "no-store"
        assert (given.json()["token_type"], given.json()["expires_in"]) == ("Bearer", 1800)
        me = door.client(given.json()["access_token"]).get("/me").json()
        assert (me["id"], me["kind"], me["site"]) == (client_id, "client", CITY)
        assert me["permissions"] == ["billing:report", "line:event"]


REFUSED = [
    ({}, {}, 400, "invalid_request"),
    ({"grant_type": "password"}, {}, 400, "unsupported_grant_type"),
    ({"grant_type": "authorization_code"}, {}, 400, "unsupported_grant_type"),
    (GRANT, {}, 401, "invalid_client"),
    (GRANT | {"scope": "audit:read"}, {}, 400, "invalid_scope"),
    (GRANT | {"client_id": "{id}", "client_secret": "wrong"}, {}, 401, "invalid_client"),
    (GRANT | {"client_id": "{id}"}, {}, 401, "invalid_client"),
    (GRANT | {"client_id": "x" * 36, "client_secret": "{secret}"}, {}, 401, "invalid_client"),
    (GRANT | {"client_id": "nul\x00", "client_secret": "\x00"}, {}, 401, "invalid_client"),
    (GRANT | {"client_secret": "{secret}"}, {"Authorization": "Basic e30="}, 400, "invalid_request"),
    (GRANT, {"Authorization": "Basic !!!"}, 401, "invalid_client"),
    (GRANT, {"Authorization": "Basic /w=="}, 401, "invalid_client"),
    (GRANT, {"Authorization": "Bearer abc"}, 401, "invalid_client"),
]


def test_what_is_refused_is_refused_as_the_standard_says(door, credentials):
    client_id, secret = credentials

    def ask(form, headers):
        filled = {name: value.format(id=client_id, secret=secret) for name, value in form.items()}
        refused = door.client().post("/token", data=filled, headers=headers)
        return refused.status_code, refused.json(), "WWW-Authenticate" in refused.headers

    told = [ask(form, headers) for form, headers, _, _ in REFUSED]
    assert told == [(status, {"error": error}, status == 401) for _, _, status, error in REFUSED]


def test_a_new_secret_ends_the_old_one_and_its_tokens(door, administrator, credentials):
    client_id, secret = credentials
    token = door.client().post("/token", data=GRANT, headers=basic(*credentials)).json()["access_token"]

    fresh = administrator.post(f"/clients/{client_id}/secret").json()["client_secret"]

    assert door.client(token).get("/me").status_code == 401
    assert door.client().post("/token", data=GRANT, headers=basic(client_id, secret)).status_code == 401
    assert door.client().post("/token", data=GRANT, headers=basic(client_id, fresh)).status_code == 200


def test_credentials_taken_back_open_nothing_more(door, administrator, credentials):
    client_id, _secret = credentials
    token = door.client().post("/token", data=GRANT, headers=basic(*credentials)).json()["access_token"]

    assert administrator.delete(f"/clients/{client_id}").status_code == 204

    assert door.client(token).get("/me").status_code == 401
    assert door.client().post("/token", data=GRANT, headers=basic(*credentials)).status_code == 401
    assert administrator.get(f"/clients/{client_id}").json()["is_active"] is False
    assert len(door.audited("client.stop")) == 1


def test_a_token_of_a_system_ends_after_half_an_hour(door, credentials):
    token = door.client().post("/token", data=GRANT, headers=basic(*credentials)).json()["access_token"]

    door.clock.forward(minutes=29)
    assert door.client(token).get("/me").status_code == 200
    door.clock.forward(minutes=1)
    assert door.client(token).get("/me").status_code == 401


@pytest.mark.clause("CHN-11")
def test_systems_of_other_sites_are_not_there(door, credentials):
    client_id, _secret = credentials
    door.add("admin.other", ("administrator", "65.6502"), site="65.6502")
    other = door.signed_in("admin.other")

    assert other.get("/clients").json()["items"] == []
    assert other.get(f"/clients/{client_id}").status_code == 404
    assert other.post(f"/clients/{client_id}/secret").status_code == 404
    assert other.delete(f"/clients/{client_id}").status_code == 404


def test_a_system_gets_no_more_than_its_administrator_may_give(administrator):
    body = {"name": "billing", "site": CITY, "roles": ["billing_system"]}
    beyond = [{"site": "65"}, {"roles": ["administrator"]}, {"roles": ["customer"]}, {"roles": []}]

    refused = [administrator.post("/clients", json=body | changes).status_code for changes in beyond]

    assert refused == [404, 403, 422, 422]
    assert administrator.get("/clients").json()["items"] == []


def test_a_system_has_no_password_to_change(door, credentials):
    token = door.client().post("/token", data=GRANT, headers=basic(*credentials)).json()["access_token"]
    body = {"old": "seven brown owls wait", "new": "nine green frogs sing"}

    assert door.client(token).post("/me/password", json=body).status_code == 403
