"""The policy desk over HTTP: a draft from its first cell to its publication, and what is refused."""

from __future__ import annotations

import pytest

from tests.policy_desk.desk import LI, NOW, ONE_DATABASE, READER, WANG
from tests.service.actors import actor
from tests.service.api import Api
from tierline.tasks import service as tasks
from tierline.tasks.model import State

MONTHS_24 = {"kind": "set_value", "block": "membership.term", "name": "months", "text": "24"}
BLUE_AT_130 = {"kind": "set_cell", "block": "tier", "line": 0, "row": 0, "column": 0, "text": "130"}


@pytest.fixture
def api(desk):
    found = Api(desk.database, desk.settings)
    found.clock.now = NOW
    return found


def begun(client, **body):
    answer = client.post(
        "/api/v1/policy-drafts", json={"scheme": "harbour", "starts_on": "2027-01-01", **body}
    )
    assert answer.status_code == 201
    return answer.json()


def changed(client, draft, *changes, version=None):
    return client.post(
        f"/api/v1/policy-drafts/{draft['id']}/changes",
        json={"changes": list(changes)},
        headers={"If-Match": f'"{version or draft["version"]}"'},
    )


def taken(client, draft, step, **body):
    return client.post(
        f"/api/v1/policy-drafts/{draft['id']}/{step}",
        json=body,
        headers={"If-Match": f'"{draft["version"]}"'},
    )


@pytest.mark.clause("GOV-04")
def test_a_draft_becomes_policy_over_http(api, desk):
    li, wang = api.client(LI), api.client(WANG)
    draft = changed(li, begun(li, title="Plan of 2027"), BLUE_AT_130).json()
    page = li.get(f"/api/v1/policy-drafts/{draft['id']}")
    assert page.headers["ETag"] == '"2"'
    assert (page.json()["is_readable"], page.json()["changed"]) == (True, ["tier"])

    task = li.post(f"/api/v1/policy-drafts/{draft['id']}/simulations", json={"months": 1}).json()
    assert (task["kind"], task["state"]) == ("simulate", "queued")
    done = desk.carry_out(desk_task(desk, task["id"]))
    assert done.state is State.DONE
    simulation = li.get(f"/api/v1/policy-simulations/{task['id']}").json()
    assert simulation["months"][0]["moved"]["up"] == 11
    lines = li.get(
        f"/api/v1/policy-simulations/{task['id']}/lines", params={"present": "white", "limit": 5}
    ).json()
    assert ([one["line_id"] for one in lines["items"]], lines["next"]) == ([30, 31, 32, 33, 34], "34")

    draft = taken(li, draft, "submission", simulation_id=task["id"], reason="plan").json()
    refused = taken(li, draft, "approval")
    assert refused.status_code == 403
    assert "a second person has to approve it (GOV-04)" in refused.json()["detail"]
    draft = taken(wang, draft, "approval", reason="as agreed").json()
    assert (draft["state"], draft["version"]) == ("approved", 4)
    assert taken(wang, draft, "publication").json()["state"] == "published"

    (harbour,) = [one for one in li.get("/api/v1/policies").json() if one["scheme"] == "harbour"]
    assert [one["state"] for one in harbour["versions"]] == ["in_force", "coming"]
    versions = li.get("/api/v1/policies/harbour").json()["versions"]
    assert versions[1]["blocks"][0]["lines"][0]["rows"][0] == ["130", "blue"]
    log = li.get("/api/v1/policies/harbour/log").json()
    assert [one["act"] for one in log] == ["published", "approved", "submitted", "opened"]


def desk_task(desk, task_id):
    with desk.database.read() as connection:
        return tasks.get(connection, LI, task_id)


@ONE_DATABASE
def test_what_is_wrong_stands_at_its_cell_and_a_way_to_mend_it_can_be_sent_as_it_came(api):
    li = api.client(LI)
    draft = begun(li, scheme="pier")
    gap = {**BLUE_AT_130, "row": 1, "text": "[4..5)"}
    draft = changed(li, draft, gap).json()
    marks = li.get(f"/api/v1/policy-drafts/{draft['id']}").json()["marks"]
    (mark,) = [one for one in marks if one["code"] == "gap"]
    assert mark["at"] == {"block": "tier", "line": 0, "row": 1, "column": None, "where": ""}
    assert mark["says"]["zh"] == "“得分：不低于 3 且低于 4”时，没有任何一行成立。"
    draft = changed(li, draft, *mark["ways"][0]["changes"]).json()
    marks = li.get(f"/api/v1/policy-drafts/{draft['id']}").json()["marks"]
    assert "gap" not in [one["code"] for one in marks]


