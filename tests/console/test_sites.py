"""The pages of sites, and the start page."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from tests.console.administration import CHIEF, add_person, add_sites
from tests.console.every_page import links_of
from tests.console.visits import forms_of, text_of, visitor
from tests.service.actors import CITY, COUNTY, actor
from tests.service.api import Api
from tierline.site_directory import service
from tierline.sites.model import Site

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.clause("CHN-11")
def test_a_site_shows_those_right_below_with_their_people_and_none_elsewhere(api: Api) -> None:
    add_sites(api)
    add_person(api, "zhao.min", site=COUNTY)
    top = text_of(visitor(api, CHIEF).get("/sites"))
    assert "Xinjiang" in top
    assert "Henan" in top
    assert "Urumqi" not in top
    here = visitor(api, actor("administrator"))
    own = text_of(here.get("/sites"))
    assert "Urumqi" in own
    assert "1 person here and below" in own
    assert "Xinjiang" not in own
    for path in ("65", "41.4101", "65.9999"):
        assert here.get(f"/sites/{path}").status_code == 404


@pytest.mark.clause("CHN-11")
@pytest.mark.parametrize(
    ("language", "none"), [("en", "No site is called so."), ("zh", "没有该名称的站点。")]
)
def test_sites_come_page_by_page_and_are_found_by_name_or_path(api: Api, language: str, none: str) -> None:
    add_sites(api)
    with api.database.write() as connection:
        for number in range(10, 70):
            site = Site(f"41.41{number}", f"City {number}", f"城市{number}")
            service.add(connection, CHIEF, site, now=api.clock())
    somebody = visitor(api, CHIEF, language)
    first = somebody.get("/sites/41")
    assert "41.4110" in first.text
    assert "41.4169" not in first.text
    following = next(link.address for link in links_of(first) if "after=" in link.address)
    assert "41.4169" in somebody.get(following).text
    for called in ("zhengz", "郑州", "41.4101"):
        found = somebody.get(f"/sites?called={called}")
        assert "/sites/41.4101" in found.text
        assert "/sites/41.4110" not in found.text
        assert none in text_of(visitor(api, actor("administrator"), language).get(f"/sites?called={called}"))
    again = somebody.get("/sites?called=" + "x" * 200)
    assert again.status_code == 422
    assert 'id="f-called-problem"' in again.text
    assert f'value="{"x" * 200}"' in again.text


@pytest.mark.parametrize(("language", "said"), [("en", "Added: 65.6502."), ("zh", "已新增：65.6502。")])
def test_a_site_is_added_below_and_renamed(api: Api, language: str, said: str) -> None:
    add_sites(api)
    somebody = visitor(api, CHIEF, language)
    typed = {"code": "6502", "title_en": "Karamay", "title_zh": "克拉玛依"}
    page = somebody.send(somebody.get("/sites/65"), "/sites/65/below", **typed)
    assert said in text_of(page)
    somebody.send(somebody.get("/sites/65.6502"), "/sites/65.6502", title_en="Kelamayi")
    with api.database.read() as connection:
        assert service.title(connection, "65.6502").en == "Kelamayi"
    somebody.send(somebody.get("/sites"), "/sites", code="11", title_en="Beijing", title_zh="北京")
    assert "Beijing" in somebody.get("/sites/11").text or "北京" in somebody.get("/sites/11").text


@pytest.mark.parametrize(
    ("typed", "status", "field"),
    [
        ({"code": "65.1"}, 422, "n-code"),
        ({"code": ""}, 422, "n-code"),
        ({"title_zh": "x" * 121}, 422, "n-zh"),
        ({"code": "6501"}, 409, ""),
    ],
)
def test_a_wrong_site_is_said_and_nothing_typed_is_lost(
    api: Api, typed: dict[str, str], status: int, field: str
) -> None:
    add_sites(api)
    sent = {"code": "6502", "title_en": "Karamay", "title_zh": "克拉玛依"} | typed
    somebody = visitor(api, CHIEF)
    again = somebody.send(somebody.get("/sites/65"), "/sites/65/below", **sent)
    assert again.status_code == status
    assert not field or f'id="{field}-problem"' in again.text
    fields = forms_of(again)["/sites/65/below"]
    assert {name: fields[name] for name in sent} == sent


def test_whoever_may_only_see_sites_gets_no_form(api: Api) -> None:
    add_sites(api)
    page = visitor(api, actor("supervisor")).get("/sites")
    assert page.status_code == 200
    assert set(forms_of(page)) == {"/customers", "/reader", "/stay", f"/sites/{CITY}"}
    assert not any("title_en" in fields for fields in forms_of(page).values())


# ---------------------------------------------------------------- the start page


@pytest.mark.parametrize(
    ("role", "first", "said"),
    [
        ("administrator", "Messages", "Add the sites of your area."),
        ("auditor", "Audit trail", "Read what was done"),
        ("agent", "Reconnections", "Type the customer's number above"),
        ("policy_analyst", "Policy", "write a draft"),
        ("operations", "Month", "Grade the month"),
    ],
)
def test_each_role_starts_with_its_own_work_and_learns_what_to_do_first(
    api: Api, role: str, first: str | None, said: str
) -> None:
    page = visitor(api, actor(role, site="")).get("/")
    shown = text_of(page)
    assert said in shown
    headings = [part.split(">")[2].split("<")[0] for part in page.text.split('<h2 id="h-')[1:]]
    tiles = [heading for heading in headings if heading.strip()]
    assert (tiles[0] if tiles else None) == first
    assert ("autofocus" in page.text) == (role == "agent")


def test_whoever_holds_no_role_is_told_whom_to_ask(api: Api) -> None:
    assert "Ask your administrator" in text_of(visitor(api, actor()).get("/"))


def test_the_start_page_asks_the_database_little(api: Api) -> None:
    add_person(api, "zhao.min", site=CITY)
    counted = []

    def count(*arguments: object) -> None:
        counted.append(str(arguments[2]))

    everything = visitor(api, actor("administrator", "auditor", "supervisor", "operations", site=""))
    event.listen(api.database.engine, "before_cursor_execute", count)
    try:
        assert everything.get("/").status_code == 200
    finally:
        event.remove(api.database.engine, "before_cursor_execute", count)
    assert 0 < len(counted) <= 10
