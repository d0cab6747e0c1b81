"""The SMS centre, for which a real one of the npm package smpp stands on loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.peers.peers import SmppCentre, smpp_centre
from tests.service.actors import actor
from tests.service.api import Clock
from tests.service.base import add_line, number
from tierline.database.connect import Database
from tierline.database.paging import Listing
from tierline.messages import service
from tierline.messages.errors import SmppSettingsWrong
from tierline.messages.model import Arrival, Message, Receipt, State
from tierline.messages.pump import MessagePump
from tierline.messages.senders.smpp import SmppSender
from tierline.messages.service import Wanted
from tierline.settings import Settings

SECONDS = 60.0

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what happens on the connection, where the database makes no difference."""


@pytest.fixture(scope="module")
def centre() -> Iterator[SmppCentre]:
    """One centre for the module; a test looks at what has come since it began."""
    with smpp_centre() as running:
        yield running


@pytest.fixture(autouse=True)
def _well_behaved(centre: SmppCentre) -> None:
    centre.behave(refuse=False, status="ESME_ROK", state="DELIVRD", receipt_ms=20, answer_ms=0)


@pytest.fixture
def settings(settings: Settings, centre: SmppCentre) -> Settings:
    changes = {"sms_sender": "smpp", "smpp_port": centre.port, "smpp_password": centre.password}
    return type(settings)(**{**settings.model_dump(), **changes})


