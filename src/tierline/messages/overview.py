"""Use cases over many messages at once: how many stand where, sending all that failed again, last events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.paging import Listing, Page
from tierline.messages import store
from tierline.messages.model import Message, State, Webhook
from tierline.messages.service import Wanted, conditions
from tierline.messages.webhooks import PERMISSION as WEBHOOKS
from tierline.rights.model import Actor

RECENT = timedelta(days=30)
"""So far back the last events of a webhook are looked for."""

EVENTS_SHOWN = 3


def tally(connection: Connection, actor: Actor, wanted: Wanted) -> Mapping[State, int]:
    """How many of the wanted messages stand in each state, whichever state is wanted. Clause: CHN-11."""
    found = store.count_by_state(connection, *conditions(connection, actor, replace(wanted, state=None)))
    return {state: found.get(state, 0) for state in State}


def count_to_send_again(connection: Connection, actor: Actor, wanted: Wanted) -> int:
    """How many of the wanted messages `send_all_again` would let go once more."""
    met = conditions(connection, actor, replace(wanted, state=State.FAILED))
    return sum(store.count_by_state(connection, store.is_kept(), *met).values())


def send_all_again(connection: Connection, actor: Actor, wanted: Wanted, *, now: datetime) -> int:
    """Let all wanted messages that failed go once more; how many. One entry in the trail tells which."""
    actor.require("message:send")
    met = conditions(connection, actor, replace(wanted, state=State.FAILED))
    count = store.release_failed(connection, now, *met)
    facts = {
        "count": count,
        "template": wanted.template,
        "purpose": wanted.purpose,
        "channel": wanted.channel,
    }
    facts |= {
        name: moment.isoformat()
        for name, moment in (("since", wanted.since), ("before", wanted.before))
        if moment is not None
    }
    told = {name: fact for name, fact in facts.items() if fact is not None}
    subject = ("site", actor.site if wanted.site is None else wanted.site)
    audit.record(connection, actor, "message.send_all_again", subject, now=now, facts=told)
    return count


def events(
    connection: Connection, actor: Actor, webhook_id: str, listing: Listing, *, now: datetime
) -> Page[Message]:
    """The events of 30 days that went, or should have gone, to a webhook, the latest first."""
    actor.require(WEBHOOKS)
    recent = (store.messages.c.webhook_id == webhook_id, store.messages.c.created_at >= now - RECENT)
    return store.list_page(connection, replace(listing, sort="-created_at"), *recent)


def last_events(
    connection: Connection, actor: Actor, webhooks: Sequence[Webhook], *, now: datetime
) -> Mapping[str, Sequence[Message]]:
    """The last events that went, or should have gone, to each of some webhooks, by the webhooks' ids."""
    actor.require(WEBHOOKS)
    ids = [each.id for each in webhooks]
    found = store.latest_events(connection, ids, now - RECENT, EVENTS_SHOWN) if ids else []
    return {each: [event for event in found if event.webhook_id == each] for each in ids}
