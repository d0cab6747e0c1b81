"""Idempotency, problem details, pages and entity tags, on a small invented room of notes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, ClassVar

import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select

from tests.service.actors import actor
from tests.service.api import Api, fresh_application
from tierline.database.paging import page
from tierline.errors import Conflict
from tierline.web.call import SignedIn
from tierline.web.etags import VersionHeld
from tierline.web.paging import ListingAsked
from tierline.wording import Text

notes = Table(
    "notes",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("words", String(40), nullable=False),
)


class TooDull(Conflict):
    """A note that nobody wants."""

    text: ClassVar[Text] = Text("The note is dull.", "这条备注太乏味。")


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")

    words: str


router = APIRouter(prefix="/api/v1")


@router.post("/notes")
def write_note(call: SignedIn, note: Note) -> Any:
    def use_case(connection):
        connection.execute(insert(notes).values(words=note.words))
        if note.words == "dull":
            raise TooDull()
        return {"written": note.words}

    return call.once(use_case, note, status=201)


@router.get("/notes")
def list_notes(call: SignedIn, listing: ListingAsked) -> Any:
    with call.read() as connection:
        sorts = {"words": notes.c.words, "id": notes.c.id}
        found = page(connection, select(notes), listing, sorts=sorts, key=notes.c.id)
    return {"items": [dict(row) for row in found.items], "next": found.next}


@router.patch("/notes/{note_id}")
def change_note(call: SignedIn, note_id: int, version: VersionHeld) -> Any:
    return {"from": version, "by": call.actor.name}


@router.get("/broken")
def broken(call: SignedIn) -> Any:
    raise RuntimeError(f"secret of {call.actor.id}")


@lru_cache(maxsize=1)
def with_notes() -> FastAPI:
    """The application with the room of notes."""
    app = fresh_application()
    app.include_router(router)
    return app


@pytest.fixture
def api(database, settings):
    return Api(database, settings, with_notes())


@pytest.fixture
def person(api, database):
    with database.write() as connection:
        notes.create(connection)
    return api.client(actor("agent"))


def count(database) -> int:
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(notes)).scalar_one()


def test_a_key_that_comes_again_gets_the_first_answer_and_does_nothing(person, database):
    key = {"Idempotency-Key": "one-and-the-same"}

    first = person.post("/api/v1/notes", json={"words": "hello"}, headers=key)
    again = person.post("/api/v1/notes", json={"words": "hello"}, headers=key)

    assert (first.status_code, first.json()) == (201, {"written": "hello"})
    assert (again.status_code, again.json()) == (201, {"written": "hello"})
    assert count(database) == 1


def test_a_key_is_refused_for_another_request(person, database):
    key = {"Idempotency-Key": "one-and-the-same"}
    person.post("/api/v1/notes", json={"words": "hello"}, headers=key)

    answer = person.post("/api/v1/notes", json={"words": "goodbye"}, headers=key)

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/key-reused"
    assert count(database) == 1


def test_calls_at_once_under_one_key_take_effect_once(person, database):
    def post(_number):
        headers = {"Idempotency-Key": "at-once"}
        return person.post("/api/v1/notes", json={"words": "hello"}, headers=headers).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(post, range(16)))

    assert statuses == [201] * 16
    assert count(database) == 1


def test_an_error_leaves_neither_effect_nor_key(person, database):
    key = {"Idempotency-Key": "a-second-try"}

    refused = person.post("/api/v1/notes", json={"words": "dull"}, headers=key)
    accepted = person.post("/api/v1/notes", json={"words": "bright"}, headers=key)

    assert refused.status_code == 409
    assert accepted.status_code == 201
    assert count(database) == 1


def test_pages_follow_one_another_without_gap_or_repeat(person, database):
    with database.write() as connection:
        connection.execute(insert(notes), [{"words": f"w{number % 3}"} for number in range(10)])

    seen: list[int] = []
    after = ""
    while True:
        answer = person.get("/api/v1/notes", params={"limit": 3, "sort": "-words", "after": after}).json()
        seen += [item["id"] for item in answer["items"]]
        if answer["next"] is None:
            break
        after = answer["next"]

    assert sorted(seen) == list(range(1, 11))


@pytest.mark.parametrize(
    "query", [{"after": "garbage"}, {"after": "WzFd"}, {"sort": "secret"}, {"limit": "0"}]
)
def test_a_place_or_an_order_that_a_list_does_not_have_is_refused(person, query):
    assert person.get("/api/v1/notes", params=query).status_code == 422


def test_a_refusal_reads_in_the_language_of_whoever_asks(person):
    headers = {"Accept-Language": "zh-CN,zh;q=0.9"}

    answer = person.post("/api/v1/notes", json={"words": "dull"}, headers=headers)

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "这条备注太乏味。"
    assert answer.json()["title"] == "与当前状态冲突"


def test_a_wrong_value_is_named_by_its_field_and_not_repeated(person):
    answer = person.post("/api/v1/notes", json={"words": 18600000001, "more": "x"})

    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == {"body.words", "body.more"}
    assert "18600000001" not in answer.text


@pytest.mark.parametrize(("header", "status"), [(None, 428), ("3", 422), ('"3"', 200)])
def test_a_change_names_the_version_that_it_was_made_from(person, header, status):
    headers = {"If-Match": header} if header else {}

    assert person.patch("/api/v1/notes/1", headers=headers).status_code == status


def test_a_fault_is_answered_without_its_cause(person):
    answer = person.get("/api/v1/broken")

    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/fault"
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"] == answer.json()["request_id"]


def test_nobody_is_answered_without_a_token_that_is_known(api, person):
    without = api.client().get("/api/v1/notes")
    forged = api.client().get("/api/v1/notes", headers={"Authorization": "Bearer forged"})

    assert {without.status_code, forged.status_code} == {401}
    assert without.headers["www-authenticate"] == "Bearer"


def test_a_body_beyond_the_limit_is_refused(person, settings):
    words = "x" * settings.largest_body_bytes

    assert person.post("/api/v1/notes", json={"words": words}).status_code == 413


def test_health_is_answered_without_sign_in(api):
    client = api.client()

    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json() == {"status": "ok"}
