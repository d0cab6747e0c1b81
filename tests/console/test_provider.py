"""Signing in at a real identity provider from a browser: what binds the return, and refusals as pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from tests.console.visits import forms_of, text_of
from tests.peers.peers import OidcProvider, oidc_provider
from tests.people.conftest import Door
from tests.service.actors import CITY, HALL
from tests.service.api import Clock
from tierline.console import session
from tierline.console.sign_in import carried
from tierline.database.connect import Database
from tierline.people.oidc_sign_in import CALLBACK, OF_PAGES
from tierline.settings import Settings
from tierline.web.store import answers

PUBLIC = "http://127.0.0.1:9"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def provider() -> Iterator[OidcProvider]:
    """The certified provider, which knows the API's address and no other."""
    with oidc_provider(
        f"{PUBLIC}{CALLBACK}", accounts=("zhao.min:Zhao", "sun.jie:Sun", "nobody.here:X")
    ) as it:
        yield it


@pytest.fixture
def door(database: Database, settings: Settings, provider: OidcProvider) -> Door:
    """An application that trusts the provider, today: the provider has a clock of its own."""
    trusting = settings.model_copy(
        update={
            "oidc_issuer": provider.issuer,
            "oidc_client_id": provider.client_id,
            "oidc_client_secret": type(settings.oidc_client_secret)(provider.client_secret),
            "public_url": PUBLIC,
            "sign_in_rate": "1000/minute",
        }
    )
    clock = Clock()
    clock.now = datetime.now(UTC)
    door = Door(database, trusting, clock)
    door.add("zhao.min", ("clerk", HALL), password="")
    return door


def browser(door: Door, language: str = "en") -> TestClient:
    return TestClient(
        door.app, headers={"Accept-Language": language}, raise_server_exceptions=False, follow_redirects=False
    )


def gone_and_back(begun: httpx2.Response, **form: str) -> str:
    """The path that the provider sends the browser back to, once somebody has filled in its form."""
    with httpx2.Client() as outside:
        answer = outside.get(begun.headers["location"])
        answer = outside.post(str(answer.url.join(answer.headers["location"])), data=form)
        while not answer.headers["location"].startswith(PUBLIC):
            answer = outside.get(str(answer.url.join(answer.headers["location"])))
        return answer.headers["location"].removeprefix(PUBLIC)


