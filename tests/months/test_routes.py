"""The graded months over HTTP."""

from __future__ import annotations

from tests.months.operator import OPERATIONS, STAR
from tests.service.actors import actor

PLACE = f"/api/v1/months/2026-12/{STAR}"


def test_months_are_listed_and_shown_in_the_language_of_the_reader(api):
    client = api.client(OPERATIONS, "zh")
    page = client.get("/api/v1/months", params={"limit": 1}).json()
    assert [(one["month"], one["scheme"]) for one in page["items"]][1] == ("2026-12", STAR)
    assert page["next"] == "2026-12"
    shown = client.get(PLACE).json()
    assert shown.items() >= page["items"][1].items()
    assert shown["tiers"][0]["title"] == "五星"
    assert {one["site"] for one in shown["sites"]} == {"41", "65"}
    check = next(one for one in shown["checks"] if one["key"] == "unbilled:41")
    assert (check["outcome"], check["lines"], len(check["examples"])) == ("stands_out", 15, 4)
    assert "没有 2026-11 账单" in check["sentence"]


def test_the_lines_behind_a_figure_are_paged(api):
    client = api.client(OPERATIONS)
    first = client.get(f"{PLACE}/lines", params={"check": "unbilled:41", "limit": 10}).json()
    rest = client.get(
        f"{PLACE}/lines", params={"check": "unbilled:41", "limit": 10, "after": first["next"]}
    ).json()
    assert [len(one["items"]) for one in (first, rest)] == [10, 5]
    assert rest["next"] is None
    assert first["items"][0]["figures"]["arpu"] is not None


def test_a_month_is_asked_for_once_under_a_key_and_the_task_can_be_followed(api):
    client = api.client(OPERATIONS)
    api.clock.forward(days=365 * 15)
    for place, body in (
        ("/api/v1/months/2026-12/grade", {"schemes": [STAR]}),
        (f"{PLACE}/verify", None),
        (f"{PLACE}/publish", {"with_duties": True}),
    ):
        answers = [
            client.post(place, json=body, headers={"Idempotency-Key": f"key-{place[-5:]}"}) for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [202, 202], answers[0].text
        task = answers[0].json()
        assert answers[1].json() == task
        assert client.get(f"/api/v1/tasks/{task['id']}").json() == task
        assert client.post(place, json=body).status_code == 409


def test_refusals(api):
    client = api.client(OPERATIONS)
    assert client.get("/api/v1/months/2026-13/unicom-star").status_code == 422
    assert client.get("/api/v1/months/2026-10/unicom-star").status_code == 404
    assert client.get(f"{PLACE}/lines", params={"check": "warning:1"}).status_code == 422
    assert api.client(actor("agent")).get("/api/v1/months").status_code == 403
    assert client.post("/api/v1/months/2027-01/grade", json={"schemes": []}).status_code == 422
