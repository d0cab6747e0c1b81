"""Tables of the trail. The database itself refuses to change or remove an entry or a seal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    exists,
    func,
    insert,
    select,
)

from tierline.audit.model import Asked, Entry, Seal, Sealed
from tierline.database.append_only import append_only
from tierline.database.not_sought import NotSought
from tierline.database.paging import Listing, Page, page
from tierline.database.schema import metadata
from tierline.database.types import Moment, RowNumber, SitePath
from tierline.database.upsert import insert_new
from tierline.sites.conditions import within

SEALS_AT_ONCE = 20
"""So few that what they hold stays small in memory, a thousand entries each at most."""

entries = Table(
    "audit_entries",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("actor_id", String(80), nullable=False),
    Column("actor_kind", String(16), nullable=False),
    Column("site", SitePath, nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject_kind", String(40), nullable=False),
    Column("subject_id", String(80), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("request_id", String(64), nullable=False),
    # Each filter has an index in the order of the list, with the site, so that rows of other sites are passed
    # over unread. Of two that serve as well SQLite takes the one made later: the narrowest is made last.
    Index("ix_audit_entries_at", "at", "site"),
    Index("ix_audit_entries_kind", "subject_kind", "at", "site"),
    Index("ix_audit_entries_action", "action", "at", "subject_kind", "site"),
    Index("ix_audit_entries_actor", "actor_id", "at", "action", "subject_kind", "site"),
    Index("ix_audit_entries_subject", "subject_id", "at", "subject_kind"),
)

seals = Table(
    "audit_seals",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("first_id", RowNumber, nullable=False),
    Column("last_id", RowNumber, nullable=False),
    Column("count", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
)

# Entries commit in another order than they are numbered; a seal therefore names its entries one by one.
sealed = Table(
    "audit_sealed",
    metadata,
    Column("entry_id", RowNumber, primary_key=True, autoincrement=False),
    Column("seal_no", Integer, nullable=False, index=True),
    Column("digest", String(64), nullable=False),
)


for _table in (entries, seals, sealed):
    append_only(_table)


def add(connection: Connection, row: dict[str, Any]) -> None:
    """Append an entry."""
    connection.execute(insert(entries).values(row))


def entry(row: RowMapping) -> Entry:
    """The entry of a row."""
    return Entry(**{column.name: row[column.name] for column in entries.columns})


def unsealed(connection: Connection, after_id: int, limit: int) -> list[Entry]:
    """Entries of a higher id than `after_id` that no seal holds, in the order of their ids."""
    statement = (
        select(entries)
        .where(entries.c.id > after_id, ~exists().where(sealed.c.entry_id == entries.c.id))
        .order_by(entries.c.id)
        .limit(limit)
    )
    return [entry(row) for row in connection.execute(statement).mappings()]


def count_unsealed(connection: Connection) -> int:
    """How many entries no seal holds."""
    missing = ~exists().where(sealed.c.entry_id == entries.c.id)
    return connection.execute(select(func.count()).select_from(entries).where(missing)).scalar_one()


def count_after(connection: Connection, entry_id: int) -> int:
    """How many entries have a higher id."""
    return connection.execute(
        select(func.count()).select_from(entries).where(entries.c.id > entry_id)
    ).scalar_one()


def latest_at(connection: Connection, action: str, kind: str, ids: Sequence[str]) -> dict[str, datetime]:
    """When something was last done to each of some subjects; one to which it never was is left out."""
    # By the subjects, which have few entries each: of an action, such as signing in, there may be a million.
    rest = (NotSought(entries.c.subject_kind) == kind, NotSought(entries.c.action) == action)
    about = (entries.c.subject_id.in_(ids), *rest)
    latest = select(entries.c.subject_id, func.max(entries.c.at)).where(*about)
    found = connection.execute(latest.group_by(entries.c.subject_id))
    return {row[0]: row[1] for row in found}


def last_seal(connection: Connection) -> Seal | None:
    """The seal at the head of the chain."""
    found = connection.execute(select(seals).order_by(seals.c.no.desc()).limit(1)).mappings().one_or_none()
    return Seal(**found) if found else None


def sealed_up_to(connection: Connection, moment: datetime) -> int:
    """The last entry's id under the latest seal made before `moment`; 0 where there is none."""
    # From the head backwards, which ends after few rows; the table of seals grows for ever.
    latest = select(seals.c.last_id).where(seals.c.at < moment).order_by(seals.c.no.desc()).limit(1)
    found: int | None = connection.execute(latest).scalar_one_or_none()
    return found or 0


def add_seal(connection: Connection, seal: Seal, under: Sequence[Sealed]) -> bool:
    """Add a seal with its entries; False where somebody else has made a seal of that number meanwhile."""
    if not insert_new(connection, seals, asdict(seal)):
        return False
    connection.execute(insert(sealed), [{**asdict(each), "seal_no": seal.no} for each in under])
    return True


def seals_after(connection: Connection, no: int) -> Iterator[list[Seal]]:
    """The seals of a higher number, in order, a few at a time."""
    while True:
        statement = select(seals).where(seals.c.no > no).order_by(seals.c.no).limit(SEALS_AT_ONCE)
        found = [Seal(**row) for row in connection.execute(statement).mappings()]
        if not found:
            return
        yield found
        no = found[-1].no


def under_seals(
    connection: Connection, first: int, last: int
) -> dict[int, list[tuple[Sealed, Entry | None]]]:
    """What these seals hold, in the order of ids; None for an entry that is no longer there."""
    statement = (
        select(sealed.c.seal_no, sealed.c.entry_id, sealed.c.digest, *entries.columns)
        .select_from(sealed.outerjoin(entries, sealed.c.entry_id == entries.c.id))
        .where(sealed.c.seal_no.between(first, last))
        .order_by(sealed.c.seal_no, sealed.c.entry_id)
    )
    held: dict[int, list[tuple[Sealed, Entry | None]]] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        there = None if row["id"] is None else entry(row)
        held[row["seal_no"]].append((Sealed(row["entry_id"], row["digest"]), there))
    return held


def seals_gone(connection: Connection, after_no: int) -> list[int]:
    """Numbers of seals that entries are under and that are not there, the first few."""
    gone = ~exists().where(seals.c.no == sealed.c.seal_no)
    statement = select(sealed.c.seal_no).where(sealed.c.seal_no > after_no, gone).distinct()
    return list(connection.execute(statement.order_by(sealed.c.seal_no).limit(SEALS_AT_ONCE)).scalars())


def list_entries(connection: Connection, site: str, asked: Asked, listing: Listing) -> Page[Entry]:
    """The entries made at a site or below it, as far as they are asked for; the latest first."""
    equal = {
        entries.c.subject_kind: asked.subject_kind,
        entries.c.subject_id: asked.subject_id,
        entries.c.actor_id: asked.actor_id,
        entries.c.action: asked.action,
    }
    limits = [within(entries.c.site, site)]
    limits += [column == value for column, value in equal.items() if value is not None]
    if asked.since is not None:
        limits.append(entries.c.at >= asked.since)
    if asked.until is not None:
        limits.append(entries.c.at < asked.until)
    latest_first = replace(listing, sort=listing.sort or "-at")
    found = page(
        connection, select(entries).where(*limits), latest_first, sorts={"at": entries.c.at}, key=entries.c.id
    )
    return Page([entry(row) for row in found.items], found.next)
