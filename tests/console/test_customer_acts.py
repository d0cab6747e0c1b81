"""What is done for a customer from the page: a form each, done once, and said on the page after."""

from __future__ import annotations

import re
from datetime import date, time
from html import unescape
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import func, select, update

from tests.console.visits import Visitor, forms_of, text_of, visitor
from tests.service.actors import HALL, actor
from tests.service.api import Api
from tests.service.base import add_line, add_membership, number
from tierline.appointments import slots
from tierline.appointments.model import Counter, Series
from tierline.entitlements.store import uses
from tierline.lines.store import lines, memberships
from tierline.messages.store import messages
from tierline.people.passwords import hashed
from tierline.reconnections.store import reconnections
from tierline.service_passwords import store
from tierline.service_passwords.model import Password, PasswordKind

AGENT, CLERK = actor("agent"), actor("clerk")
OWED = {"status": "suspended", "suspended_for": "arrears", "arrears_months": 1, "arrears_fen": 17_130}
PASSWORD = "804213"


def add(api: Api, tier: str = "gold", line_id: int = 1, **columns: Any) -> None:
    with api.database.write() as connection:
        add_line(connection, line_id, **columns)
        add_membership(connection, line_id, tier=tier)


def counted(api: Api, table: Any) -> int:
    with api.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def sent(somebody: Visitor, path: str, **typed: str) -> Response:
    """What comes of the form of an act."""
    return somebody.send(somebody.get(path), path, **typed)


# ---------------------------------------------------------------- reconnection


@pytest.mark.clause("ENT-04", "ENT-05", "ENT-06", "ENT-07")
@pytest.mark.parametrize(
    ("payment", "language", "said"),
    [
        ("postpaid", "en", "Reconnected until 17 Jun 2012, 10:00."),
        ("prepaid", "en", "Reconnected until 18 Jun 2012, 10:00. Credit: 100.00 yuan."),
        ("postpaid", "zh", "已紧急开机，至 2012年6月17日 10:00。"),
    ],
)
def test_a_line_is_reconnected_for_whoever_calls_from_it(
    api: Api, payment: str, language: str, said: str
) -> None:
    add(api, payment=payment, **OWED)
    somebody = visitor(api, AGENT, language)
    page = sent(somebody, "/customers/1/reconnection", is_confirmed="true")
    text = text_of(page)

    assert page.url.path == "/customers/1"
    assert said in text
    assert (("Work order" if language == "en" else "工单") in text) == (payment == "postpaid")
    assert "data-said" in page.text
    assert 'class="g-state bad"' not in page.text


def test_a_form_that_is_sent_twice_takes_effect_once(api: Api) -> None:
    add(api, **OWED)
    somebody = visitor(api, AGENT)
    form = somebody.get("/customers/1/reconnection")
    twice = [somebody.send(form, "/customers/1/reconnection", is_confirmed="true") for _ in range(2)]

    assert text_of(twice[0]) == text_of(twice[1])
    assert counted(api, reconnections) == 1


