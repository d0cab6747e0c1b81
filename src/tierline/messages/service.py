"""Writing messages and events in the transaction of what they speak of; seeing them; sending one again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, true

from tierline.audit import service as audit
from tierline.database.ids import new_id
from tierline.database.paging import Listing, Page
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.messages import rules, store, webhook_store
from tierline.messages.errors import MessageNotFailed, MessageUnknown, TemplateUnknown
from tierline.messages.model import Backlog, Channel, Message, Purpose, Receipt, State, Webhook
from tierline.messages.templates import Fact
from tierline.messages.templates import template as template_of
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.sites.conditions import within
from tierline.wording import Language, Text

TEXT_PERMISSION = "message:text"

FACT_PLACE = re.compile(r"\{[a-z_]+\}")
MARK = "\N{HORIZONTAL ELLIPSIS}"
"""What stands for a fact where the text of a message is not shown."""


def tell(
    connection: Connection,
    settings: Settings,
    line: Line,
    template: str,
    facts: Mapping[str, Fact],
    *,
    now: datetime,
    purpose: Purpose | None = None,
    key: str | None = None,
    language: Language | None = None,
) -> str:
    """Write a message to the owner of a line, in the line's language where no other is given; its id.

    Under a `key` it is written once, and a repetition gets the id of the first. Do-not-disturb withholds what
    is not about the service itself, and quiet hours put off what is not urgent. Clauses: ENT-11, ENT-13.
    """
    chosen = template_of(template)
    why = purpose or chosen.purpose
    withheld = rules.withheld_at_writing(why, line)
    spoken = language or line.language
    row = _row(Channel.SMS, template, chosen.fill(spoken, facts, settings.time_zone), why, now)
    row |= {"key": key, "line_id": line.id, "owner_no": line.owner_no, "site": line.site}
    row |= {"language": spoken.value, "forgets_text": chosen.forgets_text}
    if withheld:
        row |= {"state": State.WITHHELD, "reason": withheld}
    else:
        row["due_at"] = _goes_at(settings, why, now)
    return store.add(connection, row)


def written_under(connection: Connection, key: str) -> Message | None:
    """The message that was written under a key; None where none was."""
    return store.of_key(connection, key)


def goes_at(settings: Settings, template: str, now: datetime) -> datetime:
    """When a message of a template goes that is written now: at once, or at the end of quiet hours."""
    return _goes_at(settings, template_of(template).purpose, now)


def _goes_at(settings: Settings, purpose: Purpose, now: datetime) -> datetime:
    if purpose.is_urgent:
        return now
    return rules.quiet_end(now, settings.quiet_from, settings.quiet_until, settings.time_zone) or now


def count_short_messages(text: str) -> int:
    """How many short messages a text goes out as."""
    # The alphabets come with a library that takes long to load, and few texts are counted.
    from tierline.messages.senders.short_message import parted

    return len(parted(text, "").parts)


def announce(
    connection: Connection, topic: str, payload: Mapping[str, Any], *, now: datetime, key: str | None = None
) -> int:
    """Write an event for every webhook that takes its topic; how many. A `key` makes it one event each.

    `payload` is plain JSON without personal data; ids of lines are fine.
    """
    takers = [each for each in webhook_store.active(connection) if topic in each.topics]
    for webhook in takers:
        write_event(connection, webhook, topic, payload, now=now, key=f"{key}:{webhook.id}" if key else None)
    return len(takers)


def write_event(
    connection: Connection,
    webhook: Webhook,
    topic: str,
    payload: Mapping[str, Any],
    *,
    now: datetime,
    key: str | None = None,
) -> str:
    """Write an event for one webhook, whatever topics it takes; its id."""
    row = _row(Channel.WEBHOOK, topic, "", Purpose.EVENT, now)
    envelope = {"id": row["id"], "type": topic, "timestamp": now.isoformat(), "data": dict(payload)}
    row["text"] = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
    return store.add(connection, row | {"webhook_id": webhook.id, "key": key})


def _row(channel: Channel, template: str, text: str, purpose: Purpose, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "key": None,
        "channel": channel,
        "template": template,
        "language": "",
        "purpose": purpose,
        "rank": purpose.rank,
        "text": text,
        "forgets_text": False,
        "state": State.WAITING,
        "reason": "",
        "attempts": 0,
        "due_at": now,
        "created_at": now,
    }


def send_again(connection: Connection, actor: Actor, message_id: str, *, now: datetime) -> Message:
    """Let a failed message go once more. Raises MessageUnknown and MessageNotFailed."""
    actor.require("message:send")
    message = store.find(connection, message_id, store.visible(actor))
    if message is None:
        raise MessageUnknown(id=message_id)
    if message.state is not State.FAILED or not message.text:
        raise MessageNotFailed(state=message.state.value)
    again = replace(message, state=State.WAITING, reason="", attempts=0, due_at=now)
    store.settle(connection, message.id, None, state=again.state, reason="", attempts=0, due_at=now)
    audit.record(connection, actor, "message.send_again", ("message", message.id), now=now)
    return again


def take_receipt(
    connection: Connection, centre_id: str, receipt: Receipt, reason: str = "", *, now: datetime
) -> None:
    """Record what the centre says of a short message, before or after we know which message it is part of."""
    message_id = store.add_receipt(connection, centre_id, receipt, reason, now)
    if message_id:
        follow_receipts(connection, message_id)


def follow_receipts(connection: Connection, message_id: str) -> None:
    """Bring the state of a message that was sent up to date with the receipts of its parts."""
    message = store.find(connection, message_id, true())
    if message is None or message.state not in (State.SENT, State.FAILED):
        return
    parts = store.parts_of(connection, message_id)
    state, reason = rules.state_by_receipts(parts)
    ended_at = max((part.receipt_at for part in parts if part.receipt_at), default=None)
    if state is State.DELIVERED:
        store.settle(connection, message_id, None, state=state, reason="", delivered_at=ended_at)
    elif state is State.FAILED and message.state is State.SENT:
        store.settle(connection, message_id, None, state=state, reason=reason)


def backlog(connection: Connection, now: datetime) -> Backlog:
    """What should have gone by now and has not."""
    return store.backlog(connection, now)


# ---------------------------------------------------------------- seeing messages


def outline(template: str) -> Text:
    """What messages of a template say, with a mark for each fact; the name of one that is there no longer."""
    try:
        said = template_of(template).text
    except TemplateUnknown:
        return Text(template, template)
    return Text(FACT_PLACE.sub(MARK, said.en), FACT_PLACE.sub(MARK, said.zh))


@dataclass(frozen=True)
class Wanted:
    """Which messages of a list are wanted, from `since` on and before `before`; None leaves that open."""

    line_id: int | None = None
    state: State | None = None
    channel: Channel | None = None
    template: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    purpose: Purpose | None = None
    site: str | None = None


@dataclass(frozen=True)
class Shown:
    """A message as an actor may see it: with the masked number, and with the text where they may read it."""

    message: Message
    number: str
    text: str | None


def listed(connection: Connection, actor: Actor, wanted: Wanted, listing: Listing) -> Page[Shown]:
    """A page of the messages that an actor may see, the newest first. Clause: GOV-01."""
    meant = conditions(connection, actor, wanted)
    found = store.list_page(connection, replace(listing, sort=listing.sort or "-created_at"), *meant)
    return Page(_shown(connection, actor, found.items), found.next)


def get(connection: Connection, actor: Actor, message_id: str) -> Shown:
    """A message that an actor may see. Raises MessageUnknown. Clause: GOV-01."""
    this = (*conditions(connection, actor, Wanted()), store.messages.c.id == message_id)
    found = store.list_page(connection, Listing(1), *this).items
    if not found:
        raise MessageUnknown(id=message_id[:36])
    return _shown(connection, actor, found)[0]


def _shown(connection: Connection, actor: Actor, found: Sequence[Message]) -> list[Shown]:
    numbers = _numbers(connection, {each.line_id for each in found if each.line_id is not None})
    may_read = actor.may(TEXT_PERMISSION)
    return [
        # What is forgotten once it is sent, such as a password, nobody but the customer reads before either.
        Shown(
            each,
            numbers.get(each.line_id or -1, ""),
            each.text if may_read and not each.forgets_text else None,
        )
        for each in found
    ]


def conditions(connection: Connection, actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What a query for the wanted ones among the messages that an actor may see has to carry."""
    actor.require("message:read")
    columns = store.messages.c
    met = [store.visible(actor)]
    if wanted.line_id is not None:
        # Of the line's history only what belongs to its present owner is shown.
        line = lines.get(connection, actor, wanted.line_id)
        met += [columns.line_id == line.id, columns.owner_no == line.owner_no]
    met += [store.in_state(wanted.state)] if wanted.state is not None else []
    for column, value in (
        (columns.channel, wanted.channel),
        (columns.template, wanted.template),
        (columns.purpose, wanted.purpose),
    ):
        met += [column == value] if value is not None else []
    met += [columns.created_at >= wanted.since] if wanted.since else []
    met += [columns.created_at < wanted.before] if wanted.before else []
    met += [within(columns.site, wanted.site)] if wanted.site else []
    return met


def _numbers(connection: Connection, line_ids: set[int]) -> dict[int, str]:
    found = {line_id: lines.of_id(connection, line_id) for line_id in line_ids}
    return {line_id: lines.shown_number(line) for line_id, line in found.items() if line}
