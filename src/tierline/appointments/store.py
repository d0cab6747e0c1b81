"""The tables of slots and appointments."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    UniqueConstraint,
    and_,
    func,
    insert,
    select,
    text,
    true,
    update,
)

from tierline.appointments.model import Appointment, Counter, Slot, State
from tierline.database.paging import Listing, Page, page
from tierline.database.schema import metadata
from tierline.database.types import Moment, SitePath
from tierline.database.upsert import insert_all_new
from tierline.rights.model import Actor, ActorKind
from tierline.sites.conditions import within

BOOKED = text("state = 'booked'")

slots = Table(
    "slots",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("site", SitePath, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("counter", String(16), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("site", "starts_at", "counter"),
    # A day of a city is read among that day's, not among all that the city ever had.
    Index("ix_slots_starts_at", "starts_at", "site"),
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("slot_id", String(36), nullable=False, index=True),
    Column("line_id", BigInteger, nullable=False),
    Column("owner_no", Integer, nullable=False),
    Column("site", SitePath, nullable=False),
    Column("service", String(60), nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("booked_at", Moment, nullable=False),
    Column("booked_by", String(80), nullable=False),
    Column("ended_at", Moment),
    Column("version", Integer, nullable=False),
    Index("ix_appointments_line_id", "line_id", "starts_at"),
    Index("ix_appointments_starts_at", "starts_at", "site"),
    # Nobody can be at two counters at once; the database itself sees to it.
    Index(
        "uq_appointments_booked",
        "line_id",
        "starts_at",
        unique=True,
        sqlite_where=BOOKED,
        postgresql_where=BOOKED,
    ),
)


def _slot(row: RowMapping) -> Slot:
    return Slot(**{**row, "counter": Counter(row["counter"])})


def _appointment(row: RowMapping) -> Appointment:
    return Appointment(**{**row, "state": State(row["state"])})


# ---------------------------------------------------------------- slots


def add_slots(connection: Connection, new: list[Slot]) -> int:
    """Add slots; those of a time and counter that a site has already stay as they are. How many are new."""
    return len(insert_all_new(connection, slots, [asdict(slot) for slot in new]))


def slot(connection: Connection, slot_id: str, limit: str) -> Slot | None:
    """A slot at the site `limit` or below it."""
    found = select(slots).where(slots.c.id == slot_id, within(slots.c.site, limit))
    row = connection.execute(found).mappings().one_or_none()
    return _slot(row) if row else None


def list_slots(
    connection: Connection, site: str, span: tuple[datetime, datetime], has_free: bool, listing: Listing
) -> Page[Slot]:
    """A page of the slots at a site and below it that begin within a span."""
    statement = select(slots).where(
        within(slots.c.site, site), slots.c.starts_at >= span[0], slots.c.starts_at < span[1]
    )
    if has_free:
        statement = statement.where(slots.c.taken < slots.c.capacity)
    found = page(connection, statement, listing, sorts={"starts_at": slots.c.starts_at}, key=slots.c.id)
    return Page([_slot(row) for row in found.items], found.next)


def next_free(connection: Connection, site: str, span: tuple[datetime, datetime]) -> Slot | None:
    """The first slot at a site and below it that begins within a span and has a free place."""
    free = (
        select(slots)
        .where(
            within(slots.c.site, site),
            slots.c.starts_at > span[0],
            slots.c.starts_at < span[1],
            slots.c.taken < slots.c.capacity,
        )
        .order_by(slots.c.starts_at, slots.c.id)
        .limit(1)
    )
    row = connection.execute(free).mappings().one_or_none()
    return _slot(row) if row else None


def take_place(connection: Connection, slot_id: str) -> bool:
    """Take a place of a slot; False where none is free, however many ask at once."""
    free = (slots.c.id == slot_id) & (slots.c.taken < slots.c.capacity)
    return connection.execute(update(slots).where(free).values(taken=slots.c.taken + 1)).rowcount == 1


def free_place(connection: Connection, slot_id: str) -> None:
    """Give a place of a slot back."""
    connection.execute(update(slots).where(slots.c.id == slot_id).values(taken=slots.c.taken - 1))


def set_capacity(connection: Connection, slot: Slot, capacity: int) -> bool:
    """Set the places of a slot that has that version; False where it has not, or more are taken."""
    fits = (slots.c.id == slot.id) & (slots.c.version == slot.version) & (slots.c.taken <= capacity)
    changed = update(slots).where(fits).values(capacity=capacity, version=slot.version + 1)
    return connection.execute(changed).rowcount == 1


# ---------------------------------------------------------------- appointments


def visible(actor: Actor) -> ColumnElement[bool]:
    """True for the appointments that an actor may see: at their site, or a customer's own. Clause: CHN-11."""
    if actor.kind is ActorKind.CUSTOMER:
        return and_(appointments.c.line_id == actor.line_id, appointments.c.owner_no == actor.owner_no)
    return within(appointments.c.site, actor.site)


