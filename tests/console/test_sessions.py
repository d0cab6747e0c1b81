"""Sessions of browsers: how they begin and end, posts, and forms that outlive a sign-in."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.console.visits import forms_of, text_of
from tests.people.conftest import PASSWORD, Door
from tests.service.actors import CITY, COUNTY
from tests.service.api import Clock
from tierline import console
from tierline.console import session
from tierline.console.forms import SECRET
from tierline.database.connect import Database
from tierline.settings import Settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ADMIN = ("li.wei", ("administrator", ""))


def browser(door: Door, language: str = "en") -> TestClient:
    return TestClient(door.app, headers={"Accept-Language": language}, raise_server_exceptions=False)


def send(client: TestClient, page: Response, action: str, **typed: str) -> Response:
    return client.post(action, data=forms_of(page)[action] | typed)


def sign_in(
    client: TestClient, page: Response | None = None, account: str = "li.wei", **typed: str
) -> Response:
    page = page or client.get("/sign-in")
    return send(client, page, "/sign-in", account=account, password=PASSWORD, **typed)


@pytest.fixture
def door(database: Database, settings: Settings) -> Door:
    """An application that people sign in to, at ten in the morning."""
    return Door(database, settings.model_copy(update={"sign_in_rate": "1000/minute"}), Clock())


# ---------------------------------------------------------------- beginning and ending


@pytest.mark.clause("GOV-01")
def test_a_session_has_a_token_of_its_own_and_the_strangers_cookie_goes(door: Door) -> None:
    door.add(*ADMIN)
    client = browser(door)
    page = client.get("/sign-in")
    planted = client.cookies[session.STRANGER]
    client.cookies.set(session.COOKIE, "tl_" + "A" * 43, domain="testserver.local")

    sign_in(client, page)

    token = client.cookies[session.COOKIE]
    assert token not in ("tl_" + "A" * 43, planted)
    assert session.STRANGER not in client.cookies
    client.post("/sign-out", data=forms_of(client.get("/me"))["/sign-out"])
    client.get("/sign-in")
    assert client.cookies[session.STRANGER] != planted
    client.cookies.set(session.COOKIE, token, domain="testserver.local")
    assert client.get("/me", follow_redirects=False).status_code == 303


def test_signing_in_anew_ends_the_sign_in_before(door: Door) -> None:
    door.add(*ADMIN)
    client = browser(door)
    sign_in(client)
    first = client.cookies[session.COOKIE]
    sign_in(client, client.get("/sign-in"))

    assert client.cookies[session.COOKIE] != first
    assert door.client(first).get("/me").status_code == 401


def test_after_a_session_has_ended_one_signs_in_again_in_the_same_browser(door: Door) -> None:
    door.add(*ADMIN)
    client = browser(door)
    sign_in(client)
    door.clock.forward(hours=9)

    page = client.get("/people")
    assert "/sign-in" in forms_of(page)
    assert "People" in text_of(sign_in(client, page))
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Your sign-in ends at 18:00."), ("zh", "您的登录将于 18:00 结束。")]
)
def test_the_last_five_minutes_of_a_session_are_told(door: Door, language: str, said: str) -> None:
    door.add(*ADMIN)
    client = browser(door, language)
    sign_in(client)
    until = door.clock() + timedelta(hours=8)
    for before, is_told in ((6, False), (4, True)):
        while door.clock() < until - timedelta(minutes=before):
            door.clock.forward(minutes=min(30, (until - door.clock()).total_seconds() / 60 - before))
            page = client.get("/me")
        assert (said in text_of(page)) == is_told
    assert 'href="/sign-in?next=/me"' in page.text


@pytest.mark.parametrize("forged", ["", "x", "9" * 40, "-1", "²"])
def test_the_told_end_of_a_session_decides_nothing(door: Door, forged: str) -> None:
    door.add(*ADMIN)
    client = browser(door)
    sign_in(client)
    token = client.cookies[session.COOKIE]
    cookie = f"{session.COOKIE}={token}; {session.UNTIL}={forged}".encode()
    stranger = browser(door)
    assert stranger.get("/me", headers={"Cookie": cookie}).status_code == 200
    door.clock.forward(hours=9)
    assert stranger.get("/me", headers={"Cookie": cookie}, follow_redirects=False).status_code == 303


@pytest.mark.clause("GOV-01")
def test_what_an_open_page_fetches_by_itself_keeps_nobody_signed_in(door: Door) -> None:
    door.add(*ADMIN)
    client = browser(door)
    sign_in(client)
    part, form = {"HX-Request": "true"}, forms_of(client.get("/people/new"))["/people"]
    for _ in range(3):
        door.clock.forward(minutes=20)
        watched = client.get("/tasks/442a35b8-de74-4d94-b6df-806c48610075?watch=1", headers=part)
    assert watched.status_code == 401
    assert "Your sign-in has ended" in text_of(watched)
    assert "hx-get" not in watched.text  # it asks no more
    assert "<html" not in watched.text
    # What an open page sends as one types answers nothing that would take the place of it.
    marks = client.post("/people", data={"proof": form["proof"], "name": "Ma Lin"}, headers=part)
    assert (marks.status_code, marks.headers["hx-reswap"], marks.text) == (401, "none", "")
    assert client.get("/me", follow_redirects=False).status_code == 303


@pytest.mark.clause("GOV-01")
def test_whoever_asks_to_stay_stays_signed_in(door: Door) -> None:
    door.add(*ADMIN)
    client = browser(door)
    sign_in(client)
    page = client.get("/me")
    for _ in range(3):
        door.clock.forward(minutes=55)
        answer = client.post("/stay", data=forms_of(page)["/stay"], headers={"HX-Request": "true"})
        assert answer.status_code == 204
    assert client.get("/me").status_code == 200
    assert client.post("/stay", data={"proof": "0" * 64}).status_code == 403


def test_a_page_knows_the_end_of_its_sign_in_and_never_too_late(door: Door) -> None:
    door.add(*ADMIN)
    client = browser(door)
    sign_in(client)
    page = client.get("/me")
    idle = int(re.findall(r'data-idle="(\d+)"', page.text)[0])
    assert f'data-now="{int(door.clock().timestamp() * 1000)}"' in page.text
    assert 'data-zone="Asia/Shanghai"' in page.text
    door.clock.forward(seconds=59)  # a use within a minute of the last is not written down
    client.get("/me")
    door.clock.forward(seconds=idle - 1)
    assert client.get("/me", follow_redirects=False).status_code == 200
    assert "data-idle" not in browser(door).get("/sign-in").text


# ---------------------------------------------------------------- posts


@pytest.mark.clause("CHN-11")
def test_a_person_goes_on_at_another_of_their_posts(door: Door) -> None:
    door.add("zhao.min", ("supervisor", CITY), ("clerk", COUNTY))
    client = browser(door)
    sign_in(client, account="zhao.min")
    before = client.cookies[session.COOKIE]

    page = client.get("/me/post")
    start = send(client, page, "/me/post", site=COUNTY)

    assert COUNTY in text_of(start)
    assert client.cookies[session.COOKIE] != before
    refused = send(client, client.get("/me/post"), "/me/post", site="41")
    assert refused.status_code == 403
    assert "no role at site" in text_of(refused)


# ---------------------------------------------------------------- forms that outlive a sign-in


def ended_form(door: Door, client: TestClient, **typed: str) -> Response:
    """The answer to a form for a new person, sent when the sign-in had ended."""
    door.add(*ADMIN)
    sign_in(client)
    form = client.get("/people/new")
    door.clock.forward(hours=9)
    return send(client, form, "/people", **typed)


@pytest.mark.clause("GOV-01")
def test_a_form_whose_sign_in_had_ended_is_shown_again_and_not_carried_out(door: Door) -> None:
    client = browser(door)
    page = ended_form(door, client, name="Ma <b>Lin", account="ma.lin", department="two\nlines", site="65")

    assert page.status_code == 401
    assert "Your sign-in has ended, so nothing was changed." in text_of(page)
    back = sign_in(client, page)
    assert "What you typed is kept." in text_of(back)
    fields = forms_of(back)["/people"]
    assert fields["department"] == "two\nlines"
    shown = client.post("/people", data=fields | {"department": "two lines"})

    assert shown.status_code == 409
    assert "Nothing was changed yet" in text_of(shown)
    assert forms_of(shown)["/people"]["name"] == "Ma <b>Lin"
    assert forms_of(shown)["/people"]["account"] == "ma.lin"
    assert door.audited("person.create")[-1]["facts"]["roles"] == ["administrator@"]
    sent = send(client, shown, "/people", department="care")
    assert "Added." in text_of(sent)
    assert len(door.audited("person.create")) == 2


def test_what_was_typed_goes_along_past_a_wrong_password_and_only_from_a_form_of_ours(door: Door) -> None:
    client = browser(door)
    page = ended_form(door, client, name="Ma Lin", account="ma.lin")
    wrong = send(client, page, "/sign-in", account="li.wei", password="not the one")
    assert "ma.lin" in forms_of(wrong)["/sign-in"]["resumed_typed"]

    other = browser(door)
    sign_in(other)
    door.clock.forward(hours=9)
    foreign = other.post("/people", data={"proof": "0" * 64, "name": "Mallory"})
    assert foreign.status_code == 403
    assert "Mallory" not in foreign.text


def test_a_reader_whose_sign_in_has_ended_still_changes_the_language(door: Door) -> None:
    door.add(*ADMIN)
    client = browser(door)
    sign_in(client)
    page = client.get("/me")
    door.clock.forward(hours=9)
    assert 'lang="zh-CN"' in send(client, page, "/reader", language="zh").text


@pytest.mark.parametrize(
    ("to", "typed"),
    [
        *(
            (to, '{"a": ["<script>"]}')
            for to in ("https://evil.example", "//evil.example", "javascript:1", "x")
        ),
        *(("/people", typed) for typed in ("", "[", "[1]", '{"a": 1}', "[" * 5000)),
    ],
)
def test_a_made_up_form_leads_nowhere(door: Door, to: str, typed: str) -> None:
    door.add(*ADMIN)
    client = browser(door)
    start = sign_in(client, None, resumed=to, resumed_typed=typed)
    assert "Today" in text_of(start)
    assert "<script>" not in start.text


def test_no_password_goes_along_with_a_form(door: Door) -> None:
    door.add(*ADMIN)
    client = browser(door)
    sign_in(client)
    me = client.get("/me")
    door.clock.forward(hours=9)
    page = send(client, me, "/me", old=PASSWORD, new="a new one of words", again="a new one of words")
    assert PASSWORD not in page.text
    assert "a new one" not in page.text


def test_every_field_for_a_password_has_a_name_that_is_never_kept(database_url: str) -> None:
    named = set()
    for template in Path(console.__path__[0]).rglob("*.html"):
        named |= set(
            re.findall(r'fields\.line\(\w+, "(\w+)"[^\n]*kind="password"', template.read_text("utf-8"))
        )
        named |= set(re.findall(r'type="password"[^>]*name="(\w+)"', template.read_text("utf-8")))
    assert {"password", "old", "new"} <= named <= SECRET
