"""Every page is tried by those who may not, and with what nobody should send, a new page as well."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import structlog
from cryptography.fernet import Fernet
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select
from starlette.types import Message, Receive, Scope, Send

from tests.console.visits import Visitor, forms_of, visitor
from tests.service.actors import COUNTY, actor, client, customer
from tests.service.api import Api, fresh_application
from tests.service.base import add_line, add_membership, number
from tests.service.databases import settings_for, sqlite_database
from tierline.api.guard import Guard
from tierline.console import session
from tierline.console.application import PagesBeside
from tierline.console.routes import ROUTERS
from tierline.database.connect import connect
from tierline.database.schema import metadata
from tierline.messages import service as messages
from tierline.messages import store as message_store
from tierline.messages import webhooks
from tierline.messages.model import State
from tierline.people import clients, staff
from tierline.people.model import PersonFacts, RoleHeld
from tierline.people.oidc_sign_in import CALLBACK, OF_PAGES
from tierline.rights.model import Actor
from tierline.rights.policy import permissions
from tierline.site_directory import service as sites
from tierline.sites.model import Site
from tierline.wording import Language

OPEN = {
    "GET /sign-in",
    "POST /sign-in",
    "GET /sign-in/provider",
    "POST /sign-in/provider",
    f"GET {CALLBACK}",
    "POST /reader",
    "GET /keys",
}
"""What answers without sign-in, besides /static; whoever adds to it says so here."""

FOR_EVERYBODY = {
    "GET /",
    "GET /me",
    "POST /me",
    "GET /me/post",
    "POST /me/post",
    "POST /stay",
    "POST /sign-out",
    "GET /clauses",
    "GET /clauses/{identity}",
    "GET /components",
}
"""What needs a sign-in and no permission: it shows and changes nothing but what is one's own, or public."""

STRANGE_ID = "0b9f4c1e-6f0a-4d5c-9a55-0c9c1d7c6a10"
LARGEST_BODY = 64 * 1024
OPERATOR = replace(actor(site=""), permissions=frozenset(permissions()), id="person:operator")
ELSEWHERE = replace(OPERATOR, site="41.4101", id="person:elsewhere")
NOBODY = replace(actor(), permissions=frozenset(), id="person:without-roles")
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
HOSTILE = ("<script>alert(1)</script>\x00' OR 1=1 --", "x" * 5000, "-1" + "9" * 400, "\U0001f642{0}%s")


@dataclass(frozen=True)
class PageOf:
    """One method of one page."""

    method: str
    path: str

    @property
    def name(self) -> str:
        """The page as a failure names it."""
        return f"{self.method} {self.path}"

    def at(self, existing: dict[str, str]) -> str:
        """The address, with ids of things that are there, else with one of nothing."""
        # The API has this address too; the state says that a page began.
        query = f"?state={OF_PAGES}made-up" if self.path == CALLBACK else ""
        return re.sub(r"{(\w+)}", lambda found: existing.get(found[1], STRANGE_ID), self.path) + query


PAGES = [
    PageOf(method, route.path)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods)
]
CLOSED = [page for page in PAGES if page.name not in OPEN]


@dataclass
class Walk:
    """The pages over a small operator, with ids of what is there."""

    api: Api
    existing: dict[str, str]

    def visitor(self, who: Actor | None) -> Visitor:
        """Somebody at a browser that follows nothing by itself."""
        found = visitor(self.api, who)
        found.client.follow_redirects = False
        return found

    def state(self) -> dict[str, list[str]]:
        """Everything that the database holds."""
        with self.api.database.read() as connection:
            return {
                table.name: [str(row) for row in connection.execute(select(table))]
                for table in metadata.sorted_tables
            }


