"""The table of publications."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    RowMapping,
    String,
    Table,
    Text,
    and_,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)

from tierline.database.paging import Listing, Page, page
from tierline.database.schema import metadata
from tierline.database.types import Moment, RowNumber
from tierline.publishing.model import Counts, Publication, State

publications = Table(
    "publications",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("scheme", String(64), nullable=False),
    Column("month", Date, nullable=False),
    Column("rated_on", Date, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("folder", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("cursor", BigInteger),
    Column("owes_duties", Boolean, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("begun_by", String(80), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_publications_scheme", "scheme", "id"),
    # Of two publishers that begin at the same moment, the database refuses one.
    Index(
        "uq_publications_under_way",
        "scheme",
        unique=True,
        sqlite_where=text("state = 'under_way'"),
        postgresql_where=text("state = 'under_way'"),
    ),
)


def _publication(row: RowMapping) -> Publication:
    return Publication(**{**row, "state": State(row["state"]), "counts": Counts(**row["counts"])})


def add(connection: Connection, publication: Publication) -> Publication:
    """Add a publication and number it. An IntegrityError says that another of its scheme is under way."""
    row = {**vars(publication), "state": publication.state.value, "counts": asdict(publication.counts)}
    del row["id"]
    key = connection.execute(insert(publications).values(row)).inserted_primary_key
    assert key is not None
    return replace(publication, id=key[0])


def of_scheme(connection: Connection, scheme: str) -> list[Publication]:
    """The publications of a scheme, latest first."""
    found = select(publications).where(publications.c.scheme == scheme)
    rows = connection.execute(found.order_by(publications.c.id.desc())).mappings()
    return [_publication(row) for row in rows]


def last_done(connection: Connection) -> list[Publication]:
    """Of each scheme the publication that was done last."""
    rows = connection.execute(_LAST_DONE, {"done": State.DONE.value}).mappings()
    return [_publication(row) for row in rows]


_LAST_DONE = select(publications).where(
    publications.c.id.in_(
        select(func.max(publications.c.id))
        .where(publications.c.state == bindparam("done"))
        .group_by(publications.c.scheme)
    )
)


def current(connection: Connection) -> list[Publication]:
    """The publications that are done and not superseded, and those under way."""
    wanted = publications.c.state.in_((State.DONE.value, State.UNDER_WAY.value))
    rows = connection.execute(select(publications).where(wanted).order_by(publications.c.id)).mappings()
    return [_publication(row) for row in rows]


def move_on(connection: Connection, seen: Publication, cursor: int | None, counts: Counts) -> bool:
    """Move the cursor on from where it was seen; False where somebody else has moved it, or ended it all."""
    is_as_seen = and_(
        publications.c.id == seen.id,
        publications.c.state == State.UNDER_WAY.value,
        publications.c.cursor.is_not_distinct_from(seen.cursor),
    )
    moved = update(publications).where(is_as_seen).values(cursor=cursor, counts=asdict(counts))
    return connection.execute(moved).rowcount == 1


def end(connection: Connection, publication_id: int, state: State, at: datetime) -> None:
    """Mark a publication as over."""
    over = update(publications).where(publications.c.id == publication_id)
    connection.execute(over.values(state=state.value, ended_at=at))


def supersede_others(connection: Connection, done: Publication) -> None:
    """Mark those of the same scheme and month that were done before as superseded."""
    others = and_(
        publications.c.scheme == done.scheme,
        publications.c.month == done.month,
        publications.c.state == State.DONE.value,
        publications.c.id != done.id,
    )
    connection.execute(update(publications).where(others).values(state=State.SUPERSEDED.value))


def listed(
    connection: Connection, listing: Listing, scheme: str | None, month: date | None
) -> Page[Publication]:
    """A page of the publications, latest first unless the listing says otherwise."""
    statement = select(publications)
    if scheme is not None:
        statement = statement.where(publications.c.scheme == scheme)
    if month is not None:
        statement = statement.where(publications.c.month == month)
    sorts = {"started_at": publications.c.started_at, "month": publications.c.month}
    found = page(connection, statement, listing, sorts=sorts, key=publications.c.id)
    return Page([_publication(row) for row in found.items], found.next)
