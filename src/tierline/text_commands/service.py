"""Taking messages of customers, each once; carrying out the commands in them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from tierline.errors import InputError
from tierline.jobs import service as jobs
from tierline.lines import service as lines
from tierline.lines.errors import NumberWrong
from tierline.lines.model import Line
from tierline.lines.msisdn import mask, parse
from tierline.messages.model import Arrival
from tierline.rights.model import Actor, ActorKind
from tierline.rights.policy import CUSTOMER, permissions_of
from tierline.settings import Settings
from tierline.text_commands import store
from tierline.text_commands.answers import ACTIONS, Asking
from tierline.text_commands.model import Command, Incoming, Outcome
from tierline.text_commands.policy import command_of, listed
from tierline.wording import Text

KIND = "text_command.handle"

LONGEST_TEXT = 1000
MOST_LISTS, WITHIN = 5, timedelta(hours=1)
"""So many unknown texts of a line are answered in that time."""


def receive(connection: Connection, arrival: Arrival) -> bool:
    """Record a message of a customer and have it looked at; False where it was handed in before.

    The number is kept masked. One of no line here is recorded and not answered.
    """
    line, shown = _sender(connection, arrival.number)
    message = Incoming(
        id=arrival.id,
        line_id=line.id if line else None,
        owner_no=line.owner_no if line else None,
        number=shown,
        # PostgreSQL stores no NUL in a text.
        text=arrival.text.replace("\0", "")[:LONGEST_TEXT],
        command="",
        outcome=Outcome.WAITING if line else Outcome.NOT_A_LINE,
        received_at=arrival.received_at,
        handled_at=None,
    )
    if not store.add(connection, message):
        return False
    if line:
        at = arrival.received_at
        jobs.schedule(connection, KIND, f"text_command:{arrival.id}", at, {"id": arrival.id}, now=at)
    return True


def hand_in(
    connection: Connection, actor: Actor, message_id: str, number: str, text: str, *, now: datetime
) -> bool:
    """Take a message that a gateway hands in over HTTP, as `receive` does; ids of two gateways do not mix."""
    actor.require("message:receive")
    return receive(connection, Arrival(f"{actor.id}:{message_id}", number, text, now))


def handle(connection: Connection, settings: Settings, message_id: str, *, now: datetime) -> None:
    """Carry out the command of a recorded message and answer it, or answer with the list of commands."""
    message = store.find(connection, message_id)
    if message is None or message.outcome is not Outcome.WAITING:
        return
    line = lines.of_id(connection, message.line_id or 0)
    command = command_of(message.text)
    if line is None or line.is_closed or line.owner_no != message.owner_no:
        outcome = Outcome.LINE_CHANGED
    else:
        key = f"text_command:{message.id}"
        asking = Asking(connection, settings, _customer(line), line, now, key)
        outcome = _carry_out(asking, command) if command else _list_commands(asking)
    store.settle(connection, message.id, command.code if command else "", outcome, handled_at=now)


def _carry_out(asking: Asking, command: Command) -> Outcome:
    try:
        # What a command that is refused has begun is taken back; the answer is not.
        with asking.connection.begin_nested():
            return ACTIONS[command.action](asking)
    except InputError as error:
        reason = error.message(asking.line.language)
        asking.answer("answer_refused", {"reason": Text(reason, reason)})
        return Outcome.REFUSED


def _list_commands(asking: Asking) -> Outcome:
    unknown = store.count_unknown(asking.connection, asking.line.id, asking.now - WITHIN)
    if unknown >= MOST_LISTS:
        return Outcome.NOT_ANSWERED
    asking.answer("command_list", {"commands": listed()})
    return Outcome.UNKNOWN_COMMAND


def _sender(connection: Connection, number: str) -> tuple[Line | None, str]:
    try:
        digits = parse(number)
    except NumberWrong:
        # A name in place of a number, such as that of another system.
        return None, ""
    return lines.of_number(connection, digits), mask(digits)


def _customer(line: Line) -> Actor:
    """The owner of a line, who has shown that by writing from it."""
    return Actor(
        id=f"customer:{line.id}.{line.owner_no}",
        kind=ActorKind.CUSTOMER,
        name=CUSTOMER,
        site="",
        permissions=permissions_of((CUSTOMER,)),
        line_id=line.id,
        owner_no=line.owner_no,
    )
