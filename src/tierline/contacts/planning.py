"""Starting and ending plans, and the contact that follows; use cases of people are in service.py."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Connection

from tierline.contacts import rules, store
from tierline.contacts.model import Contact, Plan, State
from tierline.database.ids import new_id
from tierline.entitlements import service as entitlements
from tierline.jobs import service as jobs
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.rights.model import Actor, ActorKind
from tierline.settings import Settings
from tierline.sites.model import HEADQUARTERS

GROUP_CONTACT, EVERY_DAYS = "group_contact", "every_days"
"""The service of group customers, and the term that says how often. Clause: ENT-16."""

DAY_BEGINS = time(8, 0)
"""Local time at which contacts fall due."""

LINES_AT_ONCE = 200

PLANNER = Actor(
    id="system:contacts",
    kind=ActorKind.SYSTEM,
    name="contact planning",
    site=HEADQUARTERS,
    permissions=frozenset(("entitlement:read",)),
)


def interval_by_standard(connection: Connection, settings: Settings, line: Line, now: datetime) -> int | None:
    """After how many days the service standard has a line contacted; None: it has not. Clause: ENT-16."""
    decision = entitlements.check_one(connection, PLANNER, line, GROUP_CONTACT, now, settings)
    return decision.number(EVERY_DAYS) if decision.is_granted else None


def start(
    connection: Connection,
    settings: Settings,
    line: Line,
    interval_days: int,
    *,
    by_standard: bool,
    now: datetime,
) -> Plan | None:
    """Plan contact with the owner of a line, the first one too; None where one is planned already."""
    plan = Plan(
        id=new_id(),
        line_id=line.id,
        owner_no=line.owner_no,
        site=line.site,
        interval_days=interval_days,
        by_standard=by_standard,
        started_at=now,
        ended_at=None,
        version=1,
    )
    if not store.add_plan(connection, plan):
        return None
    today = now.astimezone(settings.time_zone).date()
    schedule(connection, settings, plan, rules.first_due_on(today, line.id, interval_days), now=now)
    return plan


def schedule(connection: Connection, settings: Settings, plan: Plan, due_on: date, *, now: datetime) -> None:
    """Add the contact of a day, which falls due that morning."""
    contact = Contact(
        id=new_id(),
        plan_id=plan.id,
        line_id=plan.line_id,
        owner_no=plan.owner_no,
        site=plan.site,
        due_on=due_on,
        state=State.PLANNED,
        outcome=None,
        note="",
        recorded_at=None,
        recorded_by="",
        version=1,
    )
    store.add(connection, contact)
    falls_due_at = datetime.combine(due_on, DAY_BEGINS, settings.time_zone)
    key = f"contacts.fall_due:{contact.id}"
    jobs.schedule(connection, "contacts.fall_due", key, falls_due_at, {"contact": contact.id}, now=now)


def is_over(plan: Plan, line: Line | None) -> bool:
    """True where the owner with whom contact was planned has left."""
    return line is None or line.is_closed or line.owner_no != plan.owner_no


def plan_next_groups(connection: Connection, settings: Settings, after: int, *, now: datetime) -> int | None:
    """Plan contact with group customers who have none, by line id; where to go on from, None at the end.

    Clause: ENT-16.
    """
    found = lines.of_groups(connection, after=after, limit=LINES_AT_ONCE)
    owners = store.planned(connection, [line.id for line in found])
    for line in found:
        if owners.get(line.id) == line.owner_no:
            continue
        if line.id in owners and (former := store.present_plan(connection, line.id)):
            store.end_plan(connection, former, now)
        interval = interval_by_standard(connection, settings, line, now)
        if interval:
            start(connection, settings, line, interval, by_standard=True, now=now)
    return found[-1].id if len(found) == LINES_AT_ONCE else None
