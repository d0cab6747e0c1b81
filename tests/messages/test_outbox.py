"""The outbox: written with the change it speaks of, sent at least once, and once while a lease holds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from sqlalchemy import insert, select, update

from tests.service.actors import actor
from tests.service.api import Clock
from tests.service.base import add_line, number
from tierline.database.connect import Database
from tierline.database.paging import Listing
from tierline.lines import service as lines
from tierline.lines.store import lines as line_table
from tierline.messages import service, store
from tierline.messages.delivery import LEASE, deliver_due
from tierline.messages.model import Channel, Message, Purpose, State
from tierline.messages.senders.log_file import LogFile
from tierline.messages.senders.model import Outcome, Outgoing, Result
from tierline.messages.service import Wanted
from tierline.settings import Settings
from tierline.wording import Language


class Obedient:
    """A sender that answers as a test tells it to."""

    channel = Channel.SMS
    batch = 5

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.got: list[Outgoing] = []

    def is_ready(self) -> bool:
        return True

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        self.got += batch
        return [self.outcomes.pop(0) if self.outcomes else Outcome(Result.SENT) for _ in batch]

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


def tell(
    database: Database,
    settings: Settings,
    clock: Clock,
    template: str = "password_changed",
    facts: Mapping[str, str] = MappingProxyType({}),
    key: str | None = None,
) -> str:
    """Write a message to line 1; its id."""
    with database.write() as connection:
        line = lines.of_id(connection, 1) or add_line(connection, 1)
        return service.tell(connection, settings, line, template, facts, now=clock(), key=key)


def all_of(database: Database) -> list[Message]:
    with database.read() as connection:
        found = service.listed(connection, actor("supervisor", site=""), Wanted(), Listing())
    return [shown.message for shown in found.items]


def lines_of(settings: Settings) -> list[dict[str, object]]:
    if not settings.message_log.exists():
        return []
    return [json.loads(line) for line in settings.message_log.read_text("utf-8").splitlines()]


# ---------------------------------------------------------------- writing


def test_a_message_stands_or_falls_with_the_change_it_speaks_of(database, settings, clock):
    def change_and_fail() -> None:
        with database.write() as connection:
            service.tell(connection, settings, add_line(connection), "password_changed", {}, now=clock())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()

    assert all_of(database) == []


def test_under_one_key_a_message_is_written_once(database, settings, clock):
    first = tell(database, settings, clock, key="a-change")

    assert tell(database, settings, clock, key="a-change") == first
    assert [message.id for message in all_of(database)] == [first]


def test_a_message_is_in_the_language_of_its_line(database, settings, clock):
    with database.write() as connection:
        add_line(connection, 1, language="en")
    tell(database, settings, clock)

    (message,) = all_of(database)
    assert message.language == Language.EN
    assert message.text.startswith("Your password was changed")


@pytest.mark.clause("ENT-11")
def test_a_greeting_is_withheld_from_a_line_that_is_not_to_be_disturbed(database, settings, clock):
    with database.write() as connection:
        add_line(connection, 1, do_not_disturb=True)
    tell(database, settings, clock, "birthday_greeting", facts={"tier": "gold"})
    tell(database, settings, clock)

    deliver_due(database, settings, [Obedient()], clock)

    states = {message.template: (message.state, message.reason) for message in all_of(database)}
    assert states == {
        "birthday_greeting": (State.WITHHELD, "do_not_disturb"),
        "password_changed": (State.SENT, ""),
    }


def test_in_quiet_hours_only_what_is_urgent_goes(database, settings, clock):
    clock.forward(hours=12)  # 22:00 in Shanghai
    tell(database, settings, clock, "notice_temporary_credit")
    tell(database, settings, clock)
    sender = Obedient()

    deliver_due(database, settings, [sender], clock)
    assert [each.template for each in sender.got] == ["password_changed"]

    clock.forward(hours=10)  # 08:00
    deliver_due(database, settings, [sender], clock)
    assert [each.template for each in sender.got] == ["password_changed", "notice_temporary_credit"]


def test_a_retry_that_falls_into_quiet_hours_waits_for_their_end(database, settings, clock):
    clock.forward(hours=10, minutes=59, seconds=58)  # two seconds before 21:00
    tell(database, settings, clock, "notice_temporary_credit")
    sender = Obedient(Outcome(Result.RETRY, "no_answer"))
    deliver_due(database, settings, [sender], clock)

    clock.forward(minutes=10)
    deliver_due(database, settings, [sender], clock)

    (message,) = all_of(database)
    assert len(sender.got) == 1
    assert message.due_at.astimezone(settings.time_zone).isoformat() == "2012-06-16T08:00:00+08:00"


# ---------------------------------------------------------------- sending


@pytest.mark.clause("GRD-20")
@pytest.mark.parametrize(
    ("change", "reason"),
    [({"status": "closed"}, "line_closed"), ({"owner_no": 2}, "owner_changed")],
)
def test_what_waits_for_a_former_customer_is_withheld(database, settings, clock, change, reason):
    tell(database, settings, clock)
    with database.write() as connection:
        connection.execute(update(line_table).values(**change))
    sender = Obedient()

    counts = deliver_due(database, settings, [sender], clock)

    (message,) = all_of(database)
    assert (sender.got, counts.withheld) == ([], 1)
    assert (message.state, message.reason) == (State.WITHHELD, reason)


def test_neither_outbox_nor_log_holds_the_number(database, settings, clock):
    tell(database, settings, clock)
    deliver_due(database, settings, [LogFile(settings.message_log, shows_text=False)], clock)

    with database.read() as connection:
        row = connection.execute(select(store.messages)).mappings().one()
    assert number(1) not in str(dict(row))
    assert number(1) not in settings.message_log.read_text("utf-8")
    assert [set(line) for line in lines_of(settings)] == [
        {"id", "template", "line_id", "attempt", "created_at"}
    ]


def test_a_failed_attempt_comes_again_until_the_limit_and_then_by_hand(database, settings, clock):
    tell(database, settings, clock)
    sender = Obedient(*[Outcome(Result.RETRY, "no_answer")] * settings.message_attempts)
    for _ in range(settings.message_attempts):
        deliver_due(database, settings, [sender], clock)
        deliver_due(database, settings, [sender], clock)  # too early, nothing goes
        clock.forward(hours=2)
    (message,) = all_of(database)
    assert (message.state, message.reason) == (State.FAILED, "no_answer")
    assert message.attempts == len(sender.got) == settings.message_attempts

    with database.write() as connection:
        service.send_again(connection, actor("supervisor"), message.id, now=clock())
    deliver_due(database, settings, [sender], clock)

    (message,) = all_of(database)
    assert (message.state, message.reason) == (State.SENT, "")
    assert {each.id for each in sender.got} == {message.id}


def test_being_asked_to_come_later_is_no_failed_attempt(database, settings, clock):
    tell(database, settings, clock)
    sender = Obedient(*[Outcome(Result.BUSY)] * 20)
    for _ in range(20):
        deliver_due(database, settings, [sender], clock)
        clock.forward(seconds=3)
    deliver_due(database, settings, [sender], clock)

    (message,) = all_of(database)
    assert (message.state, message.attempts, len(sender.got)) == (State.SENT, 1, 21)


def test_an_urgent_message_overtakes_those_that_are_not(database, settings, clock):
    for number_of_notice in range(6):
        tell(database, settings, clock, "notice_temporary_credit", key=str(number_of_notice))
    tell(database, settings, clock, "answer_no_tier")
    sender = Obedient()

    deliver_due(database, settings, [sender], clock)

    assert sender.got[0].template == "answer_no_tier"
    assert len(sender.got) == sender.batch


def test_a_password_is_forgotten_once_it_is_sent(database, settings, clock):
    tell(database, settings, clock, "service_password_issued", facts={"password": "40281936"})
    sender = Obedient()

    deliver_due(database, settings, [sender], clock)

    (message,) = all_of(database)
    assert "40281936" in sender.got[0].text
    assert message.text == ""


def test_an_answer_that_comes_after_the_lease_changes_nothing(database, settings, clock):
    tell(database, settings, clock)
    other = Obedient()

    class Slow(Obedient):
        def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
            clock.forward(seconds=LEASE.total_seconds())
            deliver_due(database, settings, [other], clock)
            return [Outcome(Result.REFUSED, "too_late") for _ in batch]

    deliver_due(database, settings, [Slow()], clock)

    (message,) = all_of(database)
    assert (len(other.got), message.state, message.attempts) == (1, State.SENT, 2)


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from tests.service.databases import opened, settings_for
from tierline.messages.delivery import deliver_due
from tierline.messages.senders.log_file import LogFile

class Killed(LogFile):
    def send(self, batch):
        super().send(batch)
        os.kill(os.getpid(), signal.SIGKILL)

settings = settings_for(sys.argv[1])
now = datetime.fromisoformat(sys.argv[3])
deliver_due(opened(settings), settings, [Killed(Path(sys.argv[2]), False)], lambda: now)
"""