def test_a_change_names_its_version_and_an_older_one_is_refused(api):
    li = api.client(LI)
    draft = begun(li)
    url = f"/api/v1/policy-drafts/{draft['id']}/changes"
    assert li.post(url, json={"changes": []}).status_code == 428
    assert changed(li, draft, BLUE_AT_130).status_code == 200
    assert changed(li, draft, BLUE_AT_130).status_code == 412


STRANGE = (
    ({**BLUE_AT_130, "row": 99}, 422),
    ({**BLUE_AT_130, "row": 10**30}, 422),
    ({**BLUE_AT_130, "text": "x" * 201}, 422),
    ({**BLUE_AT_130, "text": "a\u0000"}, 422),
    ({**BLUE_AT_130, "kind": "set_moon"}, 422),
    ({**MONTHS_24, "name": "moons"}, 422),
    ({**MONTHS_24, "block": "membership.mood"}, 422),
    ({**MONTHS_24, "text": "1" * 201}, 422),
    ({**BLUE_AT_130, "text": "<script>"}, 200),
)


def test_strange_cells_are_refused_or_kept_and_are_no_fault(api):
    li = api.client(LI)
    draft = begun(li)
    found = [changed(li, draft, change).status_code for change, _ in STRANGE]
    assert found == [status for _, status in STRANGE]


@ONE_DATABASE
def test_a_draft_is_compared_downloaded_listed_and_dropped(api):
    li = api.client(LI)
    draft = changed(li, begun(li), BLUE_AT_130).json()
    url = f"/api/v1/policy-drafts/{draft['id']}"
    assert "+  - spend: {at_least: {130: blue" in li.get(f"{url}/comparison").json()["diff"]
    file = li.get(f"{url}/file", params={"form": "yaml"})
    assert file.headers["content-disposition"] == 'attachment; filename="harbour-2027-01-01.yaml"'
    assert file.text.startswith("scheme: harbour")
    assert [one["number"] for one in li.get(f"{url}/revisions").json()["items"]] == [2, 1]
    listed = li.get("/api/v1/policy-drafts", params={"scheme": "harbour"}).json()
    assert [one["id"] for one in listed["items"]] == [draft["id"]]
    assert li.get("/api/v1/policies/harbour/months").json() == ["2026-11"]
    dropped = li.delete(url, headers={"If-Match": '"2"'})
    assert dropped.json()["state"] == "dropped"


@ONE_DATABASE
def test_whoever_may_not_is_refused_before_anything_is_looked_at(api):
    agent, reader = api.client(actor("agent")), api.client(READER)
    for path in ("/policies", "/policies/harbour", "/policies/harbour/log", "/policy-drafts"):
        assert agent.get(f"/api/v1{path}").status_code == 403
        assert reader.get(f"/api/v1{path}").status_code == 200
    body = {"scheme": "harbour", "starts_on": "2027-01-01"}
    assert reader.post("/api/v1/policy-drafts", json=body).status_code == 403
    assert reader.get("/api/v1/policies/moon").status_code == 404


@ONE_DATABASE
def test_shares_are_answered_from_what_was_gathered(api, desk):
    li = api.client(LI)
    task = li.post("/api/v1/policies/unicom-star/calibrations", json={}).json()
    desk.carry_out(desk_task(desk, task["id"]))
    body = {"wishes": [{"tier": "five_star", "share": "0.1"}]}
    found = li.post(f"/api/v1/policy-calibrations/{task['id']}/shares", json=body).json()
    assert (found["tiers"][0]["bound"], found["tiers"][0]["lines"]) == ("347.6", 4)
    draft = begun(li, scheme="unicom-star")
    bounds = [{"tier": "five_star", "bound": "347.6"}]
    taken_bounds = taken(li, draft, "bounds", calibration_id=task["id"], bounds=bounds)
    assert taken_bounds.json()["version"] == 2


@pytest.mark.parametrize(
    ("language", "said"), [("en", "There is no policy harbor"), ("zh", "没有政策 harbor")]
)
def test_a_policy_that_is_not_there_is_not_found_where_the_address_names_it(api, language, said):
    client = api.client(LI, language)
    answers = [
        *(client.get(f"/api/v1/policies/harbor{of}") for of in ("", "/log", "/months")),
        client.post("/api/v1/policies/harbor/calibrations", json={}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert all(said in answer.json()["detail"] for answer in answers)
    in_body = client.post("/api/v1/policy-drafts", json={"scheme": "harbor", "starts_on": "2027-01-01"})
    assert in_body.status_code == 422
