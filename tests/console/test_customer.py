"""The customer page: found by number, seen at a glance, with what may be had and why not the rest."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from tests.console.visits import forms_of, text_of, visitor
from tests.service.actors import actor
from tests.service.api import Api
from tests.service.base import add_line, add_membership, add_override, number
from tierline.audit.store import entries
from tierline.lines import service as lines
from tierline.lines.model import Suspension
from tierline.policy.load import bundled_packs

AGENT = actor("agent")
MOST_BYTES = 100_000


def add(api: Api, line_id: int = 1, *tiers: str, **columns: Any) -> None:
    """A line that holds tiers of unicom-vip since January 2012."""
    with api.database.write() as connection:
        add_line(connection, line_id, **columns)
        for tier in tiers:
            add_membership(connection, line_id, tier=tier)


def section(text: str, start: str, end: str) -> str:
    """What stands between two words of a page."""
    return text.partition(start)[2].partition(end)[0]


# ---------------------------------------------------------------- finding


@pytest.mark.parametrize("typed", ["18600000001", "+86 186 0000-0001"])
@pytest.mark.parametrize("where", ["/", "/customers"])
def test_a_number_leads_to_an_address_without_it(api: Api, typed: str, where: str) -> None:
    add(api)
    somebody = visitor(api, AGENT)
    page = somebody.send(somebody.get(where), "/customers", number=typed)

    assert page.status_code == 200
    assert page.url.path == "/customers/1"
    assert "186****0001" in text_of(page)
    assert number(1) not in page.text


@pytest.mark.clause("CHN-11", "GOV-01")
@pytest.mark.parametrize(
    ("language", "said"), [("en", "no line of this number"), ("zh", "没有您可见的该号码线路")]
)
def test_a_line_of_another_site_is_told_like_one_that_is_not_there(
    api: Api, language: str, said: str
) -> None:
    add(api, site="65.6502")
    somebody = visitor(api, AGENT, language)
    page = somebody.get("/customers")
    answers = [somebody.send(page, "/customers", number=typed) for typed in (number(1), number(2))]

    assert {answer.status_code for answer in answers} == {404}
    assert all(said in text_of(answer) for answer in answers)
    assert forms_of(answers[0])["/customers"]["number"] == number(1)
    assert somebody.get("/customers/1").status_code == 404


@pytest.mark.parametrize(
    ("typed", "language", "said"),
    [
        ("1860000000", "en", "It has 10 digits, and a mobile number has 11"),
        ("186000000012", "zh", "该号码为 12 位，手机号码为 11 位"),
        ("18600000009", "zh", "可能已销户、属其他运营商"),
        ("186****0001", "en", "Expected a number of 5 to 20 digits."),
    ],
)
def test_a_number_that_is_not_found_is_told_with_what_to_do_about_it(
    api: Api, typed: str, language: str, said: str
) -> None:
    somebody = visitor(api, AGENT, language)
    answer = somebody.send(somebody.get("/customers"), "/customers", number=typed)
    assert said in text_of(answer)
    assert "msisdn" not in answer.text


@pytest.mark.parametrize(
    "hostile", ["", "abc", "1" * 5000, "<script>alert(1)</script>", "\x00", "电话" * 30, "' OR 1=1 --"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_no_number_is_said_at_the_field(api: Api, hostile: str, language: str) -> None:
    somebody = visitor(api, AGENT, language)
    page = somebody.get("/customers")
    again = somebody.send(page, "/customers", number=hostile)

    assert again.status_code in (404, 422)
    assert "<script>alert" not in again.text
    assert 'id="f-number-problem"' in again.text


@pytest.mark.parametrize(
    "path", ["/customers", "/customers/1", "/customers/1/read-out", "/customers/1/recent"]
)
def test_who_may_not_find_lines_finds_none(api: Api, path: str) -> None:
    add(api)
    assert visitor(api, actor("policy_analyst")).get(path).status_code in (403, 404)


@pytest.mark.parametrize("path", ["/customers/2", "/customers/x", f"/customers/{2**63}", "/customers/-1"])
def test_an_address_without_a_line_is_a_page_that_says_so(api: Api, path: str) -> None:
    assert visitor(api, AGENT).get(path).status_code == 404


# ---------------------------------------------------------------- at a glance


@pytest.mark.clause("GRD-21", "ENT-04")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_tier_state_and_terms(api: Api, language: str) -> None:
    add(api, 1, "gold", status="suspended", suspended_for="arrears", arrears_months=1, arrears_fen=17_130)
    page = visitor(api, AGENT, language).get("/customers/1")
    text = text_of(page)

    for said in {
        "en": ("gold", "Suspended", "for arrears", "171.30 yuan", "8 Jan 2013", "Reconnect"),
        "zh": ("金卡", "停机", "欠费停机", "171.30 元", "2013年1月8日", "紧急开机"),
    }[language]:
        assert said in text
    assert 'class="g-state bad"' in page.text
    assert len(page.content) < MOST_BYTES


def test_an_active_line_that_owes_nothing_is_white(api: Api) -> None:
    add(api)
    assert 'class="g-state "' in visitor(api, AGENT).get("/customers/1").text


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"status": "suspended", "suspended_for": "customer", "is_barred": True}, "wish and for arrears"),
        ({"status": "suspended", "suspended_for": "customer"}, "Resume at the customer's wish"),
        ({"status": "closed", "closed_on": date(2012, 6, 1)}, "Closed on 1 Jun 2012"),
        ({"segment": "group"}, "a group's own line"),
        ({"owner_no": 2}, "owner no. 2"),
        ({}, "None What everybody has stands below."),
        ({"status": "closed", "closed_on": date(2012, 6, 1)}, "None State Closed"),
    ],
)
def test_whatever_a_line_is_its_page_says_it(api: Api, columns: dict[str, Any], said: str) -> None:
    add(api, **columns)
    page = visitor(api, AGENT).get("/customers/1")
    assert page.status_code == 200
    assert said in text_of(page)


@pytest.mark.clause("GRD-20")
def test_nothing_is_done_for_a_closed_line(api: Api) -> None:
    add(api, 1, "gold", status="closed", closed_on=date(2012, 6, 1))
    somebody = visitor(api, AGENT)
    page = somebody.get("/customers/1")

    assert "data-dialog data-key" not in page.text.partition("<footer")[0]
    assert "/uses/" not in page.text
    for act in ("reconnection", "uses/sim_replacement", "booking", "orders/suspend"):
        assert somebody.get(f"/customers/1/{act}").status_code == 409


def test_twelve_schemes_break_nothing(api: Api) -> None:
    add(api)
    with api.database.write() as connection:
        for scheme, pack in list(bundled_packs().items())[:12]:
            add_membership(connection, scheme=scheme, tier=pack.tiers[0].name)
        for extra in range(12 - len(bundled_packs())):
            add_membership(connection, scheme=f"local-{extra}", tier="a tier with a very long name " * 2)
    page = visitor(api, AGENT).get("/customers/1")

    assert page.text.count('class="t-now"') == 12
    assert len(page.content) < MOST_BYTES


# ---------------------------------------------------------------- what may be had


@pytest.mark.clause("ENT-08", "ENT-14", "ENT-17")
def test_what_is_refused_stands_first_with_fact_remedy_and_clause(api: Api) -> None:
    add(api, 1, "silver")
    page = visitor(api, AGENT).get("/customers/1")
    refused = section(page.text, 'id="not-now"', 'id="now"')

    assert "<b>Silver does not have it.</b>" in refused
    assert "Included from gold up." in refused
    assert 'href="/clauses/ENT-10"' in refused
    assert "Free SIM replacement" in section(page.text, 'id="now"', "</table>")
    assert "1 of 1 this year" in text_of(page)


@pytest.mark.clause("ENT-04")
def test_a_quota_that_is_used_up_says_when_it_comes_back(api: Api) -> None:
    add(api, 1, "silver")
    somebody = visitor(api, AGENT)
    page = somebody.get("/customers/1/uses/sim_replacement")
    after = somebody.send(page, "/customers/1/uses/sim_replacement")

    assert "More again from 1 Jan 2013." in text_of(after)


@pytest.mark.clause("ENT-05")
def test_arrears_that_refuse_a_reconnection_stand_in_the_table_and_offer_no_act(api: Api) -> None:
    facts = {"status": "suspended", "suspended_for": "arrears", "payment": "postpaid"}
    add(api, 1, "gold", arrears_months=2, **facts)
    page = visitor(api, AGENT).get("/customers/1")

    first = section(page.text, 'id="not-now"', "</tr><tr>")
    assert "2 or more months are in arrears" in section(page.text, 'class="stays-off"', "</p>")
    assert "2 or more months are in arrears" in first
    assert "/customers/1/reconnection" not in page.text


def test_a_role_that_uses_nothing_sees_no_acts(api: Api) -> None:
    add(api, 1, "gold", status="suspended", suspended_for="arrears", arrears_months=1)
    somebody = visitor(api, actor("quality_assessor"))
    page = somebody.get("/customers/1")

    assert page.status_code == 200
    assert "Your role sees and does not act here." in text_of(page)
    for act in ("reconnection", "uses/airport_lounge", "booking", "orders/suspend"):
        assert f"/customers/1/{act}" not in page.text
        assert somebody.get(f"/customers/1/{act}").status_code == 403


def test_the_acts_of_one_line_are_not_written_for_another(api: Api) -> None:
    for line_id in (1, 2):
        add(api, line_id, "gold")
    pages = [visitor(api, AGENT).get(f"/customers/{line_id}").text for line_id in (1, 2)]

    for line_id, page in zip((1, 2), pages, strict=True):
        named = set(re.findall(r'href="/customers/([^/"]+)', page))
        assert named == {str(line_id)}


# ---------------------------------------------------------------- the time line


@pytest.mark.clause("GOV-01")
def test_the_time_line_has_every_term_as_a_bar_and_in_a_table(api: Api) -> None:
    add(api, 1, "gold")
    with api.database.write() as connection:
        add_membership(connection, tier="silver", since=date(2010, 12, 1), ends_on=date(2011, 11, 30))
        add_membership(connection, tier="gold", since=date(2013, 1, 9), ends_on=date(2014, 1, 8))
        add_override(connection)
    page = visitor(api, AGENT).get("/customers/1")
    kinds = re.findall(r'class="t-([a-z]+)"', section(page.text, 'class="chart"', 'class="tl-key"'))

    assert kinds == ["past", "none", "now", "next", "hand"]
    assert "Billed wrongly for three months." in text_of(page)
    assert "<details" in page.text


def test_why_a_tier_was_set_by_hand_is_told_to_staff(api: Api) -> None:
    add(api, 1, "gold")
    with api.database.write() as connection:
        add_override(connection)
    page = visitor(api, AGENT).get("/customers/1")

    assert "set by hand" in text_of(page)
    assert "Billed wrongly" in page.text


@pytest.mark.clause("GRD-20", "ENT-06")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["The line itself suspended", "The line itself reconnected", "for arrears", "reported since"]),
        ("zh", ["线路状态 停机", "线路状态 紧急开机", "欠费停机", "以来的上报"]),
    ],
)
def test_how_the_line_was_and_what_is_on_record_comes_with_the_explanation(
    api: Api, language: str, said: list[str]
) -> None:
    add(api, 1, "gold", arrears_months=1)
    with api.database.write() as connection:
        at = api.clock() - timedelta(days=30)
        lines.suspend(connection, lines.lock(connection, 1), Suspension.ARREARS, now=at)
    somebody = visitor(api, AGENT, language)
    somebody.send(somebody.get("/customers/1/reconnection"), "/customers/1/reconnection", is_confirmed="true")
    first = somebody.get("/customers/1")
    part, turned = (
        somebody.client.get("/customers/1/read-out", params=asked, headers={"HX-Request": "true"})
        for asked in ({}, {"language": "zh"})
    )
    page = somebody.get("/customers/1/read-out")

    assert 'class="t-off"' not in first.text
    assert 'class="t-off"' in page.text
    assert "<hx-partial" not in page.text
    loaded = part.text.partition('<hx-partial hx-target="#time-line"')[2]
    assert re.findall(r'class="t-(off|on)"', section(loaded, 'class="chart"', 'class="tl-key"')) == [
        "off",
        "on",
    ]
    assert all(one in text_of(part) for one in said)
    # Only the words are turned; the picture of the page stays.
    assert "<hx-partial" not in turned.text
    lately = somebody.client.get("/customers/1/recent", headers={"HX-Request": "true"})
    assert 'hx-target="#on-until"' in lately.text


@pytest.mark.clause("GOV-01")
def test_who_may_see_no_reconnections_and_do_nothing_is_shown_neither(api: Api) -> None:
    add(api, 1, "gold", status="suspended", suspended_for="arrears", arrears_months=1)
    somebody = visitor(api, AGENT)
    path = "/customers/1/reconnection"
    somebody.send(somebody.get(path), path, is_confirmed="true")
    reader = replace(AGENT, id="reader", permissions=frozenset({"line:find", "entitlement:read"}))
    pages = [text_of(visitor(api, who).get("/customers/1/read-out")) for who in (AGENT, reader)]

    assert ["reconnected" in page for page in pages] == [True, False]
    assert ["Send it by SMS" in page for page in pages] == [True, False]


# ---------------------------------------------------------------- the whole number


@pytest.mark.clause("GOV-01")
def test_a_whole_number_is_shown_once_and_it_is_recorded(api: Api) -> None:
    add(api)
    somebody = visitor(api, AGENT)
    before = somebody.get("/customers/1")
    shown = somebody.send(before, "/customers/1/number")

    assert number(1) in text_of(shown)
    assert shown.headers["cache-control"] == "no-store"
    assert number(1) not in somebody.get("/customers/1").text
    with api.database.read() as connection:
        rows = connection.execute(select(entries).where(entries.c.action == "line.unmask")).mappings().all()
    assert [row["actor_id"] for row in rows] == [AGENT.id]


def test_who_may_not_see_whole_numbers_has_no_button(api: Api) -> None:
    add(api)
    page = visitor(api, actor("quality_assessor")).get("/customers/1")
    assert "/customers/1/number" not in page.text


# ---------------------------------------------------------------- what is loaded later


@pytest.mark.clause("GRD-15")
def test_why_and_what_next_are_read_out_in_either_language(api: Api) -> None:
    add(api, 1, "gold")
    somebody = visitor(api, AGENT)
    part = somebody.client.get(
        "/customers/1/read-out", params={"language": "zh"}, headers={"HX-Request": "true"}
    )

    assert "<html" not in part.text
    assert 'lang="zh-CN"' in part.text
    assert "金卡" in text_of(part)
    assert "gold" in text_of(somebody.get("/customers/1/read-out"))


@pytest.mark.clause("GOV-01")
def test_what_happened_lately_is_for_whoever_may_see_each_part(api: Api) -> None:
    add(api, 1, "gold")
    somebody = visitor(api, AGENT)
    somebody.send(somebody.get("/customers/1/uses/airport_lounge"), "/customers/1/uses/airport_lounge")
    text = text_of(somebody.get("/customers/1/recent"))

    assert "VIP airport lounge" in text
    assert "Reconnections None so far." in text
    assert number(1) not in text


# ---------------------------------------------------------------- quick


def test_the_page_asks_the_database_three_times(api: Api) -> None:
    add(api, 1, "gold")
    somebody = visitor(api, AGENT)
    somebody.get("/customers/1")  # standards and names of sites are read once in a while
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    engine = api.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        somebody.get("/customers/1")
    finally:
        event.remove(engine, "before_cursor_execute", note)

    assert len([one for one in asked if one.lstrip().upper().startswith(("SELECT", "WITH"))]) == 3