def test_after_a_kill_between_sending_and_recording_the_same_message_goes_again(database, settings, clock):
    first = tell(database, settings, clock)
    where = (settings.database_url, str(settings.message_log), clock().isoformat())
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *where],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
        timeout=60,
        check=False,
    )
    sender = LogFile(settings.message_log, shows_text=False)
    assert killed.returncode == -signal.SIGKILL

    assert deliver_due(database, settings, [sender], clock).total == 0  # the lease of the dead still holds
    clock.forward(seconds=LEASE.total_seconds())
    assert deliver_due(database, settings, [sender], clock).sent == 1

    assert [(line["id"], line["attempt"]) for line in lines_of(settings)] == [(first, 1), (first, 2)]


def test_several_workers_on_one_outbox_send_each_message_once(database, settings, clock):
    with database.write() as connection:
        line = add_line(connection)
        for key in range(60):
            service.tell(connection, settings, line, "password_changed", {}, now=clock(), key=str(key))
    senders = [Obedient() for _ in range(3)]
    start = threading.Barrier(len(senders))

    def work(sender: Obedient) -> None:
        start.wait()
        while deliver_due(database, settings, [sender], clock).total:
            pass

    threads = [threading.Thread(target=work, args=(sender,)) for sender in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    sent = [each.id for sender in senders for each in sender.got]
    assert len(sent) == len(set(sent)) == 60
    assert {message.state for message in all_of(database)} == {State.SENT}


def test_the_backlog_is_what_should_have_gone(database, settings, clock):
    tell(database, settings, clock)
    tell(database, settings, clock)
    clock.forward(minutes=5)

    with database.read() as connection:
        found = service.backlog(connection, clock())

    assert (found.due, found.oldest_due_at) == (2, clock() - timedelta(minutes=5))


def test_an_event_goes_to_the_webhooks_of_its_topic(database, clock):
    with database.write() as connection:
        for name, topics in (("one", ["line.suspend"]), ("two", ["line.resume"])):
            row = {"id": name, "url": "https://example.com", "topics": topics, "sealed_secret": ""}
            row |= {"is_active": True, "created_by": "person:1", "created_at": clock(), "version": 1}
            connection.execute(insert(store.webhooks).values(row))
        counts = [
            service.announce(connection, "line.suspend", {"line_id": 1}, now=clock(), key="a")
            for _ in range(2)
        ]

    (message,) = all_of(database)
    assert counts == [1, 1]
    assert (message.webhook_id, message.purpose, message.line_id) == ("one", Purpose.EVENT, None)
    assert json.loads(message.text) == {
        "id": message.id,
        "type": "line.suspend",
        "timestamp": clock().isoformat(),
        "data": {"line_id": 1},
    }
