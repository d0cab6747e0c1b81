"""The pages of appointments: a hall's day, booked, kept and cancelled within one's sites."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.console.scenes import OTHER_CITY, OTHER_COUNTY, OTHER_HALL, Scene, add_member, played
from tests.console.visits import Visitor, forms_of, text_of, visitor
from tests.service.actors import COUNTY, HALL, actor
from tests.service.api import Api
from tests.service.base import number

TOMORROW = "2012-06-16"
HOSTILE = ["", "<script>alert(1)</script>", "x" * 5000, "\x00", "１８６", "' OR 1=1 --"]


@pytest.fixture
def scene(api, database, settings) -> Scene:
    found = played(api, database, settings)
    add_member(database, 10)
    add_member(database, 11)
    add_member(database, 12, OTHER_COUNTY)
    return found


def clerk(api: Api, language: str = "en") -> Visitor:
    return visitor(api, actor("clerk", site=COUNTY), language)


def day(api: Api, who: Visitor, site: str = HALL):
    return who.get(f"/appointments?site={site}&day={TOMORROW}")


@pytest.mark.clause("CHN-11")
def test_a_supervisor_of_one_city_sees_nothing_of_another(api: Api, scene: Scene) -> None:
    there = actor("supervisor", site=OTHER_CITY)
    slot = scene.open_slots(OTHER_HALL, there)[0]
    booked = scene.book(12, slot, there)
    mine = visitor(api, actor("supervisor"))
    free = scene.open_slots(HALL, actor("clerk", site=COUNTY))[0]
    assert booked.id not in day(api, mine, "").text
    assert slot.id not in day(api, mine, "").text
    for path in (
        f"?site={OTHER_HALL}",
        f"/book?slot={slot.id}",
        f"/{booked.id}/cancel",
        f"/{booked.id}/keep",
        f"/{booked.id}/miss",
        f"/slots/{slot.id}",
        f"/slots/open?site={OTHER_HALL}",
    ):
        assert mine.get(f"/appointments{path}").status_code == 404, path
    fields = forms_of(mine.get(f"/appointments/slots/{free.id}"))[f"/appointments/slots/{free.id}"]
    opened = {"day": TOMORROW, "opens": "9:00", "closes": "10:00", "minutes": "30", "counter": "vip"}
    sent = fields | opened | {"msisdn": number(10), "slot_id": slot.id, "capacity": "5"}
    for path in (
        f"/book?slot={slot.id}",
        f"/{booked.id}/cancel",
        f"/{booked.id}/keep",
        f"/{booked.id}/miss",
        f"/slots/{slot.id}",
        f"/slots/open?site={OTHER_HALL}",
    ):
        answer = mine.client.post(f"/appointments{path}", data=sent | {"key": path})
        assert answer.status_code == 404, path
    assert "booked" in text_of(day(api, visitor(api, there), OTHER_HALL))


@pytest.mark.clause("CHN-11")
def test_a_customer_of_another_county_is_expected_and_opened_by_whoever_may_see_the_line(
    api: Api, scene: Scene
) -> None:
    agent = actor("agent", site="65")
    booked = scene.book(12, scene.open_slots(HALL, actor("clerk", site=COUNTY))[0], agent)
    for who, is_linked in ((clerk(api), False), (visitor(api, agent), True)):
        for page in (day(api, who), who.get(f"/appointments/{booked.id}/cancel")):
            assert "186****0012" in text_of(page)
            assert ('href="/customers/12"' in page.text) is is_linked


@pytest.mark.clause("ENT-10")
@pytest.mark.parametrize(
    ("language", "said", "tier"), [("en", "Booked.", "gold"), ("zh", "已预约。", "金卡")]
)
def test_a_number_that_is_typed_is_booked_and_stands_in_no_address(
    api: Api, scene: Scene, language: str, said: str, tier: str
) -> None:
    somebody = clerk(api, language)
    slot = scene.open_slots(HALL, actor("clerk", site=COUNTY))[0]
    action = f"/appointments/book?site={HALL}&day={TOMORROW}&slot={slot.id}"
    told = somebody.send(somebody.get(action), action, msisdn=f" {number(10)[:3]} {number(10)[3:]} ")
    assert said in text_of(told)
    assert "186****0010" in text_of(told)
    assert tier in text_of(told)
    assert number(10) not in told.text
    assert number(10) not in str(told.url)


@pytest.mark.clause("ENT-10")
@pytest.mark.parametrize(("language", "said"), [("en", "All places"), ("zh", "该时段已约满")])
def test_a_place_that_is_taken_meanwhile_is_an_answer_and_no_error(
    api: Api, scene: Scene, language: str, said: str
) -> None:
    somebody, by = clerk(api, language), actor("clerk", site=COUNTY)
    slot = scene.open_slots(HALL, by)[0]
    action = f"/appointments/book?site={HALL}&day={TOMORROW}&slot={slot.id}"
    page = somebody.get(action)
    scene.book(11, slot, by)
    told = somebody.send(page, action, msisdn=number(10))
    assert told.status_code == 200
    assert said in text_of(told)
    assert "ENT-10" in text_of(told)
    assert "186****0010" not in text_of(told)


@pytest.mark.clause("CHN-02")
def test_who_came_is_recorded_on_the_day_and_the_wait_told(api: Api, scene: Scene) -> None:
    somebody, by = clerk(api), actor("clerk", site=COUNTY)
    booked = scene.book(10, scene.open_slots(HALL, by)[0], by)
    path = f"/appointments/{booked.id}/keep"
    assert path not in day(api, somebody).text
    api.clock.now = booked.starts_at + timedelta(minutes=7)
    told = somebody.send(somebody.get(path), path)
    assert "Recorded: the customer came." in text_of(told)
    assert "waited 7 min" in text_of(day(api, somebody))


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Recorded: the customer did not come."), ("zh", "已登记未到场。")],
)
def test_who_has_not_come_is_recorded_once_it_is_time(
    api: Api, scene: Scene, language: str, said: str
) -> None:
    somebody, by = clerk(api, language), actor("clerk", site=COUNTY)
    booked = scene.book(10, scene.open_slots(HALL, by)[0], by)
    path = f"/appointments/{booked.id}/miss"
    assert path not in day(api, somebody).text
    assert path not in forms_of(somebody.get(path))
    api.clock.now = booked.starts_at
    assert said in text_of(somebody.send(somebody.get(path), path))
    assert path not in day(api, somebody).text
    # An agent books for others and is not there to see who comes.
    assert path not in day(api, visitor(api, actor("agent"))).text


@pytest.mark.parametrize(("language", "said"), [("en", "was changed since"), ("zh", "已被更改")])
def test_of_two_who_cancel_the_second_is_told_how_it_stands(
    api: Api, scene: Scene, language: str, said: str
) -> None:
    by = actor("clerk", site=COUNTY)
    booked = scene.book(10, scene.open_slots(HALL, by)[0], by)
    first, second = clerk(api), clerk(api, language)
    path = f"/appointments/{booked.id}/cancel"
    pages = [one.get(path) for one in (first, second)]
    assert "Cancelled" in text_of(first.send(pages[0], path))
    answer = second.send(pages[1], path)
    assert answer.status_code == 412
    assert said in text_of(answer)
    assert ("cancelled" if language == "en" else "已取消") in text_of(answer)
    assert "186****0010" not in text_of(day(api, first))  # who does not come is not among those who do


@pytest.mark.parametrize(("language", "said"), [("en", "2 slots are new."), ("zh", "新开放 2 个时段。")])
def test_slots_are_opened_and_closed(api: Api, scene: Scene, language: str, said: str) -> None:
    somebody = clerk(api, language)
    action = f"/appointments/slots/open?site={HALL}&day={TOMORROW}"
    told = somebody.send(somebody.get(action), action, opens="9:00", closes="10:00", capacity="2")
    assert said in text_of(told)
    slot = scene.open_slots(HALL, actor("clerk", site=COUNTY))[0]
    action = f"/appointments/slots/{slot.id}?site={HALL}&day={TOMORROW}"
    closed = somebody.send(somebody.get(action), action, capacity="0")
    assert ("closed" if language == "en" else "已关闭") in text_of(closed)
    assert f"slot={slot.id}" not in closed.text


@pytest.mark.parametrize(("language", "said"), [("en", "taken already: 1."), ("zh", "已有 1 个名额")])
def test_of_two_who_change_places_the_second_is_told_and_taken_ones_stay(
    api: Api, scene: Scene, language: str, said: str
) -> None:
    somebody, by = clerk(api, language), actor("clerk", site=COUNTY)
    slot = scene.open_slots(HALL, by)[0]
    action = f"/appointments/slots/{slot.id}"
    old = somebody.get(action)
    somebody.send(somebody.get(action), action, capacity="3")
    stale = somebody.send(old, action, capacity="4")
    assert stale.status_code == 412
    assert forms_of(stale)[action]["capacity"] == "4"
    scene.book(10, slot, by)
    fewer = somebody.send(stale, action, capacity="0")
    assert fewer.status_code == 409
    assert said in text_of(fewer)
    assert 'id="f-capacity-problem"' in fewer.text


@pytest.mark.parametrize(("language", "said"), [("en", "Expected a whole number"), ("zh", "应为整数")])
def test_hostile_forms_are_said_at_their_fields(api: Api, scene: Scene, language: str, said: str) -> None:
    somebody = clerk(api, language)
    slot = scene.open_slots(HALL, actor("clerk", site=COUNTY))[0]
    book = f"/appointments/book?slot={slot.id}"
    for action, names in (
        (book, ("msisdn",)),
        ("/appointments/slots/open", ("opens", "closes", "minutes", "capacity")),
        (f"/appointments/slots/{slot.id}", ("capacity",)),
    ):
        page = somebody.get(action)
        for hostile in HOSTILE:
            again = somebody.send(page, action, **dict.fromkeys(names, hostile))
            assert again.status_code == 422, action
            assert "<script>alert" not in again.text
            for name in names:
                assert f'id="f-{name}-problem"' in again.text, name
                assert forms_of(again)[action][name].replace("\ufffd", "\x00") == hostile
    assert said in text_of(somebody.send(page, action, capacity="many"))


@pytest.mark.parametrize(("language", "said"), [("en", "such as 2026-12-25"), ("zh", "例如 2026-12-25")])
def test_a_day_that_is_none_is_said_at_its_field(api: Api, scene: Scene, language: str, said: str) -> None:
    somebody = clerk(api, language)
    for typed in ("tomorrow", "2012-13-45", "9999-12-31", "0001-01-01", "明天", "x" * 150):
        page = somebody.get(f"/appointments?day={typed}")
        assert page.status_code == 422
        assert 'id="f-day-problem"' in page.text
        assert forms_of(page)["/appointments"]["day"] == typed
    assert said in text_of(page)


def test_an_agent_books_and_does_not_open_slots(api: Api, scene: Scene) -> None:
    slot = scene.open_slots(HALL, actor("clerk", site=COUNTY))[0]
    agent = visitor(api, actor("agent"))
    page = day(api, agent)
    assert f"slot={slot.id}" in page.text
    assert "/appointments/slots/" not in page.text
    assert agent.get("/appointments/slots/open").status_code == 403
