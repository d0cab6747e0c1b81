"""Asking for a reconnection, and looking at them; ending and extending them is in by_hand.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.ids import new_id
from tierline.database.paging import Listing, Page
from tierline.entitlements import service as entitlements
from tierline.entitlements.model import Decision, Reason
from tierline.entitlements.policy import Book
from tierline.lines import service as lines
from tierline.lines.errors import LineUnknown
from tierline.lines.model import Line, Suspension
from tierline.messages import service as messages
from tierline.reconnections import endings, list_store, rules, store
from tierline.reconnections.errors import ReconnectionUnknown
from tierline.reconnections.model import (
    SERVICE,
    Answer,
    Reconnection,
    State,
    Step,
    Tally,
    Terms,
    Wanted,
)
from tierline.rights.model import Actor
from tierline.service_passwords import service as service_passwords
from tierline.service_passwords.model import Means, Refusal, Shown
from tierline.settings import Settings
from tierline.sites.errors import SiteUnknown
from tierline.sites.model import is_within
from tierline.work_orders import service as work_orders
from tierline.work_orders.model import Kind


def request(
    connection: Connection,
    settings: Settings,
    actor: Actor,
    msisdn: str,
    shown: Shown,
    *,
    now: datetime,
) -> Answer:
    """Reconnect a line, or refuse with the reason; commit whatever comes back.

    Who asks is made sure of first, so that nobody else learns what the line owes. Raises LineUnknown.
    Clauses: ENT-04 to ENT-07.
    """
    actor.require("reconnection:request")
    found = lines.find(connection, actor, msisdn)
    line, active = endings.locked(connection, settings, found.id, now, now=now)
    if (line.owner_no, line.msisdn) != (found.owner_no, found.msisdn):
        # Between the two it went to somebody else, of whom the actor may know nothing.
        raise LineUnknown()
    asked = _asked(line, actor, shown, now)
    store.add(connection, asked)
    _add_step(connection, asked, None, State.REQUESTED, actor, now)
    means = service_passwords.identify(connection, actor, settings, line, shown, now=now)
    if isinstance(means, Refusal):
        return _refuse(connection, actor, asked, means, now)
    terms = decide(connection, actor, settings, line, active, now=now)
    if isinstance(terms, Refusal):
        return _refuse(connection, actor, replace(asked, means=means.value), terms, now)
    return _grant(connection, settings, actor, line, asked, means, terms, now)


def decide(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    line: Line,
    active: Reconnection | None,
    *,
    now: datetime,
    by: Book | None = None,
) -> Terms | Refusal:
    """The terms on which a line would be reconnected now, or why it would not, whoever asks.

    `by` are other standards than those issued.
    """
    refusal = rules.refusal_of_line(line, active)
    if refusal is not None:
        return refusal
    decision = entitlements.check_one(connection, actor, line, SERVICE, now, settings, by)
    return _by(connection, line, decision)


def foreseen(connection: Connection, actor: Actor, line: Line, decision: Decision) -> Terms | Refusal:
    """What asking for a reconnection would come to, for whoever has the decision on it already; as `decide`.

    Nothing is asked of the database for a line that has nothing to be reconnected from.
    """
    actor.require("reconnection:request")
    refusal = rules.refusal_of_line(line, None)
    if refusal is None:
        refusal = rules.refusal_of_line(line, store.active_of(connection, line.id))
    return refusal or _by(connection, line, decision)


def _by(connection: Connection, line: Line, decision: Decision) -> Terms | Refusal:
    terms = rules.terms_of(decision, line)
    if isinstance(terms, Refusal) and decision.reason is not Reason.QUOTA_USED_UP:
        return terms
    last = store.last_granted(connection, line.id, line.owner_no)
    if isinstance(terms, Refusal):
        # Nobody is told to wait for a day on which they are refused all the same.
        return rules.LAST_UNPAID if rules.is_unpaid(line, last) else terms
    return rules.refusal_of_history(line, terms, last) or terms


def get(connection: Connection, actor: Actor, reconnection_id: str) -> tuple[Reconnection, list[Step]]:
    """A reconnection with its whole history. Raises ReconnectionUnknown. Clauses: CHN-11, GOV-01."""
    actor.require("reconnection:read")
    found = store.find(connection, reconnection_id, actor)
    if found is None:
        raise ReconnectionUnknown()
    return found, store.steps_of(connection, found.id)


def of_line(connection: Connection, actor: Actor, msisdn: str, listing: Listing) -> Page[Reconnection]:
    """A page of the reconnections of a line; those of an earlier owner are not shown. Raises LineUnknown."""
    actor.require("reconnection:read")
    line = lines.find(connection, actor, msisdn)
    return list_store.listed(connection, Wanted(line_id=line.id, owner_no=line.owner_no), actor, listing)


def listed(connection: Connection, actor: Actor, wanted: Wanted, listing: Listing) -> Page[Reconnection]:
    """A page of the reconnections at the actor's site and below it, or of one's own line. Clause: CHN-11."""
    actor.require("reconnection:read")
    return list_store.listed(connection, wanted, actor, listing)


def tally(
    connection: Connection, actor: Actor, settings: Settings, site: str, *, soon: timedelta, now: datetime
) -> Tally:
    """How many are active, end within `soon`, were refused today, ended unpaid, at a site and below it.

    Raises SiteUnknown where the site is not the actor's or below it. Clause: CHN-11.
    """
    actor.require("reconnection:read")
    if not is_within(site, actor.site):
        raise SiteUnknown(site=site[:120])
    return list_store.tally(
        connection,
        site,
        actor,
        expires_before=now + soon,
        refused_since=rules.day_of(now, settings.time_zone),
    )


def _asked(line: Line, actor: Actor, shown: Shown, now: datetime) -> Reconnection:
    return Reconnection(
        id=new_id(),
        line_id=line.id,
        owner_no=line.owner_no,
        site=line.site,
        payment=line.payment,
        state=State.REQUESTED,
        reason="",
        clause="",
        channel=shown.channel.value,
        means="",
        requested_at=now,
        requested_by=actor.id,
        standard="",
        scheme="",
        tier="",
        credit_fen=None,
        used_fen=0,
        arrears_months=line.arrears_months,
        arrears_fen=line.arrears_fen,
        granted_at=None,
        expires_at=None,
        ended_at=None,
        paid_at=None,
        work_order_id=None,
        version=1,
    )


def _refuse(
    connection: Connection, actor: Actor, asked: Reconnection, refusal: Refusal, now: datetime
) -> Answer:
    values = {"means": asked.means, "reason": refusal.reason, "clause": refusal.clause}
    store.change(connection, asked.id, state=State.REFUSED.value, **values)
    _add_step(connection, asked, State.REQUESTED, State.REFUSED, actor, now, reason=refusal.reason)
    facts = {"reason": refusal.reason, "channel": asked.channel}
    audit.record(connection, actor, "reconnection.refuse", ("line", asked.line_id), now=now, facts=facts)
    return Answer(_stored(connection, asked.id), refusal)


def _grant(
    connection: Connection,
    settings: Settings,
    actor: Actor,
    line: Line,
    asked: Reconnection,
    means: Means,
    terms: Terms,
    now: datetime,
) -> Answer:
    facts = {"reconnection_id": asked.id}
    used = entitlements.take(connection, actor, line, SERVICE, now=now, settings=settings, facts=facts)
    # The line is locked since the decision, hence nobody else can have taken what it found.
    assert not isinstance(used, Decision)
    expires_at = now + terms.lasts
    store.change(
        connection,
        asked.id,
        state=State.ACTIVE.value,
        means=means.value,
        clause=terms.clause,
        standard=terms.standard,
        scheme=terms.scheme,
        tier=terms.tier,
        credit_fen=terms.credit_fen,
        granted_at=now,
        expires_at=expires_at,
        work_order_id=_order(connection, actor, line, asked.id, terms, expires_at, now),
    )
    granted = _stored(connection, asked.id)
    _add_step(connection, granted, State.REQUESTED, State.ACTIVE, actor, now)
    lines.resume(connection, line, Suspension.ARREARS, now=now)
    endings.schedule_expiry(connection, granted.id, expires_at, now=now)
    endings.announce_resumption(connection, granted, SERVICE, now=now)
    _tell_granted(connection, settings, line, granted, now)
    told = {"standard": terms.standard, "tier": terms.tier, "channel": asked.channel, "means": means.value}
    audit.record(connection, actor, "reconnection.grant", ("reconnection", asked.id), now=now, facts=told)
    return Answer(granted, None)


def _order(
    connection: Connection,
    actor: Actor,
    line: Line,
    reconnection_id: str,
    terms: Terms,
    due_by: datetime,
    now: datetime,
) -> str | None:
    """The work order of a postpaid line; a prepaid one has its credit as limit, and none. Clause: ENT-06."""
    if terms.credit_fen is not None:
        return None
    key = f"reconnection:{reconnection_id}"
    return work_orders.raise_order(
        connection, Kind.RECONNECTION, line, reconnection_id, due_by, by=actor.id, now=now, key=key
    )


def _tell_granted(
    connection: Connection, settings: Settings, line: Line, granted: Reconnection, now: datetime
) -> None:
    key = f"reconnection.granted:{granted.id}"
    facts: dict[str, str | datetime] = {"until": granted.expires_at or now}
    template = "reconnection_postpaid"
    if granted.credit_fen is not None:
        yuan, fen = divmod(granted.credit_fen, 100)
        facts["credit_yuan"] = f"{yuan}.{fen:02}" if fen else str(yuan)
        template = "reconnection_prepaid"
    messages.tell(connection, settings, line, template, facts, now=now, key=key)


def _stored(connection: Connection, reconnection_id: str) -> Reconnection:
    found = store.find(connection, reconnection_id)
    assert found is not None
    return found


def _add_step(
    connection: Connection,
    reconnection: Reconnection,
    before: State | None,
    after: State,
    actor: Actor,
    now: datetime,
    *,
    reason: str = "",
) -> None:
    step = Step(now, now, actor.id, before, after, reason, "", reconnection.expires_at)
    store.add_step(connection, reconnection.id, step)
