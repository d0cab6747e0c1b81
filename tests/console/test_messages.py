"""The pages of messages and webhooks."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from tests.console.visits import forms_of, text_of, visitor
from tests.service.actors import COUNTY, actor
from tests.service.api import Api
from tests.service.base import add_line
from tests.service.databases import settings_for
from tierline.audit.store import entries
from tierline.database.paging import Listing
from tierline.messages import overview, service, store, webhooks
from tierline.messages.model import State
from tierline.messages.service import Wanted
from tierline.settings import Settings
from tierline.web.store import answers

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SUPERVISOR = actor("supervisor")
CHIEF = actor("administrator", site="")


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(
        database_url, secret_key=Fernet.generate_key().decode(), webhook_private_addresses=False
    )


@pytest.fixture
def failed(api: Api, settings: Settings) -> list[str]:
    """Two failed messages to line 1, one to a line of another city; their ids."""
    ids = []
    with api.database.write() as connection:
        near, far = add_line(connection, 1), add_line(connection, 2, site="65.6502")
        for line in (near, near, far):
            told = service.tell(connection, settings, line, "password_changed", {}, now=api.clock())
            store.settle(connection, told, None, state=State.FAILED, reason="no_answer", attempts=8)
            ids.append(told)
    return ids


def states(api: Api) -> dict[State, int]:
    with api.database.read() as connection:
        tally = overview.tally(connection, actor("supervisor", site=""), Wanted())
    return {state: count for state, count in tally.items() if count}


@pytest.mark.clause("GOV-01", "CHN-11")
@pytest.mark.parametrize(("language", "said"), [("en", "No answer."), ("zh", "对方无响应。")])
def test_the_list_is_masked_counted_and_within_the_site(
    api: Api, failed: list[str], language: str, said: str
) -> None:
    page = visitor(api, SUPERVISOR, language).get("/messages")
    shown = text_of(page)
    assert shown.count("186****0001") == 2
    assert "0002" not in shown
    assert said in shown
    assert "您的密码已修改" in shown
    assert 'href="/customers/1"' in page.text
    assert "<b>2</b>" in page.text


def test_text_and_act_are_for_whoever_may(api: Api, failed: list[str]) -> None:
    page = visitor(api, actor("agent")).get("/messages")
    assert "您的密码已修改" not in page.text
    assert "/again" not in page.text
    assert visitor(api, actor("agent")).get(f"/messages/{failed[0]}/again").status_code == 403


def test_filters_find_and_keep_what_was_asked(api: Api, failed: list[str]) -> None:
    somebody = visitor(api, SUPERVISOR)
    assert "186****" not in somebody.get("/messages?state=waiting").text
    assert "186****" not in somebody.get("/messages?site=65.6501.650199").text
    assert "186****" not in somebody.get("/messages?since=2012-06-16").text
    assert "186****" in somebody.get("/messages?until=2012-06-15&since=2012-06-15&purpose=service").text
    wrong = somebody.get("/messages?since=15.6.2012&site=here!")
    assert wrong.status_code == 422
    assert 'value="15.6.2012"' in wrong.text
    assert "such as 2026-12-25" in text_of(wrong)
    assert 'id="f-site-problem"' in wrong.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "At most 92 days at once."), ("zh", "一次最多查看 92 天。")]
)
def test_no_more_than_a_quarter_is_listed_and_counted_at_once(
    api: Api, failed: list[str], language: str, said: str
) -> None:
    somebody = visitor(api, SUPERVISOR, language)
    assert 'value="2012-03-16"' in somebody.get("/messages?since=").text
    assert "186****" in somebody.get("/messages?since=&until=2012-09-14").text
    assert "186****" not in somebody.get("/messages?since=&until=2012-09-15").text
    for path in ("/messages", "/messages/again"):
        wide = somebody.get(f"{path}?since=2012-03-15&until=2012-06-15")
        assert (wide.status_code, said in text_of(wide)) == (422, True)
        assert 'value="2012-03-15"' in wide.text


def test_one_failed_message_goes_once_more(api: Api, failed: list[str]) -> None:
    somebody = visitor(api, SUPERVISOR)
    ask = somebody.get(f"/messages/{failed[0]}/again?state=failed&since=2012-06-14")
    assert "186****0001" in text_of(ask)
    done = somebody.send(ask, f"/messages/{failed[0]}/again")
    assert "go once more: 1" in text_of(done)
    assert done.url.params["state"] == "failed"
    assert states(api) == {State.WAITING: 1, State.FAILED: 2}
    again = somebody.send(somebody.get(f"/messages/{failed[0]}/again"), f"/messages/{failed[0]}/again")
    assert again.status_code == 409
    assert "only a failed one" in text_of(again)


@pytest.mark.parametrize(("language", "said"), [("en", "2 failed messages"), ("zh", "2 条发送失败的消息")])
def test_all_failed_of_the_list_go_once_it_was_said_how_many(
    api: Api, failed: list[str], language: str, said: str
) -> None:
    somebody = visitor(api, SUPERVISOR, language)
    ask = somebody.get(f"/messages/again?site={COUNTY}&since=2012-06-15")
    assert said in text_of(ask)
    assert forms_of(ask)["/messages/again"]["site"] == COUNTY
    assert forms_of(ask)["/messages/again"]["key"]
    twice = [somebody.send(ask, "/messages/again") for _ in range(2)]
    assert all("2" in text_of(one) and one.status_code == 200 for one in twice)
    assert states(api) == {State.WAITING: 2, State.FAILED: 1}


# ---------------------------------------------------------------- webhooks


def test_a_webhook_is_added_with_a_secret_that_is_shown_once(api: Api) -> None:
    somebody = visitor(api, CHIEF)
    form = somebody.get("/messages/webhooks/new")
    fields = forms_of(form)["/messages/webhooks"] | {
        "url": "https://example.com/in",
        "topics": "line.suspend",
    }
    made = somebody.client.post("/messages/webhooks", data=fields)
    assert "whsec_" in made.text
    twice = somebody.client.post("/messages/webhooks", data=fields)
    assert "whsec_" not in twice.text
    listed = somebody.get("/messages/webhooks")
    assert text_of(listed).count("https://example.com/in") == 1
    with api.database.read() as connection:
        kept = [str(row) for table in (answers, entries) for row in connection.execute(select(table))]
    assert kept
    assert not any("whsec_" in row for row in kept)


@pytest.mark.parametrize(
    ("url", "topics", "field"),
    [
        ("http://127.0.0.1/x", "line.suspend", "url"),
        ("", "line.suspend", "url"),
        ("https://example.com/in", "", "topics"),
        ("https://example.com/in", "LINE", "topics"),
    ],
)
def test_a_wrong_webhook_is_said_at_its_field(api: Api, url: str, topics: str, field: str) -> None:
    somebody = visitor(api, CHIEF)
    fields = forms_of(somebody.get("/messages/webhooks/new"))["/messages/webhooks"]
    again = somebody.client.post("/messages/webhooks", data=fields | {"url": url, "topics": topics})
    assert again.status_code == 422
    assert f'id="f-{field}-problem"' in again.text
    assert forms_of(again)["/messages/webhooks"]["url"] == url


def test_a_webhook_is_switched_off_and_removed(api: Api) -> None:
    somebody = visitor(api, CHIEF)
    fields = forms_of(somebody.get("/messages/webhooks/new"))["/messages/webhooks"]
    somebody.client.post(
        "/messages/webhooks", data=fields | {"url": "https://example.com/in", "topics": "line.suspend"}
    )
    listed = somebody.get("/messages/webhooks").text
    path = listed.split("/switch")[0].rsplit('"', 1)[1]
    off = somebody.send(somebody.get(f"{path}/switch"), f"{path}/switch")
    assert "Switched off." in text_of(off)
    page = somebody.get(path)
    assert "/test" not in page.text
    refused = somebody.client.post(f"{path}/test", data=forms_of(page)["/reader"] | {"key": "k"})
    assert "Switch it on, then try it." in text_of(refused)
    gone = somebody.send(somebody.get(f"{path}/remove"), f"{path}/remove")
    assert "Removed." in text_of(gone)
    assert "No events go anywhere." in text_of(gone)


def test_a_receiver_is_tried_and_what_came_of_each_event_is_seen(api: Api, settings: Settings) -> None:
    with api.database.write() as connection:
        url, secret = "https://example.com/in", webhooks.made_up_secret()
        made = webhooks.add(connection, CHIEF, settings, url, ["line.suspend"], secret, now=api.clock())
        other = webhooks.add(connection, CHIEF, settings, url, ["line.resume"], secret, now=api.clock())
        service.announce(connection, "line.suspend", {"line_id": 7}, now=api.clock())
    api.clock.forward(seconds=1)
    somebody, path = visitor(api, CHIEF), f"/messages/webhooks/{made.id}"
    said = somebody.send(somebody.get(path), f"{path}/test")
    assert "A test goes to it." in text_of(said)
    test, event = said.text.split("</thead>")[1].split("<tr>")[1:]
    assert "webhook.test" in test
    assert "&#34;data&#34;:{}" in test
    assert "line.suspend" in event
    assert "webhook.test" not in somebody.get(f"/messages/webhooks/{other.id}").text
    with api.database.write() as connection:
        event_id = overview.events(connection, CHIEF, made.id, Listing(), now=api.clock()).items[0].id
        store.settle(connection, event_id, None, state=State.FAILED, reason="http_500", attempts=8)
    page = visitor(api, CHIEF, "zh").get(path)
    assert "接收方返回 HTTP 500。" in text_of(page)
    assert f"/messages/{event_id}/again" in page.text


def test_webhooks_are_for_whoever_may(api: Api) -> None:
    somebody = visitor(api, SUPERVISOR)
    for path in ("/messages/webhooks", "/messages/webhooks/new"):
        assert somebody.get(path).status_code == 403
    assert "/messages/webhooks" not in somebody.get("/messages").text
