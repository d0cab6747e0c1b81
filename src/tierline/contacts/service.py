"""Seeing and recording contacts, and planning them by hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from tierline.account_managers import service as account_managers
from tierline.audit import service as audit
from tierline.contacts import planning, rules, store
from tierline.contacts.errors import ContactOver, ContactUnknown, IntervalNeeded, PlanExists, PlanUnknown
from tierline.contacts.model import Contact, Outcome, Plan, State, Wanted
from tierline.database.errors import ChangedMeanwhile
from tierline.database.paging import Listing, Page
from tierline.entitlements import service as entitlements
from tierline.lines import service as lines
from tierline.messages import service as messages
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.sites.model import HEADQUARTERS


def list_contacts(connection: Connection, actor: Actor, wanted: Wanted, listing: Listing) -> Page[Contact]:
    """A page of the contacts of the actor's site and below it."""
    actor.require("contact:read")
    theirs = account_managers.line_ids_of(wanted.manager) if wanted.manager is not None else None
    return store.list_contacts(connection, actor.site, wanted, theirs, listing)


def of_line(connection: Connection, actor: Actor, msisdn: str, listing: Listing) -> Page[Contact]:
    """A page of the contacts with the present owner of a line. Raises LineUnknown."""
    actor.require("contact:read")
    line = lines.find(connection, actor, msisdn)
    return store.of_owner(connection, line.id, line.owner_no, listing)


def plan_of_line(connection: Connection, actor: Actor, msisdn: str) -> Plan:
    """The contact plan of a line. Raises LineUnknown and PlanUnknown."""
    actor.require("contact:read")
    line = lines.find(connection, actor, msisdn)
    plan = store.present_plan(connection, line.id)
    if plan is None or planning.is_over(plan, line):
        raise PlanUnknown()
    return plan


def start_plan(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    msisdn: str,
    interval_days: int | None,
    *,
    now: datetime,
) -> Plan:
    """Plan regular contact with a line, as often as asked or as its service standard says.

    Raises IntervalNeeded where neither says how often, and PlanExists.
    """
    actor.require("contact:record")
    line = lines.lock(connection, lines.find(connection, actor, msisdn).id)
    former = store.present_plan(connection, line.id)
    if former and planning.is_over(former, line):
        store.end_plan(connection, former, now)
    interval = interval_days or planning.interval_by_standard(connection, settings, line, now)
    if interval is None:
        raise IntervalNeeded(field="interval_days")
    plan = planning.start(connection, settings, line, interval, by_standard=interval_days is None, now=now)
    if plan is None:
        raise PlanExists()
    facts = {"line": line.id, "interval_days": interval}
    audit.record(connection, actor, "contact_plan.start", ("contact_plan", plan.id), now=now, facts=facts)
    return plan


def end_plan(connection: Connection, actor: Actor, plan_id: str, version: int, *, now: datetime) -> Plan:
    """End a plan, and drop its open contact. Raises PlanUnknown and ChangedMeanwhile."""
    actor.require("contact:record")
    plan = store.plan(connection, plan_id, actor.site)
    if plan is None:
        raise PlanUnknown()
    if plan.version != version or not store.end_plan(connection, plan, now):
        raise ChangedMeanwhile(held=version)
    audit.record(connection, actor, "contact_plan.end", ("contact_plan", plan_id), now=now)
    ended = store.plan(connection, plan_id, actor.site)
    assert ended is not None
    return ended


def record(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    contact_id: str,
    version: int,
    outcome: Outcome,
    note: str,
    *,
    now: datetime,
) -> Contact:
    """Record what came of a contact, before its day too, and plan the next one. Clause: ENT-16.

    Raises ContactUnknown, ContactOver and ChangedMeanwhile.
    """
    actor.require("contact:record")
    contact = _seen(connection, actor, contact_id)
    if not contact.is_open:
        raise ContactOver(state=contact.state.value)
    values = {"state": State.MADE.value, "outcome": outcome.value, "note": note}
    values |= {"recorded_by": actor.id}
    if contact.version != version or not store.change(connection, contact, recorded_at=now, **values):
        raise ChangedMeanwhile(held=version)
    facts = {"outcome": outcome.value}
    audit.record(connection, actor, "contact.record", ("contact", contact_id), now=now, facts=facts)
    _follow_up(connection, actor, settings, contact, outcome, now)
    return _seen(connection, actor, contact_id)


def fall_due(connection: Connection, contact_id: str, *, now: datetime) -> None:
    """Mark a planned contact as due and announce it, or end its plan where the customer has left."""
    contact = store.find(connection, contact_id, HEADQUARTERS)
    plan = store.plan(connection, contact.plan_id, HEADQUARTERS) if contact else None
    if contact is None or plan is None or contact.state is not State.PLANNED:
        return
    if planning.is_over(plan, lines.of_id(connection, plan.line_id)):
        store.end_plan(connection, plan, now)
        return
    store.change(connection, contact, state=State.DUE.value)
    facts = {"contact": contact.id, "line_id": contact.line_id, "due_on": contact.due_on.isoformat()}
    messages.announce(connection, "contact.due", facts, now=now, key=f"contact.due:{contact.id}")


def _follow_up(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    contact: Contact,
    outcome: Outcome,
    now: datetime,
) -> None:
    plan = store.plan(connection, contact.plan_id, HEADQUARTERS)
    line = lines.of_id(connection, contact.line_id)
    if plan is None or plan.ended_at or line is None:
        return
    if planning.is_over(plan, line):
        store.end_plan(connection, plan, now)
        return
    interval = plan.interval_days
    if plan.by_standard:
        # The standard may have been amended since the plan was made.
        interval = planning.interval_by_standard(connection, settings, line, now) or interval
        if outcome is Outcome.REACHED:
            entitlements.take(connection, actor, line, planning.GROUP_CONTACT, now=now, settings=settings)
    today = now.astimezone(settings.time_zone).date()
    planning.schedule(connection, settings, plan, rules.next_due_on(today, outcome, interval), now=now)


def _seen(connection: Connection, actor: Actor, contact_id: str) -> Contact:
    contact = store.find(connection, contact_id, actor.site)
    if contact is None:
        raise ContactUnknown()
    return contact
