"""Every operation of the API is tried by those who may not, and with what nobody should send."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import select

from tests.api.calls import (
    STRANGE_ID,
    Operation,
    numbers_within,
    operations,
    texts_within,
    with_value,
)
from tests.service.actors import COUNTY, actor, customer
from tests.service.api import Api, fresh_application
from tests.service.base import add_line, add_membership, number
from tests.service.databases import PostgreSQL, settings_for, sqlite_database
from tests.service_passwords.passwords import set_password
from tierline.database.connect import connect
from tierline.database.schema import metadata
from tierline.lines.model import Line
from tierline.people.service import issue_customer_token, sign_in_by_token
from tierline.rights.policy import permissions

OPEN = {
    "GET /health/live",
    "GET /health/ready",
    "POST /api/v1/sign-in",
    "GET /api/v1/sign-in/oidc",
    "GET /api/v1/sign-in/oidc/callback",
    "POST /api/v1/token",
    "POST /api/v1/customer-sign-in",
}
"""What answers without sign-in; whoever adds to it says so here."""

FOR_EVERYBODY = {"GET /api/v1/me", "POST /api/v1/me/password", "POST /api/v1/sign-out", "GET /api/v1/roles"}
"""What needs a sign-in and no permission: it shows and changes nothing but what is one's own, or public."""

BODIES = {
    "POST /api/v1/billing-events": {
        "source": "billing-65",
        "events": [
            {"event_id": "b-1", "at": "2012-06-15T10:00:00+08:00", "kind": "usage", "line_id": 1, "fen": 1}
        ],
    }
}
"""Bodies that the document alone does not tell: one of two values is to be given."""

LARGEST_BODY = 64 * 1024
FAR_ID, FAR_NUMBER, FAR = 7_770_001, "18677700017", "186****0017"
EVERYTHING = frozenset(permissions())
NOBODY = replace(actor(), permissions=frozenset(), id="person:without-roles")
OPERATOR = replace(actor(site=""), permissions=EVERYTHING, id="person:operator")
ELSEWHERE = replace(actor(site="41.4101"), permissions=EVERYTHING, id="person:elsewhere")

INJECTIONS = ("' OR '1'='1", "'; DROP TABLE lines; --", "%", "../../../../etc/passwd", "..")
STRANGE = ("a\x00b", "\U00010000\u202e", "x" * 5000)
HUGE = {"beyond int8": 2**63, "beyond negative": -(2**63) - 1, "beyond float": 10**400}


@dataclass
class Walk:
    """An application over a small operator, and every operation that it has."""

    api: Api
    operations: list[Operation]
    line: Line
    existing: Mapping[str, str]
    """Ids that are there, by the path they are part of."""

    def state(self) -> dict[str, list[str]]:
        """Everything that the database holds."""
        with self.api.database.read() as connection:
            return {
                table.name: [str(row) for row in connection.execute(select(table))]
                for table in metadata.sorted_tables
            }

    def answers(self, who: Any, wanted: Callable[[Operation], bool], **parts: Any) -> dict[str, Response]:
        """What somebody is answered by each wanted operation, called as it should be."""
        with self.api.client(who) as client:
            return {each.name: each.call(client, **parts) for each in self.operations if wanted(each)}


@pytest.fixture(scope="module")
def walk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The same application for all attacks, none of which may change anything."""
    folder = tmp_path_factory.mktemp("attacks")
    with sqlite_database(folder, sqlite_template) as url:
        yield from _walk(url, folder)


@pytest.fixture(scope="module")
def postgresql_walk(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The same over PostgreSQL, which is stricter about characters and numbers."""
    with postgresql.database() as url:
        yield from _walk(url, tmp_path_factory.mktemp("attacks"))


def _walk(url: str, folder: Path) -> Iterator[Walk]:
    settings = settings_for(
        url,
        largest_body_bytes=LARGEST_BODY,
        sign_in_rate="100000/minute",
        message_log=folder / "messages.jsonl",
    )
    api = Api(connect(settings), settings, fresh_application(largest_body_bytes=LARGEST_BODY))
    with api.database.write() as connection:
        line = add_line(connection, 1)
        add_line(connection, 2)
        add_line(connection, FAR_ID, msisdn=FAR_NUMBER, site="11.1101.110101")
        add_membership(connection)
        set_password(connection, settings, line, "739214")
    found = [replace(one, body=BODIES.get(one.name, one.body)) for one in operations(api.app.openapi())]
    yield Walk(api, found, line, _existing(api))
    api.database.close()