@pytest.mark.clause("ENT-07")
@pytest.mark.parametrize(
    ("who", "typed", "field"),
    [
        (AGENT, {"asker": "own_line"}, "is_confirmed"),
        (AGENT, {"asker": "other_number"}, "password"),
        (CLERK, {"asker": "hall"}, "is_confirmed"),
        (actor("account_manager"), {}, "password"),
        (AGENT, {"asker": "nobody"}, "asker"),
        (AGENT, {"asker": "other_number", "password": "9" * 65}, "password"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_missing_of_who_asks_is_said_at_its_field_and_nothing_is_recorded(
    api: Api, who: Any, typed: dict[str, str], field: str, language: str
) -> None:
    add(api, **OWED)
    again = sent(visitor(api, who, language), "/customers/1/reconnection", **typed)

    assert again.status_code == 422
    assert f'id="f-{field}-problem"' in again.text
    assert counted(api, reconnections) == 0
    assert typed.get("password", "9" * 65) not in again.text


@pytest.mark.clause("ENT-07")
def test_a_password_opens_the_way_for_a_caller_from_another_number_and_a_wrong_one_does_not(
    api: Api,
) -> None:
    add(api, **OWED)
    somebody = visitor(api, AGENT)
    refused = sent(somebody, "/customers/1/reconnection", asker="other_number", password=PASSWORD)
    assert "Not reconnected. The owner of this line has no password yet." in text_of(refused)
    assert "CHN-06" in text_of(refused)
    assert PASSWORD not in refused.text

    kept = Password(1, PasswordKind.SERVICE, 1, hashed(_settings(api), PASSWORD), False, set_at=api.clock())
    with api.database.write() as connection:
        store.save(connection, kept)
    wrong = sent(somebody, "/customers/1/reconnection", asker="other_number", password="111111")
    assert "The password is not right." in text_of(wrong)
    right = sent(somebody, "/customers/1/reconnection", asker="other_number", password=PASSWORD)
    assert "Reconnected until" in text_of(right)


def _settings(api: Api) -> Any:
    return api.app.state.service.settings


@pytest.mark.clause("ENT-05")
def test_a_refusal_is_an_answer_with_its_sentence_and_clause(api: Api) -> None:
    add(api, payment="postpaid", **{**OWED, "arrears_months": 2})
    page = sent(visitor(api, AGENT), "/customers/1/reconnection", is_confirmed="true")

    assert page.status_code == 200
    assert "Not reconnected. 2 or more months are in arrears." in text_of(page)
    assert 'class="note bad"' not in page.text


def test_an_act_is_a_part_of_an_open_page_or_a_page_of_its_own(api: Api) -> None:
    add(api, **OWED)
    somebody = visitor(api, AGENT)
    for act in ("reconnection", "uses/sim_replacement", "booking", "orders/suspend"):
        part = somebody.client.get(f"/customers/1/{act}", headers={"HX-Request": "true"})
        assert part.status_code == 200
        assert "<html" not in part.text
        assert "<h1>" in part.text
        assert "<html" in somebody.get(f"/customers/1/{act}").text


# ---------------------------------------------------------------- services


@pytest.mark.clause("ENT-08")
def test_a_sim_is_replaced_and_the_use_is_recorded(api: Api) -> None:
    add(api, "silver")
    page = sent(visitor(api, AGENT), "/customers/1/uses/sim_replacement")

    assert "Free SIM replacement: recorded." in text_of(page)
    assert counted(api, uses) == 1
    again = sent(visitor(api, AGENT), "/customers/1/uses/sim_replacement")
    assert "It costs 20.00 yuan." in text_of(again)


@pytest.mark.clause("ENT-14")
def test_a_visit_has_its_place(api: Api) -> None:
    add(api)
    page = sent(visitor(api, AGENT), "/customers/1/uses/airport_lounge", place="kashgar")
    assert "VIP airport lounge: recorded. Kashgar." in text_of(page)

    wrong = sent(visitor(api, AGENT), "/customers/1/uses/airport_lounge", place="<b>moon</b>")
    assert wrong.status_code == 422
    assert "<b>moon" not in wrong.text
    assert 'id="f-place-problem"' in wrong.text


@pytest.mark.clause("ENT-11")
@pytest.mark.parametrize(
    ("language", "on", "off"), [("en", "switched on", "switched off"), ("zh", "已开通", "已关闭")]
)
def test_do_not_disturb_is_switched_on_and_off(api: Api, language: str, on: str, off: str) -> None:
    add(api)
    somebody = visitor(api, AGENT, language)
    assert on in text_of(sent(somebody, "/customers/1/uses/do_not_disturb"))
    with api.database.read() as connection:
        assert connection.execute(select(lines.c.do_not_disturb)).scalar_one()
    assert off in text_of(sent(somebody, "/customers/1/uses/do_not_disturb"))


@pytest.mark.parametrize("service", ["nothing_like_it", "emergency_reconnection"])
def test_a_service_that_cannot_be_used_so_is_refused(api: Api, service: str) -> None:
    add(api, **OWED)
    somebody = visitor(api, AGENT)
    form = somebody.get("/customers/1/uses/sim_replacement")
    fields = forms_of(form)["/customers/1/uses/sim_replacement"]
    answer = somebody.client.post(f"/customers/1/uses/{service}", data=fields)

    assert 400 <= answer.status_code < 500
    assert counted(api, uses) == 0


# ---------------------------------------------------------------- appointments


def opened(api: Api, capacity: int = 1) -> None:
    """Three half hours tomorrow in a hall of the line's county."""
    series = Series(HALL, date(2012, 6, 16), time(9), time(10, 30), 30, capacity, Counter.VIP)
    with api.database.write() as connection:
        slots.open_slots(connection, CLERK, _settings(api), series, now=api.clock())


def visits_of(somebody: Visitor) -> set[str]:
    """The addresses of the visits of the first line that are still to come."""
    recent = somebody.get("/customers/1/recent").text
    return set(re.findall(r'"(/customers/1/appointments/[0-9a-f-]+)"', recent))


@pytest.mark.clause("ENT-10", "CHN-02")
def test_a_visit_is_booked_on_the_first_day_with_a_free_time_moved_and_cancelled(api: Api) -> None:
    add(api)
    opened(api)
    somebody = visitor(api, AGENT)
    form = somebody.get("/customers/1/booking")
    assert forms_of(form)["/customers/1/booking"]["day"] == "2012-06-16"
    booked = somebody.send(form, "/customers/1/booking")
    assert "Booked: Sat 16 Jun, 09:00" in text_of(booked)

    (path,) = visits_of(somebody)
    moved = sent(somebody, f"{path}/time")
    assert "Moved to Sat 16 Jun, 09:30" in text_of(moved)
    assert "nothing to cancel" in text_of(somebody.get(path))
    late = sent(somebody, f"{path}/time")
    assert late.status_code == 409

    (path,) = visits_of(somebody)
    cancelled = sent(somebody, path)
    assert "Cancelled: Sat 16 Jun, 09:30" in text_of(cancelled)


@pytest.mark.clause("ENT-10")
def test_where_the_county_of_a_line_has_no_free_time_its_city_is_looked_at(api: Api) -> None:
    add(api, site="65.6501.650104")
    opened(api)
    somebody = visitor(api, AGENT)
    booked = sent(somebody, "/customers/1/booking")
    assert "Booked: Sat 16 Jun, 09:00" in text_of(booked)

    (path,) = visits_of(somebody)
    form = somebody.get(f"{path}/time")
    assert forms_of(form)[f"{path}/time"]["site"] == "65.6501"


@pytest.mark.clause("ENT-10")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_time_that_somebody_else_took_meanwhile_is_refused_with_its_reason(api: Api, language: str) -> None:
    add(api)
    add(api, line_id=2)
    opened(api)
    somebody = visitor(api, AGENT, language)
    forms = [somebody.get(f"/customers/{line_id}/booking") for line_id in (1, 2)]
    somebody.send(forms[0], "/customers/1/booking")
    late = somebody.send(forms[1], "/customers/2/booking")

    said = "All places of this time are taken" if language == "en" else "该时段已约满"
    assert said in text_of(late)


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        ("", True),
        ("1066-10-14", True),
        ("9999-12-31", True),
        ("tomorrow", False),
        ("2012-02-31", False),
        ("<b>", False),
    ],
)
def test_whatever_day_is_typed_times_are_shown_and_what_is_no_day_is_said(
    api: Api, day: str, is_one: bool
) -> None:
    add(api)
    opened(api)
    page = visitor(api, AGENT).client.get("/customers/1/booking", params={"day": day, "site": "66"})
    assert page.status_code == (200 if is_one else 422)
    assert ('id="f-day-problem"' in page.text) is not is_one
    assert "2012-06-16" in page.text or "16 Jun" in page.text
    assert 'value="<b>"' not in page.text


@pytest.mark.clause("CHN-11")
def test_an_appointment_of_another_line_is_not_there(api: Api) -> None:
    add(api)
    add(api, line_id=2)
    opened(api)
    somebody = visitor(api, AGENT)
    sent(somebody, "/customers/1/booking")
    (path,) = visits_of(somebody)

    for each in (path, f"{path}/time"):
        assert somebody.get(each.replace("/customers/1/", "/customers/2/")).status_code == 404


# ---------------------------------------------------------------- orders of the line


@pytest.mark.clause("CHN-06", "ENT-07")
def test_a_line_is_suspended_at_its_customers_wish_and_resumed(api: Api) -> None:
    add(api)
    somebody = visitor(api, CLERK)
    off = sent(somebody, "/customers/1/orders/suspend", asker="hall", is_confirmed="true")
    assert "The line is suspended." in text_of(off)
    assert "at the customer's wish" in text_of(off)
    on = sent(somebody, "/customers/1/orders/resume", asker="hall", is_confirmed="true")
    assert "The line works again." in text_of(on)


# ---------------------------------------------------------------- passwords


@pytest.mark.clause("CHN-06")
def test_a_password_is_sent_to_the_line_and_shown_to_nobody(api: Api) -> None:
    add(api)
    page = sent(visitor(api, AGENT), "/customers/1/password", kind="service")

    assert "A new service password goes to the line by SMS." in text_of(page)
    assert not re.search(r"\b[0-9]{8}\b", text_of(page))
    assert counted(api, messages) == 1
    with api.database.write() as connection:
        connection.execute(update(lines).values(status="suspended", suspended_for="customer"))
    refused = sent(visitor(api, AGENT, "zh"), "/customers/1/password", kind="bill")
    assert "话费密码未变更。 该线路应客户要求停机" in text_of(refused)
    assert visitor(api, actor("quality_assessor")).get("/customers/1/password").status_code == 403


@pytest.mark.clause("CHN-06")
@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"old": PASSWORD, "new": "739214"}, 200, "The service password is changed."),
        ({"old": "739215", "new": "739214"}, 200, "stays as it is. The password is not right."),
        ({"old": PASSWORD, "new": "123456"}, 422, "The digits are all alike or count up or down."),
        ({"old": "", "new": ""}, 422, "Fill this in."),
    ],
)
def test_a_password_is_changed_with_the_one_that_is(
    api: Api, typed: dict[str, str], status: int, said: str
) -> None:
    add(api)
    with api.database.write() as connection:
        kept = hashed(_settings(api), PASSWORD)
        store.save(
            connection, Password(1, PasswordKind.SERVICE, 1, kept, is_initial=False, set_at=api.clock())
        )
    page = sent(visitor(api, CLERK), "/customers/1/password/change", kind="service", **typed)

    assert page.status_code == status
    assert said in text_of(page)
    assert not any(one in page.text for one in typed.values() if one)


