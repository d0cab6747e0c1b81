"""The pages of people, systems and roles."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.console.administration import CHIEF, add_person, add_sites
from tests.console.visits import forms_of, text_of, visitor
from tests.service.actors import CITY, COUNTY, actor
from tests.service.api import Api
from tierline.people import clients, staff
from tierline.people.model import RoleHeld
from tierline.people.rules import weakness

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HERE = actor("administrator")


@pytest.mark.clause("CHN-11")
def test_the_list_is_within_the_site_and_filtered(api: Api) -> None:
    add_sites(api)
    add_person(api, "zhao.min", RoleHeld("clerk", COUNTY))
    add_person(api, "ma.lin", site="41.4101")
    shown = text_of(visitor(api, HERE).get("/people"))
    assert "zhao.min" in shown
    assert "hall clerk" in shown
    assert "Urumqi" in shown
    assert "ma.lin" not in shown
    chief = visitor(api, CHIEF)
    assert "ma.lin" in text_of(chief.get("/people?called=MA."))
    assert "zhao" not in text_of(chief.get("/people?called=MA."))
    assert "zhao" in text_of(chief.get("/people?role=clerk&site=65"))
    assert "Nobody meets" in text_of(chief.get("/people?is_active=false"))
    assert "Nobody meets" in text_of(chief.get("/people?called=%25"))
    assert chief.get("/people?role=A!").status_code == 422


@pytest.mark.clause("GOV-01", "CHN-11")
@pytest.mark.parametrize(("language", "said"), [("en", "Added."), ("zh", "已新增。")])
def test_somebody_is_added_gets_a_role_and_a_password_and_leaves(api: Api, language: str, said: str) -> None:
    add_sites(api)
    somebody = visitor(api, HERE, language)
    form = somebody.get("/people/new")
    page = somebody.send(form, "/people", name="Zhao Min", account="Zhao.Min", site=CITY, role="clerk")
    assert said in text_of(page)
    path = page.url.path

    page = somebody.send(page, f"{path}/roles", role="agent", site=COUNTY)
    assert page.status_code == 200
    given = somebody.send(somebody.get(f"{path}/password"), f"{path}/password")
    password = given.text.split('secret">')[2].split("<")[0]
    assert weakness(password, "zhao.min") is None
    closed = somebody.send(somebody.get(f"{path}/active"), f"{path}/active")
    take = somebody.get(f"{path}/roles/take?role=agent&site={COUNTY}")
    somebody.send(take, f"{path}/roles/take")

    with api.database.read() as connection:
        person = staff.by_account(connection, CHIEF, "zhao.min")
    assert person.roles == (RoleHeld("clerk", CITY),)
    assert not person.is_active
    assert person.has_password
    assert password not in closed.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"account": "?"}, "account"),
        ({"account": "has spaces"}, "account"),
        ({"account": "taken"}, "account"),
        ({"site": "here!"}, "site"),
        ({"name": "x" * 81}, "name"),
        ({"language": "fr"}, "language"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    api: Api, typed: dict[str, str], field: str
) -> None:
    add_person(api, "taken")
    somebody = visitor(api, HERE)
    sent = {"name": "Zhao Min", "account": "zhao.min", "department": "care"} | typed
    again = somebody.send(somebody.get("/people/new"), "/people", **sent)
    assert again.status_code in (409, 422)
    assert f'id="f-{field}-problem"' in again.text
    fields = forms_of(again)["/people"]
    assert {name: fields[name] for name in sent} == sent


@pytest.mark.clause("CHN-11", "GOV-01")
def test_nobody_gives_what_they_do_not_hold_or_beyond_their_site(api: Api) -> None:
    add_sites(api)
    person = add_person(api, "zhao.min")
    chief_of_all = add_person(api, "li.wei", RoleHeld("administrator", ""))
    somebody = visitor(api, replace(HERE, permissions=HERE.permissions - {"client:manage"}))
    page = somebody.get(f"/people/{person}")
    assert 'value="administrator"' not in page.text
    for role, site in (("administrator", CITY), ("clerk", "41.4101"), ("clerk", ""), ("customer", CITY)):
        refused = somebody.send(page, f"/people/{person}/roles", role=role, site=site)
        assert refused.status_code in (403, 422), role
        assert 'class="note' in refused.text or 'problem"' in refused.text
    untouchable = somebody.get(f"/people/{chief_of_all}")
    if untouchable.status_code == 200:
        assert "You cannot change this person." in text_of(untouchable)
        assert f'action="/people/{chief_of_all}"' not in untouchable.text
    with api.database.read() as connection:
        assert staff.get(connection, CHIEF, person).roles == ()


def test_a_person_who_was_changed_meanwhile_is_not_changed_again(api: Api) -> None:
    person = add_person(api, "zhao.min")
    somebody = visitor(api, HERE)
    old = somebody.get(f"/people/{person}")
    somebody.send(old, f"/people/{person}", name="Zhao Ming")
    again = somebody.send(
        somebody.get(f"/people/{person}"), f"/people/{person}", name="Zhao Mian", version="1"
    )
    assert again.status_code == 412
    assert forms_of(again)[f"/people/{person}"]["name"] == "Zhao Mian"


def test_whoever_may_only_read_sees_no_act(api: Api) -> None:
    person = add_person(api, "zhao.min", RoleHeld("clerk", COUNTY))
    somebody = visitor(api, actor("supervisor"))
    page = somebody.get(f"/people/{person}")
    assert page.status_code == 200
    assert f"/people/{person}/" not in page.text
    for path in ("/people/new", f"/people/{person}/password", f"/people/{person}/active"):
        assert somebody.get(path).status_code == 403


# ---------------------------------------------------------------- roles and systems


@pytest.mark.parametrize(("language", "said"), [("en", "hotline agent"), ("zh", "热线坐席")])
def test_roles_are_shown_with_what_they_hold(api: Api, language: str, said: str) -> None:
    page = visitor(api, actor("supervisor"), language).get("/roles")
    assert said in text_of(page)
    assert visitor(api, actor("agent")).get("/roles").status_code == 403


def test_a_system_gets_its_secret_once_a_new_one_and_an_end(api: Api) -> None:
    somebody = visitor(api, CHIEF)
    form = forms_of(somebody.get("/people/systems/new"))["/people/systems"]
    fields = form | {"name": "billing", "roles": "billing_system"}
    made = somebody.client.post("/people/systems", data=fields)
    first = made.text.split('secret">')[2].split("<")[0]
    twice = somebody.client.post("/people/systems", data=fields)
    assert first not in twice.text
    assert "shown once" in text_of(twice)
    path = twice.text.split("/secret")[0].rsplit('"', 1)[1]
    given = somebody.send(somebody.get(f"{path}/secret"), f"{path}/secret")
    second = given.text.split('secret">')[2].split("<")[0]
    assert second != first
    ended = somebody.send(somebody.get(f"{path}/end"), f"{path}/end")
    assert "taken back" in text_of(ended)
    with api.database.read() as connection:
        (client,) = clients.list_clients(connection, CHIEF, clients.Listing()).items
    assert (client.name, client.is_active, client.has_secret) == ("billing", False, False)


def test_a_wrong_system_is_said_at_its_field(api: Api) -> None:
    somebody = visitor(api, CHIEF)
    again = somebody.send(somebody.get("/people/systems/new"), "/people/systems", name="billing")
    assert again.status_code == 422
    assert 'id="f-roles-problem"' in again.text
    assert forms_of(again)["/people/systems"]["name"] == "billing"
    assert visitor(api, actor("supervisor")).get("/people/systems").status_code == 403


def test_whoever_connects_a_system_finds_how_and_the_document(api: Api) -> None:
    somebody = visitor(api, CHIEF)
    assert 'href="/people/systems/api"' in somebody.get("/people/systems").text
    page = somebody.get("/people/systems/api")
    assert "/api/v1/token -d grant_type=client_credentials" in text_of(page)
    assert "POST /api/v1/lines/{msisdn}/reconnections" in text_of(page)
    document = somebody.get("/people/systems/openapi.json")
    assert document.json() == api.client(CHIEF).get("/api/v1/openapi.json").json()
    for group in document.json()["tags"]:
        assert re.match("[\u4e00-\u9fff]", group["description"]), group
    for path, methods in document.json()["paths"].items():
        for about in methods.values():
            assert re.match(r"[A-Z][ -~]+ [\u4e00-\u9fff]", about["summary"]), path
    in_chinese = visitor(api, CHIEF, "zh").get("/people/systems/api")
    assert "GET /api/v1/me 当前登录身份" in text_of(in_chinese)
    assert "Who is signed in" not in in_chinese.text
    for path in ("/people/systems/api", "/people/systems/openapi.json"):
        assert visitor(api, actor("supervisor")).get(path).status_code == 403
