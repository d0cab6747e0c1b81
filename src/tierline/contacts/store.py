"""The tables of contact plans and contacts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    insert,
    select,
    text,
    update,
)

from tierline.contacts.model import OPEN, Contact, Outcome, Plan, State, Wanted
from tierline.database.paging import Listing, Page, page
from tierline.database.schema import metadata
from tierline.database.types import Moment, SitePath
from tierline.database.upsert import insert_new
from tierline.sites.conditions import within

plans = Table(
    "contact_plans",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("line_id", BigInteger, nullable=False),
    Column("owner_no", Integer, nullable=False),
    Column("site", SitePath, nullable=False),
    Column("interval_days", Integer, nullable=False),
    Column("by_standard", Boolean, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("version", Integer, nullable=False),
    Index(
        "uq_contact_plans_present",
        "line_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("plan_id", String(36), nullable=False, index=True),
    Column("line_id", BigInteger, nullable=False, index=True),
    Column("owner_no", Integer, nullable=False),
    Column("site", SitePath, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", String(16), nullable=False),
    Column("outcome", String(16)),
    Column("note", String(500), nullable=False),
    Column("recorded_at", Moment),
    Column("recorded_by", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_contacts_due_on", "state", "due_on"),
)

SORTS = {"due_on": contacts.c.due_on}


def _contact(row: RowMapping) -> Contact:
    facts: dict[str, Any] = dict(row)
    facts["state"] = State(row["state"])
    facts["outcome"] = Outcome(row["outcome"]) if row["outcome"] else None
    return Contact(**facts)


# ---------------------------------------------------------------- plans


def add_plan(connection: Connection, plan: Plan) -> bool:
    """Add a plan; False where the line has one already."""
    return insert_new(connection, plans, asdict(plan))


def present_plan(connection: Connection, line_id: int) -> Plan | None:
    """The plan of a line that has not ended."""
    found = select(plans).where(plans.c.line_id == line_id, plans.c.ended_at.is_(None))
    row = connection.execute(found).mappings().one_or_none()
    return Plan(**row) if row else None


def plan(connection: Connection, plan_id: str, limit: str) -> Plan | None:
    """A plan at the site `limit` or below it."""
    found = select(plans).where(plans.c.id == plan_id, within(plans.c.site, limit))
    row = connection.execute(found).mappings().one_or_none()
    return Plan(**row) if row else None


def planned(connection: Connection, line_ids: Collection[int]) -> dict[int, int]:
    """The owner with whom contact is planned, for those of the lines that have a plan."""
    found = select(plans.c.line_id, plans.c.owner_no).where(
        plans.c.line_id.in_(line_ids), plans.c.ended_at.is_(None)
    )
    return {row.line_id: row.owner_no for row in connection.execute(found)}


def end_plan(connection: Connection, found: Plan, now: datetime) -> bool:
    """End a plan that is as it was read, and drop what is open of it; False where it is not."""
    still = (plans.c.id == found.id) & (plans.c.version == found.version) & plans.c.ended_at.is_(None)
    ended = update(plans).where(still).values(ended_at=now, version=found.version + 1)
    if connection.execute(ended).rowcount == 0:
        return False
    is_open = contacts.c.state.in_([state.value for state in OPEN])
    dropped = update(contacts).where(contacts.c.plan_id == found.id, is_open)
    connection.execute(dropped.values(state=State.DROPPED.value, version=contacts.c.version + 1))
    return True


# ---------------------------------------------------------------- contacts


def add(connection: Connection, contact: Contact) -> None:
    """Add a contact."""
    connection.execute(insert(contacts).values(asdict(contact)))


def find(connection: Connection, contact_id: str, limit: str) -> Contact | None:
    """A contact at the site `limit` or below it."""
    found = select(contacts).where(contacts.c.id == contact_id, within(contacts.c.site, limit))
    row = connection.execute(found).mappings().one_or_none()
    return _contact(row) if row else None


def change(connection: Connection, contact: Contact, **values: object) -> bool:
    """Set columns of an open contact that is as it was read; False where it is not."""
    still = (contacts.c.id == contact.id) & (contacts.c.version == contact.version)
    is_open = contacts.c.state.in_([state.value for state in OPEN])
    changed = update(contacts).where(still, is_open).values(version=contact.version + 1, **values)
    return connection.execute(changed).rowcount == 1


def list_contacts(
    connection: Connection,
    limit: str,
    wanted: Wanted,
    line_ids: Select[tuple[int]] | None,
    listing: Listing,
) -> Page[Contact]:
    """A page of the contacts at `limit` and below it, with lines of `line_ids` only where that is given."""
    statement = select(contacts).where(within(contacts.c.site, limit))
    if wanted.state is not None:
        statement = statement.where(contacts.c.state == wanted.state.value)
    if wanted.site is not None:
        statement = statement.where(within(contacts.c.site, wanted.site))
    if line_ids is not None:
        statement = statement.where(contacts.c.line_id.in_(line_ids))
    if wanted.due_until is not None:
        statement = statement.where(contacts.c.due_on <= wanted.due_until)
    if wanted.overdue_on is not None:
        is_open = contacts.c.state.in_([state.value for state in OPEN])
        statement = statement.where(is_open, contacts.c.due_on < wanted.overdue_on)
    found = page(connection, statement, listing, sorts=SORTS, key=contacts.c.id)
    return Page([_contact(row) for row in found.items], found.next)


def of_owner(connection: Connection, line_id: int, owner_no: int, listing: Listing) -> Page[Contact]:
    """A page of the contacts with one owner of a line."""
    mine = (contacts.c.line_id == line_id) & (contacts.c.owner_no == owner_no)
    found = page(connection, select(contacts).where(mine), listing, sorts=SORTS, key=contacts.c.id)
    return Page([_contact(row) for row in found.items], found.next)