def test_a_number_that_went_to_another_line_is_not_acted_on(api: Api) -> None:
    add(api, status="closed", closed_on=date(2012, 6, 1))
    add(api, line_id=2, msisdn=number(1), **OWED)
    somebody = visitor(api, AGENT)
    form = somebody.get("/customers/2/reconnection")
    fields = forms_of(form)["/customers/2/reconnection"] | {"is_confirmed": "true"}

    assert somebody.client.post("/customers/1/reconnection", data=fields).status_code == 409
    assert counted(api, reconnections) == 0


# ---------------------------------------------------------------- what was read out


MESSAGE = "/customers/1/read-out/message"
OF_VIP = f"{MESSAGE}?scheme=unicom-vip"


def read_out(somebody: Visitor, language: str) -> str:
    """What is read out of the first scheme, why and what next."""
    page = somebody.get(f"/customers/1/read-out?language={language}").text
    return unescape(page.partition('<div class="say"><p>')[2].partition("</p>")[0])


@pytest.mark.clause("GRD-15")
@pytest.mark.parametrize(
    ("language", "said", "spoken"),
    [("en", "The text goes to the customer. As", "zh"), ("zh", "内容已发往客户。", "en")],
)
def test_what_was_read_out_is_sent_word_for_word_in_the_language_it_was_spoken_in(
    api: Api, spoken: str, language: str, said: str
) -> None:
    add(api)
    somebody = visitor(api, AGENT, language)
    form = somebody.get(f"{OF_VIP}&language={spoken}")
    after = somebody.send(form, MESSAGE)

    assert after.url.path == "/customers/1"
    assert said in text_of(after)
    with api.database.read() as connection:
        (row,) = connection.execute(select(messages)).mappings()
    assert row["text"] == read_out(somebody, spoken)
    assert (row["language"], row["template"]) == (spoken, "explanation")
    assert "tier explained" in text_of(visitor(api, AGENT).get("/customers/1/recent"))


