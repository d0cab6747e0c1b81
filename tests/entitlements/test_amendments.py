"""Amendments: by the owning department alone, from the day of issue on, seen by every process at once."""

from __future__ import annotations

from datetime import date

import pytest

from tests.service.actors import CITY, actor, customer
from tests.service.api import Api
from tests.service.base import add_line, add_membership, number
from tierline.entitlements import books

HEADQUARTERS = actor("policy_analyst", site="")
PROVINCE = actor("policy_analyst", site="65")
AMENDMENTS = "/api/v1/service-standards/unicom-vip-services/amendments"
HEAD = "of: unicom-vip-services\nclause: ENT-12\nbasis: source\n"
REPAIR = "services:\n  broadband_repair: {terms: {within_hours: {gold: 24}}}\n"
LOCAL = f'{HEAD}site: "65"\n{REPAIR}'


def issue(api: Api, who, text: str):
    """Issue an amendment of the VIP standard."""
    return api.client(who).post(AMENDMENTS, json={"text": text})


def repair_hours(api: Api, on: date | None = None, site: str = "") -> str | None:
    """The hours within which a gold member's broadband is repaired."""
    params = {"site": site} | ({"on": on.isoformat()} if on else {})
    found = api.client(HEADQUARTERS).get("/api/v1/service-standards/unicom-vip-services", params=params)
    row = next(each for each in found.json()["rows"] if each["service"] == "broadband_repair")
    cell = next(each for each in row["cells"] if each["column"] == "gold")
    return next((term["value"] for term in cell["terms"] if term["name"] == "within_hours"), None)


@pytest.mark.clause("GOV-04")
def test_the_owning_department_amends_from_the_day_of_issue_on(api):
    answer = issue(api, HEADQUARTERS, HEAD + REPAIR)

    assert answer.status_code == 201, answer.text
    assert (answer.json()["id"], answer.json()["issued_on"]) == (1, "2012-06-15")
    assert repair_hours(api) == "24"
    assert repair_hours(api, date(2012, 6, 14)) is None
    (entry,) = api.client(HEADQUARTERS).get(AMENDMENTS).json()["items"]
    assert entry["text"] == HEAD + REPAIR


@pytest.mark.clause("GOV-04")
def test_nobody_else_amends_the_standard(api):
    others = (
        actor("policy_analyst", site="", department="marketing"),
        actor("supervisor", site=""),
        PROVINCE,
        customer(1),
    )

    answers = [issue(api, who, HEAD + REPAIR) for who in others]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert repair_hours(api) is None


@pytest.mark.clause("GOV-02")
def test_a_province_sets_local_rules_for_itself_and_not_for_another(api):
    assert issue(api, PROVINCE, LOCAL).status_code == 201
    assert issue(api, PROVINCE, LOCAL.replace('"65"', '"44"')).status_code == 403
    assert issue(api, actor("policy_analyst", site=CITY), LOCAL).status_code == 403

    assert repair_hours(api, site=f"{CITY}.650102") == "24"
    assert repair_hours(api, site="44") is None
    assert repair_hours(api) is None


@pytest.mark.clause("GOV-02")
def test_local_rules_beyond_what_the_standard_allows_are_refused_with_their_line(api):
    text = LOCAL.replace(REPAIR, "services:\n  dedicated_line: none\n")

    answer = issue(api, PROVINCE, text)

    assert answer.status_code == 422
    assert "line 6" in answer.json()["detail"]
    assert "airport_lounge, broadband_repair.within_hours" in answer.json()["detail"]


def test_a_text_that_is_no_yaml_is_a_problem_and_leaves_nothing(api):
    answer = issue(api, HEADQUARTERS, "of: [")

    assert answer.status_code == 422
    assert api.client(HEADQUARTERS).get(AMENDMENTS).json()["items"] == []


@pytest.mark.clause("GOV-04")
def test_a_process_that_knows_the_old_rules_sees_an_amendment_at_once(api, database):
    with database.write() as connection:
        add_line(connection)
        add_membership(connection)
    path = f"/api/v1/lines/{number(1)}/entitlements/broadband_repair"
    clerk = api.client(actor("clerk"))
    assert clerk.get(path).json()["terms"] == []

    issue(api, PROVINCE, LOCAL)

    assert [term["value"] for term in clerk.get(path).json()["terms"]] == ["24"]
    # Another process has made nothing of it yet: it reads the same from the database.
    books._kept.clear()
    assert [term["value"] for term in clerk.get(path).json()["terms"]] == ["24"]


def test_a_standard_is_shown_with_clauses_basis_and_notes(api):
    listed = api.client(HEADQUARTERS).get("/api/v1/service-standards", params={"on": "2015-06-15"}).json()
    whole = api.client(HEADQUARTERS, "zh").get("/api/v1/service-standards/unicom-vip-services").json()

    assert {each["name"] for each in listed} == {
        "unicom-group-services",
        "unicom-star-services",
        "unicom-vip-services",
    }
    sim = next(each for each in whole["rows"] if each["service"] == "sim_replacement")
    assert sim["title"] == "免费补卡"
    assert sim["cells"][0]["basis"] == "example"
    assert sim["cells"][0]["note"]["chosen"] == "按五星单元格理解。"
    early = api.client(HEADQUARTERS).get(
        "/api/v1/service-standards/unicom-star-services", params={"on": "2012-06-15"}
    )
    assert early.status_code == 404