@pytest.fixture(params=["walk", "postgresql_walk"], ids=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Walk:
    """The one and the other."""
    found: Walk = request.getfixturevalue(request.param)
    return found


def _existing(api: Api) -> dict[str, str]:
    """Things at the line's site, made by the API itself."""
    client = api.client(OPERATOR)
    order = {"kind": "product", "code": "roaming", "channel": "hall", "is_confirmed": True}
    for site in ("65", "65.6501", COUNTY):
        client.post("/api/v1/sites", json={"path": site, "title_en": site, "title_zh": site})
    person = {"account": "zhao.min", "name": "Zhao Min", "site": COUNTY}
    system = {"name": "billing", "site": COUNTY, "roles": ["billing_system"]}
    return {
        "/api/v1/orders/": client.post(f"/api/v1/lines/{number(1)}/orders", json=order).json()["id"],
        "/api/v1/messages/": client.get("/api/v1/messages").json()["items"][0]["id"],
        "/api/v1/sites/": COUNTY,
        "/api/v1/people/": client.post("/api/v1/people", json=person).json()["id"],
        "/api/v1/clients/": client.post("/api/v1/clients", json=system).json()["id"],
    }


def of_a_line(operation: Operation) -> bool:
    return "msisdn" in operation.in_path


def needs_sign_in(operation: Operation) -> bool:
    return operation.name not in OPEN


def has_body(operation: Operation) -> bool:
    return operation.body is not None and not operation.is_form


def statuses(answers: Mapping[str, Response]) -> dict[str, int]:
    return {name: answer.status_code for name, answer in answers.items()}


def faults(answers: Mapping[str, Response]) -> dict[str, str]:
    return {name: answer.text for name, answer in answers.items() if answer.status_code >= 500}


def without_ids(answer: Response, *ids: str) -> str:
    """A refusal without what belongs to the one request: its id, and the id that was asked for."""
    text = answer.text.replace(answer.headers["x-request-id"], "")
    for one in ids:
        text = text.replace(one, "")
    return text


# ---------------------------------------------------------------- who may not


@pytest.mark.clause("GOV-01")
def test_nothing_answers_without_sign_in_but_what_is_listed(walk):
    assert {each.name for each in walk.operations if each.is_open} == OPEN
    answers = walk.answers(None, needs_sign_in)

    assert set(statuses(answers).values()) == {401}
    assert all(one.headers["www-authenticate"] == "Bearer" for one in answers.values())


@pytest.mark.parametrize(
    "header",
    ["Bearer forged", "Bearer " + "x" * 8000, "Bearer", "Basic YTpi", "Bearer \u00e9".encode("latin-1"), "x"],
)
def test_a_forged_token_opens_nothing(walk, header):
    answers = walk.answers(None, needs_sign_in, headers={"Authorization": header})

    assert set(statuses(answers).values()) == {401}
    assert not any("forged" in one.text for one in answers.values())


def test_a_token_that_is_over_or_altered_by_a_letter_opens_nothing(walk):
    api = Api(walk.api.database, walk.api.app.state.service.settings, fresh_application())
    api.app.state.service = replace(api.app.state.service, sign_in=sign_in_by_token)
    with api.database.write() as connection:
        token, expires_at = issue_customer_token(
            connection, api.app.state.service.settings, walk.line.id, 1, now=api.clock.now
        )
    altered = token[:-1] + ("A" if token[-1] != "A" else "B")
    client = api.client()

    def ask(shown: str) -> int:
        return client.get("/api/v1/me", headers={"Authorization": f"Bearer {shown}"}).status_code

    before = [ask(token), ask(altered), ask(token.upper())]
    api.clock.now = expires_at + timedelta(seconds=1)

    assert before == [200, 401, 401]
    assert ask(token) == 401


@pytest.mark.clause("GOV-01")
def test_a_person_without_roles_is_refused_before_anything_is_changed(walk):
    before = walk.state()
    answers = walk.answers(NOBODY, lambda each: each.name not in OPEN | FOR_EVERYBODY)

    assert {name: s for name, s in statuses(answers).items() if s not in (403, 404)} == {}
    assert walk.state() == before


@pytest.mark.clause("CHN-11")
def test_at_another_site_a_line_is_answered_like_one_that_is_not_there(walk):
    before = walk.state()
    there = walk.answers(ELSEWHERE, of_a_line)
    nowhere = walk.answers(ELSEWHERE, of_a_line, in_path={"msisdn": number(9)})

    assert {name: s for name, s in statuses(there).items() if s != 404} == {}
    assert {name: without_ids(one) for name, one in there.items()} == {
        name: without_ids(one) for name, one in nowhere.items()
    }
    assert walk.state() == before


@pytest.mark.clause("CHN-11")
@pytest.mark.parametrize("prefix", ["orders", "messages", "sites", "people", "clients"])
def test_at_another_site_a_thing_is_answered_like_one_that_is_not_there(walk, prefix):
    start = f"/api/v1/{prefix}/"
    there, nowhere = walk.existing[start], "65.9999" if prefix == "sites" else STRANGE_ID
    before = walk.state()

    def answers(value: str) -> dict[str, Response]:
        with walk.api.client(ELSEWHERE) as client:
            return {
                each.name: each.call(client, {next(iter(each.in_path)): value})
                for each in walk.operations
                if each.path.startswith(start)
            }

    found, missing = answers(there), answers(nowhere)

    assert found
    assert {name: s for name, s in statuses(found).items() if s != 404} == {}
    assert {name: without_ids(one, there) for name, one in found.items()} == {
        name: without_ids(one, nowhere) for name, one in missing.items()
    }
    assert walk.state() == before


@pytest.mark.clause("CHN-11", "GOV-01")
def test_lists_end_at_the_site_of_whoever_asks(walk):
    answers = walk.answers(ELSEWHERE, lambda each: each.method == "get" and not each.in_path)
    told = "\n".join(one.text for one in answers.values())

    assert all(each not in told for each in walk.existing.values())


@pytest.mark.clause("CHN-11", "GOV-01")
def test_a_customer_gets_nothing_of_another_line(walk):
    before = walk.state()
    answers = walk.answers(customer(2), of_a_line)

    assert {name: s for name, s in statuses(answers).items() if s not in (403, 404)} == {}
    assert walk.state() == before


# ---------------------------------------------------------------- what nobody should send


def hostile_calls(walk: Walk, values: tuple[str, ...]) -> Iterator[tuple[str, Response]]:
    """Each value in each parameter of each operation, one at a time."""
    with walk.api.client(replace(OPERATOR, site="65.6501")) as client:
        for each in walk.operations:
            places = [("in_path", name) for name in each.in_path]
            places += [("in_query", name) for name in each.all_in_query]
            for place, name in places:
                # What all lists take is read by one and the same code.
                for value in values[:1] if name in ("limit", "after", "sort") else values:
                    answer = each.call(client, **{place: {name: value}})
                    yield f"{each.name} {name}={value[:20]!r}", answer


def test_a_parameter_stays_a_value(walk):
    answers = dict(hostile_calls(walk, INJECTIONS))

    assert faults(answers) == {}
    assert not [name for name, one in answers.items() if FAR in one.text or "root:" in one.text]
    assert len(walk.state()["lines"]) == 3


def test_strange_characters_in_parameters_are_no_fault(either):
    assert faults(dict(hostile_calls(either, STRANGE))) == {}


def test_strange_characters_in_bodies_are_no_fault(either):
    values = (*STRANGE, "\ud800")
    answers = {}
    with either.api.client(replace(OPERATOR, site="65.6501")) as client:
        for each in filter(has_body, either.operations):
            bodies = [with_value(each.body, place, v) for place in texts_within(each.body) for v in values]
            for body in [*bodies, {"\ud800": 1}, {"\x00": 1, "": None}]:
                sent = json.dumps(body).encode()
                answers[f"{each.name} {sent[:200]!r}"] = each.call(client, content=sent, headers=JSON)

    assert faults(answers) == {}


@pytest.mark.parametrize("value", HUGE.values(), ids=HUGE)
def test_huge_numbers_are_no_fault(either, value):
    answers = dict(hostile_calls(either, (str(value),)))
    with either.api.client(replace(OPERATOR, site="65.6501")) as client:
        for each in filter(has_body, either.operations):
            for place in numbers_within(each.body):
                sent = json.dumps(with_value(each.body, place, value))
                answers[f"{each.name} {place}"] = each.call(client, content=sent, headers=JSON)
            answers[f"{each.name} If-Match"] = each.call(client, headers={"If-Match": '"999999999999"'})

    assert faults(answers) == {}


JSON = {"Content-Type": "application/json"}
DEEP = {
    "lists": "[" * 30_000 + "]" * 30_000,
    "objects": '{"a":' * 9_000 + "1" + "}" * 9_000,
    "unclosed": "[" * 60_000,
}


@pytest.mark.parametrize("sent", DEEP.values(), ids=DEEP)
def test_json_without_a_bottom_is_refused(walk, sent):
    answers = walk.answers(OPERATOR, has_body, content=sent, headers=JSON)

    assert set(statuses(answers).values()) <= {400, 422}


@pytest.mark.parametrize(
    ("content_type", "sent"),
    [
        ("text/plain", "{}"),
        ("application/xml", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
        ("multipart/form-data; boundary=x", "--x\r\n\r\n--x--"),
        ("application/json", b"\xff\xfe\x00"),
        ("application/json", "NaN"),
        ("", "{}"),
    ],
)
def test_what_is_no_json_is_refused(walk, content_type, sent):
    answers = walk.answers(OPERATOR, has_body, content=sent, headers={"Content-Type": content_type})

    assert {name: s for name, s in statuses(answers).items() if s not in (400, 415, 422)} == {}
    assert not [name for name, one in answers.items() if "root:" in one.text]


def test_a_body_that_is_too_large_is_not_read(walk):
    def parts() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY // 1024 + 1):
            yield b" " * 1024

    told = walk.answers(OPERATOR, has_body, content=b" " * (LARGEST_BODY + 1), headers=JSON)
    with walk.api.client(OPERATOR) as client:
        untold = {
            e.name: e.call(client, content=parts(), headers=JSON) for e in walk.operations if has_body(e)
        }

    assert set(statuses(told).values()) == {413}
    assert set(statuses(untold).values()) == {413}


def test_a_header_that_comes_twice_gives_no_right(walk):
    client = walk.api.client(OPERATOR)
    valid = client.headers["authorization"]
    forged_first = [("Authorization", "Bearer forged"), ("Authorization", valid)]
    twice = [
        ("Authorization", valid),
        ("Idempotency-Key", "a"),
        ("Idempotency-Key", "b"),
        ("If-Match", '"1"'),
    ]
    bare = walk.api.client()

    assert bare.get("/api/v1/sites", headers=forged_first).status_code == 401
    assert bare.get("/api/v1/sites", headers=[*twice, ("If-Match", '"2"')]).status_code == 200


@pytest.mark.parametrize("length", ["-1", "1e3", "9" * 400, "0x10", "1, 1", "\u00b2".encode()])
def test_a_length_that_is_no_number_is_refused(walk, length):
    headers = {**JSON, "Content-Length": length}

    answer = walk.api.client(OPERATOR).post("/api/v1/sites", content=b"{}", headers=headers)

    assert answer.status_code in (400, 413)


@pytest.mark.clause("GOV-01")
def test_a_refusal_repeats_neither_the_token_nor_what_was_sent(walk):
    token = "tl_secret-token-0123456789"
    body = {"msisdn": FAR_NUMBER, "password": "a-secret-password", "surprise": "a-secret-value"}
    secrets = (token, FAR_NUMBER, "a-secret")
    answers = walk.answers(None, has_body, json=body, headers={"Authorization": f"Bearer {token}"})
    answers |= {f"{n} again": one for n, one in walk.answers(OPERATOR, has_body, json=body).items()}

    assert not [n for n, one in answers.items() if any(secret in one.text for secret in secrets)]