def test_the_same_words_are_sent_once_and_a_form_too(api: Api) -> None:
    add(api)
    somebody = visitor(api, AGENT)
    form = somebody.get(OF_VIP)
    twice = [somebody.send(form, MESSAGE) for _ in range(2)]
    anew = somebody.send(somebody.get(OF_VIP), MESSAGE)

    assert text_of(twice[0]) == text_of(twice[1])
    assert "Not sent again. The same words went to this customer today at 10:00." in text_of(anew)
    assert counted(api, messages) == 1


def test_what_has_changed_since_it_was_read_out_is_not_sent(api: Api) -> None:
    add(api)
    somebody = visitor(api, AGENT)
    form = somebody.get(OF_VIP)
    with api.database.write() as connection:
        connection.execute(update(memberships).values(tier="silver"))
    again = somebody.send(form, MESSAGE)

    assert again.status_code == 409
    assert "has changed since it was read out. Nothing was sent." in text_of(again)
    assert "silver" in text_of(again)
    assert counted(api, messages) == 0


def test_at_night_the_form_says_when_it_goes(api: Api) -> None:
    add(api)
    api.clock.now = api.clock().replace(hour=15)
    somebody = visitor(api, AGENT)
    form = somebody.get(OF_VIP)

    assert "Quiet hours: it goes on Sat 16 Jun, 08:00" in text_of(form)
    assert "on Sat 16 Jun, 08:00, after quiet hours" in text_of(somebody.send(form, MESSAGE))


