"""The tables of drafts and their revisions; a revision is only ever added."""

from __future__ import annotations

from collections.abc import Collection
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
    UnicodeText,
    insert,
    select,
    update,
)

from tierline.database import paging
from tierline.database.append_only import append_only
from tierline.database.paging import Listing, Page
from tierline.database.schema import metadata
from tierline.database.types import Moment, RowNumber
from tierline.policy_desk.content_json import content_json, content_of
from tierline.policy_desk.model import Draft, DraftState, Revision, Step

drafts = Table(
    "policy_drafts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("scheme", String(64), nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("starts_on", String(200), nullable=False),
    Column("state", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    Column("base_digest", String(64), nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("begun_by", String(80), nullable=False),
    Column("begun_by_name", String(120), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by_name", String(120), nullable=False),
    Column("simulation_id", String(36), nullable=False),
    Column("entry", Integer),
)

revisions = Table(
    "policy_draft_revisions",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("draft_id", String(36), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor_id", String(80), nullable=False),
    Column("actor_name", String(120), nullable=False),
    Column("step", String(32), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("content", JSON, nullable=False),
    Column("text", UnicodeText, nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    Column("base_digest", String(64), nullable=False),
    Index("uq_policy_draft_revisions_number", "draft_id", "number", unique=True),
)
append_only(revisions)

SORTS = {"changed_at": drafts.c.changed_at, "begun_at": drafts.c.begun_at}


def _draft(row: RowMapping) -> Draft:
    return Draft(**{**row, "state": DraftState(row["state"])})


def _revision(row: RowMapping) -> Revision:
    facts: dict[str, Any] = {name: row[name] for name in row if name not in ("id", "draft_id")}
    return Revision(**{**facts, "step": Step(row["step"]), "content": content_of(row["content"])})


def add(connection: Connection, draft: Draft) -> None:
    """Add a draft."""
    connection.execute(insert(drafts).values({**vars(draft), "state": draft.state.value}))


def find(connection: Connection, draft_id: str, *, lock: bool = False) -> Draft | None:
    """The draft of that id."""
    statement = select(drafts).where(drafts.c.id == draft_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().one_or_none()
    return _draft(row) if row else None


def change(connection: Connection, draft: Draft, version: int, **values: object) -> bool:
    """Set columns of a draft that still has that version, which counts on; False where it has another."""
    changed = update(drafts).where(drafts.c.id == draft.id, drafts.c.version == version)
    return connection.execute(changed.values(version=version + 1, **values)).rowcount == 1


def add_revision(connection: Connection, draft_id: str, revision: Revision) -> None:
    """Append a revision to a draft."""
    row = {
        **vars(revision),
        "draft_id": draft_id,
        "step": revision.step.value,
        "content": content_json(revision.content),
    }
    connection.execute(insert(revisions).values(row))


def revision(connection: Connection, draft_id: str, number: int) -> Revision | None:
    """One revision of a draft."""
    statement = select(revisions).where(revisions.c.draft_id == draft_id, revisions.c.number == number)
    row = connection.execute(statement).mappings().one_or_none()
    return _revision(row) if row else None


def revisions_of(connection: Connection, draft_id: str, listing: Listing) -> Page[Revision]:
    """A page of the revisions of a draft."""
    statement = select(revisions).where(revisions.c.draft_id == draft_id)
    page = paging.page(
        connection, statement, listing, sorts={"number": revisions.c.number}, key=revisions.c.id
    )
    return Page([_revision(row) for row in page.items], page.next)


def listed(connection: Connection, scheme: str, listing: Listing) -> Page[Draft]:
    """A page of the drafts, of one scheme or of all."""
    statement = select(drafts)
    if scheme:
        statement = statement.where(drafts.c.scheme == scheme)
    page = paging.page(connection, statement, listing, sorts=SORTS, key=drafts.c.id)
    return Page([_draft(row) for row in page.items], page.next)


def unfinished(connection: Connection) -> list[Draft]:
    """The drafts that are neither published nor dropped, by what this table holds, the latest first."""
    over = (DraftState.PUBLISHED.value, DraftState.DROPPED.value)
    statement = select(drafts).where(drafts.c.state.not_in(over)).order_by(drafts.c.changed_at.desc())
    return [_draft(row) for row in connection.execute(statement.limit(200)).mappings()]


def ids_by_digest(connection: Connection, digests: Collection[str]) -> dict[str, str]:
    """The ids of drafts by the digests of what they said in any revision; a few hundred digests at most."""
    statement = select(revisions.c.digest, revisions.c.draft_id).where(revisions.c.digest.in_(digests))
    return {digest: draft_id for digest, draft_id in connection.execute(statement) if digest}


def revision_of_digest(connection: Connection, digest: str) -> tuple[str, int] | None:
    """The draft that says a text, and its first revision that did; None where none does."""
    statement = select(revisions.c.draft_id, revisions.c.number).where(revisions.c.digest == digest)
    row = connection.execute(statement.order_by(revisions.c.id).limit(1)).one_or_none()
    return (row.draft_id, row.number) if row else None