@pytest.fixture(scope="module")
def walk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The same pages for all attacks, none of which may change anything."""
    folder = tmp_path_factory.mktemp("console-attacks")
    with sqlite_database(folder, sqlite_template) as url:
        settings = settings_for(
            url,
            sign_in_rate="100000/minute",
            secret_key=Fernet.generate_key().decode(),
            largest_body_bytes=LARGEST_BODY,
        )
        api = Api(connect(settings), settings, fresh_application(largest_body_bytes=LARGEST_BODY))
        yield Walk(api, _existing(api))
        api.database.close()


def _existing(api: Api) -> dict[str, str]:
    now, settings = api.clock(), api.app.state.service.settings
    with api.database.write() as connection:
        line = add_line(connection, 1)
        add_membership(connection)
        for path in ("65", "65.6501", COUNTY):
            sites.add(connection, OPERATOR, Site(path, path, path), now=now)
        told = messages.tell(connection, settings, line, "password_changed", {}, now=now)
        message_store.settle(connection, told, None, state=State.FAILED, reason="no_answer")
        facts = PersonFacts("Zhao Min", "", COUNTY, Language.ZH)
        person = staff.create(connection, OPERATOR, "zhao.min", facts, [RoleHeld("clerk", COUNTY)], now=now)
        system = clients.create(connection, OPERATOR, "billing", COUNTY, ["billing_system"], now=now)
        secret = webhooks.made_up_secret()
        url = "https://example.com/events"
        webhook = webhooks.add(connection, OPERATOR, settings, url, ["line.suspend"], secret, now=now)
    return {
        "message_id": told,
        "person_id": person.id,
        "client_id": system.id,
        "webhook_id": webhook.id,
        "path": COUNTY,
        "line_id": str(line.id),
        "identity": "GOV-01",
    }


def _is_page(answer: Response) -> bool:
    return answer.headers["content-type"].startswith("text/html") and "<h1" in answer.text


# ---------------------------------------------------------------- who may not


@pytest.mark.clause("GOV-01")
def test_nothing_answers_without_sign_in_but_what_is_listed(walk: Walk) -> None:
    assert {page.name for page in PAGES} >= OPEN
    before = walk.state()
    stranger = walk.visitor(None)
    for page in CLOSED:
        answer = stranger.client.request(page.method, page.at(walk.existing))
        if page.method == "GET":
            assert answer.status_code == 303, page.name
            assert answer.headers["location"].startswith("/sign-in"), page.name
        else:
            assert answer.status_code == 403, page.name
            assert _is_page(answer), page.name
    assert walk.state() == before


@pytest.mark.parametrize("token", ["forged", "x" * 8000, "tl_" + "A" * 43, "\u00e9", '"; drop'])
def test_a_forged_session_opens_nothing(walk: Walk, token: str) -> None:
    stranger = walk.visitor(None)
    for path in ("/", "/people", "/audit"):
        cookie = f"{session.COOKIE}={token}".encode()
        assert stranger.client.get(path, headers={"Cookie": cookie}).status_code == 303


@pytest.mark.parametrize("who", [customer(1), client("billing_system")], ids=["customer", "system"])
def test_a_token_of_a_customer_or_a_system_opens_no_page(walk: Walk, who: Actor) -> None:
    assert walk.visitor(who).client.get("/").status_code == 303


@pytest.mark.clause("GOV-01")
def test_a_form_without_its_proof_changes_nothing(walk: Walk) -> None:
    before = walk.state()
    operator = walk.visitor(OPERATOR)
    token = operator.client.cookies[session.COOKIE]
    proof = session.Session(token, "").proof
    for page in PAGES:
        if page.method != "POST":
            continue
        for fields, headers in (
            ({}, {}),
            ({"proof": "0" * 64}, {}),
            ({"proof": "é"}, {}),
            ({"proof": proof}, {"Sec-Fetch-Site": "cross-site"}),
            ({"proof": proof}, {"Sec-Fetch-Site": "same-site"}),
        ):
            answer = operator.client.post(page.at(walk.existing), data=fields, headers=headers)
            assert answer.status_code == 403, (page.name, fields, headers)
            assert _is_page(answer), page.name
    assert walk.state() == before


@pytest.mark.clause("GOV-01")
def test_whoever_holds_no_role_is_refused_by_a_page(walk: Walk) -> None:
    before = walk.state()
    nobody = walk.visitor(NOBODY)
    proof = session.Session(nobody.client.cookies[session.COOKIE], "").proof
    for page in CLOSED:
        if page.name in FOR_EVERYBODY:
            continue
        answer = nobody.client.request(
            page.method, page.at(walk.existing), data={"proof": proof} if page.method == "POST" else None
        )
        assert answer.status_code in (403, 404), page.name
        assert _is_page(answer), page.name
    assert walk.state() == before


@pytest.mark.clause("CHN-11")
def test_a_thing_of_another_site_is_as_one_that_is_not_there(walk: Walk) -> None:
    elsewhere = walk.visitor(ELSEWHERE)
    of_sites = walk.existing.keys() - {"webhook_id", "identity"}
    named = [page for page in CLOSED if of_sites & set(re.findall(r"{(\w+)}", page.path))]
    assert named
    before = walk.state()
    proof = session.Session(elsewhere.client.cookies[session.COOKIE], "").proof
    for page in named:
        answer = elsewhere.client.request(
            page.method, page.at(walk.existing), data={"proof": proof} if page.method == "POST" else None
        )
        assert answer.status_code == 404, page.name
        assert "Zhao" not in answer.text, page.name
    assert walk.state() == before


# ---------------------------------------------------------------- what pages hold


@pytest.mark.clause("GOV-01")
def test_no_page_holds_a_whole_number_and_every_page_keeps_its_promises(walk: Walk) -> None:
    operator = walk.visitor(OPERATOR)
    for page in PAGES:
        if page.method != "GET":
            continue
        answer = operator.client.get(page.at(walk.existing))
        assert answer.status_code < 500, page.name
        if page.name.endswith("openapi.json"):
            continue  # As the API gives it to tools: it is long, and its examples have numbers.
        assert number(1) not in answer.text, page.name
        assert len(answer.content) < 100_000, page.name
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=|javascript:", answer.text), page.name
        _has_safe_headers(answer, page.name)


def _has_safe_headers(answer: Response, name: str) -> None:
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy, name
    assert "default-src 'none'" in policy, name
    assert "unsafe" not in policy, name
    for header, value in HEADERS.items():
        assert answer.headers[header] == value, (name, header)


@pytest.mark.parametrize("who", [None, OPERATOR], ids=["stranger", "operator"])
def test_refusals_of_every_kind_are_pages_with_the_same_headers(walk: Walk, who: Actor | None) -> None:
    at = walk.visitor(who).client
    form = "application/x-www-form-urlencoded"
    answers = {
        "not there": (404, at.get("/no/such/page")),
        "no such file": (404, at.get("/static/no.css")),
        "not allowed": (403, at.post("/people")),
        "too large": (413, at.post("/people", content=b"a=" + b"x" * LARGEST_BODY)),
        "no length": (413, at.post("/people", content=b"", headers={"Content-Length": "-1"})),
        "too many fields": (400, at.post("/people", content=b"a=&" * 2100, headers={"Content-Type": form})),
        "a file": (400, at.post("/people", files={"f": ("x", b"x")})),
        "no boundary": (
            400,
            at.post("/people", content=b"x", headers={"Content-Type": "multipart/form-data"}),
        ),
        "put": (405, at.put("/people")),
        "delete": (405, at.delete("/people")),
        "options": (405, at.options("/people")),
        "trace": (405, at.request("TRACE", "/people")),
    }
    for name, (status, answer) in answers.items():
        assert answer.status_code == status, name
        assert _is_page(answer), name
        _has_safe_headers(answer, name)


def test_a_form_that_does_not_arrive_in_time_is_answered_by_a_page(walk: Walk) -> None:
    pages = next(each.kwargs["pages"] for each in walk.api.app.user_middleware if each.cls is Guard)
    hasty = walk.api.app.state.service.settings.model_copy(update={"request_seconds": 0.05})

    async def never_arrives(scope: Scope, receive: Receive, send: Send) -> None:
        async def waits() -> Message:
            await asyncio.sleep(5)
            return {"type": "http.request"}

        scope["app"] = walk.api.app
        await Guard(PagesBeside(walk.api.app, pages), hasty, pages)(scope, waits, send)

    answer = TestClient(never_arrives).post("/people", data={"name": "x"})
    assert answer.status_code == 408
    assert _is_page(answer)
    _has_safe_headers(answer, "late")


def test_head_opens_nothing(walk: Walk) -> None:
    for who in (None, OPERATOR):
        answer = walk.visitor(who).client.head("/people")
        assert answer.status_code == 405
        assert answer.headers.get("set-cookie", "").count(session.COOKIE) == 0
        assert answer.content == b""


def test_a_fault_is_a_page_and_the_log_has_its_place_but_no_word_of_it(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ValueError(f"cannot do {number(1)} of Zhao Min")

    monkeypatch.setattr("tierline.console.start.routes.shown", fails)
    with structlog.testing.capture_logs() as logs:
        answer = walk.visitor(OPERATOR).client.get("/")
    assert answer.status_code == 500
    assert _is_page(answer)
    _has_safe_headers(answer, "fault")
    (fault,) = [one for one in logs if one["event"] == "fault"]
    assert "ValueError" in fault["cause"]
    assert fault["route"] == "/"
    for told in (answer.text, str(logs)):
        assert number(1) not in told
        assert "Zhao" not in told


# ---------------------------------------------------------------- what nobody should send


def test_hostile_filters_are_no_fault_and_stand_as_they_were_typed(walk: Walk) -> None:
    operator = walk.visitor(OPERATOR)
    for path in (
        "/messages",
        "/audit",
        "/people",
        "/people/systems",
        "/messages/webhooks",
        "/messages/again",
    ):
        names = set(forms_of(operator.get(path)).get(path, {})) | {"after", "answer", "limit", "sort", "x"}
        for name in names:
            for value in HOSTILE:
                answer = operator.client.get(path, params={name: value})
                assert answer.status_code < 500, (path, name, value[:20])
                assert "<script>alert" not in answer.text, (path, name)


def test_hostile_fields_are_no_fault_and_change_nothing(walk: Walk) -> None:
    before = walk.state()
    operator = walk.visitor(OPERATOR)
    tried = 0
    for page in CLOSED:
        if page.method != "GET" or page.path in ("/", "/me/post"):
            continue
        for action, fields in forms_of(operator.client.get(page.at(walk.existing))).items():
            own = {name: fields[name] for name in ("proof", "key") if name in fields}
            if "key" not in own:
                continue
            for value in HOSTILE if fields.keys() - own.keys() else ():
                answer = operator.client.post(action, data={**dict.fromkeys(fields, value), **own})
                tried += 1
                is_back = answer.status_code == 303 and "answer=" not in answer.headers["location"]
                assert is_back or 400 <= answer.status_code < 500, (action, value[:20])
                assert "<script>alert" not in answer.text, action
    assert tried > 20
    assert walk.state() == before


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/static/../../pyproject.toml", "/sites/..%2f..", "/people/%00"]
)
def test_an_address_stays_an_address(walk: Walk, path: str) -> None:
    answer = walk.visitor(OPERATOR).client.get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.text


# ---------------------------------------------------------------- cookies


@pytest.mark.parametrize(
    ("public", "is_secure"), [("https://tierline.example", True), ("http://127.0.0.1:9", False)]
)
def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(
    walk: Walk, public: str, is_secure: bool
) -> None:
    service = walk.api.app.state.service
    settings = service.settings.model_copy(update={"public_url": public})
    walk.api.app.state.service = replace(service, settings=settings)
    try:
        answer = TestClient(walk.api.app).get("/sign-in")
    finally:
        walk.api.app.state.service = service
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert ("secure" in cookie) == is_secure