def add(connection: Connection, appointment: Appointment) -> None:
    """Add an appointment."""
    connection.execute(insert(appointments).values(asdict(appointment)))


def find(connection: Connection, appointment_id: str, limit: ColumnElement[bool]) -> Appointment | None:
    """The appointment of that id, if `limit` holds for it."""
    found = select(appointments).where(appointments.c.id == appointment_id, limit)
    row = connection.execute(found).mappings().one_or_none()
    return _appointment(row) if row else None


def has_booking_at(connection: Connection, line_id: int, starts_at: datetime) -> bool:
    """True where a line has an open booking that begins at that moment."""
    same = (appointments.c.line_id == line_id) & (appointments.c.starts_at == starts_at)
    open_ones = select(appointments.c.id).where(same, appointments.c.state == State.BOOKED.value)
    return connection.execute(open_ones).first() is not None


def end(connection: Connection, appointment: Appointment, state: State, at: datetime) -> bool:
    """Bring a booked appointment that is as it was read to its end; False where it is not."""
    still = (appointments.c.id == appointment.id) & (appointments.c.version == appointment.version)
    booked = appointments.c.state == State.BOOKED.value
    values = {"state": state.value, "ended_at": at, "version": appointment.version + 1}
    return connection.execute(update(appointments).where(still, booked).values(values)).rowcount == 1


def of_owner(connection: Connection, line_id: int, owner_no: int, listing: Listing) -> Page[Appointment]:
    """A page of the appointments of one owner of a line."""
    mine = (appointments.c.line_id == line_id) & (appointments.c.owner_no == owner_no)
    return _page(connection, mine, listing)


def at_site(
    connection: Connection,
    limit: ColumnElement[bool],
    site: str,
    span: tuple[datetime, datetime],
    listing: Listing,
    *,
    has_cancelled: bool,
) -> Page[Appointment]:
    """A page of the appointments at a site and below it that begin within a span."""
    there = within(appointments.c.site, site)
    begins = and_(appointments.c.starts_at >= span[0], appointments.c.starts_at < span[1])
    stands = true() if has_cancelled else appointments.c.state != State.CANCELLED.value
    return _page(connection, and_(limit, there, begins, stands), listing)


def _page(connection: Connection, condition: ColumnElement[bool], listing: Listing) -> Page[Appointment]:
    sorts: dict[str, ColumnElement[Any]] = {"starts_at": appointments.c.starts_at}
    statement = select(appointments).where(condition)
    found = page(connection, statement, listing, sorts=sorts, key=appointments.c.id)
    return Page([_appointment(row) for row in found.items], found.next)


def count_booked(
    connection: Connection, limit: ColumnElement[bool], site: str, span: tuple[datetime, datetime]
) -> int:
    """How many booked appointments at a site and below it begin within a span."""
    begins = and_(appointments.c.starts_at >= span[0], appointments.c.starts_at < span[1])
    there = and_(limit, within(appointments.c.site, site), begins, BOOKED)
    return int(connection.execute(select(func.count()).select_from(appointments).where(there)).scalar_one())
