"""The routes of messages and webhooks."""

from __future__ import annotations

import base64

import pytest
from cryptography.fernet import Fernet

from tests.service.actors import COUNTY, actor, customer
from tests.service.api import Api
from tests.service.base import add_line
from tests.service.databases import settings_for
from tierline.messages import service, store
from tierline.messages.model import State
from tierline.settings import Settings

SECRET = "whsec_" + base64.b64encode(b"a secret of tests, 32 bytes long").decode()
NEW = {"url": "https://example.com/events", "topics": ["line.suspend"], "secret": SECRET}

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what makes no difference to the database."""


@pytest.fixture
def settings(database_url, tmp_path):
    key = Fernet.generate_key().decode()
    return settings_for(
        database_url, message_log=tmp_path / "messages.jsonl", secret_key=key, webhook_private_addresses=False
    )


@pytest.fixture
def written(api: Api, settings: Settings) -> list[str]:
    """A message to line 1, which failed, and one to a line of another city."""
    ids = []
    with api.database.write() as connection:
        for line in (add_line(connection, 1), add_line(connection, 2, site="65.6502")):
            told = service.tell(connection, settings, line, "password_changed", {}, now=api.clock())
            ids.append(told)
            api.clock.forward(minutes=1)
        store.settle(connection, ids[0], None, state=State.FAILED, reason="no_answer")
    return ids


def test_messages_are_listed_within_the_site_and_masked(api, written):
    listed = api.client(actor("agent", site=COUNTY)).get("/api/v1/messages").json()

    (message,) = listed["items"]
    assert message["id"] == written[0]
    assert message["number"] == "186****0001"
    assert message["text"] is None
    assert message["state"] == "failed"


def test_the_text_needs_a_right_of_its_own(api, written):
    (message,) = (
        api.client(actor("supervisor")).get("/api/v1/messages?line_id=1&state=failed").json()["items"]
    )

    assert message["text"].startswith("您的密码已修改")


def test_a_list_comes_in_pages_from_the_newest_on(api, written):
    client = api.client(actor("supervisor", site=""))
    first = client.get("/api/v1/messages", params={"limit": 1}).json()
    second = client.get("/api/v1/messages", params={"limit": 1, "after": first["next"]}).json()

    assert [each["id"] for page in (first, second) for each in page["items"]] == written[::-1]
    assert second["next"] is None


def test_a_new_owner_sees_nothing_of_the_former_one(api, written):
    old, new = (api.client(customer(1, owner_no)) for owner_no in (1, 2))

    assert [each["id"] for each in old.get("/api/v1/messages").json()["items"]] == written[:1]
    assert new.get("/api/v1/messages").json()["items"] == []


def test_a_failed_message_is_sent_again_once_for_each_key(api, written):
    client = api.client(actor("supervisor"))
    path, headers = f"/api/v1/messages/{written[0]}/resend", {"Idempotency-Key": "again"}

    answers = [client.post(path, headers=headers) for _ in range(2)]

    assert [(each.status_code, each.json()["state"]) for each in answers] == [(200, "waiting")] * 2
    assert client.post(path).status_code == 409


def test_a_message_of_another_site_is_as_one_that_is_not_there(api, written):
    answer = api.client(actor("supervisor", site=COUNTY)).post(f"/api/v1/messages/{written[1]}/resend")

    assert answer.status_code == 404


@ON_SQLITE
@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        ("get", "/messages", "knowledge_editor"),
        ("post", "/messages/x/resend", "agent"),
        ("get", "/webhooks", "supervisor"),
        ("post", "/webhooks", "supervisor"),
    ],
)
def test_whoever_lacks_the_right_is_refused(api, method, path, role):
    arguments = {"json": NEW} if path == "/webhooks" and method == "post" else {}

    assert getattr(api.client(actor(role)), method)(f"/api/v1{path}", **arguments).status_code == 403
    assert getattr(api.client(), method)(f"/api/v1{path}", **arguments).status_code == 401


def test_a_webhook_is_added_changed_and_removed(api):
    client = api.client(actor("administrator", site=""))
    added = client.post("/api/v1/webhooks", json=NEW)
    path = f"/api/v1/webhooks/{added.json()['id']}"
    tag = client.get(path).headers["ETag"]

    changed = client.patch(path, json={"is_active": False}, headers={"If-Match": tag})
    stale = client.patch(path, json={"is_active": True}, headers={"If-Match": tag})
    listed = client.get("/api/v1/webhooks").json()["items"]
    removed = client.delete(path, headers={"If-Match": '"2"'})

    assert added.status_code == 201
    assert "secret" not in added.text
    assert SECRET not in added.text + changed.text
    assert (changed.status_code, changed.json()["is_active"], changed.json()["version"]) == (200, False, 2)
    assert (stale.status_code, removed.status_code) == (412, 200)
    assert [each["url"] for each in listed] == [NEW["url"]]
    assert client.get(path).status_code == 404


def test_a_change_without_its_version_is_refused(api):
    client = api.client(actor("administrator", site=""))
    added = client.post("/api/v1/webhooks", json=NEW).json()

    assert client.patch(f"/api/v1/webhooks/{added['id']}", json={"is_active": False}).status_code == 428


@ON_SQLITE
@pytest.mark.parametrize(
    "change",
    [
        {"url": "https://169.254.169.254/"},
        {"url": "http://example.com/"},
        {"topics": []},
        {"topics": ["DROP TABLE"]},
        {"secret": "short"},
        {"owner": "somebody"},
    ],
)
def test_a_webhook_that_could_do_harm_is_refused(api, change):
    answer = api.client(actor("administrator", site="")).post("/api/v1/webhooks", json={**NEW, **change})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"]
