"""The list of duties: narrowed to a site, carried out by hand, taken out as a file."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.console.browser import ON_SQLITE
from tests.console.visits import forms_of, text_of, visitor
from tests.service.actors import CITY, COUNTY, actor
from tests.service.api import Api
from tests.service.base import add_line, add_membership
from tierline.audit.store import entries
from tierline.duties import service
from tierline.duties.model import NewDuty
from tierline.policy.vocabulary import Change, Duty

pytestmark = ON_SQLITE

SUPERVISOR = actor("supervisor", site=CITY)


@pytest.fixture
def owed(api: Api) -> Api:
    """A card to be issued, and an account manager to be assigned where there is none."""
    with api.database.write() as connection:
        add_line(connection)
        add_membership(connection, since=date(2012, 6, 5), ends_on=date(2013, 6, 8))
        facts = (1, "unicom-vip", date(2012, 6, 1), Change.RISEN, "gold", "silver")
        new = [NewDuty(*facts, duty) for duty in (Duty.ISSUE_CARD, Duty.ASSIGN_MANAGER)]
        service.owe(connection, new, now=api.clock.now)
    return api


@pytest.mark.clause("GRD-18", "GRD-13")
def test_a_duty_is_carried_out_from_its_list_and_what_came_of_it_is_said(owed: Api) -> None:
    supervisor = visitor(owed, SUPERVISOR)
    card, manager = (f"/duties/{number}/carry-out?state=owed" for number in (1, 2))
    assert "Carry out now: issue the card" in text_of(supervisor.get(card))
    done = supervisor.send(supervisor.get(card), card)
    assert "Carried out." in text_of(done)
    assert "issue the card" not in text_of(done).partition("Act")[2], "it is owed no longer"
    waits = text_of(supervisor.send(supervisor.get(manager), manager))
    assert "It stands as owed. The reason: no account manager has room." in waits
    assert "tried again on" in waits
    assert "Nothing is left to do here." in text_of(supervisor.get(card))


@pytest.mark.clause("CHN-11")
def test_duties_are_narrowed_to_a_site_and_acts_are_for_those_who_may(owed: Api) -> None:
    page = visitor(owed, SUPERVISOR).get(f"/duties?site={COUNTY}")
    assert "issue the card" in text_of(page)
    assert "/duties/1/carry-out" in page.text
    other = visitor(owed, actor("supervisor", site="41"))
    assert "No such duty." in text_of(other.get("/duties"))
    assert other.get(f"/duties?site={COUNTY}").status_code == 404
    assert other.get("/duties/1/carry-out").status_code == 404
    analyst = visitor(owed, actor("policy_analyst", site=""))
    assert "/carry-out" not in analyst.get("/duties").text
    assert analyst.get("/duties/1/carry-out").status_code == 403


@pytest.mark.clause("CHN-11", "GOV-01")
def test_a_list_of_duties_is_taken_out_whole_masked_and_the_trail_has_it(owed: Api) -> None:
    supervisor = visitor(owed, SUPERVISOR, "zh")
    form = forms_of(supervisor.get("/duties?duty=issue_card"))["/duties/file"]
    answer = supervisor.client.post("/duties/file", data=form)
    head, row = answer.content.decode("utf-8-sig").splitlines()
    assert head.startswith("期限,线路,号码,职责")
    assert row.startswith("2012-06-30,1,186****0001,发卡,升级,金卡,银卡,")
    assert 'filename="duty-2012-06-15.csv"' in answer.headers["content-disposition"]
    with owed.database.read() as connection:
        kept = connection.execute(select(entries.c.facts).where(entries.c.action == "duty.export")).scalars()
        assert list(kept) == [{"state": "owed", "duty": "issue_card"}]
    assert supervisor.client.post("/duties/file", data=form | {"duty": "<b>"}).status_code == 422
    agent = visitor(owed, actor("agent"))
    assert agent.client.post("/duties/file", data={"proof": agent.proof}).status_code == 403