class Heard:
    """What customers wrote."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.faults = 0

    def __call__(self, _connection: object, arrival: Arrival) -> None:
        if self.faults:
            self.faults -= 1
            raise SmppSettingsWrong()
        self.arrivals.append(arrival)


@contextmanager
def pumping(database: Database, settings: Settings, heard: Heard) -> Iterator[Clock]:
    """A pump that runs within the context."""
    clock, stop = Clock(), threading.Event()
    thread = threading.Thread(target=MessagePump(database, settings, clock, heard).run, args=(stop,))
    thread.start()
    try:
        yield clock
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    ends_at = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < ends_at, "waited in vain"
        time.sleep(0.02)


def tell(database: Database, settings: Settings, clock: Clock, template: str, facts: dict[str, str]) -> str:
    with database.write() as connection:
        return service.tell(connection, settings, add_line(connection), template, facts, now=clock())


def message(database: Database) -> Message:
    with database.read() as connection:
        found = service.listed(connection, actor("supervisor", site=""), Wanted(), Listing())
    return found.items[0].message


def test_chinese_arrives_and_its_receipt_is_recorded(database, settings, centre):
    count = len(centre.events("submitted"))
    with pumping(database, settings, Heard()) as clock:
        tell(database, settings, clock, "answer_tiers", {"tiers": "钻石"})
        until(lambda: message(database).state is State.DELIVERED)

    (submitted,) = centre.events("submitted")[count:]
    assert submitted["text"] == "您的客户级别：钻石。"
    assert (submitted["from"], submitted["to"], submitted["data_coding"]) == ("10010", number(1), 8)
    assert message(database).delivered_at is not None


def test_a_long_text_goes_in_parts_and_is_delivered_when_all_are(database, settings, centre):
    count = len(centre.events("submitted"))
    with pumping(database, settings, Heard()) as clock:
        tell(database, settings, clock, "answer_tiers", {"tiers": "钻石" * 70})
        until(lambda: message(database).state is State.DELIVERED)

    parts = centre.events("submitted")[count:]
    assert [part["part"][1:] for part in parts] == [[3, 1], [3, 2], [3, 3]]
    assert "".join(part["text"] for part in parts) == f"您的客户级别：{'钻石' * 70}。"


def test_a_receipt_that_comes_before_the_answer_is_kept(database, settings, centre):
    centre.behave(receipt_ms=-1, answer_ms=100)
    with pumping(database, settings, Heard()) as clock:
        tell(database, settings, clock, "answer_no_tier", {})
        until(lambda: message(database).state is State.DELIVERED)


@ON_SQLITE
def test_a_receipt_of_failure_is_shown_as_the_reason(database, settings, centre):
    centre.behave(state="UNDELIV")
    with pumping(database, settings, Heard()) as clock:
        tell(database, settings, clock, "answer_no_tier", {})
        until(lambda: message(database).state is State.FAILED)

    assert message(database).reason == "receipt_undeliv"


@ON_SQLITE
def test_a_busy_centre_is_asked_again_later(database, settings, centre):
    centre.behave(status="ESME_RTHROTTLED")
    count = len(centre.events("rejected"))
    with pumping(database, settings, Heard()) as clock:
        tell(database, settings, clock, "answer_no_tier", {})
        until(lambda: len(centre.events("rejected")) > count and message(database).state is State.WAITING)
        centre.behave(status="ESME_ROK")
        clock.forward(seconds=5)
        until(lambda: message(database).state is State.DELIVERED)

    assert message(database).attempts == 1


@ON_SQLITE
def test_a_number_that_the_centre_refuses_fails_at_once(database, settings, centre):
    centre.behave(status="ESME_RINVDSTADR")
    with pumping(database, settings, Heard()) as clock:
        tell(database, settings, clock, "answer_no_tier", {})
        until(lambda: message(database).state is State.FAILED)

    assert message(database).reason == "esme_rinvdstadr"


@ON_SQLITE
def test_after_a_lost_connection_messages_go_on(database, settings, centre):
    count = len(centre.events("bound"))
    with pumping(database, settings, Heard()) as clock:
        centre.wait_for("bound", count + 1)
        centre.drop()
        centre.wait_for("bound", count + 2)
        tell(database, settings, clock, "answer_no_tier", {})
        until(lambda: message(database).state is State.DELIVERED)


@ON_SQLITE
def test_while_the_centre_refuses_to_bind_no_attempt_is_spent(database, settings, centre):
    centre.behave(refuse=True)
    count = len(centre.events("refused"))
    with pumping(database, settings, Heard()) as clock:
        tell(database, settings, clock, "answer_no_tier", {})
        centre.wait_for("refused", count + 2)
        assert (message(database).state, message(database).attempts) == (State.WAITING, 0)
        centre.behave(refuse=False)
        until(lambda: message(database).state is State.DELIVERED)


@ON_SQLITE
def test_what_a_customer_writes_is_heard_and_then_confirmed(database, settings, centre):
    heard, count = Heard(), len(centre.events("bound"))
    with pumping(database, settings, heard):
        centre.wait_for("bound", count + 1)
        before = len(centre.events("confirmed"))  # the answer may be there before the next line is
        centre.send(number(1), "我的级别", message_id="from-phone-1")
        confirmed = centre.wait_for("confirmed", before + 1)[-1]

    (arrival,) = heard.arrivals
    assert (arrival.id, arrival.number, arrival.text) == ("smpp:from-phone-1", number(1), "我的级别")
    assert (confirmed["id"], confirmed["status"]) == ("from-phone-1", 0)


@ON_SQLITE
def test_what_could_not_be_recorded_is_not_confirmed(database, settings, centre):
    heard, count = Heard(), len(centre.events("bound"))
    heard.faults = 1
    with pumping(database, settings, heard):
        centre.wait_for("bound", count + 1)
        confirmed = len(centre.events("confirmed"))
        centre.send(number(1), "DJCX", message_id="from-phone-2")
        centre.wait_for("bound", count + 2)  # the connection was given up instead
        assert len(centre.events("confirmed")) == confirmed
        centre.send(number(1), "DJCX", message_id="from-phone-2")
        until(lambda: len(heard.arrivals) == 1)


def test_a_receipt_of_an_unknown_message_does_no_harm(database, settings):
    with database.write() as connection:
        service.take_receipt(connection, "of-another-terminal", Receipt.DELIVERED, now=Clock()())


@ON_SQLITE
def test_settings_that_the_protocol_cannot_carry_are_refused(database_url, settings):
    too_long = settings.model_copy(update={"smpp_system_id": "a" * 16})

    with pytest.raises(SmppSettingsWrong):
        SmppSender(too_long, Clock(), lambda _: None)
