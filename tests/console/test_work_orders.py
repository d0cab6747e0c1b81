"""The pages of work orders: down the sites and back, within one's city."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.console.scenes import ELSEWHERE, FOLLOWER, OTHER_CITY, PERSON, POSTPAID, Scene, played
from tests.console.visits import Visitor, forms_of, text_of, visitor
from tests.service.actors import COUNTY, actor
from tests.service.api import Api

HOSTILE = ["", "<script>alert(1)</script>", "x" * 5000, "\x00", "已付", "' OR 1=1 --"]
ACTS = ("pass-on", "assign", "report", "close")


@pytest.fixture
def scene(api, database, settings) -> Scene:
    return played(api, database, settings)


def supervisor(api: Api, language: str = "en", site: str = "65.6501") -> Visitor:
    return visitor(api, actor("supervisor", site=site), language)


@pytest.mark.clause("CHN-11")
def test_a_supervisor_of_one_city_sees_nothing_of_another(api: Api, scene: Scene) -> None:
    theirs, mine = scene.orders[ELSEWHERE], scene.orders[POSTPAID]
    somebody = supervisor(api)
    queue = somebody.get("/work-orders?state=all")
    assert mine in queue.text
    assert theirs not in queue.text
    assert somebody.get(f"/work-orders?site={OTHER_CITY}").status_code == 404
    assert somebody.get(f"/work-orders/{theirs}").status_code == 404
    fields = forms_of(somebody.get(f"/work-orders/{mine}/pass-on"))[f"/work-orders/{mine}/pass-on"]
    typed = {"person_id": PERSON, "result": "promised", "outcome": "handled"}
    for act in ACTS:
        assert somebody.get(f"/work-orders/{theirs}/{act}").status_code == 404
        sent = fields | typed | {"key": act}
        assert somebody.client.post(f"/work-orders/{theirs}/{act}", data=sent).status_code == 404
    assert "Passed on" not in text_of(supervisor(api, site=OTHER_CITY).get(f"/work-orders/{theirs}"))
    file = "/work-orders/file?state=all"
    head, *rows = somebody.client.post(file, data=forms_of(queue)[file]).text.splitlines()
    assert head.lstrip("\ufeff").startswith("due,order,state,outcome,line,number,")
    assert len(rows) == queue.text.count('class="what"')
    assert all(",65.6501" in row and "****" in row for row in rows)


@pytest.mark.clause("ENT-06")
@pytest.mark.parametrize(
    ("language", "passed", "handed", "closed"),
    [("en", "Passed on.", "Handed back", "Closed."), ("zh", "已转派。", "已交回", "已关闭。")],
)
def test_an_order_goes_down_to_a_named_person_and_back(
    api: Api, scene: Scene, language: str, passed: str, handed: str, closed: str
) -> None:
    path = f"/work-orders/{scene.orders[POSTPAID]}"
    city, county = supervisor(api, language), supervisor(api, language, site=COUNTY)

    page = city.send(city.get(f"{path}/pass-on"), f"{path}/pass-on", person_id=PERSON, note="Call today.")
    assert passed in text_of(page)
    assert FOLLOWER in text_of(page)
    assert f"{path}/close" not in county.get(path).text
    form = county.get(f"{path}/report")
    page = county.send(form, f"{path}/report", result="promised", is_last="true", note="Pays tomorrow.")
    assert handed in text_of(page)
    page = city.send(city.get(f"{path}/close"), f"{path}/close", outcome="handled")
    assert closed in text_of(page)
    assert path not in city.get("/work-orders").text
    assert path in city.get("/work-orders?state=closed").text


def test_whoever_is_named_reports_without_handling_orders(api: Api, scene: Scene) -> None:
    path = f"/work-orders/{scene.orders[POSTPAID]}"
    city = supervisor(api)
    city.send(city.get(f"{path}/pass-on"), f"{path}/pass-on", person_id=PERSON)
    named = replace(actor("account_manager", site=COUNTY), id=PERSON)
    follower = visitor(api, named)
    assert path in follower.get("/work-orders?state=mine").text
    of_person = city.get(f"/work-orders?person={PERSON}")
    assert f"Only those that {FOLLOWER} follows." in text_of(of_person)
    assert path in of_person.text
    assert path not in city.get(f"/work-orders?person={PERSON[::-1]}").text
    chief = visitor(api, actor("administrator", site=""))
    assert "Open work orders that name them: 1" in text_of(chief.get(f"/people/{PERSON}"))
    closing = text_of(visitor(api, actor("administrator", site=""), "zh").get(f"/people/{PERSON}/active"))
    assert "其跟踪的未关闭工单：1 件" in closing
    assert f"{path}/assign" not in follower.get(path).text
    page = follower.send(follower.get(f"{path}/report"), f"{path}/report", result="not_reached")
    assert "not reached" in text_of(page)


@pytest.mark.parametrize(("language", "said"), [("en", "was changed since"), ("zh", "已被更改")])
def test_of_two_who_change_it_the_second_is_told_and_loses_nothing(
    api: Api, scene: Scene, language: str, said: str
) -> None:
    path = f"/work-orders/{scene.orders[POSTPAID]}"
    first, second = supervisor(api), supervisor(api, language)
    pages = [one.get(f"{path}/close") for one in (first, second)]
    first.send(first.get(f"{path}/pass-on"), f"{path}/pass-on", person_id=PERSON)
    answer = second.send(pages[1], f"{path}/close", outcome="withdrawn", note="Raised twice.")
    fields = forms_of(answer)[f"{path}/close"]
    assert answer.status_code == 412
    assert said in text_of(answer)
    assert (fields["outcome"], fields["note"]) == ("withdrawn", "Raised twice.")
    assert FOLLOWER in text_of(answer)
    assert second.send(answer, f"{path}/close").status_code == 200
    assert first.send(pages[0], f"{path}/close", outcome="handled").status_code == 412


@pytest.mark.parametrize(("language", "said"), [("en", "At most 400 characters"), ("zh", "最多 400 个字符")])
def test_a_hostile_form_is_said_at_its_field(api: Api, scene: Scene, language: str, said: str) -> None:
    path = f"/work-orders/{scene.orders[POSTPAID]}"
    somebody = supervisor(api, language)
    for act, field in (("pass-on", "person_id"), ("close", "outcome")):
        page = somebody.get(f"{path}/{act}")
        for hostile in HOSTILE:
            again = somebody.send(page, f"{path}/{act}", **{field: hostile, "note": "x" * 401})
            assert again.status_code == 422
            assert "<script>alert" not in again.text
            assert said in text_of(again)
            assert f'id="f-{field}-problem"' in again.text
            assert 'id="f-note-problem"' in again.text
            fields = forms_of(again)[f"{path}/{act}"]
            assert fields[field].replace("\ufffd", "\x00") == hostile
            assert fields["note"] == "x" * 401


@pytest.mark.parametrize(("language", "said"), [("en", "nobody of this id"), ("zh", "没有该编号的人员")])
def test_nobody_who_is_unknown_is_named(api: Api, scene: Scene, language: str, said: str) -> None:
    path = f"/work-orders/{scene.orders[POSTPAID]}"
    somebody = supervisor(api, language)
    again = somebody.send(somebody.get(f"{path}/pass-on"), f"{path}/pass-on", person_id="nobody-at-all")
    assert again.status_code == 422
    assert said in text_of(again)
    assert 'id="f-person_id-problem"' in again.text


def test_late_and_due_soon_are_counted_as_their_lists_hold_them(api: Api, scene: Scene) -> None:
    path = f"/work-orders/{scene.orders[POSTPAID]}"
    for hours, state in ((45, "soon"), (4, "late")):
        api.clock.forward(hours=hours)
        assert path in supervisor(api).get(f"/work-orders?state={state}").text
        other = {"soon": "late", "late": "soon"}[state]
        assert path not in supervisor(api).get(f"/work-orders?state={other}").text
    assert "1 late 0 due within 6 hours 1 open" in text_of(supervisor(api).get("/work-orders"))


def test_the_start_page_counts_for_whoever_may_see_it(api: Api, scene: Scene) -> None:
    page = text_of(supervisor(api).get("/"))
    assert "2 active" in page
    assert "1 open" in page
    assert "0 still to come today" in page
    assert "Work orders" not in text_of(visitor(api, actor("agent")).get("/"))
