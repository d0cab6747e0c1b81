"""Messages of customers: recorded once, carried out once, answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.service.actors import actor, client
from tests.service.api import Api, Clock
from tests.service.base import add_line, add_membership, number
from tests.service.due import carry_out
from tierline.database.paging import Listing
from tierline.jobs.store import jobs
from tierline.lines import service as lines
from tierline.lines import store as line_store
from tierline.lines.model import Suspension
from tierline.messages import service as messages
from tierline.messages.model import Arrival
from tierline.messages.service import Wanted
from tierline.text_commands import service, store
from tierline.text_commands.jobs import HANDLERS

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what makes no difference to the database."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Phone:
    """The phone of line 1: it sends texts and gets answers."""

    def __init__(self, database, settings, clock) -> None:
        self.database, self.settings, self.clock = database, settings, clock
        self.count = 0

    def send(self, text: str, sender: str = number(1), message_id: str = "") -> bool:
        """Send a text, and have what it asks for done."""
        self.count += 1
        name = message_id or f"smpp:{self.count}"
        with self.database.write() as connection:
            is_new = service.receive(connection, Arrival(name, sender, text, self.clock()))
        carry_out(self.database, self.settings, HANDLERS, self.clock())
        return is_new

    def answers(self) -> list[tuple[str, str]]:
        """Template and text of all answers, the earliest first."""
        with self.database.read() as connection:
            listing = Listing(sort="created_at")
            found = messages.listed(connection, actor("supervisor", site=""), Wanted(line_id=1), listing)
        return [(shown.message.template, shown.message.text) for shown in found.items]

    def outcomes(self) -> list[str]:
        with self.database.read() as connection:
            columns = store.incoming_messages.c
            return list(connection.execute(select(columns.outcome).order_by(columns.id)).scalars())


@pytest.fixture
def phone(database, settings, clock) -> Phone:
    with database.write() as connection:
        add_line(connection, 1)
        add_membership(connection, 1, tier="gold")
    return Phone(database, settings, clock)


def test_a_customer_asks_for_the_tier(phone):
    phone.send("ｄｊｃｘ")

    assert phone.answers() == [("answer_tiers", "您的客户级别：金卡（至2013-01-08）。")]
    assert phone.outcomes() == ["carried_out"]


def test_a_line_without_a_tier_is_told_so(phone):
    phone.clock.forward(days=400)  # the membership is over
    phone.send("DJCX")

    assert [template for template, _ in phone.answers()] == ["answer_no_tier"]


def test_a_customer_asks_for_the_services(phone):
    phone.send("TQCX")

    ((template, text),) = phone.answers()
    assert template == "answer_entitlements"
    assert "移动业务紧急开机（剩1次），免费补卡，" in text


@pytest.mark.clause("ENT-04")
def test_a_suspended_customer_is_reconnected_by_text(phone, database):
    with database.write() as connection:
        line = lines.lock(connection, 1)
        lines.suspend(connection, line, Suspension.ARREARS, now=phone.clock())
        lines.set_arrears(connection, line, months=1, fen=5000, now=phone.clock())
    phone.send("JJKJ")

    with database.read() as connection:
        assert lines.of_id(connection, 1).status == "active"
    ((template, text),) = phone.answers()
    assert template == "reconnection_prepaid"
    assert "100元" in text


@pytest.mark.clause("ENT-04")
def test_a_refused_reconnection_is_answered_with_the_reason(phone):
    phone.send("JJKJ")

    assert phone.answers() == [
        ("answer_reconnection_refused", "未能为您紧急开机：该线路未因欠费停机，无需紧急开机。")
    ]
    assert phone.outcomes() == ["refused"]


@pytest.mark.clause("ENT-11")
def test_do_not_disturb_is_switched_on_and_off_by_text(phone, database):
    states = []
    for code in ("MDR", "qxmdr"):
        phone.send(code)
        phone.clock.forward(minutes=1)
        with database.read() as connection:
            states.append(lines.of_id(connection, 1).do_not_disturb)

    assert states == [True, False]
    assert [template for template, _ in phone.answers()] == [
        "answer_do_not_disturb_on",
        "answer_do_not_disturb_off",
    ]


@pytest.mark.clause("ENT-11")
def test_a_customer_without_a_tier_cannot_switch_it_on(phone):
    phone.clock.forward(days=400)
    phone.send("MDR")

    assert [template for template, _ in phone.answers()] == ["answer_refused"]
    assert phone.outcomes() == ["refused"]


def test_an_unknown_text_is_answered_with_the_list_of_commands(phone):
    phone.send("你好")

    ((template, text),) = phone.answers()
    assert template == "command_list"
    assert "DJCX级别查询，TQCX特权查询，JJKJ紧急开机" in text


def test_a_machine_that_answers_our_answers_is_left_alone(phone):
    for _ in range(service.MOST_LISTS + 3):
        phone.send("I am on holiday")
    assert len(phone.answers()) == service.MOST_LISTS
    assert phone.outcomes().count("not_answered") == 3

    phone.clock.forward(seconds=service.WITHIN.total_seconds() + 1)
    phone.send("what?")
    assert len(phone.answers()) == service.MOST_LISTS + 1


def test_a_message_that_is_handed_in_twice_takes_effect_once(phone):
    assert phone.send("DJCX", message_id="smpp:same")
    assert not phone.send("DJCX", message_id="smpp:same")

    assert len(phone.answers()) == 1


@ON_SQLITE
@pytest.mark.parametrize("sender", [number(7), "+8613900000000", "10086", "BANK", ""])
def test_the_text_of_a_number_that_is_no_line_is_recorded_and_not_answered(phone, database, sender):
    phone.send("DJCX", sender=sender)

    with database.read() as connection:
        assert connection.execute(select(jobs)).all() == []
        row = connection.execute(select(store.incoming_messages)).mappings().one()
    assert row["outcome"] == "not_a_line"
    assert not sender or sender not in str(dict(row))
    assert phone.answers() == []


def test_a_text_of_a_former_owner_has_no_effect(phone, database, clock):
    with database.write() as connection:
        service.receive(connection, Arrival("smpp:1", number(1), "DJCX", clock()))
        line_store.change(connection, 1, owner_no=2)
    carry_out(database, phone.settings, HANDLERS, clock() + timedelta(seconds=1))

    assert phone.outcomes() == ["line_changed"]
    assert phone.answers() == []


@pytest.mark.parametrize("text", ["\0DJCX\0", "'; DROP TABLE lines; --", "😀" * 1000, "{0.__class__}"])
def test_any_text_is_only_a_text(phone, text):
    phone.send(text)

    assert len(phone.answers()) == 1


def test_a_gateway_hands_in_by_http_once_for_each_id(api: Api, phone):
    gateway = api.client(client("message_gateway"))
    body = {"id": "a-1", "number": number(1), "text": "DJCX"}

    answers = [gateway.post("/api/v1/incoming-messages", json=body) for _ in range(2)]
    other = api.client(actor("agent")).post("/api/v1/incoming-messages", json=body)
    carry_out(phone.database, phone.settings, HANDLERS, api.clock())

    assert [(each.status_code, each.json()["status"]) for each in answers] == [
        (202, "taken"),
        (202, "repeated"),
    ]
    assert other.status_code == 403
    assert [template for template, _ in phone.answers()] == ["answer_tiers"]


def test_a_gateway_learns_nothing_about_a_number(api: Api, phone):
    gateway = api.client(client("message_gateway"))

    known, unknown = (
        gateway.post("/api/v1/incoming-messages", json={"id": name, "number": of, "text": "DJCX"}).json()
        for name, of in (("a-1", number(1)), ("a-2", number(9)))
    )

    assert known["status"] == unknown["status"] == "taken"