@pytest.mark.clause("GOV-01")
def test_a_person_signs_in_and_comes_to_the_page_that_they_wanted(door: Door) -> None:
    client = browser(door)
    page = client.get("/sign-in?next=/clauses/GOV-01")
    assert "/sign-in/provider?next=%2Fclauses%2FGOV-01" in page.text

    begun = client.get("/sign-in/provider?next=/clauses/GOV-01")
    back = gone_and_back(begun, login="zhao.min")
    given = client.get(back)
    again = client.get(back)

    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert asked["redirect_uri"] == [f"{PUBLIC}{CALLBACK}"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"][0].startswith(OF_PAGES)
    cookie = begun.headers["set-cookie"].lower()
    assert f"path={CALLBACK}" in cookie
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert (given.status_code, given.headers["location"]) == (303, "/clauses/GOV-01")
    assert HALL in text_of(client.get("/me"))
    assert "tl_" not in given.text
    assert again.status_code == 401
    assert [one["facts"]["way"] for one in door.audited("sign_in")] == ["oidc"]


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_site_by_signing_in(door: Door, to: str) -> None:
    client = browser(door)
    begun = client.get(
        "/sign-in/provider", params={"next": to, "redirect_uri": to}, headers={"Host": "evil.example"}
    )
    assert "evil" not in begun.headers["location"]
    given = client.get(gone_and_back(begun, login="zhao.min"))
    assert given.headers["location"] == "/"


def test_another_browser_cannot_be_made_to_end_a_sign_in(door: Door) -> None:
    mallory, victim = browser(door), browser(door)
    victim.get("/sign-in/provider")
    answer = victim.get(gone_and_back(mallory.get("/sign-in/provider"), login="zhao.min"))
    assert answer.status_code == 401
    assert session.COOKIE not in victim.cookies


def test_a_sign_in_of_the_api_cannot_be_ended_as_one_of_a_page_nor_the_other_way(door: Door) -> None:
    client = browser(door)
    of_api = gone_and_back(client.get("/api/v1/sign-in/oidc"), login="zhao.min")
    of_page = gone_and_back(client.get("/sign-in/provider"), login="zhao.min")

    as_page = client.get(of_api.replace("state=", f"state={OF_PAGES}"))
    as_api = client.get(of_page.replace(f"state={OF_PAGES}", "state="))

    assert (as_page.status_code, as_api.status_code) == (401, 401)
    assert session.COOKIE not in client.cookies
    assert "token" not in as_api.json()


@pytest.mark.parametrize(("language", "said"), [("en", "did not succeed"), ("zh", "登录未成功")])
def test_whoever_is_refused_gets_the_page_of_signing_in_and_a_sentence(
    door: Door, language: str, said: str
) -> None:
    client = browser(door, language)
    unknown = client.get(gone_and_back(client.get("/sign-in/provider"), login="nobody.here"))
    gave_up = client.get(gone_and_back(client.get("/sign-in/provider"), abort="yes"))
    made_up = client.get(CALLBACK, params={"state": f"{OF_PAGES}x", "code": "y"})
    for answer in (unknown, gave_up, made_up):
        assert answer.status_code == 401
        assert said in text_of(answer)
        assert 'action="/sign-in"' in answer.text
        assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_a_provider_that_is_away_is_told_on_the_page(door: Door) -> None:
    door.app.state.service.settings.__dict__["oidc_issuer"] = "http://127.0.0.1:1"
    answer = browser(door).get("/sign-in/provider")
    assert answer.status_code == 503
    assert "does not answer" in text_of(answer)


# ---------------------------------------------------------------- what was typed before

TYPED = {"account": "ma.lin", "name": "Ma <b>Lin", "department": "x" * 4000, "site": CITY}


def ended_form(door: Door, client: TestClient) -> httpx2.Response:
    """The page of signing in that answers a form of zhao.min, whose sign-in had ended."""
    door.add("sun.jie", ("administrator", CITY), password="")
    client.get(gone_and_back(client.get("/sign-in/provider"), login="sun.jie"))
    form = client.get("/people/new")
    door.token_ends(client.cookies[session.COOKIE])
    return client.post("/people", data=forms_of(form)["/people"] | TYPED)


def led_on(client: TestClient, page: httpx2.Response) -> httpx2.Response:
    """The way to the provider from a page of signing in that carries a form."""
    kept = client.post("/sign-in/provider", data=forms_of(page)["/sign-in/provider"])
    assert kept.status_code == 200, text_of(kept)
    assert "What you typed is kept for you" in text_of(kept)
    assert "Ma" not in text_of(kept)
    way = kept.text.split('content="0; url=')[1].split('"')[0]
    return client.get(unescape(way))


@pytest.mark.clause("GOV-01")
def test_a_form_whose_sign_in_had_ended_comes_back_from_the_provider(door: Door) -> None:
    client = browser(door)
    begun = led_on(client, ended_form(door, client))
    back = client.get(gone_and_back(begun, login="sun.jie"))

    assert "ma.lin" not in begun.headers["location"] + str(begun.headers)
    assert "What you typed is kept." in text_of(back)
    fields = forms_of(back)["/people"]
    assert {name: fields[name] for name in TYPED} == TYPED
    shown = client.post("/people", data=fields)
    assert "Nothing was changed yet" in text_of(shown)
    assert len(door.audited("person.create")) == 2
    assert "tierline_page_typed" not in client.cookies


@pytest.mark.clause("GOV-01", "GOV-05")
def test_what_is_kept_meanwhile_is_for_its_person_and_browser_alone(door: Door) -> None:
    client = browser(door)
    begun = led_on(client, ended_form(door, client))
    with door.database.read() as connection:
        rows = connection.execute(select(answers)).mappings().all()
    assert "ma.lin" not in str(rows)

    other_person = client.get(gone_and_back(begun, login="zhao.min"))
    assert (other_person.status_code, other_person.headers["location"]) == (303, "/")
    other_browser = browser(door)
    given = other_browser.get(gone_and_back(other_browser.get("/sign-in/provider"), login="sun.jie"))
    assert given.status_code == 303


def test_nothing_is_kept_of_strangers_nor_of_forms_that_are_not_ours(door: Door) -> None:
    stranger = browser(door)
    page = stranger.get("/sign-in")
    form = forms_of(page)["/sign-in"] | {"resumed": "/people", "resumed_typed": '{"name": ["X"]}'}
    answer = stranger.post("/sign-in/provider", data=form)
    assert answer.status_code == 200
    assert "is kept" not in text_of(answer)
    assert "tierline_page_typed" not in answer.headers.get("set-cookie", "")
    assert stranger.post("/sign-in/provider", data=form | {"proof": "0" * 64}).status_code == 403
    with door.database.read() as connection:
        assert connection.execute(select(answers)).all() == []


def test_more_than_can_be_kept_is_told_before_it_is_lost(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "MOST_CHARACTERS", 1000)
    client = browser(door)
    form = forms_of(ended_form(door, client))["/sign-in/provider"]
    answer = client.post("/sign-in/provider", data=form)
    assert answer.status_code == 422
    assert "Copy it first" in text_of(answer)
    assert "ma.lin" in forms_of(answer)["/sign-in/provider"]["resumed_typed"]
