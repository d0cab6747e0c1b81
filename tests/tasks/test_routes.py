"""Tasks over HTTP."""

from __future__ import annotations

from tests.service.actors import actor
from tests.worker.carried import TooFew
from tests.worker.effects import NOW
from tierline.tasks import running, service
from tierline.tasks.kinds import KINDS

OPERATIONS = actor("operations", site="")


def ask(api, kind="grade"):
    with api.database.write() as connection:
        return service.ask(connection, OPERATIONS, kind, {"month": "2026-12"}, now=NOW)


def test_a_task_is_listed_shown_and_called_off(api):
    task, client = ask(api), api.client(OPERATIONS)
    listed = client.get("/api/v1/tasks", params={"kind": ["grade", "verify"]}).json()
    assert [one["id"] for one in listed["items"]] == [task.id]
    assert client.get(f"/api/v1/tasks/{task.id}").json() == listed["items"][0]
    headers = {"Idempotency-Key": "once"}
    for _ in range(2):
        answer = client.post(f"/api/v1/tasks/{task.id}/cancel", headers=headers)
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")


def test_why_a_task_failed_is_told_in_the_language_of_the_reader(api):
    task = ask(api)
    with api.database.write() as connection:
        running.take(connection, KINDS, "one", now=NOW)
        running.fail(connection, task.id, "one", TooFew(found=3), now=NOW, result={"found": 3})
    for language, sentence in (("en", "Found 3; expected more."), ("zh", "仅有 3，应更多。")):
        shown = api.client(OPERATIONS, language).get(f"/api/v1/tasks/{task.id}").json()
        assert (shown["state"], shown["problem"], shown["result"]) == ("failed", sentence, {"found": 3})


def test_refusals(api):
    task, client = ask(api), api.client(OPERATIONS)
    assert client.get("/api/v1/tasks", params={"kind": "bake"}).status_code == 422
    assert client.get("/api/v1/tasks/0b9f4c1e-6f0a-4d5c-9a55-0c9c1d7c6a10").status_code == 404
    assert api.client(actor("agent")).get("/api/v1/tasks").status_code == 403
    assert api.client(actor("auditor", site="")).post(f"/api/v1/tasks/{task.id}/cancel").status_code == 403
    with api.database.write() as connection:
        running.take(connection, KINDS, "one", now=NOW)
        running.end_well(connection, task.id, "one", {}, now=NOW)
    assert client.post(f"/api/v1/tasks/{task.id}/cancel").status_code == 409
