"""The pages of reconnections: what is due first, within one's city, ended and extended by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.console.scenes import ELSEWHERE, OTHER_CITY, OTHER_COUNTY, POSTPAID, PREPAID, Scene, played
from tests.console.visits import Visitor, forms_of, text_of, visitor
from tests.reconnections.base import World
from tests.service.actors import COUNTY, actor
from tests.service.api import Api
from tests.service.base import number

HOSTILE = ["<script>alert(1)</script>", "x" * 5000, "\x00", "२०२६-१२-२५", "' OR 1=1 --", "9" * 400]


@pytest.fixture
def scene(api, database, settings) -> Scene:
    return played(api, database, settings)


def supervisor(api: Api, language: str = "en", site: str = "65.6501") -> Visitor:
    return visitor(api, actor("supervisor", site=site), language)


@pytest.mark.clause("CHN-11")
def test_a_supervisor_of_one_city_sees_nothing_of_another(api: Api, scene: Scene) -> None:
    theirs = scene.reconnections[ELSEWHERE]
    mine, other = supervisor(api), supervisor(api, site=OTHER_CITY)
    queue = mine.get("/reconnections?state=all")
    assert theirs not in queue.text
    assert scene.reconnections[POSTPAID] in queue.text
    assert theirs in other.get("/reconnections?state=all").text
    for path in (theirs, f"{theirs}/end", f"{theirs}/extend"):
        assert mine.get(f"/reconnections/{path}").status_code == 404
    for path in (f"?site={OTHER_CITY}", f"/at-risk?site={OTHER_COUNTY}", f"/{theirs}?site={OTHER_CITY}"):
        assert mine.get(f"/reconnections{path}").status_code == 404
    form = forms_of(mine.get(f"/reconnections/{scene.reconnections[POSTPAID]}/end"))
    fields = next(iter(fields for action, fields in form.items() if action.endswith("/end")))
    for act in ("end", "extend"):
        typed = fields | {"reason": "x", "until": "2012-06-18 10:00", "key": act}
        assert mine.client.post(f"/reconnections/{theirs}/{act}", data=typed).status_code == 404
    assert "active" in text_of(other.get(f"/reconnections/{theirs}"))
    file = "/reconnections/file?state=all"
    head, *rows = mine.client.post(file, data=forms_of(queue)[file]).text.splitlines()
    assert head.endswith(
        ',site code,site,on from,on until,ended,"credit, yuan","used, yuan","arrears, yuan",months owed,paid'
    )
    assert len(rows) == queue.text.count('class="what num"')
    assert all(",65.6501" in row and "****" in row for row in rows)


@pytest.mark.parametrize(("language", "said"), [("en", "2 active"), ("zh", "2 生效中")])
def test_the_tally_counts_what_its_lists_hold(
    api: Api, scene: Scene, database, settings, language: str, said: str
) -> None:
    world = World(database, settings)
    world.add(4, tier=None)
    refused = world.ask(api.clock.now, line_id=4)
    assert refused.refusal
    page = supervisor(api, language).get("/reconnections")
    assert said in text_of(page)
    assert number(POSTPAID) not in page.text
    lists = {
        state: supervisor(api, language).get(f"/reconnections?state={state}").text
        for state in ("soon", "refused_today", "unpaid")
    }
    assert scene.reconnections[POSTPAID] not in lists["soon"]
    assert refused.reconnection.id in lists["refused_today"]
    api.clock.forward(hours=45)
    soon = supervisor(api, language).get("/reconnections?state=soon").text
    assert scene.reconnections[POSTPAID] in soon
    assert scene.reconnections[PREPAID] not in soon
    world.work(api.clock.now + timedelta(hours=4))
    assert scene.reconnections[POSTPAID] in supervisor(api).get("/reconnections?state=unpaid").text


def test_the_queue_has_what_ends_first_at_its_top(api: Api, scene: Scene) -> None:
    text = supervisor(api).get("/reconnections").text
    first, then = scene.reconnections[POSTPAID], scene.reconnections[PREPAID]
    assert 0 < text.index(first) < text.index(then)


def test_an_opened_one_stands_beside_its_queue_with_the_filters(api: Api, scene: Scene) -> None:
    page = supervisor(api).get(f"/reconnections/{scene.reconnections[POSTPAID]}?site={COUNTY}")
    assert f"/reconnections/{scene.reconnections[PREPAID]}?site={COUNTY}" in page.text
    assert f"/work-orders/{scene.orders[POSTPAID]}" in page.text
    assert 'aria-current="true"' in page.text


@pytest.mark.clause("ENT-06")
def test_ending_suspends_the_line_and_is_told_once(api: Api, scene: Scene, database, settings) -> None:
    somebody = supervisor(api)
    path = f"/reconnections/{scene.reconnections[POSTPAID]}"
    page = somebody.get(f"{path}/end")
    told = somebody.send(page, f"{path}/end", reason="The customer has moved.")
    again = somebody.send(page, f"{path}/end", reason="The customer has moved.")
    assert "Ended." in text_of(told)
    assert "The customer has moved." in text_of(told)
    assert again.status_code == 200
    assert World(database, settings).line(POSTPAID).status == "suspended"
    assert f"{path}/end" not in told.text


@pytest.mark.clause("ENT-06")
@pytest.mark.parametrize(("language", "said"), [("en", "Extended."), ("zh", "已延长。")])
def test_extending_takes_a_moment_of_the_operators_zone(
    api: Api, scene: Scene, database, settings, language: str, said: str
) -> None:
    somebody = supervisor(api, language)
    path = f"/reconnections/{scene.reconnections[POSTPAID]}"
    page = somebody.get(f"{path}/extend")
    told = somebody.send(page, f"{path}/extend", until="2012-06-20 18:30", reason="Pays on payday.")
    assert said in text_of(told)
    expires_at = World(database, settings).stored(scene.reconnections[POSTPAID]).expires_at
    assert expires_at is not None
    assert expires_at.isoformat() == "2012-06-20T10:30:00+00:00"


@pytest.mark.clause("ENT-04")
def test_a_prepaid_one_and_a_county_are_told_why_not(api: Api, scene: Scene) -> None:
    prepaid = supervisor(api).get(f"/reconnections/{scene.reconnections[PREPAID]}/extend")
    assert "The line is prepaid." in text_of(prepaid)
    county = supervisor(api, site=COUNTY)
    path = f"/reconnections/{scene.reconnections[POSTPAID]}"
    assert f"{path}/end" not in county.get(path).text
    page = county.get(f"{path}/end")
    refused = county.send(page, f"{path}/end", reason="x")
    assert refused.status_code == 403
    assert "decided in its city" in text_of(refused)
    assert visitor(api, actor("agent")).get(f"{path}/end").status_code == 403


@pytest.mark.parametrize(("language", "said"), [("en", "was changed since"), ("zh", "已被更改")])
def test_of_two_who_change_it_the_second_is_told_and_loses_nothing(
    api: Api, scene: Scene, language: str, said: str
) -> None:
    first, second = supervisor(api), supervisor(api, language)
    path = f"/reconnections/{scene.reconnections[POSTPAID]}"
    pages = [one.get(f"{path}/extend") for one in (first, second)]
    first.send(pages[0], f"{path}/extend", until="2012-06-20 18:30", reason="Pays on payday.")
    answer = second.send(pages[1], f"{path}/extend", until="2012-06-19 18:30", reason="Asked us.")
    fields = forms_of(answer)[f"{path}/extend"]
    assert answer.status_code == 412
    assert said in text_of(answer)
    assert (fields["until"], fields["reason"]) == ("2012-06-19 18:30", "Asked us.")
    assert "18:30" in text_of(answer)
    # What stands now is shown, and the form is for it: sending it anew can go through.
    later = second.send(answer, f"{path}/extend", until="2012-06-21 18:30")
    assert later.status_code == 200


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Expected a day and a time"), ("zh", "应为日期和时间")]
)
def test_a_hostile_extension_is_said_at_its_field(api: Api, scene: Scene, language: str, said: str) -> None:
    somebody = supervisor(api, language)
    path = f"/reconnections/{scene.reconnections[POSTPAID]}"
    page = somebody.get(f"{path}/extend")
    for hostile in HOSTILE:
        again = somebody.send(page, f"{path}/extend", until=hostile, reason="x" * 401)
        assert again.status_code == 422
        assert "<script>alert" not in again.text
        assert said in text_of(again)
        for name in ("until", "reason"):
            assert f'id="f-{name}-problem"' in again.text
        assert forms_of(again)[f"{path}/extend"]["until"].replace("\ufffd", "\x00") == hostile
    empty = somebody.send(page, f"{path}/extend", until="", reason="")
    for name in ("until", "reason"):
        assert f'id="f-{name}-problem"' in empty.text


@pytest.mark.parametrize(("language", "said"), [("en", "31 days after the grant"), ("zh", "开机后 31 天")])
def test_a_moment_too_far_away_is_said_at_its_field(api: Api, scene: Scene, language: str, said: str) -> None:
    somebody = supervisor(api, language)
    path = f"/reconnections/{scene.reconnections[POSTPAID]}"
    again = somebody.send(
        somebody.get(f"{path}/extend"), f"{path}/extend", until="2012-09-01 10:00", reason="x"
    )
    assert again.status_code == 422
    assert 'id="f-until-problem"' in again.text
    assert said in text_of(again)


def test_an_address_that_means_nothing_is_refused_as_a_page(api: Api, scene: Scene) -> None:
    for query in ("state=nothing", "site=../etc", "site=%00", "after=nowhere", "after=%00", "site=65"):
        answer = supervisor(api).get(f"/reconnections?{query}")
        assert answer.status_code in (404, 422)
        assert "<h1>" in answer.text


def test_what_is_at_risk_stands_by_tier_and_county(api: Api, scene: Scene) -> None:
    page = text_of(supervisor(api).get("/reconnections/at-risk"))
    assert "Tianshan gold 2 100.00 123.00" in page
    assert "Kashgar" not in page


def test_who_may_not_find_lines_gets_no_way_to_the_customer(api: Api, scene: Scene) -> None:
    page = visitor(api, actor("auditor", site="")).get(f"/reconnections/{scene.reconnections[POSTPAID]}")
    assert page.status_code == 200
    assert "/customers/" not in page.text
    assert "186****0001" in page.text