def test_who_does_nothing_for_customers_sends_them_nothing(api: Api) -> None:
    add(api)
    assessor = visitor(api, actor("quality_assessor"))
    form = visitor(api, AGENT).get(OF_VIP)

    assert "read-out/message" not in assessor.get("/customers/1/read-out").text
    assert assessor.get(OF_VIP).status_code == 403
    fields = forms_of(form)[MESSAGE] | {"proof": assessor.proof}
    assert assessor.client.post(MESSAGE, data=fields).status_code == 403
    assert counted(api, messages) == 0


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"speech": "poem"}, 422), ({"speech": ""}, 422), ({"scheme": "no-such"}, 404), ({"why": "0"}, 409)],
)
def test_a_form_of_other_values_sends_nothing(api: Api, wrong: dict[str, str], status: int) -> None:
    add(api)
    somebody = visitor(api, AGENT)
    assert somebody.send(somebody.get(OF_VIP), MESSAGE, **wrong).status_code == status
    assert counted(api, messages) == 0


@pytest.mark.clause("ENT-10")
@pytest.mark.parametrize(
    ("tier", "who", "said"),
    [
        ("gold", AGENT, "next free: tomorrow 09:00"),
        ("silver", AGENT, ""),
        ("gold", actor("quality_assessor"), ""),
    ],
)
def test_the_next_free_time_comes_to_the_button_of_whoever_may_book(
    api: Api, tier: str, who: Any, said: str
) -> None:
    add(api, tier)
    opened(api)
    part = visitor(api, who).client.get("/customers/1/recent", headers={"HX-Request": "true"})
    page = visitor(api, who).get("/customers/1")

    assert ('hx-target="#next-visit"' in part.text) is ('id="next-visit"' in page.text) is bool(said)
    assert said in text_of(part)
