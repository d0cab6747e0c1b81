"""Sending what is due: taken under a lease, sent outside of any transaction, then recorded.

A worker that dies between sending and recording leaves a message that another one sends again, with the same
id, once the lease is over. While a lease holds nobody else sends the message.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from tierline.database.connect import Database
from tierline.database.ids import new_id
from tierline.lines import service as lines
from tierline.messages import rules, service, store, webhook_store
from tierline.messages.model import Channel, Counts, Message, Purpose, Reason, State
from tierline.messages.senders.model import SEND_SECONDS, Outcome, Outgoing, Result, Sender
from tierline.messages.webhooks import unsealed
from tierline.settings import Settings

LEASE = timedelta(seconds=2 * SEND_SECONDS)
BUSY_PAUSE = timedelta(seconds=2)

PATIENT = [purpose for purpose in Purpose if not purpose.is_urgent]
"""What waits for the end of quiet hours."""

Clock = Callable[[], datetime]


def deliver_due(database: Database, settings: Settings, senders: Sequence[Sender], clock: Clock) -> Counts:
    """Send one batch of every sender that is ready, and record what became of it."""
    total: Counter[State] = Counter()
    for sender in senders:
        if sender.is_ready():
            total += _deliver_batch(database, settings, sender, clock)
    return Counts(
        sent=total[State.SENT] + total[State.DELIVERED],
        put_back=total[State.WAITING],
        failed=total[State.FAILED],
        withheld=total[State.WITHHELD],
    )


def _deliver_batch(database: Database, settings: Settings, sender: Sender, clock: Clock) -> Counter[State]:
    # Workers ask every second, and a writer is alone on SQLite: it has to be one with something to do.
    with database.read() as connection:
        if not store.is_due(connection, sender.channel, clock()):
            return Counter()
    mark = new_id()
    with database.write() as connection:
        taken, withheld = _take(connection, settings, sender, mark, clock())
    counts = Counter({State.WITHHELD: withheld})
    if not taken:
        return counts
    outcomes = sender.send([going for _, going in taken])
    with database.write() as connection:
        now = clock()
        for (message, _), outcome in zip(taken, outcomes, strict=True):
            counts[_record(connection, settings, message, outcome, mark, now)] += 1
    return counts


def _take(
    connection: Connection, settings: Settings, sender: Sender, mark: str, now: datetime
) -> tuple[list[tuple[Message, Outgoing]], int]:
    """Claim a batch; what may still go, made ready, and how many may not."""
    quiet = rules.quiet_end(now, settings.quiet_from, settings.quiet_until, settings.time_zone)
    if quiet and sender.channel is Channel.SMS:
        store.put_off(connection, PATIENT, now, quiet)
    taken, withheld = [], 0
    for message in store.claim(connection, sender.channel, now, now + LEASE, mark, sender.batch):
        going = _ready(connection, settings, message)
        if isinstance(going, Reason):
            ended = {"text": ""} if message.forgets_text else {}
            store.settle(connection, message.id, mark, state=State.WITHHELD, reason=going, **ended)
            withheld += 1
        else:
            taken.append((message, going))
    return taken, withheld


def _ready(connection: Connection, settings: Settings, message: Message) -> Outgoing | Reason:
    going = Outgoing(
        id=message.id,
        template=message.template,
        line_id=message.line_id,
        attempt=message.attempts,
        created_at=message.created_at,
        address="",
        text=message.text,
    )
    if message.channel is Channel.WEBHOOK:
        webhook = webhook_store.find(connection, message.webhook_id or "")
        if webhook is None or not webhook.is_active:
            return Reason.WEBHOOK_GONE
        secret = unsealed(settings, webhook.sealed_secret)
        if secret is None:
            return Reason.SECRET_UNREADABLE
        return replace(going, address=webhook.url, secret=secret)
    line = lines.of_id(connection, message.line_id or 0)
    reason = rules.withheld_at_sending(message.purpose, message.owner_no, line)
    if reason is not None or line is None:
        return reason or Reason.LINE_GONE
    return replace(going, address=line.msisdn)


def _record(
    connection: Connection, settings: Settings, message: Message, outcome: Outcome, mark: str, now: datetime
) -> State:
    """Record an attempt, unless the lease is over and another worker has the message; where it stands."""
    state = _state(settings, message, outcome)
    values: dict[str, object] = {"state": state, "reason": outcome.reason}
    if state is State.WAITING:
        is_busy = outcome.result is Result.BUSY
        values["due_at"] = now + (BUSY_PAUSE if is_busy else rules.pause(message.attempts, random.random()))
        values["attempts"] = message.attempts - is_busy
    elif state is not State.FAILED:
        values["sent_at"] = now
        values["delivered_at"] = now if state is State.DELIVERED else None
    if message.forgets_text and state is not State.WAITING:
        values["text"] = ""
    if store.settle(connection, message.id, mark, **values) and outcome.centre_ids:
        store.add_parts(connection, message.id, outcome.centre_ids)
        service.follow_receipts(connection, message.id)
    return state


def _state(settings: Settings, message: Message, outcome: Outcome) -> State:
    match outcome.result:
        case Result.SENT:
            return State.SENT
        case Result.DELIVERED:
            return State.DELIVERED
        case Result.BUSY:
            return State.WAITING
        case Result.RETRY if message.attempts < settings.message_attempts:
            return State.WAITING
        case _:
            return State.FAILED
