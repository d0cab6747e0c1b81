"""The page of the trail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tierline
from tests.audit.trails import add_entries, sealed_trail
from tests.console.administration import AUDITOR, add_person
from tests.console.visits import forms_of, text_of, visitor
from tests.service.actors import actor
from tests.service.api import Api
from tierline.audit import service
from tierline.console.audit import words
from tierline.people.model import RoleHeld
from tierline.policy_desk.model import Step
from tierline.tasks import service as tasks

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.clause("GOV-01")
@pytest.mark.parametrize(
    ("language", "said"), [("en", "saw a whole number"), ("zh", "查看完整号码")], ids=["en", "zh"]
)
def test_entries_are_told_in_words_with_what_the_seals_hold(api: Api, language: str, said: str) -> None:
    sealed_trail(api.database, seals=2)
    with api.database.write() as connection:
        add_entries(connection, 1)
    page = visitor(api, AUDITOR, language).get("/audit")
    shown = text_of(page)
    assert said in shown
    assert page.text.count(said) == 7 + 1  # once more in the filter
    assert "2:" in shown
    assert ("entry 6" if language == "en" else "第 6 条") in shown


@pytest.mark.clause("CHN-11", "GOV-01")
def test_the_trail_ends_at_the_site_and_is_for_whoever_may(api: Api) -> None:
    with api.database.write() as connection:
        add_entries(connection, 1, site="65.6501")
        add_entries(connection, 1, site="41.4101")
    page = visitor(api, actor("auditor", site="65")).get("/audit")
    assert "65.6501" in page.text
    assert "41.4101" not in page.text
    assert visitor(api, actor("supervisor", site="")).get("/audit").status_code == 403


def test_filters_find_by_account_action_subject_and_day(api: Api) -> None:
    person = add_person(api, "zhao.min", RoleHeld("clerk", "65.6501"))
    with api.database.write() as connection:
        add_entries(connection, 2)
        acting = actor("clerk")
        zhao = type(acting)(person, acting.kind, "Zhao", "65.6501", acting.permissions)
        service.record(
            connection, zhao, "card.void", ("card", "c1"), now=api.clock(), facts={"reason": "lost"}
        )
    somebody = visitor(api, AUDITOR)

    def rows(query: str) -> int:
        return somebody.get(f"/audit?{query}").text.count("<tr>") - 1

    assert rows("who=zhao.min") == 1
    assert rows("who=nobody.known") == -1
    assert rows("action=line.unmask") == 2
    assert rows("subject_kind=line&subject_id=2") == 1
    assert rows("since=2012-06-15&until=2012-06-15") == 4
    assert rows("until=2012-06-14") == -1
    assert "Name of zhao.min" in text_of(somebody.get("/audit?who=zhao.min"))
    assert "reason: lost" in text_of(somebody.get("/audit?who=zhao.min"))


@pytest.mark.clause("GOV-01")
def test_what_was_asked_of_long_work_is_told_in_words_with_a_way_to_it(api: Api) -> None:
    asked = {"month": "2026-11", "schemes": ["unicom-star"], "digest": "ab12cd34" * 8}
    with api.database.write() as connection:
        made = tasks.ask(connection, actor("operations", site=""), "grade", asked, now=api.clock())
        facts = {"lines_new": 0, "owes_duties": False}
        service.record(
            connection, AUDITOR, "publishing.end", ("publication", 1), now=api.clock(), facts=facts
        )
    page = visitor(api, AUDITOR, "zh").get("/audit")
    for said in ("类别：评级", "月份：2026-11", "方案：中国联通客户星级", "摘要：ab12cd34 "):
        assert said in text_of(page)
    assert f'href="/tasks/{made.id}"' in page.text
    assert "产生职责：否" in text_of(page)
    assert "新线路" not in text_of(page), "nought says nothing"


@pytest.mark.clause("GOV-01", "CHN-11")
def test_the_trail_is_taken_out_whole_and_that_is_in_it(api: Api) -> None:
    with api.database.write() as connection:
        add_entries(connection, 203, site="65.6501")
        add_entries(connection, 1, site="41")
    somebody = visitor(api, actor("auditor", site="65"))
    form = forms_of(somebody.get("/audit?action=line.unmask"))["/audit/file"]
    answer = somebody.client.post("/audit/file", data=form)
    head, *lines = answer.content.decode("utf-8-sig").splitlines()
    assert head.startswith("when,entry,who,their id,site code")
    assert len(lines) == 203, "every page of it"
    assert "took a list of the trail out as a file" in text_of(somebody.get("/audit?action=audit.export"))
    assert "what: line.unmask" in text_of(somebody.get("/audit?action=audit.export"))
    supervisor = visitor(api, actor("supervisor", site=""))
    assert supervisor.client.post("/audit/file", data={"proof": supervisor.proof}).status_code == 403


def test_a_line_leads_to_its_customer_for_whoever_may_find_lines(api: Api) -> None:
    with api.database.write() as connection:
        add_entries(connection, 1)
    assert "/customers/1" not in visitor(api, AUDITOR).get("/audit").text
    both = actor("auditor", "supervisor", site="")
    assert 'href="/customers/1"' in visitor(api, both).get("/audit").text


def test_the_last_seals_are_checked_on_the_page(api: Api) -> None:
    somebody = visitor(api, AUDITOR)
    assert "Nothing is sealed yet." in text_of(somebody.get("/audit/check"))
    sealed_trail(api.database, seals=2)
    assert "hold what was sealed" in text_of(somebody.get("/audit/check"))
    part = somebody.client.get("/audit/check", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "tierline audit verify --head 2:" in part.text


def test_every_action_of_the_service_has_words(database_url: str) -> None:
    recorded = set()
    for path in Path(tierline.__path__[0]).rglob("*.py"):
        text = path.read_text("utf-8")
        if "audit" in text or "taken_out" in text:
            recorded |= set(re.findall(r'record\(\s*connection,\s*\w+,\s*"([a-z_]+(?:\.[a-z_]+)?)"', text))
            recorded |= {f"{what}.export" for what in re.findall(r'taken_out\(\s*visit,\s*"(\w+)"', text)}
    recorded |= {f"policy_draft.{step.value}" for step in Step}
    assert len(recorded) > 30
    # Those without a dot are put after the name of what they are done to.
    assert {action for action in recorded if "." in action} - words.ACTIONS.keys() == set()
