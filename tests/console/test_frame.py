"""What holds for every page: sign-in, forms that are ours, refusals as pages, headers."""

from __future__ import annotations

import pytest

from tests.console.visits import forms_of, text_of, visitor
from tests.people.conftest import PASSWORD, Door
from tests.service.actors import actor
from tests.service.api import Api
from tierline.database.connect import Database
from tierline.settings import Settings


@pytest.fixture
def door(database: Database, settings: Settings) -> Door:
    """An application that people sign in to."""
    return Door(database, settings, Api(database, settings).clock)


@pytest.mark.parametrize("path", ["/", "/components", "/clauses/GOV-05", "/me"])
def test_who_is_not_signed_in_is_led_to_sign_in_and_back(api: Api, path: str) -> None:
    answer = visitor(api, None).client.get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
    assert path == "/" or answer.headers["location"].endswith(path)


def test_nobody_is_led_to_another_site_after_signing_in(api: Api) -> None:
    for bad in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        page = visitor(api, None).client.get("/sign-in", params={"next": bad})
        assert forms_of(page)["/sign-in"]["next"] == "/"


def test_a_session_begins_with_the_password_and_ends_with_signing_out(door: Door) -> None:
    door.add("zhao.min", ("supervisor", "65.6501"))
    client = door.client()
    client.base_url = client.base_url.copy_with(path="/")
    page = client.get("/sign-in")
    typed = {"account": "zhao.min", "password": PASSWORD}
    start = client.post("/sign-in", data=forms_of(page)["/sign-in"] | typed)
    assert "Today" in text_of(start)
    me = client.get("/me")
    client.post("/sign-out", data=forms_of(me)["/sign-out"])
    assert client.get("/me", follow_redirects=False).status_code == 303


def test_a_wrong_password_is_said_and_the_account_stays_typed(door: Door) -> None:
    client = door.client()
    client.base_url = client.base_url.copy_with(path="/")
    page = client.get("/sign-in")
    typed = {"account": "zhao.min", "password": "not the one"}
    again = client.post("/sign-in", data=forms_of(page)["/sign-in"] | typed)
    assert again.status_code == 401
    assert forms_of(again)["/sign-in"]["account"] == "zhao.min"
    assert "not the one" not in again.text


def test_a_form_from_elsewhere_changes_nothing(api: Api) -> None:
    somebody = visitor(api, actor("supervisor"))
    page = somebody.get("/me")
    for fields, headers in (
        ({}, {}),
        ({"proof": "0" * 64}, {}),
        (forms_of(page)["/sign-out"], {"Sec-Fetch-Site": "cross-site"}),
    ):
        answer = somebody.client.post("/sign-out", data=fields, headers=headers)
        assert answer.status_code == 403
    assert somebody.get("/me").status_code == 200


@pytest.mark.parametrize(("language", "said"), [("en", "no page at this address"), ("zh", "该地址没有页面")])
def test_what_is_not_there_is_a_page_in_the_readers_language(api: Api, language: str, said: str) -> None:
    answer = visitor(api, actor("agent"), language).get("/nothing/here")
    assert answer.status_code == 404
    assert said in text_of(answer)


def test_the_api_goes_on_answering_problems(api: Api) -> None:
    answer = api.client(actor("agent")).get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_pages_run_no_script_but_their_own_and_are_not_kept(api: Api) -> None:
    answer = visitor(api, actor("agent")).get("/components")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert "<script>" not in answer.text
    assert "style=" not in answer.text


def test_a_reader_keeps_language_and_theme(api: Api) -> None:
    somebody = visitor(api, actor("agent"))
    page = somebody.get("/components")
    chinese = somebody.send(page, "/reader", language="zh", back="/components")
    assert 'lang="zh-CN"' in chinese.text
    dark = somebody.send(chinese, "/reader", theme="dark", back="/components")
    assert 'data-theme="dark"' in dark.text
    assert 'lang="zh-CN"' in dark.text


def test_another_language_leaves_the_filters_of_a_list_as_they_are(api: Api) -> None:
    somebody = visitor(api, actor("supervisor"))
    page = somebody.get("/work-orders?state=closed&site=65.6501")
    chinese = somebody.send(page, "/reader", language="zh")
    assert 'lang="zh-CN"' in chinese.text
    assert str(chinese.url).endswith("/work-orders?state=closed&site=65.6501")


@pytest.mark.parametrize(("only_sent", "above"), [("/sites/65/below", "/sites/65"), ("/sign-out", "/")])
def test_an_address_of_forms_alone_leads_to_what_stands_above_it(
    api: Api, only_sent: str, above: str
) -> None:
    answer = visitor(api, actor("administrator", site="")).client.get(only_sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, above)


@pytest.mark.parametrize(
    "hostile", ["", "x" * 5000, "<script>alert(1)</script>", "\x00", "🙂" * 40, "' OR 1=1 --"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_hostile_sign_in_is_said_at_its_field(api: Api, hostile: str, language: str) -> None:
    somebody = visitor(api, None, language)
    page = somebody.get("/sign-in")
    again = somebody.send(page, "/sign-in", account=hostile, password="", site=hostile)
    assert again.status_code == 422
    assert "<script>alert" not in again.text
    assert 'id="f-password-problem"' in again.text
    assert forms_of(again)["/sign-in"]["account"].replace("\ufffd", "\x00") == hostile


@pytest.mark.clause("GOV-05")
def test_violet_is_the_colour_of_the_service(api: Api) -> None:
    page = visitor(api, actor("agent")).get("/components")
    sheet = next(part.split('"')[1] for part in page.text.split("href=")[1:] if "console." in part)
    accent = visitor(api, None).get(sheet).text.split("--accent:")[1].split(";")[0].strip()
    red, green, blue = (int(accent[at : at + 2], 16) for at in (1, 3, 5))
    assert green < red < blue
